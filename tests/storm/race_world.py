"""What there is to race for: `python -m tests.storm.race_world ROUNDS CLIENTS OUT` fills the database of MADANG_DATA.

Writes to OUT, as JSON, the requests of every round: {race: [{"id": ..., "requests": [{"path", "session", "fields"}, ...]}, ...]}.
"""

import json
import sys
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
from django.conf import settings
from django.test import Client

Round = dict[str, Any]
_sessions: dict[int, str] = {}


def session_of(person: Any) -> str:
    """A signed-in session, without the form."""
    if person.pk not in _sessions:
        client = Client()
        client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
        _sessions[person.pk] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return _sessions[person.pk]


def post(path: str, person: Any, **fields: Any) -> dict[str, Any]:
    return {"path": path, "session": session_of(person), "fields": {name: str(value) for name, value in fields.items()}}


def _ready(member: Any, call: Any) -> tuple[str, str]:
    """An application that can be handed in: the address of its submission, and the hash of what it says."""
    from madang.applications.reading import sheet_of
    from madang.core import clock
    from tests.factories.writing import make_ready

    made = make_ready(member, call, now=clock.now())
    return f"/en/s/{member.startup.slug}/applications/{made.public_id}/submit", sheet_of(made).hash


def written_again(models: list[Any], calls: list[Any]) -> list[list[Any]]:
    """The same drafts to each of other calls, without going through the actions: thousands of them in a few statements."""
    from madang.applications.models import Application, Entry, FormVersion
    from madang.people.models import opaque

    forms = {form.call_id: form for form in FormVersion.objects.filter(call__in=calls)}
    written: dict[int, list[Any]] = {}
    for entry in Entry.objects.filter(application__in=models):
        written.setdefault(entry.application_id, []).append(entry)
    rows, entries = [[copy(one) for one in models] for _call in calls], []
    for call, row in zip(calls, rows, strict=True):
        for one in row:
            entries += [(one, copy(entry)) for entry in written[one.pk]]
            one.pk, one.public_id, one.number, one.request_key = None, opaque(), f"R-{opaque()[:12]}", None
            one.call, one.form = call, forms[call.pk]
    Application.objects.bulk_create([one for row in rows for one in row], batch_size=1000)
    for one, entry in entries:
        entry.pk, entry.application = None, one
    Entry.objects.bulk_create([entry for _one, entry in entries], batch_size=2000)
    return rows


def last_second(rounds: int, clients: int) -> list[Round]:
    """Everyone hands in another application to a call that closes meanwhile; the test sets the moment."""
    from madang.applications.reading import sheet_of
    from madang.core import clock
    from tests.factories.startups import make_member
    from tests.factories.writing import make_open_call, make_ready

    times = {"opens_at": clock.now() - timedelta(days=1), "closes_at": clock.now() + timedelta(days=9)}
    members = [make_member() for _ in range(clients)]
    models = [make_ready(member, make_open_call(**times), now=clock.now()) for member in members]
    seen = [sheet_of(one).hash for one in models]
    calls, found = [make_open_call(**times) for _number in range(rounds)], []
    for call, row in zip(calls, written_again(models, calls), strict=True):
        requests = [
            post(f"/en/s/{m.startup.slug}/applications/{one.public_id}/submit", m.person, key=uuid4(), seen=said)
            for m, one, said in zip(members, row, seen, strict=True)
        ]
        found.append({"id": call.pk, "requests": requests})
    return found


def double_submit(rounds: int, clients: int) -> list[Round]:
    """One application, handed in by everyone at once: half of them with one key, the rest each with another."""
    from madang.core import clock
    from tests.factories.startups import make_member
    from tests.factories.writing import make_open_call

    member, found = make_member(), []
    for _number in range(rounds):
        call = make_open_call(opens_at=clock.now() - timedelta(days=1), closes_at=clock.now() + timedelta(days=9))
        path, seen = _ready(member, call)
        shared = uuid4()
        keys = [shared if number % 2 else uuid4() for number in range(clients)]
        requests = [post(path, member.person, key=key, seen=seen) for key in keys]
        found.append({"id": path.split("/")[-2], "requests": requests})
    return found


def two_deciding(rounds: int, clients: int) -> list[Round]:
    """Managers propose a decision on one stage; afterwards others approve it, from the addresses in `approve`."""
    from tests.factories.reviews import make_manager
    from tests.reviews.deciding import scored

    found = []
    for _number in range(rounds):
        selection, stage, first, _cases = scored([90, 80, 70])
        base = f"/en/i/{selection.call.institution.slug}/calls/{selection.call.public_id}/selection/decision/"
        proposing = [first.person, make_manager(selection.call).person]
        path = f"{base}stages/{stage.public_id}/"
        fields = {"verb": "propose", "minutes": "", "present": "", "settled": "[]"}
        requests = [post(path, proposing[number % 2], key=uuid4(), **fields) for number in range(clients)]
        others = [make_manager(selection.call).person for _one in range(2)]
        approve = [post(f"{base}DECISION/do/approve", others[number % 2]) for number in range(clients)]
        found.append({"id": selection.pk, "requests": requests, "approve": approve})
    return found


def load_cap(rounds: int, clients: int) -> list[Round]:
    """A reviewer who can take one more is given four cases at once."""
    from tests.factories.reviews import make_manager, make_panel_member, make_reviewer, make_running

    found = []
    for _number in range(rounds):
        selection = make_running(4, "residency")
        staff = [make_manager(selection.call).person for _one in range(2)]
        stage = selection.stages.get(kind="presentation")
        stage.state = "open"
        stage.save()
        reviewer = make_reviewer(capacity=1)
        member = make_panel_member(selection, reviewer)
        base = f"/en/i/{selection.call.institution.slug}/calls/{selection.call.public_id}/selection/reviewers-plan/"
        cases = list(selection.cases.all())
        requests = [
            post(
                f"{base}{stage.public_id}/cases/{cases[number % 4].public_id}/give",
                staff[number % 2],
                member=member.public_id,
                any_language="on",
            )
            for number in range(clients)
        ]
        found.append({"id": reviewer.pk, "requests": requests})
    return found


def one_reserve(rounds: int, clients: int) -> list[Round]:
    """Two who hold a place give it up at once, each pressed many times; one waits in reserve."""
    from tests.reviews.deciding import released

    found = []
    for _number in range(rounds):
        selection, _by, cases, _outcomes, members = released([90, 80, 70], places=2, reserves=1)
        requests = []
        for number in range(clients):
            case, member = cases[number % 2], members[number % 2]
            path = f"/en/s/{member.startup.slug}/applications/{case.application.public_id}/result/answer"
            requests.append(post(path, member.person, key=uuid4(), verb="give_up", sure="on", reason="We moved."))
        found.append({"id": selection.pk, "requests": requests})
    return found


RACES: dict[str, Callable[[int, int], list[Round]]] = {
    "last_second": last_second,
    "double_submit": double_submit,
    "two_deciding": two_deciding,
    "load_cap": load_cap,
    "one_reserve": one_reserve,
}

if __name__ == "__main__":
    # Passwords of made-up people, of which there are thousands.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    rounds, clients, out = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    out.write_text(json.dumps({name: race(rounds, clients) for name, race in RACES.items()}))
