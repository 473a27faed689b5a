"""What every test may ask for, and what none inherits from the one before it."""

import pytest
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker

from madang.programmes import resident, shelf


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Between tests with transactions of their own Django empties every table: in the tests' database alone that may be."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger%is_never_emptied%'"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")


@pytest.fixture(autouse=True)
def own_language():
    """A request of an earlier test leaves its language active in the process; each test starts with the house's own."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def nothing_held():
    """What is held in memory of the catalogue belongs to the database of one test, which goes back after it."""
    resident.forget()
    shelf.forget()
