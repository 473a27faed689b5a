"""What every test may ask for, and what none inherits from the one before it."""

import pytest
from django.utils import translation

from madang.programmes import resident


@pytest.fixture(autouse=True)
def own_language():
    """A request of an earlier test leaves its language active in the process; each test starts with the house's own."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def nothing_held():
    """The index in memory belongs to the database of one test, which goes back after it."""
    resident.forget()
