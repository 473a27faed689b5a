import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.engines.forms import FormError, digest, loads, read, visible, write
from madang.engines.forms.__main__ import main
from madang.engines.forms.problems import messages
from madang.engines.forms.words import LANGUAGES
from tests.engines.forms.makers import EN, ask, form_json, raws


def faults_of(data):
    with pytest.raises(FormError) as caught:
        read(data)
    return [(problem.path, problem.code) for problem in caught.value.problems]


def _tried(data):
    try:
        return read(data), ()
    except FormError as error:
        return None, error.problems


Q = "sections[0].questions"


def test_every_fault_is_named_at_once():
    data = form_json(
        ask("text", "a", {"max": {"ko": 10, "fr": 5}}, colour="red"),
        ask("essay", "b"),
        {"id": "C", "kind": "text", "label": {}},
        ask("choice", "d", {"terms": "planets"}),
        ask("number", "a", {"min": 5, "max": 3, "step": 0}),
        ask("text", "e", required="later"),
        stages=["submit", "submit"],
    )

    assert faults_of(data) == [
        ("stages", "stages"),
        (f"{Q}[0].colour", "unknown_key"),
        (f"{Q}[0].limits.max.fr", "unknown_key"),
        (f"{Q}[1].kind", "choice"),
        (f"{Q}[2].id", "not_code"),
        (f"{Q}[2].label", "not_words"),
        (f"{Q}[3].limits.terms", "choice"),
        (f"{Q}[4].id", "twice"),
        (f"{Q}[4].limits.min", "crossed"),
        (f"{Q}[4].limits.step", "not_step"),
        (f"{Q}[5].required", "choice"),
    ]


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        ({"question": "later", "filled": True}, (".question", "not_earlier")),
        ({"question": "q", "filled": True}, (".question", "not_earlier")),
        ({"question": "nobody", "filled": True}, (".question", "unknown_question")),
        ({"question": ["first"], "filled": True}, (".question", "unknown_question")),
        ({"question": "first", "equals": "x"}, (".equals", "choice")),
        ({"question": "first", "equals": ""}, (".equals", "condition_value")),
        ({"question": "first", "greater": "a"}, (".greater", "operator_kind")),
        ({"question": "first", "filled": 1}, (".filled", "not_flag")),
        ({"question": "first"}, ("", "condition_operator")),
        ({"question": "first", "equals": "a", "filled": True}, ("", "condition_operator")),
        ({"question": "first", "any_of": []}, (".any_of", "not_list")),
        ({"all": [], "any": []}, ("", "condition_shape")),
        ({"all": []}, (".all", "not_list")),
        ([], ("", "not_object")),
        ({"question": "words", "equals": "a"}, (".equals", "operator_kind")),
    ],
)
def test_a_condition_that_cannot_hold_is_named(condition, fault):
    options = {"options": [{"code": code, "label": EN} for code in "abc"]}
    data = form_json(
        ask("choice", "first", options), ask("text", "words"), ask("text", shown_if=condition), ask("text", "later")
    )

    path, code = fault
    assert faults_of(data) == [(f"{Q}[2].shown_if{path}", code)]


def test_conditions_nested_too_deep_are_refused():
    condition = {"question": "first", "filled": True}
    for _level in range(20):
        condition = {"not": condition}

    data = form_json(ask("text", "first"), ask("text", shown_if=condition))

    assert [code for _path, code in faults_of(data)] == ["condition_size"]


def test_a_question_takes_from_the_library_what_it_leaves_out():
    form = read(form_json({"id": "rev", "meaning": "revenue_last_year", "label": {"en": "Sales"}}))

    question = form.question("rev")
    assert (question.kind, str(question.label), question.help.ko) == ("money", "Sales", "재무제표의 매출액을 씁니다.")
    assert question.limits.currencies == ("KRW", "CNY", "USD", "EUR")


def test_a_meaning_cannot_be_asked_as_another_kind():
    data = form_json({"id": "q", "meaning": "revenue_last_year", "kind": "text", "limits": {}})

    assert faults_of(data) == [(f"{Q}[0].kind", "meaning_kind")]


