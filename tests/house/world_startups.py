"""The startups of the test street, with every list of a profile filled, and a thread."""

from datetime import date
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from madang.journey.log import record
from madang.people import invitations
from madang.startups import facts
from madang.startups.capacity import AsMember
from madang.startups.models import (
    Answer,
    Declaration,
    Document,
    Founder,
    IntellectualProperty,
    Invitation,
    Membership,
    Paper,
    Product,
    Round,
    Sanction,
    Standing,
    Startup,
    SupportReceived,
    YearFigures,
)
from tests.factories.people import make_consent
from tests.factories.programmes import NOW

from .canaries import Canaries

if TYPE_CHECKING:
    from .world import Side


def make_startup(canaries: Canaries, side: "Side") -> None:
    word, face = side.word, side.seen_by("face")
    startup = Startup.objects.create(
        slug=f"startup-{word.lower()}-x",
        name=canaries.text(f"{word}.startup.name", face),
        summary=canaries.text(f"{word}.startup.summary", face, only="zh"),
        founding_type="corporation",
        business_number=canaries.token(f"{word}.startup.business_number", f"startup:{word}"),
        corporate_number=canaries.token(f"{word}.startup.corporate_number", f"startup:{word}"),
        credit_code=canaries.token(f"{word}.startup.credit_code", f"startup:{word}"),
        opened_on=date(2023, 4, 3),
        incorporated_on=date(2024, 2, 1),
        region="KR-11",
        sectors=["ai"],
        investment_stage="seed",
        website=f"https://{canaries.token(f'{word}.startup.website', face)}.example.test/",
        is_public=side.is_open,
    )
    side.startup = startup
    for role in ("owner", "editor", "viewer"):
        side.things[role] = Membership.objects.create(startup=startup, person=side.people[role], role=role)
    _face(canaries, side)
    _private(canaries, side)
    _kept(canaries, side)
    owner = AsMember(side.people["owner"], startup, "owner")
    side.things["invitation"], side.things["token"] = invitations.issue(
        Invitation,
        email=f"{canaries.token(f'{word}.invitation', f'startup:{word}')}@example.test",
        by=owner,
        now=NOW,
        startup=startup,
        role="viewer",
    )
    if side.is_open:
        make_consent(side.people["owner"], "public_page", about=startup.slug)
    for fact in (
        facts.Registered(founding_type="corporation", country="KR"),
        facts.ProductAdded(product=side.things["product"].pk),
        facts.RoleChanged(person=side.people["viewer"].pk, role="viewer"),
    ):
        record(fact, startup=startup, by=owner, at=NOW)
    record(
        facts.ProfileChanged(section="about", fields=["name"], edit=1),
        startup=startup,
        institution=side.institution,
        by=owner,
        at=NOW,
    )


def _face(canaries: Canaries, side: "Side") -> None:
    """What a public page shows of the lists."""
    word, face, startup = side.word, side.seen_by("face"), side.startup
    side.things["product"] = Product.objects.create(
        startup=startup,
        name=canaries.text(f"{word}.product.name", face),
        summary=canaries.text(f"{word}.product.summary", face, only="ko"),
    )
    side.things["founder"] = Founder.objects.create(
        startup=startup,
        name=canaries.line(f"{word}.founder.name", face),
        title=canaries.text(f"{word}.founder.title", face),
        born_on=date(1994, 5, 6),
        traits=["woman"],
    )


def _private(canaries: Canaries, side: "Side") -> None:
    """What only the team sees."""
    word, startup = side.word, side.startup

    def own(where: str) -> str:
        return canaries.line(f"{word}.{where}", f"startup:{word}")

    YearFigures.objects.create(
        startup=startup, year=2025, revenue=123_456_789 if word == "A" else 987_654_321, headcount=7
    )
    Round.objects.create(
        startup=startup, stage="seed", amount=500_000_000, closed_on=date(2025, 6, 1), investors=own("round.investors")
    )
    IntellectualProperty.objects.create(
        startup=startup,
        kind="patent",
        title=own("property.title"),
        number=canaries.token(f"{word}.property.number", f"startup:{word}"),
    )
    Standing.objects.create(startup=startup, kind="national_tax", state="clear", checked_on=date(2026, 11, 1))
    Sanction.objects.create(startup=startup, ends_on=date(2025, 1, 1), reason=own("sanction.reason"))
    SupportReceived.objects.create(
        startup=startup, programme=own("support.programme"), institution=own("support.institution"), year=2025
    )
    Paper.objects.create(startup=startup, kind="identity", issuer=own("paper.issuer"), issued_on=date(2026, 10, 1))
    Declaration.objects.create(
        startup=startup, key="in_person", answer=True, declared_at=NOW, declared_by=side.people["owner"]
    )


def _kept(canaries: Canaries, side: "Side") -> None:
    """The document wallet and the answer bank."""
    word, startup = side.word, side.startup

    def own(where: str) -> str:
        return canaries.line(f"{word}.{where}", f"startup:{word}")

    side.things["document"] = Document.objects.create(
        startup=startup,
        kind="identity",
        title=own("document.title"),
        issuer=own("document.issuer"),
        issued_on=date(2026, 10, 2),
        file=_stored(startup, own("document.file")),
        name=f"{canaries.token(f'{word}.document.name', f'startup:{word}')}.pdf",
        size=40,
        sha256=word.lower() * 64,
        content_type="application/pdf",
        uploaded_by=side.people["owner"],
        uploaded_at=NOW,
    )
    for lang in ("ko", "en"):
        Answer.objects.create(
            startup=startup,
            meaning="pitch",
            lang=lang,
            value=own(f"answer.{lang}"),
            as_of=date(2026, 10, 3),
            source_ref=canaries.token(f"{word}.answer.ref.{lang}", f"startup:{word}"),
            written_by=side.people["owner"],
            written_at=NOW,
        )


def _stored(startup: Startup, words: str) -> str:
    """A file of the wallet; a name on the disk tells nothing."""
    return default_storage.save(f"wallets/{startup.pk}/sample", ContentFile(words.encode()))
