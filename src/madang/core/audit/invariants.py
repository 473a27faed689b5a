"""What must be true of the audit log's chain; whether its content was tampered with, `madang audit verify` says."""

from madang.core.invariants import invariant


@invariant("Places of the audit chain follow one another without a gap.")
def places_have_no_gap() -> str:
    return """SELECT place FROM (SELECT place, lag(place, 1, 0::bigint) OVER (ORDER BY place) AS before FROM audit_link) l
              WHERE place <> before + 1"""


@invariant("Every link of the audit chain names the hash before it.")
def links_follow() -> str:
    return """SELECT l.place FROM audit_link l JOIN audit_link b ON b.place = l.place - 1
              LEFT JOIN audit_head h ON h.day = b.day
              WHERE l.previous <> CASE WHEN l.day > b.day THEN coalesce(h.hash, '') ELSE b.hash END"""


@invariant("What was recorded more than an hour ago has its place in the audit chain.")
def entries_are_chained() -> str:
    return """SELECT e.id FROM audit_entry e LEFT JOIN audit_link l ON l.entry_id = e.id
              WHERE l.place IS NULL AND e.recorded_at < now() - interval '1 hour'"""
