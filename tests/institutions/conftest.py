import pytest
from django.utils import translation

from tests.factories.institutions import make_institution, make_staff


@pytest.fixture(autouse=True)
def english():
    """Reasons are compared in English, whatever language a request left behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def institution(db):
    return make_institution()


@pytest.fixture
def owner(institution):
    return make_staff(institution)


@pytest.fixture
def manager(institution):
    return make_staff(institution, role="manager")


@pytest.fixture
def viewer(institution):
    return make_staff(institution, role="viewer")


@pytest.fixture
def stranger(db):
    """An owner of another desk."""
    return make_staff()
