"""The calls of every offer, with their windows, terms, rules and words."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from random import Random
from typing import Any

from madang.engines.taxonomy import SECTORS

from . import papers
from .bodies import Terms, Writer
from .conditions import Basis, Draw, name, rule_of
from .institutions import read
from .offers import Offer
from .records import Call, Contact, Institution, Stage, Words
from .staged import OPEN_TO, Fixed, put_in
from .steps import Staged
from .windows import Window, slots, steps, window
from .wording import LANGUAGES, Tri, day, fill, moment, money, split, tri

SUMS = {  # in million won; yuan are the same sums at 200 won, rounded
    "loan": (50, 100, 200, 300, 500),
    "commercialisation": (20, 30, 50, 70, 100, 150, 200, 300),
    "rnd": (50, 100, 150, 200, 300, 500),
    "global": (10, 15, 20, 30, 50),
    "event": (0, 0, 5, 10, 30),
    "mentoring": (0, 0, 0, 3, 5),
    "talent": (6, 9, 12, 20, 30),
    "equipment": (5, 10, 20, 30, 50),
    "investment": (50, 100, 200, 300, 500, 1000),
    "demonstration": (30, 50, 80, 100, 200, 400),
    "market": (5, 10, 15, 20, 30),
    "space": (0,),
}
MULTIPLES = ((2.0, 9), (1.5, 6), (3.0, 5), (5.0, 1), (1.3, 1), (4.0, 1))
PASS_MARKS = ((70, 38), (60, 24), (75, 5), (80, 4))
MONTHS = {"loan": (60,), "event": (1, 1, 2), "mentoring": (2, 3, 3, 4, 6), "market": (3, 4, 6), "space": (12, 12, 24)}
JOINT = 16
PARTNERS = {  # who runs joint calls with whom: one in Seoul, one in Beijing
    "khouse": ("oversea", "ferry", "camp"),
    "oversea": ("khouse", "waterway", "seoripul"),
    "proving": ("bridge", "camp"),
    "bridge": ("proving", "seoripul"),
}
CONSOLIDATED = 12


@dataclass(slots=True)
class Maker:
    """Makes calls one after another; titles already used and numbers given are remembered here."""

    rng: Random
    today: date
    doors: Mapping[str, Institution]
    titles: set[str]
    rounds: dict[str, int]

    def call(
        self,
        offer: Offer,
        slot: str,
        *,
        partner: Institution | None = None,
        consolidated: bool = False,
        fixed: Fixed | None = None,
    ) -> Call:
        """One call of an offer in one slot; `fixed` says what is not drawn."""
        rng, door = self.rng, offer.institution
        when = fixed.window if fixed else window(rng, slot, city=door.city, today=self.today)
        stage = "early" if fixed else rng.choice(offer.programme.stages)
        terms, made = self._terms(offer, when, stage, partner, consolidated, fixed)
        track = stage if rng.random() < 0.35 else ""
        title = self._title(offer, when, track, joint=partner is not None, consolidated=consolidated)
        languages = _languages(rng, offer.language, joint=partner is not None or fixed is not None)
        machine = tuple(code for code in languages if code != offer.language and rng.random() < 0.6)
        body = Writer(rng, terms).written()
        confirmed = rng.random() < 0.82 or fixed is not None
        rule = rule_of(terms.conditions, offer.language, machine=not confirmed)
        lead = _lead(rng, terms)
        return replace(
            made,
            key=f"{offer.programme.key}-{self._round(offer)}",
            title=_words({code: str(getattr(title, code)) for code in languages}, offer.language, machine),
            summary=_words({code: lead.said(code) for code in languages}, offer.language, machine),
            body=_words({code: body.said(code) for code in languages}, offer.language, machine),
            rule=rule,
            rules_confirmed=confirmed,
        )

    def _round(self, offer: Offer) -> int:
        key = offer.programme.key
        self.rounds[key] = self.rounds.get(key, 0) + 1
        return self.rounds[key]

    def _title(self, offer: Offer, when: Window, track: str, *, joint: bool, consolidated: bool) -> Tri:
        """A title nobody has in any language; a track is added, then another drawn, until it is."""
        patterns, tracks = read("names")["call"], read("lead")["tracks"]
        wanted = (
            "joint"
            if joint
            else "consolidated"
            if consolidated
            else "rolling"
            if when.rolling
            else "spent"
            if when.spent
            else ""
        )
        for attempt in range(60):
            group = wanted or self.rng.choice(("plain", "plain", "intake", "half", "ordinal"))
            line = split(self.rng.choice(patterns[group]))
            half = split(read("lead")["halves"]["first" if when.work.month < 7 else "second"])
            values = {
                "p": offer.name,
                "y": str(when.year),
                "h": half,
                "k": self.rng.randint(1, 4),
                "s": name(SECTORS, offer.sector),
            }
            if group == "ordinal":
                values["k"] = max(1, when.year - offer.programme.since + 1)
            texts = {code: fill(line, code, values) for code in LANGUAGES}
            if track or attempt > 6:
                suffix = split(tracks[track or self.rng.choice(list(tracks))])
                texts = {
                    "ko": f"{texts['ko']}({suffix.ko})",
                    "zh": f"{texts['zh']}（{suffix.zh}）",
                    "en": f"{texts['en']} ({suffix.en})",
                }
                track = ""
            if not self.titles & set(texts.values()):
                break
        self.titles |= set(texts.values())
        return tri(**texts)

    def _terms(
        self,
        offer: Offer,
        when: Window,
        stage: str,
        partner: Institution | None,
        consolidated: bool,
        fixed: Fixed | None,
    ) -> tuple[Terms, Call]:
        """What the call gives, asks and takes, and the call itself without its words."""
        rng, door, kind = self.rng, offer.institution, offer.kind
        gift = _gift(rng, kind, "KRW" if door.city == "Seoul" else "CNY")
        gift = replace(gift, places=fixed.places) if fixed else gift
        talk = fixed is not None or (rng.random() < 0.62 and kind not in ("market", "loan"))
        site = not fixed and kind in ("demonstration", "space", "equipment") and rng.random() < 0.5
        sectors = offer.programme.sectors
        basis = Basis(door.slug, door.city, door.region, kind, sectors, stage, gift.currency, partner is not None)
        conditions = Draw(rng, basis).conditions()
        ends = when.closes.date() if when.closes else when.opens.date() + timedelta(days=60)
        if fixed:
            conditions = [one for one in conditions if one.leaf.get("type") in OPEN_TO]
        plan = fixed.plan if fixed else steps(rng, ends, talk=talk, site=site)
        multiple = 3.0 if fixed else rng.choices([m for m, _w in MULTIPLES], [w for _m, w in MULTIPLES])[0]
        multiple_said = multiple if fixed else multiple if talk and rng.random() < 0.5 else None
        pass_mark = rng.choices([m for m, _w in PASS_MARKS], [w for _m, w in PASS_MARKS])[0]
        pass_said = pass_mark if rng.random() < 0.45 else None
        scores = {"pass": pass_mark, "k": f"{multiple:g}"}
        documents = papers.asked(rng, kind, stage, conditions, talk=talk)
        contact = papers.contact(rng, door)
        terms = Terms(
            kind, _values(offer, when, gift, contact, partner) | scores | {"result": day(_notice(plan))},
            conditions, documents, gift.amount > 0, gift.share, offer.programme.funding == "private", partner is not None,
            consolidated, when.rolling, when.spent, when.grace, multiple_said, pass_said, talk, site, stage == "pre_founding", plan,
        )  # fmt: skip
        status, decided = self._status(when, plan)
        regions = dict.fromkeys(code for c in conditions if c.leaf.get("type") == "region" for code in c.leaf["any_of"])
        made = Call(
            key="", programme=offer.programme.key, number="", title=Words(), summary=Words(), body=Words(), status=status,
            published_at=when.published, opens_at=when.opens, closes_at=when.closes, decided_at=decided, zone=when.zone,
            grace_minutes=when.grace, rolling=when.rolling, until_spent=when.spent, places=gift.places,
            multiple=multiple_said, pass_mark=pass_said, amount_max=gift.amount, currency=gift.currency,
            own_share_percent=gift.share, period_months=gift.months, support=offer.programme.support, sectors=sectors,
            regions=tuple(regions), stages_of_firm=(stage,), steps=plan, documents=documents, contacts=(contact,), rule={},
            rules_confirmed=True, funding=offer.programme.funding, joint_with=partner.slug if partner else None,
            consolidated=consolidated,
        )  # fmt: skip
        return terms, _in_utc(made, when)

    def _status(self, when: Window, plan: tuple[Stage, ...]) -> tuple[str, Any]:
        if when.slot != "past":
            return ("published" if when.published.date() < self.today else "scheduled"), None
        notice = _notice(plan)
        if notice >= self.today:
            return "closed", None
        decided = when.opens.replace(year=notice.year, month=notice.month, day=notice.day, hour=14)
        return ("archived" if (self.today - notice).days > 640 else "decided"), decided


def _in_utc(call: Call, when: Window) -> Call:
    return replace(
        call,
        published_at=when.published.astimezone(UTC),
        opens_at=when.opens.astimezone(UTC),
        closes_at=when.closes.astimezone(UTC) if when.closes else None,
        decided_at=call.decided_at.astimezone(UTC) if call.decided_at else None,
    )


def _year(year: int) -> str:
    return str(year)


def _names(words: Words) -> Tri:
    return tri(words.ko, words.zh, words.en)


def _notice(plan: tuple[Stage, ...]) -> date:
    return next(step.on for step in plan if step.kind == "notice")


@dataclass(frozen=True, slots=True)
class Gift:
    """What a selected firm gets: `amount` in whole units of `currency` (0: no money), own share in percent."""

    amount: int
    currency: str
    share: int
    places: int
    months: int


def _gift(rng: Random, kind: str, currency: str) -> Gift:
    amount = rng.choice(SUMS[kind]) * (1_000_000 if currency == "KRW" else 5_000)
    shared = amount and kind not in ("loan", "investment", "event") and rng.random() < 0.5
    return Gift(
        amount=amount,
        currency=currency,
        share=rng.choice((10, 20, 20, 25, 30, 40)) if shared else 0,
        places=rng.choice((3, 5, 6, 8, 10, 10, 12, 15, 20, 20, 25, 30, 50)),
        months=rng.choice(MONTHS.get(kind, (3, 4, 6, 6, 7, 7, 8, 9, 10, 12))),
    )


def _values(offer: Offer, when: Window, gift: Gift, contact: Contact, partner: Institution | None) -> dict[str, Any]:
    """What the sentences of a call may name."""
    door = offer.institution
    values: dict[str, Any] = {
        "t": offer.topic, "s": name(SECTORS, offer.sector), "n": _names(door.name), "p": offer.name, "y": str(when.year),
        "places": gift.places, "months": gift.months, "share": gift.share, "amount": money(gift.amount, gift.currency),
        "g": when.grace, "open": moment(when.opens, when.zone), "close": moment(when.closes or when.opens, when.zone),
        "desk": _names(contact.desk), "mail": contact.email, "phone": contact.phone,
    }  # fmt: skip
    if partner:
        seoul, beijing = (door, partner) if door.city == "Seoul" else (partner, door)
        values |= {"partner": _names(partner.name), "kr": _names(seoul.name), "cn": _names(beijing.name)}
    return values


def _languages(rng: Random, source: str, *, joint: bool) -> tuple[str, ...]:
    """Six in ten calls are translated, half of these into both other languages; joint calls always into all."""
    others = [code for code in LANGUAGES if code != source]
    if joint:
        return LANGUAGES
    if rng.random() >= 0.6:
        return (source,)
    kept = others if rng.random() < 0.5 else [rng.choice(others)]
    return tuple(code for code in LANGUAGES if code == source or code in kept)


def _words(texts: Mapping[str, str], source: str, machine: tuple[str, ...]) -> Words:
    return Words(**texts, source=source, machine=machine)


@dataclass(frozen=True, slots=True)
class Lead:
    """The line or two under the title."""

    lines: tuple[Tri, ...]
    values: Mapping[str, Any]

    def said(self, language: str) -> str:
        return ("" if language == "zh" else " ").join(fill(line, language, self.values) for line in self.lines)


def _lead(rng: Random, terms: Terms) -> Lead:
    lines = read("lead")["lead"]
    plain = {"event": "gathering", "space": "rooms"}.get(terms.kind, "plain")
    drawn = [rng.choice(lines["money" if terms.has_money else plain])]
    if terms.share and rng.random() < 0.6:
        drawn.append(rng.choice(lines["share"]))
    elif rng.random() < 0.35 and not terms.private:
        drawn.append(rng.choice(lines["tail"]))
    return Lead(tuple(split(line) for line in drawn), terms.values)


def calls(
    rng: Random, today: date, offers: list[Offer], doors: tuple[Institution, ...]
) -> tuple[list[Call], list[Staged]]:
    """All calls, and which of them stand at a step of a selection.

    The first of the bridge offices and of robots are joint, some government ones consolidated.
    """
    maker = Maker(rng, today, {door.slug: door for door in doors}, set(), {})
    made: list[Call] = []
    kept: list[tuple[int, Offer, str]] = []
    joint = consolidated = 0
    for index, slot in slots(rng, len(offers)):
        offer = offers[index]
        partner = None
        if joint < JOINT and slot == "open" and offer.institution.slug in PARTNERS and rng.random() < 0.3:
            partner = maker.doors[rng.choice(PARTNERS[offer.institution.slug])]
            joint += 1
        group = offer.institution.kind == "government" and consolidated < CONSOLIDATED and rng.random() < 0.05
        consolidated += group and not partner
        call = maker.call(offer, slot, partner=partner, consolidated=bool(group) and not partner)
        last = made[-1] if made and made[-1].programme == call.programme else None
        if last and rng.random() < 0.3:
            call = replace(call, duplicated_from=last.key)
        made.append(call)
        kept.append((len(made) - 1, offer, slot))
    other = replace(maker, rng=Random(rng.random()))  # noqa: S311 -- a sample; shares the titles that are taken
    staged = put_in(made, kept, lambda offer, slot, fixed: other.call(offer, slot, fixed=fixed), today)
    return _numbered(made, {offer.programme.key: offer.institution for offer in offers}), staged


def _numbered(made: list[Call], door_of: Mapping[str, Institution]) -> list[Call]:
    """Announcement numbers in the order of publication: the institution's code, the year, the place in that year."""
    count: Counter[tuple[str, int]] = Counter()
    numbered: dict[str, Call] = {}
    for call in sorted(made, key=lambda one: (one.published_at, one.key)):
        code, year = door_of[call.programme].code, call.published_at.year
        count[code, year] += 1
        numbered[call.key] = replace(call, number=f"{code} {year}-{count[code, year]:03d}")
    return [numbered[call.key] for call in made]
