"""Reading calls for applications from outside: pure parsers, no database.

Bytes in, `records.Reading` out: every row is a `CallRecord` or a `Refusal` that names row, column and reason.
A source that cannot be read at all raises `records.ImportFailed`, and nothing else.
"""
