"""Small calls and their reviews, in as few words as a test needs."""

from typing import Any

from madang.engines.selection import Case, Result, StageScore, compute_case, loads

Form = dict[str, Any]


def stage(name: str = "only", *, maxima: tuple[int, ...] = (100,), **more: Any) -> Form:
    """A stage with criteria c0, c1, ... of these full marks."""
    return {"id": name, "criteria": [{"id": f"c{place}", "max": top} for place, top in enumerate(maxima)], **more}


def reviews(at: str, marks: dict[str, list[Any]]) -> list[Form]:
    """One review for each mark: a number or text is the score of c0, a tuple those of c0, c1, ..."""
    out = []
    for application, given in marks.items():
        for place, mark in enumerate(given):
            parts = mark if isinstance(mark, tuple) else (mark,)
            scores = {f"c{spot}": part for spot, part in enumerate(parts)}
            row = {"id": f"{at}-{application}-{place}", "application": application, "stage": at, "scores": scores}
            out.append({**row, "reviewer": f"R{place}"})
    return out


def form(
    marks: dict[str, list[Any]], *, places: int = 1, more: dict[str, Form] | None = None, case: Form | None = None,
    stages: list[Form] | None = None, **rules: Any,
) -> Form:  # fmt: skip
    """A call of one stage (`stages` for others) with these marks; `more` adds to applications, `case` to the whole."""
    held = stages or [stage()]
    applications = [{"id": one, **(more or {}).get(one, {})} for one in marks]
    whole = {"version": 1, "rules": {"places": places, "stages": held, **rules}, "applications": applications}
    return {**whole, "reviews": reviews(held[0]["id"], marks), **(case or {})}


def case(marks: dict[str, list[Any]], **more: Any) -> Case:
    return loads(form(marks, **more))


def run(marks: dict[str, list[Any]], **more: Any) -> Result:
    return compute_case(case(marks, **more))


def scored(marks: list[Any], **more: Any) -> StageScore:
    """The score of the application A from these marks; `own` adds to the application."""
    own = more.pop("own", {})
    score = run({"A": marks}, more={"A": own}, **more).stages[0].scores[0]
    assert score.application == "A"
    return score


def statuses(result: Result) -> dict[str, str]:
    return {one.application: one.status for one in result.outcomes}
