"""The few suggestions that a page shows, with the reason beside each: whose words meet whose, and what stands between."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.core.capacity import Capacity
from madang.core.moments import day as day_in_words
from madang.core.moments import day_of
from madang.core.text import reader_language
from madang.engines.eligibility import leaves
from madang.engines.eligibility.steps import Stand, StepKind
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.ranking.affinity import Heard, Passage, Phrase, hear
from madang.engines.taxonomy import SECTORS, STAGES, names
from madang.programmes.models import Call, CallPartner

from .suggestions import Away, Candidate, Weighed, rule_of
from .wording import Told, papers_in_words, told

WHYS: Final = 3
# Of a shared concept, the part below which naming it would be hair-splitting.
LEAST_SHARE: Final = 0.08


@dataclass(frozen=True)
class Why:
    """One reason: the startup's words and the call's words for what they share. `mine` None: the reason is `words` alone.

    Where both wrote the same words, they are told once (`theirs` None). `is_same`: they mean the same, not only something
    near: a delivery robot is a robot.
    """

    words: str
    mine: Phrase | None = None
    theirs: Phrase | None = None
    is_same: bool = True


@dataclass(frozen=True)
class Suggestion:
    """A call as a page shows it. `stand` is a tone of the page's states, `stands` the words beside it."""

    call: Call
    whys: tuple[Why, ...]
    stand: str
    stands: str
    when: str
    time: str
    concepts: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Calls one step away, with the step in words. `total` counts them all, `calls` are those shown."""

    told: Told
    kind: str
    key: str
    effect: str
    by: date | None
    total: int
    calls: tuple[Suggestion, ...]

    @property
    def more(self) -> int:
        return self.total - len(self.calls)


@dataclass(frozen=True)
class Shown:
    """A page of suggestions."""

    win: tuple[Suggestion, ...]
    win_total: int
    away: tuple[Group, ...]
    away_total: int
    watch: tuple[Suggestion, ...]
    has_more: bool
    dismissed: int
    left_out: int

    @property
    def is_empty(self) -> bool:
        return not (self.win or self.away or self.watch)


@dataclass(frozen=True)
class Amounts:
    """How many of each group a page shows."""

    win: int = 10
    groups: int = 5
    in_group: int = 3
    watch: int = 6


def show(weighed: Weighed, by: Capacity, *, now: datetime, amounts: Amounts = Amounts()) -> Shown:
    """Words for the suggestions that are shown. Two queries: the calls, their partners."""
    win, groups = weighed.win[: amounts.win], weighed.away[: amounts.groups]
    watch = weighed.watch[: amounts.watch]
    wanted = [one.call for one in (*win, *watch, *(one for group in groups for one in group.calls[: amounts.in_group]))]
    calls = load(wanted, by)

    def words(chosen: Iterable[Candidate]) -> tuple[Suggestion, ...]:
        return tuple(_suggestion(one, calls[one.call], weighed, now) for one in chosen if one.call in calls)

    return Shown(
        win=words(win),
        win_total=len(weighed.win),
        away=tuple(_group(group, words(group.calls[: amounts.in_group]), weighed) for group in groups),
        away_total=sum(len(group.calls) for group in weighed.away),
        watch=words(watch),
        has_more=len(win) < len(weighed.win)
        or len(groups) < len(weighed.away)
        or len(watch) < len(weighed.watch)
        or any(len(group.calls) > amounts.in_group for group in groups),
        dismissed=weighed.dismissed,
        left_out=weighed.left_out,
    )


def load(ids: Sequence[int], by: Capacity) -> Mapping[int, Any]:
    """Calls by id with what a row shows, and the partners that agreed. Two queries."""
    agreed = CallPartner.objects.filter(accepted_at__isnull=False).select_related("institution").order_by("pk")
    rows = Call.objects.visible_to(by).filter(pk__in=ids).for_list().prefetch_related(Prefetch("partners", agreed))
    return {
        call.pk: call for call in rows.defer("body", "search", "heading", "titles", "rule", "documents", "contacts")
    }


def _suggestion(one: Candidate, call: Call, weighed: Weighed, now: datetime) -> Suggestion:
    stands = _stands(one)
    return Suggestion(
        call=call,
        whys=whys(one, call, weighed),
        stand={Stand.MET: "met", Stand.PAPERS: "waiting"}.get(one.way.stand, "unknown"),
        stands=stands,
        when=one.near.when,
        time=_time(one, now),
        concepts=tuple(dict.fromkeys(weighed.ties[concept].own for concept, _share in one.near.parts)),
    )


def _stands(one: Candidate) -> str:
    """How the startup stands to it, in one sentence."""
    rule = rule_of(one.near.rule) if one.near.rule else None
    if rule is None:
        return _("The call states no condition.")
    match one.way.stand:
        case Stand.MET:
            asked = sum(1 for _leaf in leaves(rule))
            return ngettext("You meet the one condition.", "You meet all %(n)d conditions.", asked) % {"n": asked}
        case Stand.PAPERS:
            return _("Only papers are missing: %(papers)s") % {"papers": papers_in_words(one.way.papers)}
        case _ if one.way.papers:
            return _("After that, papers: %(papers)s") % {"papers": papers_in_words(one.way.papers)}
        case _:
            return ""


def _time(one: Candidate, now: datetime) -> str:
    """For a call that is not open: when it opens, or when it opened last."""
    near = one.near
    if near.when == "ahead" and near.opens_at:
        days = (day_of(near.opens_at, near.zone) - day_of(now, near.zone)).days
        return ngettext("Opens in %(n)d day", "Opens in %(n)d days", days) % {"n": days} if days else _("Opens today")
    if near.when == "past" and (near.opens_at or near.closes_at):
        last = day_of(near.opens_at or near.closes_at, near.zone)  # type: ignore[arg-type]  # one of them is set
        return _("Opens most years; last time on %(day)s") % {"day": day_in_words(last)}
    return ""


def whys(one: Candidate, call: Call, weighed: Weighed) -> tuple[Why, ...]:
    """Why this call, most telling first: phrases that mean the same, then sector and stage where no phrase says it."""
    whole = sum(share for _concept, share in one.near.parts)
    told_now = [concept for concept, share in one.near.parts if share >= LEAST_SHARE * whole]
    heard = _heard(tuple(_passages(call)))
    found: dict[str, Why] = {}
    for concept in told_now:
        own = weighed.ties[concept].own
        if own not in found:
            found[own] = _why(own, concept, weighed.heard, heard)
    # Something near that only the full text names explains little: it stands where there is nothing better.
    ordered = sorted(found.values(), key=_is_faint)
    clear = [why for why in ordered if not _is_faint(why)] or ordered[:1]
    return tuple(clear[:WHYS]) if clear else tuple(_plain(one, weighed))


def _is_faint(why: Why) -> bool:
    return not why.is_same and why.theirs is not None and why.theirs.where == "text"


@lru_cache(maxsize=4096)
def _heard(passages: tuple[Passage, ...]) -> Heard:
    """What public words name. The same few hundred calls are suggested to many startups."""
    return hear(passages, lexicon())


def _why(own: str, theirs: str, mine: Heard, call: Heard) -> Why:
    lang = reader_language()
    words = lexicon()[theirs].name(lang)  # type: ignore[arg-type]  # `reader_language` knows no other languages
    said_mine, said_theirs = _best(mine.phrases.get(own, ()), lang), _best(call.phrases.get(theirs, ()), lang)
    if said_mine and said_theirs and said_mine.text.casefold() == said_theirs.text.casefold():
        return Why(words, said_mine)
    if said_theirs is None:
        # Named in the full text alone, which is not read here: the concept's own name stands for it.
        if said_mine and own == theirs:
            return Why(words, said_mine)
        said_theirs = Phrase(words, lang, "text")  # type: ignore[arg-type]
    return Why(words, said_mine, said_theirs, own == theirs)


def _best(phrases: Sequence[Phrase], lang: str) -> Phrase | None:
    """The phrase in the reader's language, else the first there is."""
    return next((one for one in phrases if one.lang == lang), phrases[0] if phrases else None)


