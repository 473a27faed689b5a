"""Vectors of calls for search by meaning: made in the worker, kept by model and content, switched when all are there."""

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from madang.core import clock
from madang.core.jobs import enqueue, job
from madang.core.text import Text
from madang.engines.retrieval.meaning import (
    Encoder,
    MeaningError,
    Means,
    MemoryStore,
    document_vectors,
    key_of,
    seeds_of,
)
from madang.engines.retrieval.meaning.encoders import prefix_of
from madang.engines.retrieval.meaning.means import LANGS, blended
from madang.engines.retrieval.meaning.vectors import to_bytes
from madang.engines.retrieval.tokens import Lang
from madang.programmes import meaning
from madang.programmes.models import Call, CallVector, MeaningModel

log = logging.getLogger("madang.meaning")

BATCH: Final = 8
TEXT: Final = 1_200
"""Characters of a call's text that its vector is made of: what it offers and to whom stands there, procedure follows."""

SLICE_SECONDS: Final = 2.0
"""A job ends after this and queues the next one, so that other jobs get their turn between."""

RENEW: Final = timedelta(minutes=4)
"""Means follow the catalogue this often: the periodic job does it, not each edit."""

MOVED: Final = 0.01
"""Lengths by which a mean must have moved for it to be written: each web process then measures its vectors anew."""

LINGER: Final = timedelta(minutes=10)
"""How long a retired model's vectors stay: web processes may still be looking at them."""

REMOVED_AT_ONCE: Final = 5_000

_STATES = MeaningModel.State
# Public calls first, the newest first. What a server on another machine is asked must be public.
_WAITING = """
    SELECT x.call_id, x.written_in, v.content
    FROM programmes_callindex x
    LEFT JOIN programmes_callvector v ON v.call_id = x.call_id AND v.model_id = %s
    WHERE (v.id IS NULL OR v.seen_in <> x.written_in) AND (x.is_public OR NOT %s)
    ORDER BY x.is_public DESC, x.call_id DESC LIMIT %s
"""
_KEEP = """
    INSERT INTO programmes_callvector (call_id, model_id, lang, content, vector, seen_in, written_in)
    SELECT c.id, %s, %s, %s, %s, %s, pg_current_xact_id()::text::bigint FROM programmes_call c WHERE c.id = %s
    ON CONFLICT (call_id, model_id) DO UPDATE SET lang = EXCLUDED.lang, content = EXCLUDED.content,
        vector = EXCLUDED.vector, seen_in = EXCLUDED.seen_in, written_in = EXCLUDED.written_in
"""
_SEEN = "UPDATE programmes_callvector SET seen_in = %s WHERE call_id = %s AND model_id = %s"


@job("programmes.embed_waiting", queue="index", every="*/5 * * * *")
def embed_waiting() -> None:
    """Give vectors of the wanted model to calls that lack them, for a while; once none lacks one, search by that model.

    May be cut off anywhere and run twice: what is kept stays, and nothing is encoded again unless its text has changed.
    """
    if not meaning.is_on():
        return
    try:
        encoder = meaning.wanted()
        model = model_of(encoder, now=clock.now())
        if embed(model, encoder, until=time.monotonic() + SLICE_SECONDS) or settle(model, now=clock.now()):
            embed_soon()
    except MeaningError as error:  # the next turn tries again; search goes on meanwhile
        log.warning("search by meaning waits: %s", error.reason)


def embed_soon() -> None:
    """Queue the job above, unless it waits already."""
    if meaning.is_on():
        enqueue(embed_waiting, dedupe="programmes.embed_waiting")


@transaction.atomic
def model_of(encoder: Encoder, *, now: datetime) -> MeaningModel:
    """The row of an encoder's model, made or taken up again where need be; another one half built is given up."""
    prefixes = {"query_prefix": prefix_of(encoder, "query"), "passage_prefix": prefix_of(encoder, "passage")}
    known = {row.model_id: row for row in MeaningModel.objects.select_for_update().defer("means", "seeds")}
    row = known.get(encoder.model_id)
    if row is None or row.dim != encoder.dim:
        seeds = seeds_of(encoder)
        fresh = {"dim": encoder.dim, "seeds": _packed(seeds), "means": _packed(seeds), "counts": [0] * len(LANGS)}
        fresh |= {
            "kind": _kind(),
            "state": _STATES.BUILDING,
            "written_in": _transaction(),
            "changed_at": now,
        } | prefixes
        if row is not None:
            row.vectors.all().delete()
        row, _made = MeaningModel.objects.update_or_create(model_id=encoder.model_id, defaults=fresh)
    else:
        changed = {name: said for name, said in prefixes.items() if getattr(row, name) != said}
        changed |= {"state": _STATES.BUILDING} if row.state == _STATES.RETIRED else {}
        if changed:
            MeaningModel.objects.filter(pk=row.pk).update(changed_at=now, written_in=_transaction(), **changed)
            row.refresh_from_db()
    others = MeaningModel.objects.filter(state=_STATES.BUILDING).exclude(pk=row.pk)
    others.update(state=_STATES.RETIRED, changed_at=now)
    return row


def embed(model: MeaningModel, encoder: Encoder, *, until: float = float("inf")) -> bool:
    """Bring vectors up to date until `until` (monotonic seconds). Returns whether some still wait. Raises MeaningError."""
    while waiting := _waiting(model):
        if time.monotonic() >= until:
            return True
        _embed(model, encoder, waiting)
    return False


@dataclass(frozen=True)
class _Wait:
    call: int
    index: int
    content: bytes


