"""Steps and standings in words: what to tell or do, by when, and where on the street one does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.core.moments import day as day_in_words
from madang.core.text import HTML_CODES, reader_language
from madang.engines.eligibility import Facts, Rule, Statement, fact_label, leaves
from madang.engines.eligibility.lists import ARREARS, CERTIFICATES, PLACES
from madang.engines.eligibility.steps import Step, StepKind
from madang.engines.taxonomy import DOCUMENTS, FOUNDING_TYPES, IP_KINDS, REGIONS, Terms, names
from madang.startups.models import Startup
from madang.startups.sections import SECTIONS

# What is asked for, as a person would ask: by the key of the fact.
_ASKED: Final[Mapping[str, str | Promise]] = {
    "founding_type": gettext_lazy("Say what the startup is: not founded yet, sole trader or corporation"),
    "opened_on": gettext_lazy("Tell us the day the business opened"),
    "incorporated_on": gettext_lazy("Tell us the day of incorporation"),
    "businesses": gettext_lazy("List the representatives’ other businesses, or confirm there is none"),
    "business_status": gettext_lazy("Say whether the business is active"),
    "head_office": gettext_lazy("Tell us where the head office stands"),
    "sites": gettext_lazy("Name branches, laboratories and factories, or confirm there is none"),
    "founder_home": gettext_lazy("Tell us the representative’s home region"),
    "sectors": gettext_lazy("Choose the sectors you work in"),
    "size": gettext_lazy("Choose the legal size class"),
    "headcount": gettext_lazy("Tell us how many people you employ"),
    "investment_round": gettext_lazy("Tell us the investment stage"),
    "raised": gettext_lazy("Tell us how much was raised"),
    "intellectual_property": gettext_lazy("List your rights, or confirm there is none"),
    "certificates": gettext_lazy("Choose the certificates you hold, or confirm there is none"),
    "supports": gettext_lazy("List the support received, or confirm there was none"),
    "sanctions": gettext_lazy("List bars from public programmes, or confirm there is none"),
}
_REGISTRATION: Final = frozenset({"founding_type", "business_status"})


@dataclass(frozen=True)
class Told:
    """A step in words. `address` is where it is done ("" where it is done elsewhere), `label` the words on that link.

    `lang` is set (as HTML writes it) where the words are a call's own, in another language than the page.
    """

    words: str
    hint: str
    address: str
    label: str
    lang: str = ""


def told(step: Step, startup: Startup, facts: Facts, *, by: date | None, rule: Rule | None) -> Told:
    """What to do, in the reader's language. `rule` is that of one of the calls, which words the questions."""
    lang = reader_language()
    slug = startup.slug
    match step.kind:
        case StepKind.TELL:
            words = _asked_for(step, facts, lang)
            return Told(words, "", _section(step.what[0], slug), _("Fill it in"))
        case StepKind.ANSWER:
            words, spoken = _question(step.what[0], rule, lang)
            return Told(words, "", "", "", "" if spoken == lang else HTML_CODES[spoken])
        case StepKind.FOUND | StepKind.INCORPORATE:
            return Told(
                _founding(step, by, lang),
                _("Ages are counted on each call’s own day; that day decides until when it helps."),
                reverse("startups:founding", args=[slug]),
                _("Tell us once it is done"),
            )
        case StepKind.WAIT:
            words = _("Wait until %(day)s") % {"day": day_in_words(by)} if by else ""
            return Told(words, _("Time alone opens it: your firm will then be old enough."), "", "")
        case _:
            return _to_obtain(step, slug, lang)


def _to_obtain(step: Step, slug: str, lang: str) -> Told:
    label = _("Tell us once it is done")
    match step.kind:
        case StepKind.CERTIFICATE:
            words = _("Obtain the certificate: %(names)s") % {"names": _either(CERTIFICATES, step.what, lang)}
            return Told(words, "", _section("certificates", slug), label)
        case StepKind.RIGHT:
            words = _("Register a right: %(names)s") % {"names": _either(IP_KINDS, step.what, lang)}
            return Told(words, "", _section("intellectual_property", slug), label)
        case StepKind.CLEAR:
            words = _("Settle: %(names)s") % {"names": _listed(names(ARREARS, step.what, lang), lang)}
            return Told(words, "", _section("arrears", slug), label)
        case _:
            place, *regions = step.what
            values = {"place": PLACES[place].said(lang), "regions": _either(REGIONS, regions, lang)}
            words = (
                _("Found it in %(regions)s") % values
                if place == "head_office"
                else _("Register a workplace in %(regions)s: %(place)s") % values
            )
            return Told(words, "", _section("sites", slug), label)


def _asked_for(step: Step, facts: Facts, lang: str) -> str:
    key = step.what[0]
    match key:
        case "representatives":
            people = facts.representatives or ()
            if people and all(one.born for one in people):
                return _("Say which kinds of founder you are, or that no other applies")
            return (
                _("Tell us the representatives’ dates of birth") if people else _("Tell us who represents the startup")
            )
        case "arrears":
            parts = _listed([fact_label(part, lang) for part in step.parts], lang)
            return _("Say whether there is any: %(parts)s") % {"parts": parts}
        case "revenues":
            years = _listed([part.partition(".")[2] for part in step.parts if "." in part], lang)
            return (
                _("Tell us the revenue of %(years)s") % {"years": years} if years else _("Tell us the yearly revenue")
            )
        case _:
            return str(_ASKED[key]) if key in _ASKED else fact_label(key, lang)


def _question(key: str, rule: Rule | None, lang: str) -> tuple[str, str]:
    """The call's own question with its language: the reader's, or else the one it was asked in."""
    code = key.partition(".")[2]
    for leaf in leaves(rule) if rule else ():
        if isinstance(leaf, Statement) and leaf.key == code:
            spoken = lang if lang in leaf.text else next(iter(leaf.text))
            return leaf.text[spoken], spoken
    return fact_label(key, lang), lang


def _founding(step: Step, by: date | None, lang: str) -> str:
    values = {"day": day_in_words(by) if by else "", "kind": FOUNDING_TYPES[step.what[0]].said(lang)}
    if step.kind is StepKind.INCORPORATE:
        return (_("Incorporate by %(day)s") if by else _("Incorporate")) % values
    if step.what[0] == "corporation":
        return (_("Register a corporation by %(day)s") if by else _("Register a corporation")) % values
    return (_("Register the business by %(day)s") if by else _("Register the business")) % values


def _section(key: str, slug: str) -> str:
    """The section of the profile that settles a fact."""
    if key in _REGISTRATION:
        return reverse("startups:founding", args=[slug])
    for section in SECTIONS.values():
        if key in section.facts:
            return reverse("startups:section", args=[slug, section.key])
    return reverse("startups:profile", args=[slug])


def papers_in_words(kinds: tuple[str, ...]) -> str:
    """Papers by their names, joined."""
    lang = reader_language()
    return _listed(names(DOCUMENTS, kinds, lang), lang)


def _either(terms: Terms, codes: tuple[str, ...] | list[str], lang: str) -> str:
    found = names(terms, codes[:4], lang)
    return _listed(found, lang) + (" …" if len(codes) > 4 else "")


def _listed(words: list[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(words)
