"""The shared question library as staff search it: words of any of the three languages, one list by subject."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.clean import normalise
from madang.engines.forms import Meaning, meanings

from .controls import Worded, worded

GROUPS: Final = {
    "company": _("The company"),
    "team": _("The team"),
    "problem": pgettext_lazy("part of a plan", "Problem"),
    "solution": pgettext_lazy("part of a plan", "Solution"),
    "scale_up": pgettext_lazy("part of a plan", "Scale-up"),
    "product": _("Product and technology"),
    "figures": _("Figures"),
    "money": _("Money asked for"),
    "robot": _("Robots"),
    "residency": _("Residency"),
    "contest": _("Contest"),
    "document": _("Documents"),
    "consent": _("Consents and pledges"),
}


@dataclass(frozen=True)
class Found:
    """One question of the library. `is_taken`: the form asks it already."""

    meaning: Meaning
    label: Worded
    help: Worded
    others: tuple[Worded, ...]
    is_taken: bool


def search(words: str, lang: str, taken: Collection[object]) -> list[tuple[str, list[Found]]]:
    """Questions by subject whose wording, help or code holds every word, in whatever language; all of them for no words."""
    wanted = normalise(words).casefold().split()
    groups: dict[str, list[Found]] = {}
    for meaning in meanings().values():
        told = " ".join((meaning.code, *meaning.label.to_json().values(), *meaning.help.to_json().values())).casefold()
        if all(word in told for word in wanted):
            label = worded(meaning.label, lang)
            others = tuple(
                Worded(text, "zh-Hans" if code == "zh" else code)
                for code, text in meaning.label.to_json().items()
                if code != lang
            )
            found = Found(meaning, label, worded(meaning.help, lang), others, meaning.code in taken)
            groups.setdefault(meaning.group, []).append(found)
    return [(str(GROUPS.get(group, group)), rows) for group, rows in groups.items()]
