"""Forms of the sample's calls and what was written to them: drafts through the real actions, what was handed in by the bulk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from madang.applications import facts
from madang.applications.models import Application, CallForm, Entry, FormVersion, Submission
from madang.engines.forms import Form, Words, clean, content, content_hash, digest, ready, write
from madang.journey import log as journey
from madang.journey.models import Entry as Line
from madang.people.models import Person
from madang.programmes.models import Call
from madang.startups.capacity import AsMember
from madang.startups.models import Startup
from madang.street.sample.records import Startup as Record
from madang.street.sample.writing import answers, language_of

# The questions of the shorter form, all of them of the common one.
ASKED: Final = (
    "company_name", "founding_type", "sectors", "contact_email", "plan_title", "plan_overview", "problem_background",
    "target_market", "solution_plan", "difference", "business_model", "expected_outcomes", "team_strength",
    "amount_asked", "doc_business_plan", "consent_privacy", "pledge_truth",
)  # fmt: skip
TITLE: Final = Words(ko="실증 지원 신청서", zh="示范验证扶持申请表", en="Application for a trial")
CONSENTED: Final[Mapping[str, Any]] = {"version": "2026-1", "accepted": True}
_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Applicant:
    """A startup that applies: its record, its row and the owner who writes."""

    record: Record
    startup: Startup
    person: Person

    @property
    def capacity(self) -> AsMember:
        return AsMember(self.person, self.startup, "owner")


def short_form() -> Form:
    """The common form cut down to what a small call asks; the plan may come as a file."""
    common = ready("common")
    sections = []
    for section in common.sections:
        kept = tuple(one for one in section.questions if one.id in ASKED)
        kept = tuple(replace(one, required="no") if one.kind == "file" else one for one in kept)
        if kept:
            sections.append(replace(section, questions=kept))
    return replace(common, title=TITLE, sections=tuple(sections))


def publish(call: Call, form: Form, *, by: Person, at: datetime) -> FormVersion:
    """The first version of a call's form, as its staff wrote it."""
    CallForm.objects.create(call=call, draft=write(form), version=2, updated_by=by)
    return FormVersion.objects.create(
        call=call, number=1, definition=write(form), digest=digest(form), published_at=at, published_by=by
    )


def hand_in(
    call: Call, key: str, version: FormVersion, form: Form, applicants: Iterable[Applicant]
) -> list[Application]:
    """An application of each, handed in within the window of the call, with its submission and its lines on the thread."""
    rng = Random(f"applications {key}")  # noqa: S311 -- a sample, not a secret
    assert call.opens_at is not None
    assert call.closes_at is not None
    last = min(call.closes_at, call.opens_at + timedelta(days=20))
    span = int((last - call.opens_at).total_seconds())
    made, said, owners = [], [], []
    for one in applicants:
        language = language_of(one.record)
        at = call.opens_at + timedelta(seconds=rng.randrange(span // 2, span - 60))
        written = said_by(one, key, form, language)
        made.append(
            Application(
                call=call, startup=one.startup, form=version, state="submitted", language=language, version=3,
                number=number(rng), title=written["plan_title"], started_by=one.person,
                started_at=at - timedelta(hours=rng.randint(2, 200)), changed_at=at, submitted_at=at,
            )
        )  # fmt: skip
        said.append(written)
        owners.append(one)
    Application.objects.bulk_create(made)
    Entry.objects.bulk_create([row for one, written in zip(made, said, strict=True) for row in _entries(one, written)])
    Submission.objects.bulk_create(
        [_submission(one, form, written, rng) for one, written in zip(made, said, strict=True)]
    )
    Line.objects.bulk_create(
        [line for one, owner in zip(made, owners, strict=True) for line in _lines(one, owner.capacity, call)]
    )
    return made


def said_by(one: Applicant, key: str, form: Form, language: str) -> dict[str, Any]:
    """Canonical answers to the shorter form, all that it asks but the file."""
    currency = one.record.currency
    asked = {"KRW": "50000000", "CNY": "250000"}.get(currency, "40000")
    said: dict[str, Any] = {
        "company_name": one.record.name.said(language),
        "founding_type": one.record.founding,
        "sectors": list(one.record.sectors),
        "contact_email": one.person.email,
        "amount_asked": {"amount": asked, "currency": currency},
        "consent_privacy": CONSENTED,
        "pledge_truth": CONSENTED,
    }
    said |= answers(one.record, key, language)
    return {name: clean(form.question(name), value, lang=language) for name, value in said.items()}


def _entries(application: Application, said: Mapping[str, Any]) -> list[Entry]:
    return [
        Entry(
            application=application,
            question=question,
            value=value,
            edited_by=application.started_by,
            edited_at=application.changed_at,
        )
        for question, value in said.items()
    ]


def _submission(application: Application, form: Form, said: Mapping[str, Any], rng: Random) -> Submission:
    assert application.submitted_at is not None
    return Submission(
        application=application,
        number=1,
        form=application.form,
        content=content(form, said),
        content_hash=content_hash(form, said),
        submitted_by=application.started_by,
        submitted_at=application.submitted_at,
        request_key=UUID(int=rng.getrandbits(128)),
    )


def _lines(application: Application, by: AsMember, call: Call) -> list[Line]:
    opened = facts.Opened(application=application.pk, call=call.pk)
    sent = facts.Submitted(application=application.pk, call=call.pk, submission=1, in_grace=False)
    assert application.submitted_at is not None
    return [
        journey.entry(opened, startup=by.startup, by=by, at=application.started_at),
        journey.entry(sent, startup=by.startup, institution=call.institution, by=by, at=application.submitted_at),
    ]


def number(rng: Random) -> str:
    """An application's number as people read it out: random, so that it does not count."""
    signs = "".join(rng.choice(_SIGNS) for _place in range(8))
    return f"{signs[:4]}-{signs[4:]}"
