"""What is wrong with a case, or still open in it: where, what, and how to mend it, in three languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

_TEXTS: dict[str, tuple[str, str, str]] = {
    "not_json": ("올바른 JSON이 아닙니다: {value}", "不是有效的 JSON：{value}", "This is not JSON: {value}"),
    "unknown_key": (
        "알 수 없는 항목입니다. 이름을 확인하거나 지워 주십시오.",
        "未知的键，请核对名称或删除。",
        "This key is not known here. Check its name or remove it.",
    ),
    "missing_key": ("이 항목이 빠졌습니다. 추가해 주십시오.", "缺少此项，请补充。", "This is missing. Add it."),
    "not_valid": ("올바르지 않은 값입니다: {value}", "值无效：{value}", "This value does not fit: {value}"),
    "twice": (
        '"{value}"이(가) 두 번 있습니다. 하나만 남겨 주십시오.',
        '"{value}" 重复出现，请只保留一个。',
        '"{value}" is there twice. Keep one.',
    ),
    "no_stage": (
        '단계 "{value}"이(가) 없습니다. 있는 단계: {choices}.',
        '没有阶段 "{value}"。现有阶段：{choices}。',
        'There is no stage "{value}". There are: {choices}.',
    ),
    "no_criterion": (
        '평가항목 "{value}"이(가) 없습니다. 있는 항목: {choices}.',
        '没有评审指标 "{value}"。现有指标：{choices}。',
        'There is no criterion "{value}". There are: {choices}.',
    ),
    "no_application": (
        '신청 "{value}"이(가) 없습니다.',
        '没有申请 "{value}"。',
        'There is no application "{value}".',
    ),
    "weight_missing": (
        "단계가 둘 이상이면 단계마다 가중치가 필요합니다(선별만 하는 단계는 0).",
        "有两个以上阶段时，每个阶段都须设定权重（仅筛选的阶段为 0）。",
        "With two stages or more each needs a weight (0 for one that only sifts).",
    ),
    "no_weight": (
        "가중치가 모두 0입니다. 하나 이상을 0보다 크게 정하십시오.",
        "权重全部为 0，请至少设定一个大于 0。",
        "All weights are 0. Set at least one above 0.",
    ),
    "full_marks_differ": (
        "단계별 만점이 다릅니다({value}). total.out_of 로 합산 기준 만점을 정하십시오.",
        "各阶段满分不同（{value}）。请用 total.out_of 设定合计满分。",
        "The stages have different full marks ({value}). Set total.out_of, the full marks of the total.",
    ),
    "bounds": (
        "최저 점수는 최고 점수보다 낮아야 합니다.",
        "最低分须低于最高分。",
        "The lowest score must be below the highest.",
    ),
    "out_of_reach": (
        "기준 점수 {value}은(는) 만점 {high}을(를) 넘습니다.",
        "及格线 {value} 高于满分 {high}。",
        "The pass mark {value} is above what can be reached, {high}.",
    ),
    "multiple_one": (
        "times 와 count 중 하나만 정하십시오.",
        "times 与 count 请只设定其一。",
        "Set exactly one of times and count.",
    ),
    "multiple_last": (
        "마지막 단계에는 배수를 둘 수 없습니다. 선정 규모(places)가 정합니다.",
        "最后阶段不能设倍数，由名额（places）决定。",
        "The last stage has no multiple: the places decide there.",
    ),
    "tie_needs": (
        '동점 규칙 "{value}"에는 {choices} 이(가) 필요합니다.',
        '同分规则 "{value}" 需要 {choices}。',
        'The tie-break "{value}" needs {choices}.',
    ),
    "tie_takes_no": (
        '동점 규칙 "{value}"에는 {choices} 을(를) 쓰지 않습니다.',
        '同分规则 "{value}" 不使用 {choices}。',
        'The tie-break "{value}" takes no {choices}.',
    ),
    "fact_kind": (
        '"{value}" 값의 종류가 신청마다 다릅니다. 모두 숫자, 날짜 또는 시각 중 하나로 맞춰 주십시오.',
        '"{value}" 的取值类型不一致，请统一为数字、日期或时间之一。',
        'The fact "{value}" is of different kinds. Give it as a number everywhere, or a day, or a time.',
    ),
    "score_bounds": (
        "{value}점은 {low}점 이상 {high}점 이하여야 합니다.",
        "{value} 分超出范围，应为 {low} 至 {high} 分。",
        "{value} is out of range. Enter {low} to {high}.",
    ),
    "no_bonus": (
        "이 공고의 규칙에는 가점이 없습니다.",
        "本次征集的规则没有加分。",
        "The rules of this call give no bonus points.",
    ),
    "no_deductions": (
        "이 공고의 규칙에는 감점이 없습니다.",
        "本次征集的规则没有扣分。",
        "The rules of this call know no deductions.",
    ),
    "zone": (
        '"{value}"은(는) 알 수 없는 시간대입니다. 예: Asia/Seoul.',
        '未知时区 "{value}"。例如：Asia/Shanghai。',
        'The time zone "{value}" is not known. Write one such as Asia/Seoul.',
    ),
    "crossed_days": (
        "{value}은(는) 쉬는 날이면서 일하는 날일 수 없습니다.",
        "{value} 不能既是休息日又是工作日。",
        "{value} cannot be both a closed and an open day.",
    ),
    "mixed_times": (
        "모두 날짜로 쓰거나 모두 시각으로 쓰십시오.",
        "请全部写日期，或全部写时刻。",
        "Give all of them as days, or all as times.",
    ),
    "not_there": (
        '"{value}"은(는) 선정자도 예비 순위자도 아닙니다.',
        '"{value}" 既未入选也不在候补名单中。',
        '"{value}" holds no place and is not in reserve.',
    ),
    "no_place_to_lapse": (
        '"{value}"은(는) 그때 선정자가 아니므로 확인 기한이 지날 수 없습니다.',
        '"{value}" 当时未占名额，不存在确认逾期。',
        '"{value}" held no place then, so no confirmation could lapse.',
    ),
    "calibration_off": (
        "이 공고의 규칙은 보정 점수를 허용하지 않습니다.",
        "本次征集的规则不允许校准分数。",
        "The rules of this call do not allow calibrated scores.",
    ),
    "stage_open": (
        '단계 "{value}"에 아직 정리되지 않은 사항이 있습니다.',
        '阶段 "{value}" 仍有未决事项。',
        'The stage "{value}" still has open matters.',
    ),
    "no_score": (
        '신청 "{value}"은(는) 이 단계의 점수가 없습니다.',
        '申请 "{value}" 在此阶段没有分数。',
        'The application "{value}" has no score at this stage.',
    ),
    # open matters: the case is understood, but people must act before it can be decided
    "score_missing": (
        '심사 "{review}"에 평가항목 "{criterion}"의 점수가 없습니다. 점수를 받거나 회피로 처리하십시오.',
        '评审 "{review}" 缺少指标 "{criterion}" 的分数，请补全或作回避处理。',
        'Review "{review}" has no score for "{criterion}". Obtain it, or mark the review as recused.',
    ),
    "review_pending": (
        '심사 "{review}"이(가) 아직 제출되지 않았습니다. 제출을 받거나 회피로 처리하십시오.',
        '评审 "{review}" 尚未提交，请催交或作回避处理。',
        'Review "{review}" is not handed in. Obtain it, or mark it as recused.',
    ),
    "all_recused": (
        "심사위원이 모두 회피했습니다. 다른 심사위원을 배정하십시오.",
        "评审人全部回避，请另行指派。",
        "Every reviewer has recused. Assign others.",
    ),
    "too_few_reviews": (
        "유효한 심사가 {value}건으로 최소 {low}건보다 적습니다. 심사를 더 배정하십시오.",
        "有效评审仅 {value} 份，少于最低 {low} 份，请补充指派。",
        "{value} reviews count and at least {low} are needed. Assign more.",
    ),
    "calibration_thin": (
        "심사가 적어 점수를 보정할 수 없습니다. 보정하지 않은 점수로 결정하십시오.",
        "评审数据过少，无法校准分数，请按原始分数决定。",
        "There are too few reviews to calibrate this stage. Decide by the scores as given.",
    ),
    "tie": (
        "{tied} 신청이 동점이며 남은 {free}자리가 갈립니다. 위원회가 순서를 정하여 settled 에 기록하십시오.",
        "申请 {tied} 同分，剩余 {free} 个名额待定。请由委员会确定次序并记入 settled。",
        "{tied} are tied, and {free} of them can be taken. Let the committee set their order and note it under settled.",
    ),
    "tie_order": (
        "{tied} 신청이 동점이어서 예비 순위가 갈립니다. 위원회가 순서를 정하여 settled 에 기록하십시오.",
        "申请 {tied} 同分，候补次序待定。请由委员会确定次序并记入 settled。",
        "{tied} are tied, and their order in the reserve counts. Let the committee set it and note it under settled.",
    ),
    "tie_fact": (
        '{tied} 신청의 동점을 풀 자료 "{fact}"이(가) 없습니다({missing}). 자료를 넣거나 위원회가 순서를 정하십시오.',
        '申请 {tied} 同分，所需信息 "{fact}" 缺失（{missing}）。请补充，或由委员会确定次序。',
        '{tied} are tied, and "{fact}" is not known of {missing}. Enter it, or let the committee set the order.',
    ),
}

OPEN = (
    "score_missing",
    "review_pending",
    "all_recused",
    "too_few_reviews",
    "calibration_thin",
    "tie",
    "tie_order",
    "tie_fact",
)
CODES = tuple(_TEXTS)
_LANGS = {"ko": 0, "zh": 1, "zh-hans": 1, "en": 2}
_SHAPES = {"missing": "missing_key", "unexpected_keyword_argument": "unknown_key", "extra_forbidden": "unknown_key"}


@dataclass(frozen=True)
class Problem:
    """One fault or open matter. `path` leads to it (`reviews[3].scores.team`); `code` is one of CODES.

    `applications`: the ids it is about, so that a page can put it beside their rows.
    """

    path: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    applications: tuple[str, ...] = ()


class SelectionError(ValueError):
    """The case cannot be understood. `problems` holds every fault found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{problem.path}: {problem_text(problem)}" for problem in self.problems))


def problem_text(problem: Problem, lang: str = "en") -> str:
    """What is wrong and how to mend it, as one sentence or two in `ko`, `zh` or `en`."""
    return _TEXTS[problem.code][_LANGS[lang]].format(**problem.params)


def from_shapes(error: ValidationError) -> list[Problem]:
    """The faults of shape that pydantic found, without those that only follow from a deeper one."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    places = [fault["loc"] for fault in found]
    out = []
    for fault in found:
        loc = fault["loc"]
        if fault["type"] == "too_short" and any(len(other) > len(loc) and other[: len(loc)] == loc for other in places):
            continue
        code = _SHAPES.get(fault["type"], "not_valid")
        params: dict[str, str | int] = {"value": fault["msg"]} if code == "not_valid" else {}
        out.append(Problem(_path(loc), code, params))
    return out


def _path(loc: tuple[str | int, ...]) -> str:
    path = ""
    for step in loc:
        path += f"[{step}]" if isinstance(step, int) else f".{str(step)[:80]}"
    return path.lstrip(".")
