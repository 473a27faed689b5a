"""Applications as founders write them, by the actions themselves, for tests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from madang.applications.actions.opening import open_application
from madang.applications.actions.submitting import submit
from madang.applications.actions.writing import Change, Saved, save_answers
from madang.applications.models import Application, Correction, FormVersion, Submission
from madang.applications.reading import sheet_of
from madang.engines.forms import digest, read, ready, write
from madang.programmes.models import Call
from madang.startups.capacity import AsMember
from tests.factories.people import make_person
from tests.factories.programmes import NOW, make_call

# One question of each kind, two sections, one condition.
FORM: dict[str, Any] = {
    "version": 1,
    "title": {"en": "Sample form", "ko": "예시 양식"},
    "sections": [
        {
            "id": "plan",
            "title": {"en": "Plan", "ko": "계획"},
            "questions": [
                {
                    "id": "title",
                    "kind": "text",
                    "label": {"en": "Title", "ko": "제목"},
                    "required": "submit",
                    "limits": {"max": {"en": 10, "ko": 40, "zh": 40}},
                },
                {
                    "id": "story",
                    "kind": "long_text",
                    "label": {"en": "Story", "ko": "이야기"},
                    "limits": {"max": {"en": 20}},
                },
                {"id": "people", "kind": "number", "label": {"en": "People"}, "limits": {"min": "0"}},
                {"id": "asked", "kind": "money", "label": {"en": "Amount"}, "limits": {"currencies": ["KRW", "CNY"]}},
                {"id": "begins", "kind": "date", "label": {"en": "Begins"}},
                {
                    "id": "field",
                    "kind": "choice",
                    "label": {"en": "Field"},
                    "limits": {
                        "options": [
                            {"code": "arm", "label": {"en": "Arms"}},
                            {"code": "other", "label": {"en": "Another"}},
                        ]
                    },
                },
                {
                    "id": "which",
                    "kind": "text",
                    "label": {"en": "Which other"},
                    "shown_if": {"question": "field", "equals": "other"},
                },
                {"id": "page", "kind": "link", "label": {"en": "Page"}},
            ],
        },
        {
            "id": "rest",
            "title": {"en": "Rest", "ko": "나머지"},
            "questions": [
                {
                    "id": "budget",
                    "kind": "table",
                    "label": {"en": "Budget"},
                    "limits": {
                        "max": 5,
                        "columns": [
                            {"id": "item", "kind": "text", "label": {"en": "Item"}, "required": True},
                            {"id": "sum", "kind": "money", "label": {"en": "Sum"}, "limits": {"currencies": ["KRW"]}},
                        ],
                    },
                },
                {"id": "team", "kind": "team", "label": {"en": "Team"}, "limits": {"max": 3}},
                {
                    "id": "paper",
                    "kind": "file",
                    "label": {"en": "Paper"},
                    "limits": {"kinds": ["business_plan"], "max": 2},
                },
                {
                    "id": "agreed",
                    "kind": "consent",
                    "label": {"en": "Consent"},
                    "required": "submit",
                    "limits": {"text": {"en": "We agree."}, "version": "1"},
                },
            ],
        },
    ],
}


def make_form(call: Call, form: Any = None, **fields: Any) -> FormVersion:
    """A published form of a call; FORM unless told otherwise, the common one for "common"."""
    made = ready("common") if form == "common" else read(form or FORM)
    values = {"number": call.form_versions.count() + 1, "published_at": NOW, "published_by": make_person()} | fields
    return FormVersion.objects.create(call=call, definition=write(made), digest=digest(made), **values)


def make_open_call(**fields: Any) -> Call:
    """A call that takes applications here, with FORM."""
    call = make_call(**fields)
    make_form(call)
    return call


def make_application(
    member: AsMember, call: Call | None = None, *, now: datetime = NOW, language: str = "en"
) -> Application:
    """A draft without a number: nothing has been saved yet."""
    return open_application(
        startup=member.startup, call=call or make_open_call(), language=language, by=member, now=now
    )


def write_answers(application: Application, by: AsMember, *, now: datetime = NOW, **answers: Any) -> Saved:
    """Save answers over whatever stands."""
    seen = dict(application.entries.values_list("question", "version"))
    changes = {key: Change(raw, seen.get(key, 0)) for key, raw in answers.items()}
    return save_answers(application=application, changes=changes, by=by, now=now)


def make_ready(member: AsMember, call: Call | None = None, *, now: datetime = NOW) -> Application:
    """A draft with everything that has to be there."""
    application = make_application(member, call, now=now)
    write_answers(application, member, now=now, title="Arms that feel", agreed="yes")
    application.refresh_from_db()
    return application


def hand_in(application: Application, by: AsMember, *, now: datetime = NOW, **more: Any) -> Submission:
    seen = sheet_of(Application.objects.for_work().get(pk=application.pk)).hash
    return submit(application=application, by=by, now=now, **{"key": uuid4(), "seen": seen} | more)


def make_correction(application: Application, *questions: str, now: datetime = NOW, **fields: Any) -> Correction:
    values = {
        "reason": "Please mend this.",
        "asked_by": make_person(),
        "asked_at": now,
        "until": now + timedelta(days=2),
    }
    return Correction.objects.create(application=application, questions=list(questions), **values | fields)
