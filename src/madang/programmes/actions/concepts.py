"""What a call is about: the concepts it names and the words of its headings, kept beside it for ranking and matching."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

import orjson
from django.db import connection

from madang.core.text import Text
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking import concepts, words
from madang.engines.retrieval.ranking.affinity import Heard, Passage, hear
from madang.engines.retrieval.ranking.index import Prepared
from madang.engines.retrieval.tokens import Lang
from madang.engines.taxonomy import REGIONS, SECTORS, STAGES, SUPPORTS, Terms
from madang.programmes import resident
from madang.programmes.models import Call
from madang.programmes.queries.calls import PUBLIC
from madang.programmes.spotted import remembering

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
        yield from (Passage(said, lang, where, weight) for lang, said in _said(text))
    for terms, codes in ((SUPPORTS, call.supports), (SECTORS, call.sectors)):
        yield from (Passage(name, "en", "codes", CODES) for name in _names(terms, codes, "en"))


def heard(call: Call) -> Heard:
    """The concepts a call names, with their weights and the phrases. Needs `programme` and `body` loaded."""
    return hear(passages(call), remembering())


def prepared(call: Call) -> Prepared:
    """A call as the catalogue's index holds it: concepts of everything it says, words of its headings and names.

    Words that stand in its full text alone are found through the database. Of several languages each key keeps its best.
    """
    titles, texts = dict(_said(call.title)), dict(_said(call.summary))
    bodies, offers = dict(_said(call.body)), dict(_said(call.programme.name))
    houses = " ".join(_house_names(call))
    keys: dict[str, float] = {}
    langs: tuple[Lang, ...] = ("ko", "zh", "en")
    for lang in langs:
        if not (titles.get(lang) or texts.get(lang) or bodies.get(lang)):
            continue
        codes = ", ".join(
            name
            for terms, held in ((SUPPORTS, call.supports), (SECTORS, call.sectors), (STAGES, call.stages), (REGIONS, call.regions))
            for name in _names(terms, held, lang)
        )  # fmt: skip
        title, text = titles.get(lang, ""), f"{offers.get(lang, '')}\n{codes}\n{texts.get(lang, '')}"
        spotted = remembering().spot(title, lang), remembering().spot(f"{text}\n{bodies.get(lang, '')}", lang)
        _raise(keys, "c:", concepts.impacts(*spotted))
        _raise(keys, "w:", words.impacts(title, f"{text}\n{houses}\n{call.number}"))
    return Prepared(str(call.pk), next((lang for lang in langs if titles.get(lang)), "ko"), keys)


def titles(call: Call) -> str:
    """Its titles in all languages as `resident.squeezed` leaves them, a line each."""
    return "\n".join(resident.squeezed(said) for _lang, said in _said(call.title))


def _house_names(call: Call) -> Iterator[str]:
    agreed = [partner.institution for partner in call.partners.all() if partner.accepted_at is not None]
    for house in (call.institution, *agreed):
        yield from (said for _lang, said in _said(house.name))
        yield from (alias.text for alias in house.aliases.all() if alias.kind != "misnomer")


def _raise(keys: dict[str, float], mark: str, impacts: Mapping[str, float]) -> None:
    for key, impact in impacts.items():
        keys[mark + key] = max(impact, keys.get(mark + key, 0.0))


def pack(one: Prepared, title: str) -> bytes:
    """A prepared call as bytes, with its titles squeezed; `unpack` of `programmes.resident` reads them."""
    body = {"lang": one.lang, "title": title, "keys": {key: round(impact, 3) for key, impact in one.keys.items()}}
    return zlib.compress(orjson.dumps(body), 1)


def _said(text: Text) -> Iterator[tuple[Lang, str]]:
    for lang, said in text:
        if said.strip():
            yield lang, said  # type: ignore[misc]  # a Text holds ko, zh and en


def _names(terms: Terms, codes: Iterable[str], lang: Lang) -> Iterator[str]:
    yield from (terms[code].said(lang) for code in codes if code in terms)


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
        named = {one: weight for one, weight in heard(call).weights.items() if weight > 0}
        weights = [round(weight, 3) for weight in named.values()]
        rows.append(
            (list(PUBLIC), lexicon_version(), list(named), weights, pack(prepared(call), titles(call)), call.pk)
        )
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP, rows)


def turn() -> int:
    """Let the index follow calls that were published or withdrawn, and institutions that were listed or not."""
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [list(PUBLIC)])
        return int(cursor.rowcount)
