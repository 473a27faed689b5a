"""What makes a database unsafe for Madang, whoever set it up; `madang check` refuses it and says how to mend it."""

from typing import Any, NamedTuple, Protocol

OLDEST_VERSION = 15
EXTENSIONS = ("btree_gist", "citext", "pg_trgm", "unaccent")
DURABILITY = ("fsync", "full_page_writes", "synchronous_commit")
OF_DURABILITY = {"madang.E103", "madang.E104", "madang.E105"}
MADE_BY_MIGRATIONS = {"madang.E106"}
LOST = {
    "fsync": "a power cut can destroy the whole database",
    "full_page_writes": "a power cut can tear pages of the database",
    "synchronous_commit": "what was acknowledged can be lost in a crash",
}


class Cursor(Protocol):
    """The part of a database cursor that is used here: Django's and psycopg's both fit."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> Any: ...


class Problem(NamedTuple):
    code: str
    message: str
    mend: str


def problems(cursor: Cursor) -> list[Problem]:
    """Return what is wrong with the connected database, worst first; an empty list when it is safe. Reads only."""
    encoding = _encoding(cursor)
    letters = [] if encoding else _letters(cursor)  # Korean cannot even be asked about in another encoding
    return [*_version(cursor), *encoding, *letters, *_durability(cursor), *_extensions(cursor)]


def _version(cursor: Cursor) -> list[Problem]:
    number = int(_one(cursor, "SELECT current_setting('server_version_num')")) // 10_000
    if number >= OLDEST_VERSION:
        return []
    message = f"PostgreSQL {number} is too old; {OLDEST_VERSION} to 18 are supported."
    return [Problem("madang.E101", message, "Install a newer PostgreSQL and move the data with pg_dump.")]


def _encoding(cursor: Cursor) -> list[Problem]:
    encoding = _one(cursor, "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
    if encoding == "UTF8":
        return []
    mend = "Make the database anew: createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0 madang"
    return [Problem("madang.E102", f"The database stores text as {encoding}, not as UTF8.", mend)]


def _durability(cursor: Cursor) -> list[Problem]:
    cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABILITY)])
    off = {name for name, setting in cursor.fetchall() if setting == "off"}
    return [
        Problem(
            f"madang.E10{3 + place}",
            f"{name} is off: {LOST[name]}.",
            f"As the database's superuser: ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf(); "
            f"and look for ALTER ROLE or ALTER DATABASE ... SET {name}.",
        )
        for place, name in enumerate(DURABILITY)
        if name in off
    ]


def _extensions(cursor: Cursor) -> list[Problem]:
    cursor.execute("SELECT extname FROM pg_extension")
    missing = sorted(set(EXTENSIONS) - {name for (name,) in cursor.fetchall()})
    if not missing:
        return []
    orders = " ".join(f"CREATE EXTENSION {name};" for name in missing)
    message = f"Extensions are missing: {', '.join(missing)}."
    return [Problem("madang.E106", message, f"Run `madang migrate`, or as the database's superuser: {orders}")]


def _letters(cursor: Cursor) -> list[Problem]:
    """With LC_CTYPE=C trigrams take no Korean or Chinese character for a letter, whatever the collation provider."""
    cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
    if cursor.fetchone() is None:
        return []  # already reported as missing; without it nothing can be asked
    if all(_one(cursor, f"SELECT cardinality(show_trgm('{word}'))") for word in ("창업", "创业")):
        return []
    locale = _one(cursor, "SELECT datctype FROM pg_database WHERE datname = current_database()")
    mend = "Make the database anew: createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0 madang"
    return [Problem("madang.E107", f"With the locale {locale} the search sees no Korean and no Chinese.", mend)]


def _one(cursor: Cursor, query: str) -> Any:
    cursor.execute(query)
    return cursor.fetchone()[0]
