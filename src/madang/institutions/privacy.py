"""What institutions hold about a person."""

from typing import Final

from madang.people.register import PersonalField

_LEFT: Final = "until the person leaves the desk or deletes the account"
_INVITED: Final = "90 days after the invitation ends"

FIELDS: Final = [
    PersonalField(
        "institutions.StaffRole.person", "Knowing who works at the desk", ("self", "members", "operator"), _LEFT
    ),
    PersonalField(
        "institutions.StaffRole.role", "Deciding what the person may change", ("self", "members", "operator"), _LEFT
    ),
    PersonalField("institutions.StaffRole.since", "Knowing since when", ("self", "members", "operator"), _LEFT),
    PersonalField("institutions.Invitation.email", "Sending the invitation", ("members",), _INVITED),
    PersonalField("institutions.Invitation.invited_by", "Telling who invited whom", ("members",), _INVITED),
    PersonalField("institutions.Invitation.used_by", "Telling who came", ("members",), _INVITED),
]

NOT_PERSONAL: Final = [
    "institutions.Institution",
    "institutions.Alias",
    "institutions.SourcedFact",
    "institutions.Site",
    "institutions.StaffRole.institution",
    "institutions.Invitation.public_id",
    "institutions.Invitation.digest",
    "institutions.Invitation.created_at",
    "institutions.Invitation.expires_at",
    "institutions.Invitation.used_at",
    "institutions.Invitation.withdrawn_at",
    "institutions.Invitation.institution",
    "institutions.Invitation.role",
]
