"""The standing offers of the invented institutions: about thirty programmes each."""

from dataclasses import dataclass
from random import Random

from madang.engines.taxonomy import SECTORS

from .institutions import read
from .records import Institution, Programme, Words
from .wording import LANGUAGES, Tri, fill, split, tri

PER_DOOR = 28
KINDS_OF_DOOR = {
    "incubator": "space commercialisation mentoring equipment event talent market global",
    "accelerator": "commercialisation investment mentoring event global talent market",
    "university_camp": "mentoring commercialisation rnd space event talent equipment",
    "bridge_office": "global market event mentoring rnd demonstration space",
    "shared_platform": "equipment demonstration rnd space mentoring commercialisation",
    "government": "commercialisation rnd demonstration loan market talent mentoring global",
    "investor": "investment mentoring event commercialisation loan",
    "corporate": "demonstration equipment investment rnd event market",
}
OWN_KINDS = {
    "proving": "demonstration demonstration equipment rnd demonstration mentoring",
    "bridge": "demonstration demonstration demonstration equipment mentoring",
    "waterway": "market global market mentoring loan event",
    "market": "market demonstration market mentoring event",
    "ieum": "talent talent mentoring event market talent",
    "store": "equipment rnd commercialisation mentoring demonstration",
}
STAGES_OF_KIND = {
    "loan": ("growth", "scale", "early"),
    "space": ("early", "pre_founding", "growth"),
    "mentoring": ("pre_founding", "early", "growth"),
    "investment": ("early", "growth", "scale"),
    "global": ("growth", "scale", "early"),
    "market": ("growth", "early", "scale"),
    "rnd": ("growth", "early", "scale"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme with what its calls are made from."""

    programme: Programme
    institution: Institution
    kind: str
    sector: str
    topic: Tri
    name: Tri
    language: str


def offers(rng: Random, doors: tuple[Institution, ...]) -> list[Offer]:
    """All offers, door by door; no two have the same name in any language."""
    taken: set[str] = set()
    made = []
    for door in doors:
        if not door.real:
            made += [_offer(rng, door, number, taken) for number in range(1, PER_DOOR + 1)]
    return made


def _offer(rng: Random, door: Institution, number: int, taken: set[str]) -> Offer:
    kinds = OWN_KINDS.get(door.slug, KINDS_OF_DOOR[door.kind]).split()
    names, topics = read("names"), read("topics")["topics"]
    while True:
        kind = kinds[min(int(rng.random() * rng.random() * 1.3 * len(kinds)), len(kinds) - 1)]
        sector = rng.choice(door.sectors) if rng.random() < 0.94 else rng.choice(list(topics))
        topic = split(rng.choice(topics[sector]))
        line = split(rng.choice(names["programme"][kind]))
        name = tri(*(fill(line, language, {"t": topic}) for language in LANGUAGES))
        if not taken & {name.ko, name.zh, name.en}:
            break
    taken |= {name.ko, name.zh, name.en}
    summary = split(rng.choice(names["summary"][kind]))
    values = {"t": topic, "n": tri(door.name.ko, door.name.zh, door.name.en)}
    language = _language(rng, door)
    others = tuple(code for code in LANGUAGES if code != language)
    machine = others if rng.random() < 0.3 else ()
    stages = STAGES_OF_KIND.get(kind, ("early", "growth"))
    programme = Programme(
        key=f"{door.slug}-{number:02d}",
        institution=door.slug,
        support=(kind,)
        if rng.random() < 0.8
        else (kind, next(code for code in (*rng.sample(kinds, 2), "mentoring", "event") if code != kind)),
        name=Words(ko=name.ko, zh=name.zh, en=name.en, source=language, machine=machine),
        summary=Words(**{code: fill(summary, code, values) for code in LANGUAGES}, source=language, machine=machine),
        sectors=_sectors(rng, sector, door),
        stages=tuple(rng.sample(stages, rng.randint(1, len(stages)))),
        languages=tuple(sorted({language, *(code for code in door.languages if rng.random() < 0.6)})),
        funding=door.funding if rng.random() < 0.9 else "mixed",
        since=rng.randint(max(door.opened_year or 2015, 2015), 2025),
    )
    return Offer(programme, door, kind, sector, topic, name, language)


def _language(rng: Random, door: Institution) -> str:
    home = "ko" if door.city == "Seoul" else "zh"
    return "en" if rng.random() < (0.21 if home == "ko" else 0.16) else home


def _sectors(rng: Random, sector: str, door: Institution) -> tuple[str, ...]:
    """The topic's sector, with its wider one or a neighbour of the house now and then."""
    codes = [sector]
    parent = SECTORS[sector].parent
    if parent and rng.random() < 0.4:
        codes.append(parent)
    elif rng.random() < 0.25:
        codes.append(rng.choice(door.sectors))
    return tuple(dict.fromkeys(codes))
