"""What applications hold about a person."""

from typing import Final

from madang.people.register import PersonalField

_KEPT: Final = "as long as the application; the name goes with the account"
_CONTENT: Final = "as long as the law asks a funder to keep applications (five years after the programme ends)"

FIELDS: Final = [
    PersonalField("applications.CallForm.updated_by", "Knowing who changed the form last", ("staff",), _KEPT),
    PersonalField("applications.FormVersion.published_by", "Knowing who published the form", ("staff",), _KEPT),
    PersonalField("applications.Application.started_by", "Telling the team who began it", ("members",), _KEPT),
    PersonalField(
        "applications.Application.filed_for", "Knowing who filed for the startup", ("members", "staff"), _KEPT
    ),
    PersonalField(
        "applications.Application.authority", "Showing by which authority they filed", ("members", "staff"), _KEPT
    ),
    PersonalField(
        "applications.Application.withdrawn_reason", "Telling why it was withdrawn", ("members", "staff"), _KEPT
    ),
    PersonalField(
        "applications.Entry.value", "Applying: answers may name people of the team", ("members", "staff"), _CONTENT
    ),
    PersonalField("applications.Entry.edited_by", "Telling the team who wrote last", ("members",), _KEPT),
    PersonalField(
        "applications.AttachedFile.name", "Applying: files may be named after people", ("members", "staff"), _CONTENT
    ),
    PersonalField("applications.AttachedFile.attached_by", "Telling the team who attached it", ("members",), _KEPT),
    PersonalField("applications.Presence.person", "Telling the team who is writing now", ("members",), "a minute"),
    PersonalField("applications.Presence.question", "Telling the team where", ("members",), "a minute"),
    PersonalField("applications.Presence.seen_at", "Telling the team that someone has left", ("members",), "a minute"),
    PersonalField("applications.SignOff.person", "Showing who of the team stands by it", ("members", "staff"), _KEPT),
    PersonalField("applications.SignOff.signed_at", "Showing when they did", ("members", "staff"), _KEPT),
    PersonalField("applications.Submission.content", "Keeping what was handed in", ("members", "staff"), _CONTENT),
    PersonalField("applications.Submission.submitted_by", "Proving who handed it in", ("members", "staff"), _KEPT),
    PersonalField("applications.Submission.submitted_at", "Proving when", ("members", "staff"), _KEPT),
    PersonalField("applications.Correction.asked_by", "Tracing who asked for the correction", ("staff",), _KEPT),
    PersonalField("applications.Export.asked_by", "Tracing who took applications away", ("staff",), _KEPT),
    PersonalField("applications.Extension.granted_by", "Tracing who gave more time", ("operator",), _KEPT),
]

NOT_PERSONAL: Final = [
    *(f"applications.CallForm.{name}" for name in ("call", "draft", "version", "updated_at")),
    *(f"applications.FormVersion.{name}" for name in ("call", "number", "definition", "digest", "published_at")),
    *(
        f"applications.Application.{name}"
        for name in (
            "public_id",
            "number",
            "call",
            "startup",
            "form",
            "state",
            "language",
            "title",
            "version",
            "started_at",
            "changed_at",
            "submitted_at",
            "withdrawn_at",
            "eligibility",
            "weighed_at",
            "request_key",
        )
    ),
    *(f"applications.Entry.{name}" for name in ("application", "question", "version", "source", "as_of", "edited_at")),
    *(
        f"applications.AttachedFile.{name}"
        for name in (
            "application",
            "public_id",
            "question",
            "document",
            "sha256",
            "size",
            "content_type",
            "pages",
            "attached_at",
            "removed_at",
        )
    ),
    "applications.Presence.application",
    *(f"applications.SignOff.{name}" for name in ("application", "content_hash")),
    *(
        f"applications.Submission.{name}"
        for name in ("application", "number", "form", "content_hash", "in_grace", "request_key")
    ),
    *(
        f"applications.Correction.{name}"
        for name in (
            "application",
            "questions",
            "reason",
            "asked_at",
            "until",
            "answered_at",
            "recalled_at",
            "submission",
        )
    ),
    *(
        f"applications.Export.{name}"
        for name in (
            *(
                "public_id",
                "call",
                "kind",
                "state",
                "choice",
                "language",
                "done",
                "total",
                "file",
                "asked_at",
                "ready_at",
            ),
            *("expires_at", "request_key"),
        )
    ),
    *(
        f"applications.Extension.{name}"
        for name in ("call", "closes_before", "closes_after", "reason", "granted_at", "request_key")
    ),
]
