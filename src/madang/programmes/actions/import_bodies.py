"""Whose call an imported record is: the institution by its name or alias, and the programme it opens."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.text import slugify

from madang.core.clean import one_line
from madang.core.text import Text
from madang.institutions.models import Alias, Institution, SourcedFact
from madang.institutions.sorting import sort_keys
from madang.programmes.importers.records import CallRecord, RowRefused
from madang.programmes.importers.words import institution_kind
from madang.programmes.models import Programme
from madang.programmes.sources import SOURCES

from .imported import said

_NOISE = re.compile(r"\((?:재|주|사|유)\)|㈜|재단법인|사단법인|주식회사|유한회사|[\W_]+")
_PREFIX = re.compile(r"^\s*(?:[\[(<【「][^\])>】」]{1,30}[\])>】」]\s*)+")
_YEAR = re.compile(
    r"(?:(?:19|20)\d{2}|[’'`]\d{2})\s*(?:학년도|년도|년|年度|年)?"
    r"|제?\s*\d{1,3}\s*(?:차|회|분기|期|批|次|轮)(?!\w)|(?:상|하)반기"
)
_TAIL = re.compile(
    r"(?:[\s()（）]*(?:공고문?|안내|알림|공지|모집|추가|연장|변경|수정|재공고|통합|(?:참여|참가|수혜|입주|지원|대상)\s?(?:기업|업체|자|팀)|"
    r"신청|접수|선정|공모|公告|通知|征集|申报|call for applications|announcement))+[\s()（）]*$",
    re.IGNORECASE,
)
_SHORTEST_STEM: Final = 4
_LONGEST_STEM: Final = 120
_LABEL: Final = Text(ko="이름의 출처", zh="名称来源", en="Where the name was read", source="en")


def squeezed(name: str) -> str:
    """A name as it is compared: no legal form, no signs, no case."""
    return _NOISE.sub("", one_line(name).casefold())


def stem(title: str) -> str:
    """What stays of a title from year to year: no prefix, year, round, nor the words every notice ends with."""
    bare = _YEAR.sub(" ", _PREFIX.sub("", title))
    short = " ".join(_TAIL.sub("", bare).split()).strip(" -–·ㆍ,:")
    return (short if len(short) >= _SHORTEST_STEM else " ".join(title.split()))[:_LONGEST_STEM]


def _names(institution: Institution) -> Iterable[str]:
    return (words for _lang, words in institution.name)


def _aliases(institution: Institution) -> Iterable[str]:
    return (alias.text for alias in institution.aliases.all() if alias.kind != Alias.Kind.MISNOMER)


@dataclass
class Bodies:
    """The institutions a run meets. `own` is set for a desk's run: nothing but its own calls is taken then."""

    now: datetime
    own: Institution | None = None
    _by_name: dict[str, Institution] = field(default_factory=dict)
    _programmes: dict[tuple[int, str], Programme] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = Institution.objects.prefetch_related("aliases").order_by("-is_listed", "pk")
        houses = list(known if self.own is None else known.filter(pk=self.own.pk))
        # What a body is called comes before what another desk says it is called too: aliases are every desk's own to add.
        for read in (_names, _aliases):
            for institution in houses:
                for name in read(institution):
                    self._by_name.setdefault(squeezed(name), institution)
        self._by_name.pop("", None)
        offers = Programme.objects.order_by("pk").select_related("institution")
        for programme in offers if self.own is None else offers.filter(institution=self.own):
            for _lang, name in programme.name:
                self._programmes.setdefault((programme.institution_id, squeezed(stem(name))), programme)

    def of(self, record: CallRecord) -> Institution:
        """The body that runs the call, made where nobody on the street has its name. Raises RowRefused as `known`."""
        return self.known(record) or self._made(
            record.institution if squeezed(record.institution) else record.executor, record
        )

    def known(self, record: CallRecord) -> Institution | None:
        """The body whom the record names as running the call, else who announces it; None where nobody has that name.

        Raises RowRefused: `no_institution`, `not_your_notice`.
        """
        named = [name for name in (record.executor, record.institution) if squeezed(name)]
        for name in named:
            if found := self._by_name.get(squeezed(name)):
                return found
        if self.own is not None:
            if named:
                raise RowRefused("institution", named[-1], "not_your_notice", body=named[-1][:80])
            return self.own
        if not named:
            raise RowRefused("institution", "", "no_institution")
        return None

    def programme(self, institution: Institution, record: CallRecord) -> Programme:
        """The offer this call opens: the consolidated call it is part of, else what its title keeps from year to year."""
        name = record.umbrella or stem(record.title)
        key = (institution.pk, squeezed(stem(name)))
        if key not in self._programmes:
            self._programmes[key] = Programme.objects.create(
                institution=institution,
                name=said(name, record.language),
                supports=list(record.supports),
                sectors=list(record.sectors),
                stages=list(record.stages),
                languages=[record.language],
            )
        return self._programmes[key]

    def _made(self, name: str, record: CallRecord) -> Institution:
        """A listed institution known by its notices alone, with where its name was read."""
        text = said(name, record.language)
        kind = record.institution_kind or institution_kind(name) or "government"
        institution = Institution.objects.create(
            slug=_slug(name),
            name=text,
            kind=kind,
            is_public_body=kind == "government",
            languages=[record.language],
            region=record.regions[0] if len(record.regions) == 1 else "",
            **sort_keys(text),
        )
        source = SOURCES[record.source.partition(":")[0]]
        SourcedFact.objects.create(
            institution=institution,
            label=_LABEL,
            value=said(record.title, record.language),
            source=source.en,
            source_url=record.page_url if len(record.page_url) <= 200 else "",
            as_of=f"{record.made_at or record.opens_at or self.now:%Y-%m-%d}",
            confidence="read",
        )
        self._by_name[squeezed(name)] = institution
        return institution


def _slug(name: str) -> str:
    """An address that stays: the name where it is Latin, else a short mark made of it; never one that is taken."""
    mark = hashlib.sha256(squeezed(name).encode()).hexdigest()
    base = slugify(name)[:50].strip("-")
    base = base if len(base) > 3 else f"body-{mark[:8]}"
    return base if not Institution.objects.filter(slug=base).exists() else f"{base[:42]}-{mark[8:16]}"
