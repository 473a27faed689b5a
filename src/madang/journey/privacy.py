"""What the journey holds about a person: who did a thing, by number and never by name."""

from typing import Final

from madang.people.register import PersonalField

_FOR_GOOD: Final = "for good; after the account is deleted it points at a row without name"

FIELDS: Final = [
    PersonalField("journey.Entry.actor", "Answering who did it", ("members", "staff", "operator"), _FOR_GOOD),
    PersonalField("journey.Entry.capacity", "Answering in which capacity", ("members", "staff", "operator"), _FOR_GOOD),
]

NOT_PERSONAL: Final = [
    "journey.Entry.startup",
    "journey.Entry.institution",
    "journey.Entry.kind",
    "journey.Entry.version",
    "journey.Entry.payload",
    "journey.Entry.at",
    "journey.Entry.recorded_at",
]
