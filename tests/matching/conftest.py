import pytest
from django.utils import translation

from madang.matching import gaps, street_known
from madang.matching.queries import concepts
from madang.programmes import trial


@pytest.fixture(autouse=True)
def read_afresh():
    """What a web process keeps of calls and startups is read anew; reasons are compared in English."""
    for kept in (concepts, gaps, street_known, trial):
        kept.forget()
    with translation.override("en"):
        yield
