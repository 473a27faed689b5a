"""The desks a person has. Apps above name theirs here; nobody reads across apps to find out."""

from collections.abc import Callable
from dataclasses import dataclass

from madang.core.policy import Reason
from madang.core.text import Text

from .models import Person


@dataclass(frozen=True, slots=True)
class Desk:
    """One place a person works from. `kind` groups them in the switcher: "startup", "institution", "operator"."""

    label: Text | Reason
    url: str
    kind: str
    role: Reason = ""


Source = Callable[[Person], list[Desk]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Let an app name the desks of a person. Called once when the app is ready; the source may ask one query."""
    if source not in _sources:
        _sources.append(source)
    return source


def of(person: Person) -> list[Desk]:
    """All desks of a person in the order the apps registered."""
    return [desk for source in _sources for desk in source(person)]
