from madang.engines.forms import carry, difference, read
from tests.engines.forms.makers import EN, ask, form_json, small

AB = {"options": [{"code": code, "label": EN} for code in "ab"]}
CONSENT = {"text": {"en": "I agree."}, "version": "1"}


def test_a_form_does_not_differ_from_itself():
    form = small(ask("text", "a"), ask("choice", "b", AB))

    assert not difference(form, form)


def test_what_changed_is_told_question_by_question():
    old = small(ask("text", "a"), ask("text", "b"), ask("text", "c"), {"id": "sum", "meaning": "amount_asked"})
    new = small(
        ask("text", "b"),
        ask("text", "a", {"max": 5}, required="submit"),
        {"id": "asked", "meaning": "amount_asked"},
        ask("text", "d"),
    )

    found = difference(old, new)

    assert (found.added, found.removed, found.renamed) == (("d",), ("c",), {"sum": "asked"})
    assert [(change.question, change.parts) for change in found.changed] == [
        ("a", ("required", "limits", "place")),
        ("b", ("place",)),
    ]


def test_answers_move_with_their_question_and_none_is_bent():
    old = small(
        ask("text", "a"), ask("text", "b"), ask("choice", "c", AB), ask("number", "d"), ask("text", "gone"),
        {"id": "sum", "meaning": "amount_asked"}, ask("consent", "yes", CONSENT), ask("consent", "same", CONSENT),
    )  # fmt: skip
    new = small(
        ask("long_text", "a", {"max": 2}), ask("text", "b"), ask("choice", "c", {"options": AB["options"][:1]}), ask("text", "d"),
        {"id": "asked", "meaning": "amount_asked"}, ask("consent", "yes", {**CONSENT, "text": {"en": "I agree to all."}}),
        ask("consent", "same", CONSENT),
    )  # fmt: skip
    consent = {"version": "1", "accepted": True}
    sum_asked = {"amount": "5", "currency": "KRW"}
    answers = {
        "a": "long",
        "c": "b",
        "d": "5",
        "gone": "x",
        "sum": sum_asked,
        "yes": consent,
        "same": consent,
        "b": None,
    }

    carried = carry(old, new, answers, lang="en")

    assert carried.kept == {"a": "long", "asked": sum_asked, "same": consent}
    assert carried.lost == {"c": "b", "d": "5", "gone": "x", "yes": consent}
    assert {problem.question: problem.code for problem in carried.problems} == {
        "c": "choice",
        "d": "kind_changed",
        "gone": "question_gone",
        "yes": "consent_version",
    }


def test_a_section_that_changed_is_told():
    old = read(form_json(ask("text", "a")))
    data = form_json()
    data["sections"].append({"id": "other", "title": EN, "questions": [ask("text", "a")]})

    assert [(change.question, change.parts) for change in difference(old, read(data)).changed] == [("a", ("section",))]