def test_the_digest_tells_every_word_apart_and_no_order_of_keys():
    data = form_json(ask("text", limits={"max": 10}, help={"en": "Help"}))
    backwards = json.loads(json.dumps(data), object_pairs_hook=lambda pairs: dict(reversed(pairs)))

    assert digest(read(backwards)) == digest(read(data))
    assert digest(read(form_json(ask("text", limits={"max": 11}, help={"en": "Help"})))) != digest(read(data))
    assert digest(read(form_json(ask("text", limits={"max": 10}, help={"en": "help"})))) != digest(read(data))


@given(raws)
@settings(max_examples=300, deadline=None)
def test_no_json_breaks_the_reader(raw):
    for data in (raw, form_json(raw), form_json(ask("text"), stages=raw), form_json(ask("choice", limits=raw))):
        form, problems = _tried(data)
        assert all(problem.text(lang) for problem in problems for lang in LANGUAGES)
        assert form is None or read(write(form)) == form
        assert (form is None) == bool(problems)


_CONDITIONS = st.recursive(
    st.builds(
        lambda name, operator, value: {"question": name, operator: value},
        st.sampled_from(["q0", "q1", "q2", "q3", "q4"]),
        st.sampled_from(["equals", "at_least", "less", "filled"]),
        st.sampled_from([1, "2", True, False]),
    ),
    lambda inner: st.one_of(
        st.builds(lambda part: {"not": part}, inner),
        st.builds(lambda shape, parts: {shape: parts}, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1)),
    ),
    max_leaves=6,
)


@given(
    st.lists(st.none() | _CONDITIONS, min_size=5, max_size=5),
    st.dictionaries(st.sampled_from(["q0", "q1", "q2"]), st.just("1")),
)
@settings(max_examples=300, deadline=None)
def test_whatever_is_accepted_has_no_circles_and_hidden_answers_show_nothing(conditions, answers):
    data = form_json(*(ask("number", f"q{at}", shown_if=condition) for at, condition in enumerate(conditions)))
    form, _problems = _tried(data)
    if form is None:
        return

    shown = visible(form, answers)
    counted = {name: value for name, value in answers.items() if name in shown}
    assert visible(form, counted) == shown
    assert set(shown) >= {f"q{at}" for at, condition in enumerate(conditions) if condition is None}
    assert read(write(form)) == form


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "not_json"),
        ("[" * 100_000, "too_deep"),
        ("1" * 10_000, "too_deep"),
        ('{"a": 1, "a": 2}', "twice"),
        ("3", "not_object"),
    ],
)
def test_broken_json_is_a_fault_of_the_form(text, code):
    with pytest.raises(FormError) as caught:
        loads(text)

    assert [problem.code for problem in caught.value.problems] == [code]


def test_messages_ask_for_the_same_parameters_in_every_language():
    blanks = {
        code: {lang: sorted(_blanks(getattr(words, lang))) for lang in LANGUAGES} for code, words in messages().items()
    }

    assert {code: found for code, found in blanks.items() if len({str(one) for one in found.values()}) > 1} == {}


def _blanks(text):
    return {part.partition("}")[0] for part in text.replace("{{", "").split("{")[1:]}


def test_the_command_tells_faults_and_what_a_form_holds(tmp_path, capsys):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(form_json(ask("text"))))
    bad.write_text(json.dumps(form_json(ask("essay"))))

    assert (main(["check", str(good)]), main(["check", str(bad), "--lang", "ko"])) == (0, 1)
    told = capsys.readouterr()
    assert "1 sections, 1 questions, 0 with a shared meaning" in told.out
    assert 'sections[0].questions[0].kind: "essay"은(는) 목록에 없습니다.' in told.err
    assert main(["write", str(good)]) == 0
    assert read(json.loads(capsys.readouterr().out)) == read(form_json(ask("text")))
    assert main(["check", str(tmp_path / "none.json")]) == 1
