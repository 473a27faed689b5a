"""What selection holds about a person."""

from typing import Final

from madang.people.register import PersonalField

_KEPT: Final = "as long as the selection; the name goes with the account"
_REVIEWER: Final = "as long as the selection whose record it is; the name goes with the account"
_LINK: Final = "until the link is used or expires"

FIELDS: Final = [
    PersonalField("reviews.Selection.created_by", "Knowing who set it up", ("staff",), _KEPT),
    PersonalField(
        "reviews.EligibilityCheck.reasons", "Telling what the rule saw; it may speak of founders", ("staff",), _KEPT
    ),
    PersonalField("reviews.EligibilityCheck.note", "Telling why; it may name people", ("staff",), _KEPT),
    PersonalField("reviews.EligibilityCheck.confirmed_by", "Knowing who confirmed it", ("staff",), _KEPT),
    PersonalField("reviews.Redaction.passages", "Hiding names from blind review", ("staff",), _KEPT),
    PersonalField("reviews.Redaction.made_by", "Knowing who hid them", ("staff",), _KEPT),
    PersonalField(
        "reviews.Decision.given", "Reckoning a decision again; it holds scores under labels", ("staff",), _KEPT
    ),
    PersonalField("reviews.Decision.minutes", "Keeping what the committee said", ("staff",), _KEPT),
    PersonalField("reviews.Decision.present", "Keeping who was there", ("staff",), _KEPT),
    PersonalField("reviews.Decision.proposed_by", "Knowing who proposed", ("staff",), _KEPT),
    PersonalField("reviews.Decision.approved_by", "Proving that a second person approved", ("staff",), _KEPT),
    PersonalField("reviews.Decision.released_by", "Knowing who let the letters go", ("staff",), _KEPT),
    PersonalField("reviews.Outcome.answered_by", "Proving who confirmed", ("members", "staff"), _KEPT),
    PersonalField("reviews.Letter.body", "Telling the result; it addresses people", ("members", "staff"), _KEPT),
    PersonalField("reviews.Delivery.person", "Sending each letter once to each of the team", ("operator",), _KEPT),
    PersonalField("reviews.Objection.text", "Hearing an objection; it may name people", ("members", "staff"), _KEPT),
    PersonalField(
        "reviews.Objection.challenged", "Not letting a challenged reviewer judge again", ("members", "staff"), _KEPT
    ),
    PersonalField("reviews.Objection.made_by", "Knowing who objects", ("members", "staff"), _KEPT),
    PersonalField("reviews.Objection.answer", "Answering the objection", ("members", "staff"), _KEPT),
    PersonalField("reviews.Objection.answered_by", "Knowing who answered", ("staff",), _KEPT),
    PersonalField("reviews.Arrangement.asked_by", "Knowing who had the times arranged", ("staff",), _KEPT),
    PersonalField("reviews.Reviewer.person", "Knowing who the reviewer is", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Reviewer.languages", "Giving only what they can read", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Reviewer.expertise", "Giving what they know well", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Reviewer.concepts", "Giving what they know well", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Reviewer.sectors", "Giving what they know well", ("self", "staff"), _REVIEWER),
    PersonalField(
        "reviews.Reviewer.employer", "Keeping them from applications of their employer", ("self", "staff"), _REVIEWER
    ),
    PersonalField(
        "reviews.Reviewer.home", "Keeping them from applications of their institution", ("self", "staff"), _REVIEWER
    ),
    PersonalField("reviews.Reviewer.capacity", "Not giving more than they can take", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Reviewer.away_from", "Not asking while they are away", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Reviewer.away_until", "Not asking while they are away", ("self", "staff"), _REVIEWER),
    PersonalField(
        "reviews.Reviewer.is_active", "Not asking who does not want to be asked", ("self", "staff"), _REVIEWER
    ),
    PersonalField("reviews.PastWork.reviewer", "Giving what they know well", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.PastWork.title", "Giving what they know well", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.PastWork.text", "Giving what they know well", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.PastWork.year", "Giving what they know well", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.PanelMember.reviewer", "Knowing who judges in a selection", ("staff",), _REVIEWER),
    PersonalField("reviews.PanelMember.state", "Knowing whether they take part", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.PanelMember.is_chair", "Knowing who chairs", ("staff",), _REVIEWER),
    PersonalField("reviews.PanelMember.is_expert", "Having one expert for each application", ("staff",), _REVIEWER),
    PersonalField("reviews.PanelMember.min_load", "Sharing the work as agreed", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.PanelMember.max_load", "Sharing the work as agreed", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.PanelMember.invited_by", "Knowing who invited them", ("staff",), _REVIEWER),
    PersonalField("reviews.PanelMember.answered_at", "Reminding who has not answered", ("staff",), _REVIEWER),
    PersonalField("reviews.PanelMember.decline_reason", "Asking again another time, or not", ("staff",), _REVIEWER),
    PersonalField(
        "reviews.PanelMember.declared_at", "Showing whether ties were declared", ("self", "staff"), _REVIEWER
    ),
    PersonalField("reviews.PanelMember.declared", "Showing which ties were declared", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.PanelMember.wishes_asked_at", "Not asking too often", ("staff",), _REVIEWER),
    PersonalField("reviews.ReviewerInvitation.email", "Inviting by e-mail", ("staff",), _LINK),
    PersonalField("reviews.ReviewerInvitation.invited_by", "Telling the invited who asks", ("staff",), _LINK),
    PersonalField("reviews.ReviewerInvitation.used_by", "Closing the link once it is used", ("staff",), _LINK),
    PersonalField(
        "reviews.Relation.reviewer", "Keeping those who are close from judging", ("self", "staff"), _REVIEWER
    ),
    PersonalField("reviews.Relation.kind", "Keeping those who are close from judging", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Relation.startup", "Keeping those who are close from judging", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Relation.person", "Keeping those who are close from judging", ("self", "staff"), _REVIEWER),
    PersonalField(
        "reviews.Relation.institution", "Keeping those who are close from judging", ("self", "staff"), _REVIEWER
    ),
    PersonalField("reviews.Relation.degree", "Keeping those who are close from judging", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Relation.since", "Keeping those who are close from judging", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Relation.until", "Keeping those who are close from judging", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Relation.note", "Keeping those who are close from judging", ("self", "staff"), _REVIEWER),
    PersonalField(
        "reviews.Relation.stated_by", "Keeping those who are close from judging", ("self", "staff"), _REVIEWER
    ),
    *(
        PersonalField(
            f"reviews.Sanction.{name}",
            "Keeping sanctioned reviewers from judging",
            ("self", "staff", "operator"),
            _REVIEWER,
        )
        for name in ("reviewer", "institution", "reason", "source", "starts_on", "ends_on", "lift_reason")
    ),
    PersonalField("reviews.Sanction.decided_by", "Knowing who decided it", ("operator",), _REVIEWER),
    PersonalField("reviews.Sanction.lifted_by", "Knowing who lifted it", ("operator",), _REVIEWER),
    PersonalField("reviews.Conflict.reviewer", "Keeping those who are close from judging", ("staff",), _REVIEWER),
    PersonalField("reviews.Conflict.rule", "Naming the rule that keeps them apart", ("staff",), _REVIEWER),
    PersonalField("reviews.Conflict.evidence", "Showing what a conflict was seen from", ("staff",), _REVIEWER),
    PersonalField("reviews.Conflict.decided_by", "Knowing who set it aside", ("staff",), _REVIEWER),
    PersonalField("reviews.Conflict.reason", "Telling why it was set aside", ("staff",), _REVIEWER),
    PersonalField("reviews.Bid.member", "Giving reviewers what they want to read", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Bid.value", "Giving reviewers what they want to read", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Scenario.pairs", "Comparing ways to share out the work", ("staff",), _REVIEWER),
    PersonalField("reviews.Scenario.near", "Saying why a reviewer suits, and who comes next", ("staff",), _REVIEWER),
    PersonalField("reviews.Scenario.made_by", "Knowing who had it computed", ("staff",), _REVIEWER),
    PersonalField("reviews.Scenario.committed_by", "Knowing who put it into force", ("staff",), _REVIEWER),
    PersonalField("reviews.Assignment.member", "Knowing who judges what", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Assignment.reviewer", "Knowing how much a reviewer has to do", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Assignment.given_by", "Knowing who shared out the work", ("staff",), _REVIEWER),
    PersonalField("reviews.Assignment.ended_at", "Knowing when it ended", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Assignment.reason", "Telling why someone stepped back", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Assignment.reminded_at", "Not reminding too often", ("staff",), _REVIEWER),
    PersonalField("reviews.Review.total", "Ranking applications", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Review.to_applicant", "Telling the applicant why", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Review.to_staff", "Telling the staff in confidence", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Review.changed_at", "Saving drafts without loss", ("self",), _REVIEWER),
    PersonalField("reviews.Review.submitted_at", "Knowing who is late", ("self", "staff"), _REVIEWER),
    PersonalField(
        "reviews.Review.released", "Telling the applicant why, once looked through", ("members", "staff"), _REVIEWER
    ),
    PersonalField("reviews.Review.released_by", "Knowing who looked it through", ("staff",), _REVIEWER),
    PersonalField("reviews.Score.value", "Ranking applications", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Score.comment", "Giving reasons for a score", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.Score.changed_at", "Tracing each change of a score", ("staff",), _REVIEWER),
    PersonalField("reviews.StaffQuestion.text", "Asking the staff", ("self", "staff"), _REVIEWER),
    PersonalField("reviews.StaffQuestion.answer", "Answering the reviewer", ("self", "staff"), _REVIEWER),
    PersonalField(
        "reviews.StaffQuestion.answered_by", "Telling the reviewer who answered", ("self", "staff"), _REVIEWER
    ),
]

NOT_PERSONAL: Final = [
    *(
        f"reviews.Selection.{name}"
        for name in (
            "call",
            "public_id",
            "state",
            "places",
            "reserves",
            "reserve_until",
            "rules",
            "conflict_rules",
            "calibration",
            "calendar",
            "confirm_days",
            "confirm_hour",
            "objection_days",
            "comments_are_released",
            "shuffling",
            "version",
            "created_at",
            "updated_at",
        )
    ),
    "reviews.Stage",
    "reviews.Criterion",
    "reviews.Case",
    *(f"reviews.EligibilityCheck.{name}" for name in ("case", "machine", "checked_at", "answer", "confirmed_at")),
    *(f"reviews.Redaction.{name}" for name in ("case", "question", "whole", "made_at")),
    *(
        f"reviews.Decision.{name}"
        for name in (
            "selection",
            "stage",
            "public_id",
            "kind",
            "state",
            "used",
            "result",
            "input_hash",
            "proposed_at",
            "approved_at",
            "returned_reason",
            "released_at",
            "request_key",
        )
    ),
    *(
        f"reviews.Outcome.{name}"
        for name in (
            "case",
            "selection",
            "decision",
            "result",
            "standing",
            "place",
            "reserve_order",
            "score",
            "feedback",
            "released_at",
            "offered_at",
            "confirm_by",
            "answered_at",
            "reason",
            "version",
            "request_key",
        )
    ),
    *(
        f"reviews.Letter.{name}"
        for name in ("outcome", "public_id", "kind", "language", "subject", "made_at", "released_at", "mailed_at")
    ),
    *(f"reviews.Delivery.{name}" for name in ("letter", "sent_at", "dropped_at")),
    *(
        f"reviews.Objection.{name}"
        for name in ("outcome", "public_id", "state", "made_at", "answered_at", "rereview", "request_key")
    ),
    "reviews.StageStanding",
    *(f"reviews.Reviewer.{name}" for name in ("public_id", "updated_at", "created_at")),
    *(f"reviews.PanelMember.{name}" for name in ("selection", "public_id", "invited_at")),
    *(
        f"reviews.ReviewerInvitation.{name}"
        for name in ("public_id", "digest", "created_at", "expires_at", "used_at", "withdrawn_at", "selection")
    ),
    *(f"reviews.Relation.{name}" for name in ("public_id", "source", "stated_at", "withdrawn_at")),
    *(f"reviews.Sanction.{name}" for name in ("decided_at", "lifted_at")),
    *(f"reviews.Conflict.{name}" for name in ("case", "source", "state", "found_at", "decided_at")),
    *(f"reviews.Bid.{name}" for name in ("case", "at")),
    *(
        f"reviews.Scenario.{name}"
        for name in (
            "stage",
            "public_id",
            "name",
            "parameters",
            "seed",
            "input_hash",
            "state",
            "figures",
            "problems",
            "made_at",
            "finished_at",
            "committed_at",
        )
    ),
    *(
        f"reviews.Assignment.{name}"
        for name in ("stage", "case", "public_id", "label", "state", "is_locked", "scenario", "given_at", "due_at")
    ),
    *(
        f"reviews.Review.{name}"
        for name in ("assignment", "state", "language", "version", "request_key", "released_at")
    ),
    *(f"reviews.Score.{name}" for name in ("review", "criterion", "version")),
    *(f"reviews.StaffQuestion.{name}" for name in ("assignment", "asked_at", "answered_at")),
    "reviews.Panel",
    *(
        f"reviews.Arrangement.{name}"
        for name in ("stage", "state", "afresh", "unplaced", "moved", "placed", "asked_at", "finished_at")
    ),
    "reviews.Slot",
]
