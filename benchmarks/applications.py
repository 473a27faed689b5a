"""The list staff read what was handed in from: 50 of 5,000, each with its submission and some with corrections."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from benchmarks.figures import Figure
from benchmarks.pages import Page, measure_pages
from madang.applications.drafting import ready_draft
from madang.applications.models import Application, FormVersion, Submission
from madang.engines.forms import digest, ready
from madang.institutions.models import StaffRole
from madang.people.models import Person
from madang.programmes.models import Call
from madang.startups.models import Startup

LIST = 5_000


def pages() -> list[Page]:
    """The bar of the issue stands on the list as it opens; what a search and a filter find in it is told."""
    staff = StaffRole.objects.filter(role="owner").select_related("person", "institution").order_by("pk")[0]
    call = Call.objects.filter(institution=staff.institution, applications=None).order_by("-pk")[0]
    _fill(call, staff.person, timezone.now())
    where = reverse("applications:desk_list", args=[staff.institution.slug, call.public_id])
    reader = staff.person.email
    return [
        Page("applications handed in, 50 from 5,000", where, reader, queries=12, cpu_ms=60),
        Page("applications handed in, page 60", f"{where}?page=60", reader, queries=12, cpu_ms=60),
        Page("applications handed in, found by words", f"{where}?q=4321", reader),
        Page("applications handed in, corrected ones", f"{where}?show=corrected", reader),
    ]


def _fill(call: Call, person: Person, now: datetime) -> None:
    form = FormVersion.objects.create(
        call=call,
        number=1,
        definition=ready_draft("common"),
        digest=digest(ready("common")),
        published_at=now,
        published_by=person,
    )
    made = Startup.objects.bulk_create(
        [Startup(slug=f"handed-in-{n}", name={"ko": f"접수기업 {n}", "en": f"Handed in {n}"}) for n in range(LIST)]
    )
    applications = Application.objects.bulk_create(
        [
            Application(
                call=call, startup=startup, form=form, number=f"HI-{number:05d}", state="submitted", language="ko",
                title=f"시험 과제 {number}", started_by=person, started_at=now, changed_at=now,
                submitted_at=now - timedelta(seconds=number), eligibility="met",
            )
            for number, startup in enumerate(made)
        ]
    )  # fmt: skip
    Submission.objects.bulk_create(
        [
            Submission(
                application=application, number=count, form=form, content={"answers": {}}, content_hash=f"{place:064x}",
                submitted_by=person, submitted_at=application.submitted_at or now, request_key=uuid4(),
            )
            for place, application in enumerate(applications)
            for count in ((1, 2) if place % 10 == 0 else (1,))
        ]
    )  # fmt: skip


def measure(rounds: int) -> list[Figure]:
    with override("ko"):
        return measure_pages("applications", pages(), rounds)
