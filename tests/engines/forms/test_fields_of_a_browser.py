from madang.engines.forms import clean, gather, input_name
from tests.engines.forms.makers import LIMITS, one


def test_answers_are_put_together_from_the_fields_of_a_page():
    fields = {
        "q-10-item": ["Arm"],
        "q-2-item": ["Motor"],
        "q-2-sum-amount": ["5천만"],
        "q-2-sum-currency": ["KRW"],
        "q-2-on": [""],
        "q-x-item": ["stray"],
        "qq-1-item": ["stray"],
    }
    table = one("table", LIMITS["table"])

    assert clean(table, gather(table, fields), lang="ko") == [
        {"item": "Motor", "sum": {"amount": "50000000", "currency": "KRW"}},
        {"item": "Arm"},
    ]
    assert input_name("q", 2, "sum", "amount") == "q-2-sum-amount"


def test_each_kind_has_its_fields():
    def sent(kind, fields):
        question = one(kind, LIMITS[kind])
        return clean(question, gather(question, fields), lang="en")

    assert sent("text", {"q": ["first", "last"]}) == "last"
    assert sent("text", {}) is None
    assert sent("choice", {"q": ["b", "a"]}) == ["a", "b"]
    assert sent("money", {"q-amount": ["1,000"], "q-currency": ["USD"]}) == {"amount": "1000", "currency": "USD"}
    assert sent("money", {"q-amount": ["1,000"]}) == {"amount": "1000", "currency": "KRW"}
    assert sent("money", {"q-amount": [""], "q-currency": ["USD"]}) is None
    assert sent("team", {"q-0-name": ["Sample"], "q-0-role": ["CTO"], "q-1-name": [""]}) == [
        {"name": "Sample", "role": "CTO"}
    ]
    assert sent("consent", {"q": ["on"]}) == {"version": "1", "accepted": True}
    assert gather(one("file", LIMITS["file"]), {"q": ["3", "", "4"]}) == ["3", "4"]
