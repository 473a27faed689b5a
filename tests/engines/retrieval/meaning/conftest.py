"""What the tests of meaning share."""

from collections.abc import Iterator

import pytest

from .world import FakeServer, PlainEncoder, fake_server


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with fake_server() as fake:
        yield fake


@pytest.fixture
def plain() -> PlainEncoder:
    return PlainEncoder()
