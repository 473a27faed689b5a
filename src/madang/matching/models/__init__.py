"""What startups do not want suggested, what their profiles name; searches people keep, mail about them, counts of searches."""

from .digests import DAYS, USUAL_DAYS, Letter, MailChoices, Told, choices_of, usual_zone
from .dismissals import Dismissal
from .profiles import ProfileIndex
from .saved import LANGUAGES, Finding, Lookout, SavedSearch
from .searches import Ask, DaySalt, Rare, Tally

__all__ = [
    "DAYS",
    "LANGUAGES",
    "USUAL_DAYS",
    "Ask",
    "DaySalt",
    "Dismissal",
    "Finding",
    "Letter",
    "Lookout",
    "MailChoices",
    "ProfileIndex",
    "Rare",
    "SavedSearch",
    "Tally",
    "Told",
    "choices_of",
    "usual_zone",
]
