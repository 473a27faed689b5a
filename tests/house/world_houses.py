"""The institutions of the test street: a desk on each side, and a listed neighbour whose staff is nobody."""

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from madang.core.text import Text
from madang.institutions.capacity import AsStaff
from madang.institutions.models import Alias, Institution, Invitation, Site, SourcedFact, StaffRole
from madang.people import invitations
from tests.factories.programmes import NOW, make_institution

from .canaries import Canaries

if TYPE_CHECKING:
    from .world import Side

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def make_neighbour(canaries: Canaries) -> Institution:
    return make_institution(
        canaries.text("neighbour.name", "public"), slug="neighbour-house", sign=Text(en="Neighbour")
    )


def make_house(canaries: Canaries, side: "Side") -> None:
    word, face = side.word, side.seen_by("house")
    door = {"door": 7, "metres": 40, "side": "north"} if side.is_open else {}
    house = make_institution(
        canaries.text(f"{word}.institution.name", face),
        slug=f"house-{word.lower()}-x",
        summary=canaries.text(f"{word}.institution.summary", face, only="zh"),
        sign=canaries.text(f"{word}.institution.sign", face),
        website=f"https://{canaries.token(f'{word}.institution.website', face)}.example.test/",
        links=[],
        sectors=["ai"],
        region="KR-11",
        languages=["ko", "en"],
        is_listed=side.is_open,
        brand="#2f6f4f",
        **door,
    )
    house.logo.save("logo.png", ContentFile(PNG))
    side.institution = house
    side.things["alias"] = Alias.objects.create(
        institution=house,
        text=canaries.line(f"{word}.alias", face),
        language="en",
        kind="misnomer",
        correction=canaries.text(f"{word}.alias.correction", face),
        source=canaries.line(f"{word}.alias.source", face),
    )
    side.things["fact"] = SourcedFact.objects.create(
        institution=house,
        label=canaries.text(f"{word}.fact.label", face),
        value=canaries.text(f"{word}.fact.value", face, only="ko"),
        source=canaries.line(f"{word}.fact.source", face),
        as_of="2026-03",
        confidence="read",
    )
    side.things["site"] = Site.objects.create(
        institution=house,
        name=canaries.text(f"{word}.site.name", face),
        address=canaries.text(f"{word}.site.address", face),
        region="KR-11",
        area_m2=1200,
        floors_above=4,
        is_main=True,
    )
    make_staff(canaries, side, house)


def make_staff(canaries: Canaries, side: "Side", house: Institution) -> None:
    word = side.word
    for role, kind in {"head": "owner", "manager": "manager", "watcher": "viewer"}.items():
        side.things[role] = StaffRole.objects.create(institution=house, person=side.people[role], role=kind)
    side.things["staff_invitation"], side.things["staff_token"] = invitations.issue(
        Invitation,
        email=f"{canaries.token(f'{word}.staff invitation', f'staff:{word}')}@example.test",
        by=AsStaff(side.people["head"], house, "owner"),
        now=NOW,
        institution=house,
        role="viewer",
    )
