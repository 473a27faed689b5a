"""What startups hold about a person. The name of a founder is personal even where the founder has no account."""

from typing import Final

from madang.people.register import PersonalField

_LEFT: Final = "until the person leaves the startup or deletes the account"
_INVITED: Final = "90 days after the invitation ends"
_FOUNDER: Final = "until the startup removes the founder"
_ANSWER: Final = "until the startup removes the answer"
_KEPT: Final = "until the startup removes it; after that as long as an application shows it, otherwise 30 days"

FIELDS: Final = [
    PersonalField(
        "startups.Membership.person", "Knowing who works on the startup", ("self", "members", "operator"), _LEFT
    ),
    PersonalField(
        "startups.Membership.role", "Deciding what the person may change", ("self", "members", "operator"), _LEFT
    ),
    PersonalField("startups.Membership.since", "Knowing since when", ("self", "members", "operator"), _LEFT),
    PersonalField("startups.Invitation.email", "Sending the invitation", ("members",), _INVITED),
    PersonalField("startups.Invitation.invited_by", "Telling who invited whom", ("members",), _INVITED),
    PersonalField("startups.Invitation.used_by", "Telling who came", ("members",), _INVITED),
    PersonalField("startups.Founder.name", "Showing the team", ("members", "everyone"), _FOUNDER),
    PersonalField("startups.Founder.title", "Showing the team", ("members", "everyone"), _FOUNDER),
    PersonalField(
        "startups.Founder.is_representative", "Checking rules about representatives", ("members", "everyone"), _FOUNDER
    ),
    PersonalField("startups.Founder.born_on", "Checking age limits of calls", ("members",), _FOUNDER),
    PersonalField("startups.Founder.traits", "Checking calls for certain founders", ("members",), _FOUNDER),
    PersonalField("startups.Founder.traits_confirmed", "Checking calls for certain founders", ("members",), _FOUNDER),
    PersonalField("startups.Founder.home_region", "Checking calls for residents", ("members",), _FOUNDER),
    PersonalField("startups.Founder.other_businesses", "Counting company age as calls do", ("members",), _FOUNDER),
    PersonalField("startups.Declaration.declared_by", "Knowing who declared it", ("members",), "with the declaration"),
    PersonalField(
        "startups.Answer.value", "Answering calls without typing again; may name people", ("members",), _ANSWER
    ),
    PersonalField("startups.Answer.written_by", "Knowing who answered", ("members",), _ANSWER),
    PersonalField("startups.Answer.written_at", "Knowing when it was answered", ("members",), _ANSWER),
    PersonalField("startups.Document.file", "Handing it in; may be about people", ("members",), _KEPT),
    PersonalField("startups.Document.name", "Finding the file again; may name people", ("members",), _KEPT),
    PersonalField("startups.Document.title", "Finding the file again; may name people", ("members",), _KEPT),
    PersonalField("startups.Document.uploaded_by", "Knowing who uploaded it", ("members",), _KEPT),
    PersonalField("startups.Document.uploaded_at", "Knowing when it came", ("members",), _KEPT),
    # A sole trader's number and address of business lead to one human being.
    PersonalField(
        "startups.Startup.business_number", "Telling businesses apart", ("members",), "as long as the startup"
    ),
    PersonalField(
        "startups.Round.investors", "Showing who invested; may name people", ("members",), "as long as the startup"
    ),
]

_STARTUP: Final = (
    "slug", "name", "summary", "founding_type", "operation", "country", "corporate_number", "credit_code", "opened_on",
    "incorporated_on", "region", "lab_region", "sectors", "certificates", "investment_stage", "website", "size", "is_public",
    "shares_with_staff", "confirmed", "version", "request_key", "created_at", "updated_at",
)  # fmt: skip

_WALLET: Final = (
    "startup", "public_id", "kind", "issuer", "issued_on", "valid_until", "size", "sha256", "content_type", "pages", "checks",
    "replaces", "replaced_at", "removed_at",
)  # fmt: skip

NOT_PERSONAL: Final = [
    *(f"startups.Startup.{name}" for name in _STARTUP),
    *(f"startups.Document.{name}" for name in _WALLET),
    *(
        f"startups.Answer.{name}"
        for name in ("startup", "meaning", "lang", "as_of", "valid_until", "source", "source_ref", "version")
    ),
    "startups.Membership.startup",
    "startups.Invitation.public_id",
    "startups.Invitation.digest",
    "startups.Invitation.created_at",
    "startups.Invitation.expires_at",
    "startups.Invitation.used_at",
    "startups.Invitation.withdrawn_at",
    "startups.Invitation.startup",
    "startups.Invitation.role",
    "startups.Founder.startup",
    "startups.Founder.position",
    "startups.YearFigures",
    "startups.Round.startup",
    "startups.Round.stage",
    "startups.Round.amount",
    "startups.Round.currency",
    "startups.Round.closed_on",
    "startups.IntellectualProperty",
    "startups.Product",
    "startups.Standing",
    "startups.Sanction",
    "startups.SupportReceived",
    "startups.Paper",
    "startups.Declaration.startup",
    "startups.Declaration.key",
    "startups.Declaration.answer",
    "startups.Declaration.declared_at",
]
