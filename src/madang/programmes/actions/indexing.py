"""Makes a call findable: its words in all languages, its plain titles, its short summary. Runs where Kiwi may load."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache, lru_cache
from itertools import islice

from django.db import connection, transaction

from madang.core import clock
from madang.core.jobs import after_commit, enqueue, job
from madang.core.text import Text
from madang.engines.retrieval.analysis import Analyser, Term, Weight, to_tsvector_text
from madang.engines.retrieval.vocabulary import Vocabulary
from madang.engines.taxonomy import REGIONS, SECTORS, STAGES, SUPPORTS, Terms
from madang.programmes.models import Call, SearchVocabulary

from . import concepts, embedding

BATCH = 200
# Superseded vocabularies that a web process may still be loading.
KEEP_VOCABULARIES = 2


@cache
def analyser() -> Analyser:
    """One analyser a process: Korean analysis holds about 500 MB."""
    return Analyser()


@lru_cache(maxsize=50_000)
def _terms(line: str, lang: str) -> tuple[Term, ...]:
    # Public notices share most of their sentences; a line met before costs nothing.
    return tuple(analyser().index_terms(line, lang))  # type: ignore[arg-type]


def _lines(text: Text) -> Iterator[Sequence[Term]]:
    for lang, said in text:
        for line in said.splitlines():
            if line.strip():
                yield _terms(line, lang)


def _names(terms: Terms, codes: Iterable[str]) -> Iterator[Sequence[Term]]:
    for code in codes:
        if term := terms.get(code):
            yield from (_terms(term.said(lang), lang) for lang in ("ko", "zh", "en"))


def vector(call: Call, *, body: bool = True) -> str:
    """The `tsvector` literal of a call: A titles; B names of programme, institutions and codes; C summaries; D full text and files."""
    agreed = [partner.institution for partner in call.partners.all() if partner.accepted_at is not None]
    named: list[Sequence[Term]] = [
        *_lines(call.programme.name),
        *_names(SUPPORTS, call.supports),
        *_names(SECTORS, call.sectors),
        *_names(REGIONS, call.regions),
        *_names(STAGES, call.stages),
    ]
    for institution in (call.institution, *agreed):
        named.extend(_lines(institution.name))
        named.extend(
            _terms(alias.text, alias.language) for alias in institution.aliases.all() if alias.kind != "misnomer"
        )
    fields: dict[Weight, Sequence[Sequence[Term]]] = {
        "A": list(_lines(call.title)),
        "B": named,
        "C": list(_lines(call.summary)),
    }
    if body:
        files = [terms for file in call.attachments.all() if file.text for terms in _lines(Text(ko=file.text))]
        fields["D"] = [*_lines(call.body), *files]
    return to_tsvector_text(fields)


def plain_titles(call: Call) -> str:
    """Titles and names in lower case, a line each: what substring search looks through."""
    names = [call.title, call.programme.name, call.institution.name]
    lines = [said.casefold() for text in names for _lang, said in text]
    return "\n".join(dict.fromkeys([*lines, call.number.casefold()])).strip()


def index(calls: Iterable[Call], *, now: datetime, body: bool = True) -> int:
    """Write the search columns of calls (with `for_index` data), 200 a statement. Returns how many."""
    done = 0
    stream = iter(calls)
    while batch := list(islice(stream, BATCH)):
        rows = []
        for call in batch:
            heading = vector(call, body=False)
            words = vector(call) if body else heading
            rows.append((words, heading, plain_titles(call), now if body else None, call.pk))
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE programmes_call SET search = %s::tsvector, heading = %s::tsvector, titles = %s, indexed_at = %s"
                " WHERE id = %s",
                rows,
            )
        if body:
            concepts.keep(batch)
        done += len(batch)
    return done


@transaction.atomic
def rebuild_vocabulary(*, now: datetime) -> int:
    """Count every word of what the public may find and keep the packed result. Returns the number of words.

    Only what everyone may read is counted: a word of a draft, or of an institution that is not listed, must not show in
    "did you mean".
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, ndoc FROM ts_stat($$SELECT search FROM programmes_call c JOIN institutions_institution i"
            " ON i.id = c.institution_id WHERE i.is_listed AND c.status IN ('published', 'closed', 'decided')"
            " AND search IS NOT NULL$$)"
        )
        pairs = cursor.fetchall()
    packed = Vocabulary(pairs).to_bytes()
    newest = SearchVocabulary.objects.create(built_at=now, terms=len(pairs), packed=packed)
    kept = SearchVocabulary.objects.order_by("-pk").values_list("pk", flat=True)[:KEEP_VOCABULARIES]
    SearchVocabulary.objects.exclude(pk__in=list(kept)).delete()
    return int(newest.terms)


@job("programmes.index_call", queue="index")
def index_call(*, call: int) -> None:
    """Index one call again; a vocabulary rebuild follows once the queue has calmed down."""
    found = Call.objects.for_index().filter(pk=call)
    index(found, now=clock.now())
    embedding.embed_soon()
    enqueue(refresh_vocabulary, dedupe="programmes.vocabulary")


def index_later(call: int) -> None:
    """Index a call once the change is kept. Jobs of one call run one after the other: the newest words are written last."""
    after_commit(index_call, lock=f"programmes.index:{call}", call=call)


@job("programmes.refresh_vocabulary", queue="index")
def refresh_vocabulary() -> None:
    rebuild_vocabulary(now=clock.now())


@job("programmes.index_waiting", queue="index", every="*/5 * * * *")
def index_waiting() -> None:
    """Index what was loaded in bulk: first titles, names and summaries of what has nothing yet, then the full texts.

    A lexicon that has changed since makes every call wait for its turn again.
    """
    now = clock.now()
    concepts.turn()
    indexed = Call.objects.filter(indexed_at__isnull=False)
    indexed.exclude(index__lexicon=concepts.lexicon_version()).update(indexed_at=None)
    bare = Call.objects.for_index().filter(search__isnull=True).defer("body")
    if index(bare.iterator(chunk_size=BATCH), now=now, body=False):
        rebuild_vocabulary(now=now)
    waiting = Call.objects.for_index().filter(indexed_at__isnull=True)
    if index(waiting.iterator(chunk_size=BATCH), now=now):
        rebuild_vocabulary(now=now)
        embedding.embed_soon()
