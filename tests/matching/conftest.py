from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.utils import translation

from madang.core import clock
from madang.matching import gaps, street_known
from madang.matching.actions import digests
from madang.matching.queries import concepts
from madang.programmes import trial


@pytest.fixture(autouse=True)
def read_afresh():
    """What a web process keeps of calls and startups is read anew; reasons are compared in English."""
    for kept in (concepts, gaps, street_known, trial):
        kept.forget()
    with translation.override("en"):
        yield


@pytest.fixture
def origin(settings: Any) -> None:
    settings.MADANG_ADDRESS = "https://street.example.test"


@pytest.fixture
def send(monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any) -> Any:
    """The worker's ten minutes at a moment: plan, and do what was queued. Returns the mails of that moment."""

    def at(moment: datetime) -> list[Any]:
        monkeypatch.setattr(clock, "now", lambda: moment)
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            digests.plan_letters()
            digests.plan_at_once_all(now=moment)
        return mail.outbox[before:]

    return at
