"""Leaves about what the startup holds: intellectual property, certificates, papers in its wallet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from madang.engines.taxonomy import DOCUMENTS, IP_KINDS
from madang.engines.taxonomy.terms import Term

from .answers import MET, UNKNOWN, UNMET, Coded, Finding, Outcome, either, found, yes_if
from .facts import Document, Facts
from .leaf import Leaf, param
from .lists import CERTIFICATES

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class IntellectualProperty(Leaf):
    """At least so many registered rights of these kinds together."""

    code = "intellectual_property"
    label = Term("intellectual_property", "지식재산권", "知识产权", "Intellectual property")
    group = "assets"

    any_of: tuple[str, ...] = param("choices", "종류", "种类", "Any of", choices=IP_KINDS)
    minimum: int = param("whole", "최소(건)", "至少(件)", "At least", default=1, low=1, high=1000)

    def judge(self, facts: Facts, on: date) -> Finding:
        wanted = Coded("IP_KINDS", self.any_of)
        if facts.intellectual_property is None:
            return found(UNKNOWN, "ip_missing", "intellectual_property", wanted=wanted)
        have = sum(facts.intellectual_property.get(kind, 0) for kind in self.any_of)
        return found(yes_if(have >= self.minimum), "ip", wanted=wanted, have=have, minimum=self.minimum)


@dataclass(frozen=True, kw_only=True)
class Certificate(Leaf):
    """Holds one of these certificates, valid on the day asked."""

    code = "certificate"
    label = Term("certificate", "기업 인증", "企业认证", "Certificate")
    group = "assets"

    any_of: tuple[str, ...] = param("choices", "인증", "认证", "Any of", choices=CERTIFICATES)

    def judge(self, facts: Facts, on: date) -> Finding:
        wanted = Coded("CERTIFICATES", self.any_of)
        if facts.certificates is None:
            return found(UNKNOWN, "certificate_missing", "certificates", wanted=wanted)
        held = [one for one in facts.certificates if one.kind in self.any_of]
        valid = tuple(dict.fromkeys(one.kind for one in held if one.until is None or on <= one.until))
        if valid:
            return found(MET, "certificate", have=Coded("CERTIFICATES", valid), on=on)
        lapsed = max((one.until for one in held if one.until), default=None)
        if lapsed:
            return found(UNMET, "certificate_lapsed", wanted=wanted, date=lapsed)
        return found(UNMET, "certificate_none", wanted=wanted)

    def turns(self, facts: Facts, on: date) -> Iterable[date]:
        return [one.until + _DAY for one in facts.certificates or () if one.until and one.until < date.max]


@dataclass(frozen=True, kw_only=True)
class HasDocument(Leaf):
    """The wallet holds this paper, not expired on the day asked and issued at most so many days before it."""

    code = "has_document"
    label = Term("has_document", "서류", "文件", "Document")
    group = "assets"

    kind: str = param("choice", "서류", "文件", "Document", choices=DOCUMENTS)
    issued_within_days: int | None = param(
        "whole", "발급 후 경과(일 이내)", "签发不超过(天)", "Issued at most (days) ago", default=None, high=3650
    )

    def judge(self, facts: Facts, on: date) -> Finding:
        kind = Coded("DOCUMENTS", (self.kind,))
        if facts.documents is None:
            return found(UNKNOWN, "document_missing", "documents", kind=kind)
        held = [one for one in facts.documents if one.kind == self.kind]
        outcome = either(self._good(one, on) for one in held)
        if not held:
            return found(UNMET, "document_none", kind=kind)
        lapsed = max((one.expires for one in held if one.expires), default=None)
        if outcome is UNMET and lapsed and all(one.expires and one.expires < on for one in held):
            return found(UNMET, "document_expired", kind=kind, date=lapsed)
        issued = max((one.issued for one in held if one.issued), default=None)
        if outcome is UNKNOWN or issued is None:
            return found(outcome, "document_undated" if outcome is UNKNOWN else "document", "documents", kind=kind)
        return found(outcome, "document_issued", kind=kind, date=issued, on=on)

    def turns(self, facts: Facts, on: date) -> Iterable[date]:
        for one in facts.documents or ():
            if one.kind == self.kind and one.expires and one.expires < date.max:
                yield one.expires + _DAY
            if one.kind == self.kind and one.issued and self.issued_within_days is not None:
                stale = one.issued.toordinal() + self.issued_within_days + 1
                yield date.fromordinal(min(stale, date.max.toordinal()))

    def _good(self, one: Document, on: date) -> Outcome:
        """A paper issued after the day asked is as fresh as can be."""
        if one.expires and one.expires < on:
            return UNMET
        if self.issued_within_days is None:
            return MET
        return UNKNOWN if one.issued is None else yes_if((on - one.issued).days <= self.issued_within_days)
