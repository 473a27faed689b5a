"""Applications of the test street: handed in and to be corrected, in a selection under way, in one that was told, and withdrawn."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from django.core.files.base import ContentFile
from pypdf import PdfWriter

from madang.applications.models import (
    Application,
    AttachedFile,
    CallForm,
    Correction,
    Export,
    FormVersion,
    SignOff,
    Submission,
)
from madang.engines.forms import read, write
from madang.people.models import Person
from madang.programmes.models import Call
from madang.startups.models import Document, Startup
from tests.factories.programmes import NOW
from tests.factories.writing import FORM, make_form

from .canaries import Canaries

if TYPE_CHECKING:
    from .world import Side


def a_page() -> bytes:
    """A PDF with one empty page, as blind review may show it."""
    made, out = PdfWriter(), BytesIO()
    made.add_blank_page(595, 842)
    made.write(out)
    return out.getvalue()


YESTERDAY = NOW - timedelta(days=1)
PDF = a_page()
# The form of calls that are decided here: blind review does not see the title.
BLIND: dict[str, Any] = FORM | {
    "sections": [
        section
        | {
            "questions": [
                question | ({"hidden_from_reviewers": True} if question["id"] == "title" else {})
                for question in section["questions"]
            ]
        }
        for section in FORM["sections"]
    ]
}


def make_applications(canaries: Canaries, side: "Side") -> None:
    """The answers are known to the team alone: what was handed in says less than what stands in the draft now."""
    word, call, owner = side.word, side.calls["published"], side.people["owner"]
    own = f"startup:{word}"
    form = make_form(call)
    drafted = make_draft(canaries, side)
    side.things["call form"] = CallForm.objects.create(call=side.calls["draft"], draft=drafted)
    application = make_filed(side.startup, call, form, f"applicationof{word.lower()}00", by=owner)
    side.things["application"] = application
    given = {"edited_by": owner, "edited_at": NOW}
    application.entries.create(question="title", value=canaries.line(f"{word}.application.title", own), **given)
    application.entries.create(question="story", value=canaries.line(f"{word}.application.story", own), **given)
    document = make_file(side.startup, owner, word)
    name = f"{canaries.token(f'{word}.application.file', own)}.pdf"
    side.things["application file"] = attach(application, document, name, owner)
    SignOff.objects.create(application=application, person=owner, content_hash="0" * 64, signed_at=NOW)
    side.things["submission"] = hand_in(application, {"title": "Sample arms"}, owner)
    side.things["export"] = Export.objects.create(
        call=call,
        kind="table",
        state="ready",
        file=ContentFile(b"one row", "applications.xlsx"),
        ready_at=NOW,
        expires_at=NOW + timedelta(days=1),
        language="en",
        asked_by=side.people["manager"],
        asked_at=NOW,
        request_key=uuid5(NAMESPACE_URL, f"export {word}"),
    )
    side.things["correction"] = Correction.objects.create(
        application=application,
        questions=["title", "story", "paper"],
        reason=canaries.line(f"{word}.correction.reason", f"filed:{word}"),
        asked_by=side.people["head"],
        asked_at=NOW - timedelta(hours=1),
        until=NOW + timedelta(days=3650),
    )


def make_draft(canaries: Canaries, side: "Side") -> dict[str, Any]:
    """A form that only the desk knows."""
    words = canaries.line(f"{side.word}.form.title", f"staff:{side.word}")
    return write(read(FORM | {"title": {"ko": words, "zh": words, "en": words}}))


def make_filed(startup: Startup, call: Call, form: FormVersion, name: str, *, by: Person, **fields: Any) -> Application:
    """An application that was handed in yesterday, without its answers. `name`: its public id, sixteen signs."""
    values = {"state": "submitted", "language": "en", "submitted_at": YESTERDAY} | fields
    return Application.objects.create(
        public_id=name,
        number=f"T-{name[-12:].upper()}",
        call=call,
        startup=startup,
        form=form,
        started_by=by,
        started_at=NOW - timedelta(days=2),
        changed_at=YESTERDAY,
        **values,
    )


def hand_in(
    application: Application, answers: dict[str, Any], by: Person, files: dict[str, Any] | None = None
) -> Submission:
    """What stands in its first receipt."""
    content = {"form": application.form.digest, "answers": answers, "files": files or {}}
    return Submission.objects.create(
        application=application,
        number=1,
        form=application.form,
        content=content,
        content_hash="1" * 64,
        submitted_by=by,
        submitted_at=YESTERDAY,
        request_key=uuid5(NAMESPACE_URL, application.public_id),
    )


def make_file(startup: Startup, by: Person, word: str, at: datetime = NOW) -> Document:
    """A business plan in the wallet."""
    return Document.objects.create(
        startup=startup,
        kind="business_plan",
        file=ContentFile(PDF, "plan.pdf"),
        name="plan.pdf",
        size=len(PDF),
        sha256=f"{word * 4:0>64}".lower(),
        content_type="application/pdf",
        uploaded_by=by,
        uploaded_at=at,
    )


def attach(application: Application, document: Document, name: str, by: Person) -> AttachedFile:
    return AttachedFile.objects.create(
        application=application,
        question="paper",
        document=document,
        name=name,
        sha256=document.sha256,
        size=document.size,
        content_type="application/pdf",
        attached_by=by,
        attached_at=NOW,
    )
