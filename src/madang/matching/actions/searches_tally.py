"""The night's count: raw asks become numbers, then they and the key of their marks are thrown away."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Sum

from madang.core import clock
from madang.core.jobs import job
from madang.core.moments import day_of
from madang.matching.models import Ask, DaySalt, Letter, Rare, Tally, Told

from .searches import mac

# A text is shown once this many different askers have typed it, on one day or over the days it is remembered.
ENOUGH: Final = 5
REMEMBERED: Final = timedelta(days=28)
# Someone still typing: the same asker's next search within this time that only goes on from this one.
TYPING: Final = timedelta(seconds=30)
TALLIES_FOR: Final = timedelta(days=400)
LETTERS_FOR: Final = timedelta(days=90)
DUE_FOR: Final = timedelta(days=90)


@job("matching.count_searches", every="7 15 * * *")
def count_searches() -> None:
    """Each night just past midnight in Seoul (15:07 UTC): count every day before today, then forget who was who."""
    today = day_of(clock.now())
    for day in sorted({day_of(at) for at in Ask.objects.values_list("at", flat=True).iterator()} - {today}):
        if day < today:
            count_day(day)
    DaySalt.objects.filter(day__lt=today).delete()


@transaction.atomic
def count_day(day: date) -> None:
    """Turn the asks of one day into numbers and delete them, in one transaction: counted once, whatever happens."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('matching.count_day'))")
    asks = [ask for ask in Ask.objects.order_by("at", "pk") if day_of(ask.at) == day]
    counts = tallies(settled(asks))
    counts.update(_texts(day, [ask for ask in settled(asks) if ask.text]))
    rows = [Tally(day=day, kind=kind, word=word, n=n) for (kind, word), n in sorted(counts.items()) if n]
    Tally.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day", "kind", "word"], update_fields=["n"], batch_size=500
    )
    Ask.objects.filter(pk__in=[ask.pk for ask in asks]).delete()


def settled(asks: Sequence[Ask]) -> list[Ask]:
    """The searches people meant: those typed on the way to a longer one are left out, and the same one asked again at once."""
    last: dict[str, Ask] = {}
    gone: set[int] = set()
    for ask in asks:
        if ask.rank is not None:
            continue
        before = last.get(ask.mark)
        if before is not None and ask.at - before.at <= TYPING and before.place == ask.place:
            goes_on = ask.text.startswith(before.text) or before.text.startswith(ask.text)
            if goes_on and ask.filters == before.filters:
                gone.add(before.pk)
        last[ask.mark] = ask
    return [ask for ask in asks if ask.pk not in gone]


def tallies(asks: Iterable[Ask]) -> Counter[tuple[str, str]]:
    """Everything that is counted without a text: (kind, word) -> how often."""
    counts: Counter[tuple[str, str]] = Counter()
    for ask in asks:
        if ask.rank is not None:
            counts["rank", str(ask.rank)] += 1
            continue
        counts["search", ""] += 1
        counts["place", ask.place] += 1
        counts["page", ask.page_language] += 1
        counts["zero", ""] += ask.found == 0
        counts["withheld", ""] += ask.withheld
        if ask.text:
            counts["words", ask.text_language] += 1
        for name in ask.filters:
            counts["filter", name] += 1
    return counts


def _texts(day: date, asks: Sequence[Ask]) -> Counter[tuple[str, str]]:
    """The texts that enough people asked, with how often, and how often they found nothing; the others only as a sum.

    A text is known by its keyed hash until then: `Rare` remembers for four weeks how many asked it, not what it was.
    """
    by_text: dict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        by_text[ask.text].append(ask)
    askers = {text: len({ask.mark for ask in group}) for text, group in by_text.items()}
    Rare.objects.bulk_create(
        [Rare(mac=mac(text), day=day, askers=n) for text, n in sorted(askers.items())], ignore_conflicts=True
    )
    since = Rare.objects.filter(mac__in=[mac(text) for text in by_text], day__gt=day - REMEMBERED)
    known = dict(since.order_by().values("mac").annotate(total=Sum("askers")).values_list("mac", "total"))
    counts: Counter[tuple[str, str]] = Counter()
    for text, group in by_text.items():
        if known.get(mac(text), 0) < ENOUGH:
            counts["rare", ""] += len(group)
            continue
        counts["query", text] += len(group)
        counts["nothing", text] += sum(ask.found == 0 for ask in group)
    return counts


@job("matching.sweep", every="37 18 * * *")
def sweep() -> None:
    """Every night: what the register of personal data promises to be gone by now."""
    now = clock.now()
    today = day_of(now)
    Ask.objects.filter(at__lt=now - timedelta(days=2)).delete()  # only if the count failed
    DaySalt.objects.filter(day__lt=today).delete()
    Rare.objects.filter(day__lte=today - REMEMBERED).delete()
    Tally.objects.filter(day__lt=today - TALLIES_FOR).delete()
    Told.objects.filter(closes_on__lt=today - DUE_FOR).delete()
    Letter.objects.filter(made_at__lt=now - LETTERS_FOR).delete()
