"""Four hundred invented startups with what rules ask about them: dates, figures, rounds, rights, papers, standing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from madang.engines.taxonomy import REGIONS, SECTORS

from . import numbers
from .conditions import name
from .first import first
from .institutions import read, words
from .people import FIRST, address, invented
from .records import (
    Ip,
    Member,
    Person,
    Product,
    Round,
    Startup,
    Words,
    YearFigures,
)  # fmt: skip
from .standing import papers_of, standing_of
from .wording import LANGUAGES, Tri, fill, split, tri

COUNT = 400
ROUND_ORDER = ("seed", "pre_a", "series_a", "series_b", "series_c")
ROUND_SUMS = {"seed": 200, "pre_a": 700, "series_a": 3000, "series_b": 9000, "series_c": 20000}
ENDING_OF = {
    "robotics": "robotics service_robot humanoid industrial_robot",
    "ai": "ai data",
    "software": "software saas security fintech hr legaltech proptech marketing education games",
    "bio": "biotech medical_device digital_health silver",
    "hardware": "semiconductor iot display quantum telecom materials manufacturing",
    "green": "climate energy battery agritech",
    "mobility": "mobility autonomous drone space_tech logistics",
    "life": "food beauty fashion content culture metaverse pet travel retail",
}
ENDINGS = {sector: group for group, sectors in ENDING_OF.items() for sector in sectors.split()}
KR_REGIONS = (("KR-11", 62), ("KR-41", 20), ("KR-28", 4), ("KR-26", 4), ("KR-30", 5), ("KR-27", 3), ("KR-29", 2))
CN_REGIONS = (("CN-11", 82), ("CN-31", 6), ("CN-44", 6), ("CN-33", 3), ("CN-32", 3))


@dataclass(slots=True)
class Maker:
    """Makes startups one after another; people are collected beside them."""

    rng: Random
    today: date
    people: list[Person]
    serial: int = 1  # 1 is kept for the startup of the tour

    def startup(self, stem: str, country: str, sector: str) -> Startup:
        """One startup with everything but the members."""
        rng = self.rng
        self.serial += 1
        topic = split(rng.choice(read("topics")["topics"].get(sector) or read("topics")["topics"]["software"]))
        brand, ending = split(stem), split(rng.choice(read("startups")["endings"][ENDINGS.get(sector, "other")]))
        source = "ko" if country == "KR" else "zh"
        if rng.random() < 0.08:
            source = "en"
        named = tri(f"{brand.ko}{ending.ko}", f"{brand.zh}{ending.zh}", f"{brand.en} {ending.en}")
        founding, opened, incorporated = self._founding()
        currency = "KRW" if country == "KR" else "CNY"
        rounds = self._rounds(incorporated, currency)
        region = self._region(country)
        stage = rounds[-1].kind if rounds else "none"
        years = self._years(opened or incorporated, currency, len(rounds))
        return Startup(
            slug=f"{brand.en}-{ending.en}".lower(),
            name=Words(
                ko=named.ko, zh=named.zh, en=named.en, source=source, machine=("zh",) if rng.random() < 0.2 else ()
            ),
            summary=self._summary(topic, sector, source),
            country=country,
            region=region,
            district=Words(ko=REGIONS[region].ko, zh=REGIONS[region].zh, en=REGIONS[region].en, source=source),
            founding=founding,
            opened_on=opened,
            incorporated_on=incorporated,
            sectors=(sector,)
            if rng.random() < 0.6
            else tuple(dict.fromkeys((sector, rng.choice(("ai", "data", "iot", "software"))))),
            traits=self._traits(founding),
            investment_stage=stage if founding != "pre_founder" else "none",
            currency=currency,
            registration=self._registration(country, founding),
            website=f"https://{brand.en.lower()}-{ending.en.lower()}.example.test/" if rng.random() < 0.7 else "",
            public=False,
            consented_on=None,
            years=years,
            rounds=rounds,
            ip=self._ip(topic, source, opened or incorporated),
            products=self._products(brand, topic, source, opened or incorporated),
            members=(),
            standing=standing_of(rng, self.today, opened, currency),
            papers=papers_of(rng, self.today, opened),
            lab_region=region if rng.random() < 0.12 and founding == "corporation" else "",
            certificates=self._certificates(country, founding),
            size="micro" if not years or years[-1].headcount < 5 else "small" if years[-1].headcount < 50 else "medium",
        )

    def _founding(self) -> tuple[str, date | None, date | None]:
        """Founding type with its dates; one in eight is not founded yet, the median is three years old."""
        rng = self.rng
        kind = rng.random()
        if kind < 0.12:
            return "pre_founder", None, None
        started = self.today - timedelta(days=30 + int(4300 * rng.random() ** 1.9))
        if kind < 0.25:
            return "sole_trader", started, None
        opened = started if rng.random() < 0.8 else started - timedelta(days=rng.randint(60, 700))
        return "corporation", opened, started

    def _region(self, country: str) -> str:
        codes, weights = zip(*(KR_REGIONS if country == "KR" else CN_REGIONS), strict=True)
        code = self.rng.choices(codes, weights)[0]
        inside = [one for one in REGIONS if one.startswith(f"{code}-")]
        return self.rng.choice(inside) if inside and self.rng.random() < 0.85 else code

    def _rounds(self, since: date | None, currency: str) -> tuple[Round, ...]:
        if since is None:
            return ()
        found, on = [], since
        for kind in ROUND_ORDER:
            on += timedelta(days=self.rng.randint(150, 700))
            if on > self.today or self.rng.random() > 0.62:
                break
            amount = int(ROUND_SUMS[kind] * self.rng.uniform(0.5, 1.8) / 50) * 50 or 50
            scale = 1_000_000 if currency == "KRW" else 5_000
            found.append(Round(kind=kind, on=on, amount=amount * scale, currency=currency))
        return tuple(found)

    def _years(self, since: date | None, currency: str, rounds: int) -> tuple[YearFigures, ...]:
        if since is None:
            return ()
        people, revenue = self.rng.randint(1, 4), self.rng.choice((0, 0, 20, 60, 120))
        scale, found = (1_000_000 if currency == "KRW" else 5_000), []
        for year in range(since.year, self.today.year):
            abroad = int(revenue * self.rng.random() * 0.4) if self.rng.random() < 0.3 else 0
            found.append(YearFigures(year=year, headcount=people, revenue=revenue * scale, exports=abroad * scale))
            people = max(1, int(people * self.rng.uniform(0.9, 1.5 + 0.2 * rounds) + self.rng.random()))
            revenue = int(revenue * self.rng.uniform(0.7, 2.1) + self.rng.choice((0, 10, 40)))
        return tuple(found[-4:])

    def _summary(self, topic: Tri, sector: str, source: str) -> Words:
        lines = read("startups")["sentences"]
        values = {"t": topic, "c": name(SECTORS, sector), "n": self.rng.randint(2, 9)}
        first, second = split(self.rng.choice(lines["what"])), split(self.rng.choice(lines["next"]))
        kept = LANGUAGES if self.rng.random() < 0.55 else (source,)
        said = {
            code: ("" if code == "zh" else " ").join(fill(line, code, values) for line in (first, second))
            for code in kept
        }
        machine = tuple(code for code in kept if code != source and self.rng.random() < 0.5)
        return Words(**said, source=source, machine=machine)

    def _products(self, brand: Tri, topic: Tri, source: str, since: date | None) -> tuple[Product, ...]:
        lines, found = read("startups")["sentences"], []
        for line in self.rng.sample(lines["product"], self.rng.choice((0, 1, 1, 2)) if since else 1):
            text = split(self.rng.choice(lines["product_summary"]))
            launched = _between(self.rng, since, self.today) if since and self.rng.random() < 0.6 else None
            found.append(
                Product(
                    name=words({code: fill(split(line), code, {"b": brand}) for code in LANGUAGES}, source),
                    summary=words({source: fill(text, source, {"t": topic})}, source),
                    readiness=self.rng.randint(7, 9) if launched else self.rng.randint(3, 6),
                    launched_on=launched,
                )
            )
        return tuple(found)

    def _ip(self, topic: Tri, source: str, since: date | None) -> tuple[Ip, ...]:
        if since is None:
            return ()
        found = []
        for _ in range(self.rng.choice((0, 0, 1, 1, 2, 3))):
            self.serial += 1
            line = split(self.rng.choice(read("startups")["sentences"]["patent"]))
            found.append(
                Ip(
                    kind=self.rng.choice(("patent", "patent", "patent", "utility_model", "design", "software")),
                    title=words({source: fill(line, source, {"t": topic})}, source),
                    number=f"SAMPLE-{since.year}-{self.serial:05d}",
                    on=_between(self.rng, since, self.today),
                    status=self.rng.choice(("filed", "registered", "registered")),
                )
            )
        return tuple(found)

    def _traits(self, founding: str) -> tuple[str, ...]:
        shares = (
            ("youth", 0.35),
            ("woman", 0.24),
            ("researcher", 0.12),
            ("restart", 0.08),
            ("solo", 0.05),
            ("foreigner", 0.04),
        )
        found = [trait for trait, share in shares if self.rng.random() < share]
        if founding == "pre_founder" and self.rng.random() < 0.4:
            found.append("student")
        return tuple(found)

    def _registration(self, country: str, founding: str) -> dict[str, str]:
        if founding == "pre_founder":
            return {}
        if country == "CN":
            return {"uscc": numbers.credit_code(self.serial)}
        found = {"brn": numbers.business_number(self.serial)}
        return found | {"crn": numbers.corporate_number(self.serial)} if founding == "corporation" else found

    def _certificates(self, country: str, founding: str) -> tuple[str, ...]:
        if founding != "corporation":
            return ()
        shares = (("venture", 0.3), ("innobiz", 0.05), ("lab", 0.2)) if country == "KR" else (("high_tech", 0.25),)
        return tuple(kind for kind, share in shares if self.rng.random() < share)

    def members(self, startup: Startup, language: str, owner: str | None = None) -> Startup:
        """The startup with one to four members, the first its owner; people are added to the list."""
        rng, titles = self.rng, read("startups")["titles"]["all"]
        since = startup.opened_on or startup.incorporated_on or self.today - timedelta(days=rng.randint(20, 300))
        found = []
        for place in range(rng.choice((1, 2, 2, 3, 3, 4))):
            email = (
                owner
                if place == 0 and owner
                else address(f"{('owner', 'second', 'third', 'fourth')[place]}.{startup.slug}")
            )
            if not (place == 0 and owner):
                years = rng.randint(23, 39) if "youth" in startup.traits and place == 0 else rng.randint(25, 60)
                born = self.today - timedelta(days=years * 365 + rng.randrange(360))
                self.people.append(invented(rng, language, email, self.today, born=born))
            title = split(titles[min(place, len(titles) - 1)])
            found.append(
                Member(
                    email=email,
                    role="owner" if place == 0 else rng.choice(("editor", "editor", "viewer")),
                    title=Words(ko=title.ko, zh=title.zh, en=title.en, source=startup.name.source),
                    founder=place == 0 or (place == 1 and rng.random() < 0.6),
                    share_percent=(60, 20, 0, 0)[place],
                    joined_on=_between(rng, since, self.today),
                )
            )
        public = rng.random() < 0.55 or owner is not None
        consented = self.today - timedelta(days=rng.randint(5, 500)) if public else None
        return replace(startup, members=tuple(found), public=public, consented_on=consented)


def _between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randrange(max(1, (last - first).days)))


def startups(rng: Random, today: date, owners: dict[str, str]) -> tuple[list[Startup], list[Person]]:
    """The startups and their people. `owners` gives the tour's founders by language; each gets one startup."""
    maker = Maker(rng, today, [])
    made: dict[str, Startup] = {}
    for stem, country, sector in _plan(rng):
        if len(made) == COUNT - 1:
            break
        startup = maker.startup(stem, country, sector)
        if startup.slug in made or startup.slug == FIRST:
            continue
        language = startup.name.source
        owner = owners.pop(language, None) if startup.founding == "corporation" and language != "ko" else None
        made[startup.slug] = maker.members(startup, language, owner)
    drawn = maker.members(maker.startup("서리풀|瑞草坡|Seoripul", "KR", "robotics"), "ko", owners["ko"])
    firms = [first(drawn, today), *made.values()]
    adviser = Words(ko="자문", zh="顾问", en="Adviser", source="ko")
    joined = today - timedelta(days=90)
    guest = Member(
        email=address("many"), role="viewer", title=adviser, founder=False, share_percent=0, joined_on=joined
    )
    firms[1] = replace(firms[1], members=(*firms[1].members, guest))
    return firms, maker.people


def _plan(rng: Random) -> Iterator[tuple[str, str, str]]:
    """Stem, country and sector, seven Korean for three Chinese, robots and AI more often than the rest."""
    stems, sectors = read("startups"), list(read("topics")["topics"])
    weights = [4 if SECTORS[one].parent == "robotics" or one in ("robotics", "ai") else 1 for one in sectors]
    while True:
        country = "KR" if rng.random() < 0.7 else "CN"
        yield (
            rng.choice(stems["stems_kr" if country == "KR" else "stems_cn"]),
            country,
            rng.choices(sectors, weights)[0],
        )
