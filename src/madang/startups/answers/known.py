"""What is known of a startup, by meaning and language: the bank, the profile and the wallet as one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from madang.core import clock, moments
from madang.engines.forms import Known, Problem, clean, meanings
from madang.startups.models import Answer, Document, Startup
from madang.startups.wallet.standing import best_of, ends_on
from madang.startups.whole import whole

from .profile import READERS, Told, profile_of
from .questions import question_of

Key = tuple[str, str]
WALLET = "wallet"


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer as the bank's page shows it. `answer`: its row, None where the profile or the wallet answers.

    `fixed`: the profile is the home of this fact, and is where it is changed.
    """

    known: Known
    answer: Answer | None = None
    fixed: bool = False


def known(startup: Startup, *, today: date | None = None) -> dict[Key, Known]:
    """Every answer there is, by (meaning, language); "" is the language of figures, codes and names.

    Where profile and bank both answer: what has no day of its own (name, region, founding date) is the profile's; of what
    has one (figures, headcount) the later day counts. Three queries however much there is. `Known.source` is the source
    of the answer: "typed", "application", "import", "profile" or "wallet".
    """
    return {key: entry.known for key, entry in bank(startup, today=today).items()}


def bank(startup: Startup, *, today: date | None = None) -> dict[Key, Entry]:
    """The same with the rows behind it, for those who show or change them. Three queries."""
    today = today or moments.day_of(clock.now())
    startup = whole(startup)
    rows = list(Answer.objects.filter(startup=startup).for_list())
    found = {(one.meaning, one.lang): _of_row(one) for one in rows}
    for key, told in _of_profile(startup, today):
        mine = found.get(key)
        as_of = told.as_of or min(today, moments.day_of(startup.updated_at))
        entry = Entry(Known(value=told.value, as_of=as_of, source="profile"), fixed=told.as_of is None)
        if mine is None or entry.fixed or as_of >= mine.known.as_of:
            found[key] = entry
    documents = list(Document.objects.filter(startup=startup).current())
    return found | dict(_of_wallet(documents))


def profile_says(startup: Startup, today: date) -> dict[Key, Told]:
    """What the profile answers, with the days it knows. One query."""
    return dict(_of_profile(whole(startup), today))


def _of_row(row: Answer) -> Entry:
    return Entry(Known(value=row.value, as_of=row.as_of, valid_until=row.valid_until, source=row.source), answer=row)


def _of_profile(startup: Startup, today: date) -> Iterator[tuple[Key, Told]]:
    profile = profile_of(startup, today)
    for code, read in READERS.items():
        if code not in meanings():
            continue
        for told in read(profile):
            value = _canonical(code, told)
            if value is not None:
                yield (code, told.lang), Told(value, told.lang, told.as_of)


def _canonical(code: str, told: Told) -> Any:
    """The value as a form would clean it; None where it says nothing, or the library takes it in no such shape."""
    value = clean(question_of(code), told.value, lang=told.lang or "ko")
    return None if isinstance(value, Problem) else value


def _of_wallet(documents: Iterable[Document]) -> Iterator[tuple[Key, Entry]]:
    """The best document of each kind the library asks for as a file."""
    held = list(documents)
    for code, meaning in meanings().items():
        source, _dot, kind = meaning.profile.partition(".")
        best = best_of(one for one in held if one.kind == kind) if source == "papers" else None
        if best is None:
            continue
        file = {
            "document": best.public_id,
            "sha256": best.sha256,
            "name": best.name,
            "size": best.size,
            "kind": best.kind,
            "pages": best.pages,
        }
        as_of = best.issued_on or moments.day_of(best.uploaded_at)
        value = [{name: held for name, held in file.items() if held is not None}]
        yield (
            (code, ""),
            Entry(Known(value=value, as_of=as_of, valid_until=ends_on(best)[0], source=WALLET), fixed=True),
        )
