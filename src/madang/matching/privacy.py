"""What matching holds about a person."""

from typing import Final

from madang.people.register import PersonalField

FIELDS: Final = [
    PersonalField(
        "matching.Dismissal.dismissed_by",
        "Telling the team who took a call off the suggestions",
        ("members",),
        "until the call is brought back or the startup removed",
    ),
]

NOT_PERSONAL: Final = [
    "matching.ProfileIndex",
    "matching.Dismissal.startup",
    "matching.Dismissal.call",
    "matching.Dismissal.reason",
    "matching.Dismissal.concepts",
    "matching.Dismissal.dismissed_at",
]
