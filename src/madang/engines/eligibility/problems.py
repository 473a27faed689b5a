"""What is wrong with a rule somebody wrote: where, what, and how to mend it, in three languages."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

_TEXTS: dict[str, tuple[str, str, str]] = {
    "not_object": (
        "여기에는 {{…}} 형태의 객체가 와야 합니다.",
        "这里应为 {{…}} 形式的对象。",
        "An object {{…}} belongs here.",
    ),
    "version": (
        '버전 {value}은(는) 읽을 수 없습니다. "version": {known} 을 쓰십시오.',
        '无法读取版本 {value}，请使用 "version": {known}。',
        'Version {value} cannot be read. Write "version": {known}.',
    ),
    "unknown_key": (
        '"{value}"은(는) 알 수 없는 항목입니다. 쓸 수 있는 항목: {choices}.',
        '未知的键 "{value}"。可用的键：{choices}。',
        'The key "{value}" is not known here. Use one of: {choices}.',
    ),
    "missing_key": (
        '"{value}" 항목이 빠졌습니다. 추가해 주십시오.',
        '缺少 "{value}"，请补充。',
        '"{value}" is missing. Add it.',
    ),
    "no_type": (
        '조건에는 "all", "any", "not", "type" 중 정확히 하나가 있어야 합니다.',
        '每个条件须且只能含有 "all"、"any"、"not"、"type" 之一。',
        'A condition has exactly one of "all", "any", "not" and "type". Keep one.',
    ),
    "unknown_type": (
        '"{value}"은(는) 알 수 없는 조건입니다. 쓸 수 있는 조건: {choices}.',
        '未知的条件类型 "{value}"。可用类型：{choices}。',
        '"{value}" is not a kind of condition. Use one of: {choices}.',
    ),
    "not_list": (
        "하나 이상, {high}개 이하의 목록이어야 합니다.",
        "应为 1 至 {high} 项的列表。",
        "A list of 1 to {high} entries belongs here.",
    ),
    "too_deep": (
        "조건이 {high}단계보다 깊습니다. 묶음을 줄여 주십시오.",
        "条件嵌套超过 {high} 层，请减少分组。",
        "Conditions are nested deeper than {high} levels. Use fewer groups.",
    ),
    "too_many": (
        "조건이 {high}개를 넘습니다. 나누거나 줄여 주십시오.",
        "条件超过 {high} 个，请拆分或减少。",
        "There are more than {high} conditions. Split or shorten the rule.",
    ),
    "choice": (
        '"{value}"은(는) 목록에 없습니다. 다음 중에서 고르십시오: {choices}.',
        '"{value}" 不在列表中。请从以下选择：{choices}。',
        '"{value}" is not in the list. Choose from: {choices}.',
    ),
    "twice": (
        '"{value}"이(가) 두 번 있습니다. 하나를 지우십시오.',
        '"{value}" 重复出现，请删除一个。',
        '"{value}" is there twice. Remove one.',
    ),
    "not_whole": (
        "정수를 입력해 주십시오.",
        "请填写整数。",
        "Enter a whole number.",
    ),
    "out_of_range": (
        "{value}은(는) 범위를 벗어났습니다. {low} 이상 {high} 이하로 입력해 주십시오.",
        "{value} 超出范围，请填写 {low} 至 {high}。",
        "{value} is out of range. Enter {low} to {high}.",
    ),
    "not_yes_no": (
        "true 또는 false 를 쓰십시오.",
        "请填写 true 或 false。",
        "Write true or false.",
    ),
    "not_day": (
        "날짜를 YYYY-MM-DD 형식으로 입력해 주십시오.",
        "请按 YYYY-MM-DD 格式填写日期。",
        "Enter a date as YYYY-MM-DD.",
    ),
    "not_text": (
        "ko, zh, en 중 하나 이상의 글을 입력해 주십시오.",
        "请至少填写 ko、zh、en 之一的文字。",
        "Give the text in at least one of ko, zh and en.",
    ),
    "language": (
        '"{value}"은(는) 쓸 수 없는 언어입니다. ko, zh, en 을 쓰십시오.',
        '不支持语言 "{value}"，请使用 ko、zh、en。',
        '"{value}" is not a language used here. Use ko, zh or en.',
    ),
    "text_length": (
        "글은 1자 이상 {high}자 이하여야 합니다.",
        "文字长度应为 1 至 {high} 个字符。",
        "The text must have 1 to {high} characters.",
    ),
    "not_key": (
        "소문자, 숫자, 점, 밑줄, 붙임표로 64자 이내의 코드를 쓰십시오.",
        "请使用小写字母、数字、点、下划线或连字符组成的代码，不超过 64 个字符。",
        "Use a code of lower-case letters, digits, dots, underscores and hyphens, at most 64 long.",
    ),
    "no_bound": (
        "다음 중 하나 이상을 정하십시오: {names}.",
        "请至少设定其中一项：{names}。",
        "Set at least one of: {names}.",
    ),
    "crossed": (
        "하한 {low}이(가) 상한 {high}에 맞지 않습니다. 하한을 낮추거나 상한을 높이십시오.",
        "下限 {low} 与上限 {high} 不符，请降低下限或提高上限。",
        "The lower bound {low} leaves nothing below the upper bound {high}. Lower one or raise the other.",
    ),
}

PROBLEMS = tuple(_TEXTS)


@dataclass(frozen=True)
class Problem:
    """One fault. `path` leads to it from the outermost object (`rule.all[2].max_years`); `code` is one of PROBLEMS."""

    path: str
    code: str
    params: dict[str, str | int] = field(default_factory=dict)

    def below(self, path: str) -> "Problem":
        """The same fault seen from further out."""
        return replace(self, path=".".join(part for part in (path, self.path) if part))


def problem_text(problem: Problem, lang: str) -> str:
    """What is wrong and how to mend it, without the path, in ko, zh or en."""
    ko, zh, en = _TEXTS[problem.code]
    text = {"ko": ko, "zh": zh}.get(lang[:2], en)
    return text.format(**problem.params)


class RuleError(ValueError):
    """A rule that cannot be used. `problems` holds every fault that could be told apart, never none."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.path or 'rule'}: {problem_text(p, 'en')}" for p in self.problems))
