"""Drafts that wait to be handed in: `python -m tests.storm.submit_world STARTUPS OUT` fills the database of MADANG_DATA.

Writes to OUT, as JSON, for each startup its session and its applications. `DRAFTS` in the environment: how many each.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import django
from django.conf import settings

from tests.storm.race_world import session_of, written_again


def fill(startups: int, drafts: int) -> list[dict[str, object]]:
    """Every startup has a draft that can be handed in to every call."""
    from madang.core import clock
    from tests.factories.startups import make_member
    from tests.factories.writing import make_open_call, make_ready

    now = clock.now()
    times = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=9)}
    members = [make_member() for _ in range(startups)]
    models = [make_ready(member, make_open_call(**times), now=now) for member in members]
    copies = written_again(models, [make_open_call(**times) for _ in range(drafts)])
    return [
        {
            "slug": member.startup.slug,
            "session": session_of(member.person),
            "applications": [one.public_id for one in ids],
        }
        for member, ids in zip(members, zip(*copies, strict=True), strict=True)
    ]


if __name__ == "__main__":
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    made = fill(int(sys.argv[1]), int(os.environ.get("DRAFTS", "60")))
    Path(sys.argv[2]).write_text(json.dumps(made))
