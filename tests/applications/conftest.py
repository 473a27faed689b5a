import pytest
from django.utils import translation

from tests.factories.startups import make_member, make_startup
from tests.factories.writing import make_application, make_open_call, make_ready


@pytest.fixture(autouse=True)
def english():
    """Reasons are compared in English, whatever language a request left behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def startup(db):
    return make_startup()


@pytest.fixture
def owner(startup):
    return make_member(startup)


@pytest.fixture
def editor(startup):
    return make_member(startup, role="editor")


@pytest.fixture
def viewer(startup):
    return make_member(startup, role="viewer")


@pytest.fixture
def stranger(db):
    """An owner of another startup."""
    return make_member()


@pytest.fixture
def call(db):
    return make_open_call()


@pytest.fixture
def draft(owner, call):
    return make_application(owner, call)


@pytest.fixture
def complete(owner, call):
    """A draft that can be handed in."""
    return make_ready(owner, call)
