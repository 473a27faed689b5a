"""What programmes hold about a person."""

from typing import Final

from madang.people.register import PersonalField

_CALL: Final = "as long as the call"
_RECORD: Final = "as long as the record it was read from"

FIELDS: Final = [
    PersonalField("programmes.Call.contacts", "Telling whom to ask; may name people", ("everyone",), _CALL),
    PersonalField("programmes.Call.rule_checked_by", "Answering who confirmed the rule", ("staff",), _CALL),
    PersonalField("programmes.ImportRun.started_by", "Answering who imported", ("staff",), "as long as the import"),
    PersonalField(
        "programmes.ImportRun.file",
        "Importing what it holds; may name contacts",
        ("staff",),
        "as long as the import; 14 days where nothing was imported",
    ),
    # Notices name the person in charge now and then; the raw record is kept as it came.
    PersonalField("programmes.SourceRecord.raw", "Proving what was read; may name contacts", ("staff",), _RECORD),
    PersonalField("programmes.SourceRecord.given", "Proving what was read; may name contacts", ("staff",), _RECORD),
    PersonalField(
        "programmes.Refusal.value", "Showing what was refused; may name contacts", ("staff",), "as long as the import"
    ),
    PersonalField("programmes.Attachment.text", "Searching attachments; may name contacts", ("everyone",), _CALL),
]

_CALL_FIELDS: Final = (
    "public_id", "programme", "institution", "number", "title", "summary", "body", "status", "opens_at", "closes_at", "zone",
    "grace_minutes", "window_note", "publish_at", "published_at", "decided_at", "reference_on", "places", "multiple",
    "money_max", "currency", "own_share", "supports", "sectors", "stages", "regions", "languages", "funding", "rule",
    "rule_checked_at", "documents", "apply_url", "apply_note", "source_url", "copied_from", "version", "search", "heading", "titles",
    "indexed_at", "created_at", "updated_at",
)  # fmt: skip
_RUN_FIELDS: Final = (
    "public_id", "institution", "source", "origin", "mapping", "encoding", "options", "status", "problem", "total",
    "done", "made", "changed", "same", "expired", "refused", "duplicates", "created_at", "started_at", "finished_at",
)  # fmt: skip
_RECORD_FIELDS: Final = ("source", "key", "call", "sha256", "first_run", "last_run", "duplicate_of", "expired_at")
_ATTACHMENT_FIELDS: Final = ("call", "public_id", "name", "file", "url", "sha256", "text_note", "position")
_REFUSAL_FIELDS: Final = ("run", "row", "column", "code", "params", "is_remark")

NOT_PERSONAL: Final = [
    "programmes.Programme",
    "programmes.CallPartner",
    "programmes.Stage",
    "programmes.SavedCall",
    # One tap, counted by call; `once` is a keyed hash of the session, which leads to nobody once that has ended.
    "programmes.Feedback",
    "programmes.SearchVocabulary",
    "programmes.CallIndex",
    "programmes.MeaningModel",
    "programmes.CallVector",
    *(f"programmes.Call.{name}" for name in _CALL_FIELDS),
    *(f"programmes.ImportRun.{name}" for name in _RUN_FIELDS),
    *(f"programmes.SourceRecord.{name}" for name in _RECORD_FIELDS),
    *(f"programmes.Attachment.{name}" for name in _ATTACHMENT_FIELDS),
    *(f"programmes.Refusal.{name}" for name in _REFUSAL_FIELDS),
]
