import pytest
from django.core.cache import cache
from django.utils import translation

from madang.matching import street_known
from madang.matching.queries import concepts
from madang.programmes import trial


@pytest.fixture(autouse=True)
def read_afresh():
    """What a web process keeps of calls and startups is read anew; reasons are compared in English."""
    for kept in (concepts, street_known, trial):
        kept.forget()
    cache.clear()
    with translation.override("en"):
        yield
