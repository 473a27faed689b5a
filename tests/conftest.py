"""What every test may ask for, and what none inherits from the one before it."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def own_language():
    """A request of an earlier test leaves its language active in the process; each test starts with the house's own."""
    translation.deactivate()
