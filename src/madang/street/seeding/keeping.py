"""Answers and documents of the startups that the sample's sign-ins belong to: enough to see each state on both pages."""

import hashlib
import io
from datetime import date, datetime, timedelta
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfWriter

from madang.people.models import Person
from madang.startups.models import Answer, Document, Membership, Paper, Startup
from madang.street.sample.people import address

OWNERS: Final = ("founder", "founder-zh", "founder-en")

# Kind, name of the file, pages, days since its issue.
PAPERS: Final = (
    ("business_registration", "사업자등록증.pdf", 1, 210),
    ("national_tax", "납세증명서(국세).pdf", 1, 24),
    ("local_tax", "지방세 납세증명서.pdf", 1, 41),
    ("financial_statements", "재무제표.pdf", 4, 160),
    ("business_plan", "사업계획서.pdf", 12, 18),
    ("pitch_deck", "발표자료.pdf", 14, 9),
)

# Meaning, language, answer, days since it was true, and where it came from.
ANSWERS: Final = (
    (
        "problem_background",
        "ko",
        "병원의 물건은 아직 사람이 나릅니다. 간호사가 걷는 길의 많은 부분이 물건을 나르는 길이라고 들었습니다.\n"
        "승강기와 문이 있는 건물에서 로봇은 대개 한 층을 벗어나지 못합니다.",
        34,
        "application",
    ),
    (
        "problem_background",
        "en",
        "In hospitals people still carry things. Most robots cannot leave their floor: lifts and doors stop them.",
        34,
        "application",
    ),
    ("pitch", "ko", "승강기를 스스로 타는 배송로봇. 건물을 고치지 않고 씁니다.", 190, "typed"),
    ("pitch", "zh", "能自己乘电梯的配送机器人，无需改造楼宇。", 190, "typed"),
    ("core_technology", "ko", "승강기 제어반과 말을 주고받는 통신 방법과, 좁은 통로에서 사람을 먼저 보내는 주행.", 60, "typed"),
    ("business_model", "ko", "로봇을 빌려 주고 달마다 받습니다. 첫해에는 병원 두 곳에서 시작합니다.", 34, "application"),
    ("trl", "", "7", 34, "application"),
    ("contact_email", "", "hello@example.test", 5, "typed"),
    (
        "hiring_plan",
        "ko",
        [{"role": "주행 소프트웨어", "when": "2027-03-02", "count": "2"}, {"role": "현장 지원", "count": "1"}],
        12,
        "typed",
    ),
)  # fmt: skip


def load_keeping(people: dict[str, Person], *, now: datetime) -> tuple[int, int]:
    """Make the wallets and the banks; returns how many documents and answers there are now."""
    owners = [people[address(name)] for name in OWNERS if address(name) in people]
    held = Membership.objects.filter(person__in=owners, role=Membership.Role.OWNER).select_related("startup", "person")
    first = {one.person_id: one for one in held.order_by("-startup", "-pk")}
    documents: list[Document] = []
    answers: list[Answer] = []
    for one in first.values():
        documents += [_document(one.startup, one.person, *row, now=now) for row in PAPERS]
        answers += [_answer(one.startup, one.person, *row, now=now) for row in ANSWERS]
    Document.objects.bulk_create(documents)
    Answer.objects.bulk_create(answers)
    _list(documents)
    return len(documents), len(answers)


def _document(
    startup: Startup, person: Person, kind: str, name: str, pages: int, age: int, *, now: datetime
) -> Document:
    data = _pdf(f"{startup.slug} {kind}", pages)
    digest = hashlib.sha256(data).hexdigest()
    place = f"wallets/{startup.pk}/{digest[:2]}/{digest}"
    if not default_storage.exists(place):
        default_storage.save(place, ContentFile(data))
    return Document(
        startup=startup,
        kind=kind,
        issued_on=now.date() - timedelta(days=age),
        file=place,
        name=name,
        size=len(data),
        sha256=digest,
        content_type="application/pdf",
        pages=pages,
        checks={"kind": "pdf"},
        uploaded_by=person,
        uploaded_at=now - timedelta(days=min(age, 8)),
    )


def _pdf(title: str, pages: int) -> bytes:
    """Empty pages: a sample invents no certificate of any office."""
    writer, out = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": f"Sample, empty on purpose: {title}"})
    writer.write(out)
    return out.getvalue()


def _answer(
    startup: Startup, person: Person, meaning: str, lang: str, value: object, age: int, source: str, *, now: datetime
) -> Answer:
    day: date = now.date() - timedelta(days=age)
    return Answer(
        startup=startup,
        meaning=meaning,
        lang=lang,
        value=value,
        as_of=day,
        source=source,
        written_by=person,
        written_at=now - timedelta(days=age),
    )


def _list(documents: list[Document]) -> None:
    """The profile's list of papers follows the wallet: one listed before gets the file and its day."""
    for document in documents:
        listed = Paper.objects.filter(startup=document.startup, kind=document.kind, document__isnull=True).first()
        paper = listed or Paper(startup=document.startup, kind=document.kind)
        assert document.issued_on
        paper.document, paper.issued_on, paper.valid_until = document, document.issued_on, document.valid_until
        paper.save()
