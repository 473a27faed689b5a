"""The worker is killed (SIGKILL) at each word it speaks to a mail server: the mail is neither lost nor seen twice."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from madang.core import clock
from madang.matching.actions import digests
from madang.matching.models import Letter, Told
from tests.factories.saved import make_news, make_reader, make_search

from .mailbox import STEPS, Mailbox, mailbox

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]


def worker(box: Mailbox, letter: Letter) -> "subprocess.Popen[bytes]":
    """The worker's job in a process of its own, against the test's database and mail server."""
    held = connection.settings_dict
    url = f"postgresql://{held['USER']}@/{held['NAME']}?host={held['HOST']}&port={held['PORT'] or 5432}"
    command = [sys.executable, "-m", "tests.matching.kill_worker", url, str(box.port), str(letter.pk)]
    return subprocess.Popen(command, cwd=ROOT)


@pytest.fixture
def letter(settings: Any) -> Iterator[Letter]:
    """A letter as the planner leaves it: committed with its ledger and its job, and not sent."""
    settings.MADANG_JOBS_AT_ONCE = False
    now = clock.now()
    search = make_search(make_reader(), now=now - timedelta(hours=2), pace="at_once")
    make_news(search, "Only once", now=now - timedelta(hours=1))
    digests.plan_at_once_all(now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'matching.send_letter'")
        assert cursor.fetchone() == (1,)
    yield Letter.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")  # flushing leaves the queue's own tables as they are


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_at_any_word_loses_nothing_and_doubles_nothing(step: str, letter: Letter):
    with mailbox() as box:
        victim = worker(box, letter)
        box.kill_at, box.victim = step, victim.pid
        killed = victim.wait(timeout=120)
        sent_at = Letter.objects.get().sent_at
        box.kill_at = ""
        again = worker(box, letter).wait(timeout=120)

    assert (killed, sent_at, again) == (-9, None, 0)
    assert len(box.seen) == 1
    # Only where the server had said yes and we could not note it is the same message handed over a second time.
    assert len(box.taken) == (2 if step == "accepted" else 1)
    assert Letter.objects.get().sent_at is not None
    assert Told.objects.count() == 1


def test_three_workers_at_one_letter_hand_it_over_once(letter: Letter):
    with mailbox() as box:
        codes = [each.wait(timeout=120) for each in [worker(box, letter) for _ in range(3)]]

    assert codes == [0, 0, 0]
    assert len(box.taken) == 1
