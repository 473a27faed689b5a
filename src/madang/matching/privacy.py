"""What matching holds about a person."""

from typing import Final

from madang.people.register import PersonalField

_SAVED: Final = "until the person removes the search or deletes the account"
_MAIL: Final = "90 days after the mail"
_CHOICES: Final = "until the account is deleted"

FIELDS: Final = [
    PersonalField(
        "matching.Dismissal.dismissed_by",
        "Telling the team who took a call off the suggestions",
        ("members",),
        "until the call is brought back or the startup removed",
    ),
    PersonalField("matching.SavedSearch.person", "Knowing whose search it is", ("self",), _SAVED),
    PersonalField("matching.SavedSearch.startup", "Saying how that startup stands to each call", ("self",), _SAVED),
    PersonalField("matching.SavedSearch.name", "Telling one's searches apart", ("self",), _SAVED),
    PersonalField("matching.SavedSearch.address", "Looking for new calls", ("self",), _SAVED),
    PersonalField("matching.SavedSearch.pace", "Writing as often as the person wants", ("self",), _SAVED),
    PersonalField("matching.SavedSearch.language", "Writing in a language the person reads", ("self",), _SAVED),
    PersonalField("matching.SavedSearch.looked_at", "Telling what is new since then", ("self",), _SAVED),
    PersonalField("matching.MailChoices.person", "Knowing whose choices these are", ("self",), _CHOICES),
    PersonalField("matching.MailChoices.zone", "Writing in the person's morning", ("self",), _CHOICES),
    PersonalField("matching.MailChoices.hour", "Writing at the hour the person wants", ("self",), _CHOICES),
    PersonalField("matching.MailChoices.reminds", "Reminding only who wants it", ("self",), _CHOICES),
    PersonalField("matching.MailChoices.days", "Reminding when the person wants it", ("self",), _CHOICES),
    PersonalField("matching.Letter.person", "Sending one mail a day at most", ("self",), _MAIL),
    PersonalField("matching.Letter.sent_at", "Telling the person what was sent", ("self",), _MAIL),
    PersonalField(
        "matching.Told.person",
        "Telling nothing twice",
        ("nobody",),
        "of a search: as long as the search; of a closing date: 90 days after it",
    ),
]

NOT_PERSONAL: Final = [
    "matching.ProfileIndex",
    "matching.Dismissal.startup",
    "matching.Dismissal.call",
    "matching.Dismissal.reason",
    "matching.Dismissal.concepts",
    "matching.Dismissal.dismissed_at",
    *(
        f"matching.SavedSearch.{name}"
        for name in ("public_id", "paused_at", "mail_since", "known", "feed_is_open", "feed_turn", "created_at")
    ),
    "matching.Finding",
    "matching.Lookout",
    *(f"matching.Letter.{name}" for name in ("public_id", "kind", "day", "language", "made_at", "dropped_at")),
    *(f"matching.Told.{name}" for name in ("search", "call", "kind", "closes_on", "letter", "at")),
    # Searches counted without people. A raw ask lives a day; its mark is made with a key that is thrown away with it.
    "matching.DaySalt",
    "matching.Ask",
    "matching.Rare",
    "matching.Tally",
]