def _passages(call: Call) -> Iterable[Passage]:
    """A call's title and summary, as the reader sees them and as they were first written."""
    for where, text in (("title", call.title), ("summary", call.summary)):
        for said in {one.lang: one for one in (text.said(), text.original())}.values():
            yield Passage(said.text, said.lang, where)


def _plain(one: Candidate, weighed: Weighed) -> Iterable[Why]:
    """Reasons that need no words of anybody: codes of sector and stage."""
    lang = reader_language()
    mine = weighed.startup.sectors
    shared = [code for code in one.near.sectors if any(code == own or SECTORS[own].parent == code for own in mine)]
    if shared:
        yield Why(_("Your sector: %(names)s") % {"names": ", ".join(names(SECTORS, shared[:2], lang))})
    elif not one.near.sectors:
        yield Why(_("Open to every field"))
    if weighed.stage in one.near.stages:
        yield Why(_("For your stage: %(name)s") % {"name": STAGES[weighed.stage].said(lang)})


def _group(group: Away, calls: tuple[Suggestion, ...], weighed: Weighed) -> Group:
    first = group.calls[0].near.rule
    n = len(group.calls)
    asks = group.step.kind in (StepKind.TELL, StepKind.ANSWER)
    effect = (
        ngettext("%(n)d call depends on it.", "%(n)d calls depend on it.", n)
        if asks
        else ngettext("This %(n)d call then opens to you.", "These %(n)d calls then open to you.", n)
    )
    rule = rule_of(first) if first else None
    return Group(
        told=told(group.step, weighed.startup, weighed.facts, by=group.by, rule=rule),
        kind=group.step.kind.value,
        key=group.step.what[0].partition(".")[2] if group.step.kind is StepKind.ANSWER else "",
        effect=effect % {"n": n},
        by=group.by,
        total=n,
        calls=calls,
    )