def _waiting(model: MeaningModel) -> list[_Wait]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [model.pk, model.kind == MeaningModel.Kind.ENDPOINT, BATCH])
        return [_Wait(call, index, bytes(content or b"")) for call, index, content in cursor.fetchall()]


def _embed(model: MeaningModel, encoder: Encoder, waiting: Sequence[_Wait]) -> None:
    prefix = prefix_of(encoder, "passage")
    calls = Call.objects.select_related("programme").only("title", "summary", "body", "programme__name")
    texts = {call.pk: wording(call) for call in calls.filter(pk__in=[one.call for one in waiting])}
    known, new = [], []
    for one in waiting:
        if one.call in texts:
            lang, title, text = texts[one.call]
            content = key_of(f"{title}\x00{text}", prefix)
            if content == one.content:
                known.append((one.index, one.call, model.pk))
            else:
                new.append((one, lang, content))
    pairs = [texts[one.call][1:] for one, _, _ in new]
    vectors = document_vectors(encoder, pairs, store=MemoryStore()) if pairs else np.zeros((0, model.dim))
    rows = [
        (model.pk, lang, content, to_bytes(vector), one.index, one.call)
        for (one, lang, content), vector in zip(new, vectors, strict=True)
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_SEEN, known)
        cursor.executemany(_KEEP, rows)


def wording(call: Call) -> tuple[Lang, str, str]:
    """Language, title and text that a call's vector is made of: in the language it was written in.

    Names of institutions are left out: a bank's name is no offer of money.
    """
    langs = [lang for lang, said in call.title if said.strip()]
    lang = call.title.source if call.title.source in langs else next(iter(langs), "ko")
    parts = [_in(text, lang) for text in (call.programme.name, call.summary, call.body)]
    return lang, _in(call.title, lang), "\n".join(part for part in parts if part)[:TEXT]  # type: ignore[return-value]


def _in(text: Text, lang: str) -> str:
    return str(getattr(text, lang)).strip()


def settle(model: MeaningModel, *, now: datetime) -> bool:
    """With every vector there: take the means, let searches go by this model, clear away older ones.

    One transaction: a search sees the old model whole or the new one whole. Returns whether more is to be cleared away.
    """
    with transaction.atomic():
        rows = MeaningModel.objects.select_for_update().in_bulk()
        mine = rows[model.pk]
        if mine.state != _STATES.ACTIVE or now - mine.changed_at >= RENEW:
            _renew(mine, now)
        if mine.state != _STATES.ACTIVE:
            older = MeaningModel.objects.filter(state=_STATES.ACTIVE)
            older.update(state=_STATES.RETIRED, changed_at=now)
            MeaningModel.objects.filter(pk=mine.pk).update(state=_STATES.ACTIVE)
            log.info("search by meaning goes by %s", mine.model_id)
    return _clear(now)


def _renew(model: MeaningModel, now: datetime) -> None:
    """Means over public calls alone. Written only where they have moved."""
    seeds = _means(model, bytes(model.seeds))
    sums = [np.zeros(model.dim) for _ in LANGS]
    counts = [0] * len(LANGS)
    for lang, rows in _public_vectors(model):
        sums[LANGS.index(lang)] += rows.sum(axis=0, dtype=np.float64)
        counts[LANGS.index(lang)] += len(rows)
    means = blended(sums, counts, seeds=seeds)
    change = means.of(LANGS) - _means(model, bytes(model.means)).of(LANGS)
    changes: dict[str, object] = {"changed_at": now}
    if model.state != _STATES.ACTIVE or np.linalg.norm(change, axis=1).max() > MOVED:
        changes |= {"means": _packed(means), "counts": counts, "written_in": _transaction()}
    MeaningModel.objects.filter(pk=model.pk).update(**changes)


def _public_vectors(model: MeaningModel) -> Iterator[tuple[Lang, NDArray[np.float32]]]:
    """Vectors of a language by the thousand, float32 (n, dim)."""
    public = CallVector.objects.filter(model=model, call__index__is_public=True).order_by("pk")
    for lang in LANGS:
        kept: list[bytes] = []
        for vector in public.filter(lang=lang).values_list("vector", flat=True).iterator(chunk_size=1000):
            kept.append(bytes(vector))
            if len(kept) == 1000:
                yield lang, _table(kept, model.dim)
                kept = []
        if kept:
            yield lang, _table(kept, model.dim)


def _table(kept: list[bytes], dim: int) -> NDArray[np.float32]:
    return np.frombuffer(b"".join(kept), dtype="<f2").reshape(-1, dim).astype(np.float32)


def _clear(now: datetime) -> bool:
    """Remove vectors of retired models, some at a time; then the model. Returns whether there are more."""
    for model in MeaningModel.objects.filter(state=_STATES.RETIRED, changed_at__lt=now - LINGER).defer(
        "means", "seeds"
    ):
        some = model.vectors.order_by("pk").values("pk")[:REMOVED_AT_ONCE]
        if not CallVector.objects.filter(pk__in=some).delete()[0]:
            model.delete()
        return True
    return False


def _kind() -> str:
    return MeaningModel.Kind.ENDPOINT if meaning.is_remote() else MeaningModel.Kind.EMBEDDED


def _packed(means: Means) -> bytes:
    return np.stack([means.of(LANGS, "passage"), means.of(LANGS, "query")]).astype("<f4").tobytes()


def _means(model: MeaningModel, packed: bytes) -> Means:
    documents, queries = np.frombuffer(packed, dtype="<f4").reshape(2, len(LANGS), model.dim)
    return Means(
        model.model_id,
        dict(zip(LANGS, documents, strict=True)),
        dict(zip(LANGS, queries, strict=True)),
        dict(zip(LANGS, model.counts, strict=True)),
    )


def _transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])
