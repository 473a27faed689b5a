"""Who saw what and who changed what, in an append-only table whose days are chained by hashes."""
