"""What a call is about: the concepts it names, kept beside it for ranking, suggestions and reach."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from django.db import connection

from madang.core.text import Text
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking.affinity import Heard, Passage, hear
from madang.engines.taxonomy import SECTORS, SUPPORTS, Terms
from madang.programmes.models import Call
from madang.programmes.queries.calls import PUBLIC

# How much a passage tells of what a call is about. Its full text names much in passing.
TITLE, PROGRAMME, CODES, SUMMARY, BODY = 1.0, 0.8, 0.8, 0.6, 0.3


@cache
def lexicon_version() -> str:
    """Changes with any word of the lexicon, so that calls read with an older one are read again."""
    return hashlib.sha256(repr(lexicon().concepts).encode()).hexdigest()[:16]


def passages(call: Call) -> Iterator[Passage]:
    """What a call says of itself, its title first. Institution names are left out: a bank's name is no offer of money."""
    for where, text, weight in (
        ("title", call.title, TITLE),
        ("programme", call.programme.name, PROGRAMME),
        ("summary", call.summary, SUMMARY),
        ("body", call.body, BODY),
    ):
        yield from _said(text, where, weight)
    for terms, codes in ((SUPPORTS, call.supports), (SECTORS, call.sectors)):
        yield from _named(terms, codes)


def heard(call: Call) -> Heard:
    """The concepts a call names, with their weights and the phrases. Needs `programme` and `body` loaded."""
    return hear(passages(call), lexicon())


def _said(text: Text, where: str, weight: float) -> Iterator[Passage]:
    for lang, said in text:
        if said.strip():
            yield Passage(said, lang, where, weight)  # type: ignore[arg-type]


def _named(terms: Terms, codes: Iterable[str]) -> Iterator[Passage]:
    for code in codes:
        if term := terms.get(code):
            yield Passage(term.said("en"), "en", "codes", CODES)


_KEEP = """
    INSERT INTO programmes_callindex (call_id, is_public, lexicon, concepts, weights, packed, written_in)
    SELECT c.id, c.status = ANY(%s) AND i.is_listed, %s, %s, %s, %s, pg_current_xact_id()::text::bigint
    FROM programmes_call c JOIN institutions_institution i ON i.id = c.institution_id WHERE c.id = %s
    ON CONFLICT (call_id) DO UPDATE SET is_public = EXCLUDED.is_public, lexicon = EXCLUDED.lexicon,
        concepts = EXCLUDED.concepts, weights = EXCLUDED.weights, packed = EXCLUDED.packed,
        written_in = EXCLUDED.written_in
"""

_TURN = """
    UPDATE programmes_callindex x
    SET is_public = NOT x.is_public, written_in = pg_current_xact_id()::text::bigint
    FROM programmes_call c JOIN institutions_institution i ON i.id = c.institution_id
    WHERE c.id = x.call_id AND x.is_public <> (c.status = ANY(%s) AND i.is_listed)
"""


def keep(calls: Sequence[Call]) -> None:
    """Write what calls are about, in one statement a call and one round trip for all."""
    rows = []
    for call in calls:
        found = heard(call)
        named = {one: weight for one, weight in found.weights.items() if weight > 0}
        rows.append((list(PUBLIC), lexicon_version(), list(named), [round(w, 3) for w in named.values()], b"", call.pk))
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP, rows)


def turn() -> int:
    """Let the index follow calls that were published or withdrawn, and institutions that were listed or not."""
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [list(PUBLIC)])
        return int(cursor.rowcount)
