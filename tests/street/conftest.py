"""One sample street for all tests of this folder: building it takes two seconds."""

from datetime import date

import pytest

from madang.street.sample import build
from madang.street.sample.records import Street


@pytest.fixture(scope="session")
def street() -> Street:
    return build(today=date(2026, 11, 22))


@pytest.fixture(autouse=True)
def own_disk(settings, tmp_path):
    """The sample's documents go where the test ends."""
    settings.MEDIA_ROOT = tmp_path
