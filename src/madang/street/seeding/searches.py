"""Saved searches of the sample's founders, and four weeks of counted searches for the street office."""

from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from django.http import QueryDict

from madang.core.moments import day_of
from madang.matching.models import Finding, SavedSearch, Tally
from madang.matching.queries.saved import matching
from madang.people.models import Consent, Person
from madang.people.terms import CURRENT
from madang.programmes.queries import catalogue
from madang.startups.models import Startup

# Filters alone: the words of the sample may be indexed only later.
_SAVED: Final = {
    "founder@example.test": (
        ("로봇 실증과 연구개발", "support=demonstration&support=rnd&sector=robotics", "daily", True),
        ("이번 주 마감하는 해외 진출", "support=global&when=week", "never", False),
    ),
    "founder-zh@example.test": (("机器人与人工智能", "sector=robotics&sector=ai", "weekly", True),),
    "founder-en@example.test": (("Going abroad from Seoul", "support=global&region=KR-11", "daily", False),),
}
# Since when the sample's people have had their searches, and when they last looked.
_SAVED_AGO: Final = timedelta(days=40)
_LOOKED_AGO: Final = timedelta(days=7)

_TYPED: Final = (
    ("로봇 실증", 41, 0), ("사무공간", 33, 0), ("r&d", 29, 0), ("机器人", 24, 0), ("해외 진출", 21, 0), ("tips", 18, 0),
    ("demo day", 15, 0), ("示范应用", 12, 0), ("수출 바우처", 11, 0), ("soft landing beijing", 9, 9), ("의료기기 임상", 8, 0),
    ("휴머노이드 보행 시험장", 7, 7), ("办公空间 免租", 7, 0), ("visa for founders", 6, 6),
)  # fmt: skip
_CHOSEN: Final = (
    ("sector:robotics", 58),
    ("sector:ai", 44),
    ("support:rnd", 31),
    ("when:week", 26),
    ("region:KR-11", 22),
)
_OPENED: Final = (96, 57, 41, 27, 22, 16, 12, 9, 7, 6)


def load_searches(people: dict[str, Person], *, now: datetime) -> None:
    """Searches with what appeared in them since, their owners' consent to mail, and the counts."""
    for email, searches in _SAVED.items():
        person = people.get(email)
        if person is None:  # a smaller sample
            continue
        consent = {"purpose": Consent.Purpose.DIGEST, "text_version": CURRENT["digest"], "language": person.language}
        Consent.objects.create(person=person, given_at=now - _SAVED_AGO, **consent)
        startup = Startup.objects.of(person).order_by("pk").first()
        for name, address, pace, for_startup in searches:
            _save(person, startup if for_startup else None, name, address, pace, now)
    _count(now)


def _save(person: Person, startup: Any, name: str, address: str, pace: str, now: datetime) -> None:
    found = dict(matching(catalogue.read(QueryDict(address)), now=now).order_by().values_list("pk", "published_at"))
    since = now - _SAVED_AGO
    new = {pk: at for pk, at in found.items() if at and at > since}
    search = SavedSearch.objects.create(
        person=person,
        startup=startup,
        name=name,
        address=address,
        pace=pace,
        language=person.language,
        known=sorted(set(found) - set(new)),
        mail_since=now,
        looked_at=now - _LOOKED_AGO,
        created_at=since,
    )
    Finding.objects.bulk_create([Finding(search=search, call_id=pk, found_at=at) for pk, at in sorted(new.items())])


def _count(now: datetime) -> None:
    """Counts as the night makes them, spread over four weeks; invented, like everything of the sample."""
    rng, today = Random(7), day_of(now)  # noqa: S311 -- a sample, the same each time
    totals = {("query", text): n for text, n, _zero in _TYPED} | {("nothing", text): zero for text, _n, zero in _TYPED}
    totals |= {("filter", name): n for name, n in _CHOSEN}
    totals |= {("rank", str(rank)): n for rank, n in enumerate(_OPENED, start=1)} | {("rank", "14"): 11}
    totals |= {("search", ""): 520, ("zero", ""): 43, ("rare", ""): 227, ("withheld", ""): 3}
    totals |= {("page", "ko"): 331, ("page", "zh"): 118, ("page", "en"): 71}
    totals |= {("words", "ko"): 262, ("words", "zh"): 97, ("words", "en"): 109}
    totals |= {("place", "catalogue"): 301, ("place", "startup"): 151, ("place", "street"): 68}
    counts: dict[tuple[int, str, str], int] = {}
    for (kind, word), total in totals.items():
        for _one in range(total):
            key = (rng.randint(1, 28), kind, word)
            counts[key] = counts.get(key, 0) + 1
    Tally.objects.bulk_create(
        [Tally(day=today - timedelta(days=ago), kind=kind, word=word, n=n) for (ago, kind, word), n in counts.items()]
    )
