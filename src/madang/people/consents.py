"""What follows when a consent is taken back. The app whose pages depend on it registers here."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from madang.core.policy import Reason
from madang.core.text import Text

from .models import Consent, Person


@dataclass(frozen=True, slots=True)
class Consequence:
    """`withdrawn(consent, by person, now)` undoes what the consent allowed, in the same transaction.

    `names` gives what a consent is about (a startup, by public id) a name to show, for a whole list at once.
    """

    says: Reason
    withdrawn: Callable[[Consent, Person, datetime], None]
    names: Callable[[Collection[str]], Mapping[str, Text | str]]


_consequences: dict[str, Consequence] = {}


def register(purpose: str, consequence: Consequence) -> None:
    _consequences[purpose] = consequence


def consequence_of(purpose: str) -> Consequence | None:
    return _consequences.get(purpose)


def names(consents: Collection[Consent]) -> dict[tuple[str, str], Text | str]:
    """Names of what the consents are about, keyed by (purpose, about): one question a purpose, not one a row."""
    found: dict[tuple[str, str], Text | str] = {}
    for purpose, consequence in _consequences.items():
        abouts = {consent.about for consent in consents if consent.purpose == purpose and consent.about}
        if abouts:
            found |= {(purpose, about): name for about, name in consequence.names(abouts).items()}
    return found
