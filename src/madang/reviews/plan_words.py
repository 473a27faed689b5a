"""Plans in words: why a reviewer suits a case, why not, what a plan cannot keep and which limit to relax."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from madang.core.templatetags.ui import comma
from madang.core.text import reader_language
from madang.engines.retrieval.lexicon import lexicon
from madang.engines.retrieval.tokens import Lang
from madang.engines.taxonomy import SECTORS, names

from .forms.setting_up import RULE_WORDS
from .ground import Bar, Room

RULES: Final[Mapping[str, Promise | str]] = {
    **RULE_WORDS,
    "challenged": gettext_lazy("was named by the applicant"),
    "other": gettext_lazy("said there is a tie"),
}
LANGUAGES: Final[Mapping[str, Promise | str]] = {
    "ko": gettext_lazy("Korean"),
    "zh": gettext_lazy("Chinese"),
    "en": gettext_lazy("English"),
}
_TOLD: Final = 8
"""Labels named in one line; the rest are counted."""


def why(row: Sequence[Any]) -> str:
    """Why this reviewer suits: what both name, and the bid. `row` as `suiting.near` makes it."""
    _reviewer, _value, bid, sectors, concepts = row
    language = cast(Lang, reader_language())
    known = lexicon()
    parts = [known[one].name(language) for one in concepts if one in known]
    if sectors:
        parts.append(_("sector: %(names)s") % {"names": comma().join(names(SECTORS, sectors, language))})
    if bid:
        parts.append(
            {2: _("would gladly read it"), 1: _("would read it if needed"), -1: _("would rather not")}.get(
                bid, _("named a conflict of interest")
            )
        )
    return comma().join(parts) or _("nothing in common that is written down")


def why_not(bar: Bar) -> str:
    """Why a reviewer is kept from a case."""
    match bar.why:
        case "conflict":
            return str(RULES.get(bar.detail, RULES["other"]))
        case "language":
            return _("does not read %(language)s") % {"language": LANGUAGES.get(bar.detail, bar.detail)}
        case "recused":
            return _("stepped back: %(reason)s") % {"reason": bar.detail}
    return _("taken away: %(reason)s") % {"reason": bar.detail}


def room_words(room: Room) -> str:
    """How much a reviewer has and can take."""
    said = _("%(here)d of %(most)d") % {"here": room.here, "most": room.most}
    if room.elsewhere:
        said += _(", %(count)d open elsewhere") % {"count": room.elsewhere}
    if room.days_away:
        said += _(", away %(away)d of %(days)d days") % {"away": room.days_away, "days": room.days}
    return said


def problem_words(problem: Mapping[str, Any], people: Mapping[int, str]) -> str:
    """One line about what a plan cannot keep, or about what to relax."""
    match problem["kind"]:
        case "shortfall":
            return ngettext(
                "%(label)s: %(missing)d review is missing; %(count)d reviewers may read it at all.",
                "%(label)s: %(missing)d reviews are missing; %(count)d reviewers may read it at all.",
                problem["missing"],
            ) % {"label": problem["case"], "missing": problem["missing"], "count": problem["candidates"]}
        case "underload":
            return _("%(name)s stays %(missing)d below the least; %(count)d applications suit at all.") % {
                "name": people.get(problem["reviewer"], "–"),
                "missing": problem["missing"],
                "count": problem["candidates"],
            }
        case "unmixed":
            if problem["group"] == "language":
                return _("%(label)s: none of its reviewers would read %(language)s.") % {
                    "label": problem["case"],
                    "language": LANGUAGES.get(problem["detail"], problem["detail"]),
                }
            if problem["off"] > 0:
                return _("%(label)s: no expert of the field is left for it.") % {"label": problem["case"]}
            return _("%(label)s: too many reviewers of one institution.") % {"label": problem["case"]}
        case "relief":
            return _relief(problem, people)
    return _("The plan could not be computed. Change a limit and compute again.")


def _relief(problem: Mapping[str, Any], people: Mapping[int, str]) -> str:
    by, cases = problem["by"], _some(problem["cases"])
    match problem["limit"]:
        case "max_load":
            said = _("Raise what each reviewer takes at most by %(by)d.") % {"by": by}
            if problem["reviewers"]:
                named = _some([people.get(one, "–") for one in dict.fromkeys(problem["reviewers"])])
                said += " " + _("Or only for: %(names)s.") % {"names": named}
            return said
        case "reviews_each":
            return _("Ask %(by)d fewer of every application.") % {"by": by}
        case "min_load":
            return _("Lower what each reviewer gets at least by %(by)d.") % {"by": by}
        case "group" if problem["group"] == "experts":
            return _("Name more experts of the field, or ask for fewer, for: %(labels)s.") % {"labels": cases}
        case "group" if problem["group"] == "language":
            return _(
                "Invite reviewers who read %(language)s, give more to those who do, or take the condition off, for: %(labels)s."
            ) % {"language": LANGUAGES.get(problem["detail"], problem["detail"]), "labels": cases}
        case "group":
            return _("Allow more reviewers of one institution, or invite others, for: %(labels)s.") % {"labels": cases}
    if cases:
        return _("Invite more reviewers who may read these, or look at what keeps them away: %(labels)s.") % {
            "labels": cases
        }
    named = _some([people.get(one, "–") for one in problem["reviewers"]])
    return _("Lower the least for those whom few applications suit: %(names)s.") % {"names": named}


def _some(said: Sequence[str]) -> str:
    shown = comma().join(said[:_TOLD])
    if len(said) > _TOLD:
        shown += " " + pgettext("of a list", "and %(count)d more") % {"count": len(said) - _TOLD}
    return shown
