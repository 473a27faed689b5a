"""A database that loses what it acknowledged, or sees no Korean, is refused with the command that mends it."""

import psycopg
import pytest

from madang.core.pg import safety, temporary

EXTENSIONS = "".join(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in safety.EXTENSIONS)


def problems(url: str, *orders: str) -> list[str]:
    with psycopg.connect(url, autocommit=True) as connection:
        for order in orders:
            connection.execute(order)
        return [problem.code for problem in safety.problems(connection.cursor())]


def made(url: str, name: str, options: str) -> str:
    """The address of a new database made with these options."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 {options}")
    return url.replace("/madang?", f"/{name}?")


def test_the_cluster_of_the_house_is_safe(cluster):
    assert problems(cluster.url, EXTENSIONS) == []


def test_missing_extensions_are_named_with_the_orders_that_mend_them(cluster):
    url = made(cluster.url, "bare", "")

    with psycopg.connect(url) as connection:
        (problem,) = safety.problems(connection.cursor())

    assert problem.code == "madang.E106"
    assert problem.message == "Extensions are missing: btree_gist, citext, pg_trgm, unaccent."
    assert problem.mend.endswith("CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent;")


@pytest.mark.parametrize(
    "options",
    ["LOCALE_PROVIDER libc LOCALE 'C'", "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_CTYPE 'C' LC_COLLATE 'C'"],
)
def test_a_c_locale_is_refused_even_under_the_builtin_provider(options, cluster):
    url = made(cluster.url, f"c{abs(hash(options))}", options)

    assert problems(url, EXTENSIONS) == ["madang.E107"]


def test_an_encoding_that_cannot_hold_every_letter_is_refused(cluster):
    url = made(cluster.url, "latin", "ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'")

    assert problems(url, EXTENSIONS)[0] == "madang.E102"


def test_a_commit_that_does_not_wait_for_the_disk_is_refused(cluster):
    assert problems(cluster.url, EXTENSIONS, "SET synchronous_commit = off") == ["madang.E105"]


def test_a_server_without_fsync_is_refused():
    with temporary() as url:
        assert problems(url, EXTENSIONS) == ["madang.E103", "madang.E104", "madang.E105"]


def test_an_old_server_is_refused():
    class Old:
        def execute(self, query, params=None):
            pass

        def fetchone(self):
            return ["140012"]

        def fetchall(self):
            return []

    assert [problem.code for problem in safety._version(Old())] == ["madang.E101"]
