"""Programmes and calls of the test street in every state, with files, steps, partners and imports."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

from madang.institutions.models import Institution
from madang.matching.models import Dismissal
from madang.programmes.models import (
    Attachment,
    Call,
    CallPartner,
    ImportRun,
    Programme,
    Refusal,
    SavedCall,
    SourceRecord,
    Stage,
)
from tests.factories.programmes import NOW

from .canaries import Canaries

if TYPE_CHECKING:
    from .world import Side

RULE = {
    "version": 1,
    "rule": {
        "all": [
            {"type": "age_window", "max_years": 7},
            {"any": [{"type": "region", "any_of": ["KR-11"]}, {"type": "founder_trait", "any_of": ["woman"]}]},
            {"type": "no_arrears", "kinds": ["national_tax", "local_tax"], "excepts": ["paid"]},
        ]
    },
}
PUBLISHED = ("published", "closed", "decided")


def make_calls(canaries: Canaries, side: "Side", neighbour: Institution) -> None:
    word, face = side.word, side.seen_by("house")
    side.programme = Programme.objects.create(
        institution=side.institution,
        name=canaries.text(f"{word}.programme.name", face),
        summary=canaries.text(f"{word}.programme.summary", face),
        supports=["commercialisation"],
        sectors=["ai"],
        family="early",
    )
    for status in Call.Status.values:
        audience = face if status in PUBLISHED else f"staff:{word}"
        call = Call.objects.create(**_fields(canaries, side, status, audience))
        side.calls[status] = call
        Stage.objects.create(
            call=call,
            kind="document",
            starts_on=(NOW + timedelta(days=12)).date(),
            note=canaries.text(f"{word}.{status}.stage", audience),
        )
        held = Attachment(
            call=call,
            name=canaries.line(f"{word}.{status}.file name", audience),
            text=canaries.token(f"{word}.{status}.file text", audience),
        )
        held.file.save("notice.txt", ContentFile(canaries.token(f"{word}.{status}.file", audience).encode()))
        side.things[f"{status} file"] = held
        CallPartner.objects.create(call=call, institution=neighbour, accepted_at=NOW)
    if side.is_open:
        SavedCall.objects.create(call=side.calls["published"], startup=side.startup, saved_at=NOW)
    side.things["dismissal"] = Dismissal.objects.create(
        startup=side.startup,
        call=side.calls["closed"],
        reason="other",
        concepts=[canaries.token(f"{word}.dismissal", f"startup:{word}")],
        dismissed_by=side.people["owner"],
        dismissed_at=NOW,
    )


def _fields(canaries: Canaries, side: "Side", status: str, audience: str) -> dict[str, Any]:
    where = f"{side.word}.{status}"
    return {
        "programme": side.programme,
        "institution": side.institution,
        "number": canaries.token(f"{where}.number", audience),
        "title": canaries.text(f"{where}.title", audience, only="zh" if status == "closed" else ""),
        "summary": canaries.text(f"{where}.summary", audience),
        "body": canaries.text(f"{where}.body", audience),
        "status": status,
        "opens_at": NOW - timedelta(days=5),
        "closes_at": NOW + timedelta(days=3 if status == "published" else 20),
        "published_at": None if status in ("draft", "scheduled") else NOW - timedelta(days=5),
        "publish_at": NOW + timedelta(days=1) if status == "scheduled" else None,
        "supports": ["commercialisation"],
        "sectors": ["ai"],
        "regions": ["KR-11"],
        "languages": ["ko"],
        "rule": RULE,
        "places": 10,
        "money_max": 30_000_000,
        "documents": [{"kind": "identity", "within_days": 90, "note": canaries.line(f"{where}.document", audience)}],
        "contacts": [
            {"name": canaries.line(f"{where}.contact", audience), "phone": "02-000-0000", "email": "desk@example.test"}
        ],
        "apply_note": canaries.line(f"{where}.apply_note", audience),
        "apply_url": f"https://{canaries.token(f'{where}.apply_url', audience)}.example.test/",
        "source_url": f"https://{canaries.token(f'{where}.source_url', audience)}.example.test/",
    }


def make_imports(canaries: Canaries, side: "Side") -> None:
    """A finished import with a refused row, and one that waits to be confirmed."""
    word, staff = side.word, f"imports:{side.word}"
    run = ImportRun.objects.create(
        institution=side.institution,
        source="csv",
        origin=canaries.line(f"{word}.import.origin", staff),
        status="done",
        total=2,
        done=2,
        made=1,
        refused=1,
        started_by=side.people["manager"],
        started_at=NOW,
        finished_at=NOW,
    )
    Refusal.objects.create(
        run=run,
        row=2,
        column=canaries.line(f"{word}.refusal.column", staff),
        value=canaries.line(f"{word}.refusal.value", staff),
        code="missing_title",
    )
    SourceRecord.objects.create(
        source="csv",
        key=f"{word}-1",
        call=side.calls["published"],
        raw={"title": canaries.token(f"{word}.raw", staff)},
        sha256="0" * 64,
        first_run=run,
        last_run=run,
    )
    side.things["import"] = run
    side.things["preview"] = ImportRun.objects.create(
        institution=side.institution,
        source="csv",
        origin=canaries.line(f"{word}.preview.origin", staff),
        status="preview",
        started_by=side.people["manager"],
    )
    if side.is_open:
        origin = canaries.line("street.import.origin", "person:operator")
        side.things["street import"] = ImportRun.objects.create(
            source="bizinfo", origin=origin, status="done", finished_at=NOW
        )
