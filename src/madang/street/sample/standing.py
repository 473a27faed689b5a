"""How a startup stands: what has been checked, what it owed, what it was given, which papers it holds."""

from datetime import date, timedelta
from random import Random

from .institutions import read
from .records import Paper, Received, Sanction, Standing, Words
from .wording import split

DEBTS = ("national_tax", "local_tax", "default", "wages")
KINDS = ("commercialisation", "rnd", "space", "global", "mentoring", "market", "equipment", "demonstration")
PAPERS = (  # kind, share of startups that hold it, days it is valid (0: no end)
    ("business_registration", 0.8, 0),
    ("national_tax", 0.5, 30),
    ("local_tax", 0.45, 30),
    ("financial_statements", 0.5, 0),
    ("insurance_list", 0.3, 90),
)


def standing_of(rng: Random, today: date, since: date | None, currency: str) -> Standing:
    """Two in three have been checked; few owe anything, fewer still are barred."""
    founded = since is not None
    checked = today - timedelta(days=rng.randint(2, 29)) if rng.random() < 0.66 and founded else None
    arrears = {kind: rng.random() < 0.035 if checked else None for kind in DEBTS}
    excused = (rng.choice(("deferred", "paid", "instalments")),) if any(arrears.values()) and rng.random() < 0.5 else ()
    bans: tuple[Sanction, ...] = ()
    if founded and rng.random() < 0.02:
        barred = today - timedelta(days=rng.randint(30, 500))
        reason = split(read("startups")["sentences"]["sanction"][0])
        words = Words(ko=reason.ko, zh=reason.zh, en=reason.en, source="ko")
        bans = (Sanction(since=barred, until=barred + timedelta(days=365), reason=words),)
    return Standing(
        arrears=arrears,
        arrears_excused=excused,
        sanctions=bans,
        suspended=founded and rng.random() < 0.015,
        received=_received(rng, today, since, currency),
        checked_on=checked,
    )


def _received(rng: Random, today: date, since: date | None, currency: str) -> tuple[Received, ...]:
    found = []
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        amount = rng.choice((10, 20, 30, 50, 70, 100)) * (1_000_000 if currency == "KRW" else 5_000)
        on = today - timedelta(days=rng.randint(40, 1100))
        kind, days = rng.choice(KINDS), rng.choice((180, 270, 365))
        if since and on > since:
            found.append(earlier(kind, amount, currency, on, days))
    return tuple(found)


def earlier(kind: str, amount: int, currency: str, on: date, days: int) -> Received:
    """Support had before, from a body that is named by its kind only."""
    title = split(read("lead")["received"][kind])
    korean = currency == "KRW"
    return Received(
        name=Words(ko=title.ko, zh=title.zh, en=title.en, source="ko" if korean else "zh"),
        body="다른 거리의 기관" if korean else "其他街区机构",
        support=kind,
        amount=amount,
        currency=currency,
        decided_on=on,
        ends_on=on + timedelta(days=days),
    )


def papers_of(rng: Random, today: date, since: date | None) -> tuple[Paper, ...]:
    """What lies in the wallet; tax proofs are valid for thirty days, so some have run out."""
    if since is None:
        return ()
    found = []
    for kind, share, days in PAPERS:
        if rng.random() < share:
            issued = max(since, today - timedelta(days=rng.randint(1, 60 if days else 500)))
            found.append(
                Paper(kind=kind, issued_on=issued, valid_until=issued + timedelta(days=days) if days else None)
            )
    return tuple(found)
