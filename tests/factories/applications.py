"""Applications for tests, without going through the pages: a published form, answers, what was handed in."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from madang.applications.models import Application, FormVersion, Submission
from madang.people.models import Person
from madang.programmes.models import Call
from madang.startups.models import Startup
from tests.factories.people import make_person
from tests.factories.programmes import NOW, make_call
from tests.factories.startups import make_startup

_number = count(1)
# A short form in the shape of `engines.forms`: a name that tells who applies, a text, a number.
FORM: dict[str, Any] = {
    "version": 1,
    "title": {"ko": "신청서", "zh": "申请表", "en": "Application"},
    "sections": [
        {
            "id": "plan",
            "title": {"ko": "계획", "zh": "计划", "en": "Plan"},
            "questions": [
                {
                    "id": "company",
                    "kind": "text",
                    "label": {"ko": "기업명", "zh": "企业名称", "en": "Company"},
                    "required": "submit",
                    "hidden_from_reviewers": True,
                },
                {
                    "id": "problem",
                    "kind": "long_text",
                    "label": {"ko": "문제", "zh": "问题", "en": "Problem"},
                    "required": "submit",
                },
            ],
        }
    ],
}


def make_form(call: Call, definition: dict[str, Any] | None = None) -> FormVersion:
    """The next published version of a call's form."""
    number = call.form_versions.count() + 1
    return FormVersion.objects.create(
        call=call,
        number=number,
        definition=definition or FORM,
        digest=f"{number:064x}",
        published_at=NOW - timedelta(days=5),
        published_by=make_person(),
    )


def make_application(
    call: Call | None = None, startup: Startup | None = None, *, answers: dict[str, Any] | None = None, **fields: Any
) -> Application:
    """One that was handed in yesterday; `state="draft"` makes a draft with a number."""
    number = next(_number)
    call = call or make_call()
    form = FormVersion.objects.filter(call=call).order_by("-number").first() or make_form(call)
    person: Person = fields.pop("by", None) or make_person()
    values: dict[str, Any] = {
        "number": f"MA-{number:06d}",
        "state": "submitted",
        "language": "en",
        "title": f"Sample project {number}",
        "started_by": person,
        "started_at": NOW - timedelta(days=2),
        "changed_at": NOW - timedelta(days=1),
        "submitted_at": NOW - timedelta(days=1),
    } | fields
    if values["state"] == "draft":
        values["submitted_at"] = None
    made = Application.objects.create(call=call, startup=startup or make_startup(), form=form, **values)
    said = answers or {"company": f"Sample Company {number}", "problem": f"Nobody mends sample problem {number}."}
    made.entries.bulk_create(
        [
            made.entries.model(application=made, question=key, value=value, edited_by=person, edited_at=made.changed_at)
            for key, value in said.items()
        ]
    )
    if made.state == "submitted":
        Submission.objects.create(
            application=made,
            number=1,
            form=form,
            content={"answers": said},
            content_hash=f"{number:064x}",
            submitted_by=person,
            submitted_at=made.submitted_at or datetime.now(UTC),
            request_key=uuid4(),
        )
    return made
