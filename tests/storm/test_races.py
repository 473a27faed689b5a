"""Races through real HTTP against several web processes: whatever is scarce has one winner, and everyone else is told why."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from madang.core.pg import throwaway
from tests.sizes import sized
from tests.storm.racing import race
from tests.storm.stack import Stack
from tests.storm.storm import ROOT
from tests.storm.test_storm import free_port

# Rounds, and clients in each.
SHORT, LONG = (3, 8), sized(short=(20, 32), full=(200, 32))
# A loser is refused on the page; staff are told on the next page, which is a redirect too.
LOST = {409, 422}
CLOSING_S = 0.5


@dataclass
class Course:
    """A street with what there is to race for, and a connection to look at what came of it."""

    stack: Stack
    rounds: dict[str, list[dict[str, Any]]]
    database: "psycopg.Connection[Any]"
    broken_before: set[str] | None = None

    @property
    def host(self) -> str:
        return self.stack.address.removeprefix("http://")

    def run(self, requests: list[dict[str, Any]], *, within_s: float = 0.0) -> list[tuple[int, str]]:
        answers = race(self.host, requests, within_s=within_s)
        assert {status for status, _to in answers} <= {302, *LOST}, answers
        return answers

    def broken(self) -> set[str]:
        """The invariants that do not hold. What was made without going through the actions breaks some from the start."""
        command = [sys.executable, "-m", "madang.config.cli", "check", "--invariants"]
        done = subprocess.run(command, env=self.stack.env, capture_output=True, text=True, check=False)
        assert re.search(r"invariants (hold|are broken)", done.stdout + done.stderr), done.stderr
        return {line.split(":")[0] for line in done.stdout.splitlines() if ": " in line}

    def ask(self, sql: str, *values: Any) -> Any:
        rows = self.database.execute(sql, values).fetchall()  # type: ignore[arg-type]
        return [row[0] for row in rows]


@pytest.fixture(scope="module", params=[SHORT, pytest.param(LONG, marks=pytest.mark.slow)], ids=["short", "long"])
def course(request: pytest.FixtureRequest) -> Iterator[Course]:
    rounds, clients = request.param
    with throwaway.folder() as data:
        stack = Stack(data, free_port())
        try:
            stack.cluster.start()
            stack.run("migrate", "--verbosity", "0")
            stack.run("collectstatic", "--noinput", "--verbosity", "0")
            out = data / "races.json"
            command = [sys.executable, "-m", "tests.storm.race_world", str(rounds), str(clients), str(out)]
            # What the races start from need not outlive a power cut; what they do must.
            unsynced = {"PGOPTIONS": "-c synchronous_commit=off"}
            subprocess.run(command, env=dict(stack.env) | unsynced, cwd=ROOT, check=True)
            stack.spawn("web", "serve", "--port", str(stack.port))
            stack.wait()
            with psycopg.connect(stack.cluster.url, autocommit=True) as database:
                course = Course(stack, json.loads(Path(out).read_text()), database)
                print(json.dumps({"rounds of each race": rounds, "clients": clients}))
                if (rounds, clients) == LONG:  # a look at everything takes longer than the short races
                    course.broken_before = course.broken()
                yield course
        finally:
            stack.stop()


def test_who_hands_in_before_the_last_second_is_in_and_nobody_after_it(course: Course):
    for one in course.rounds["last_second"]:
        course.ask(
            "UPDATE programmes_call SET closes_at = clock_timestamp() + make_interval(secs => %s), grace_minutes = 0"
            " WHERE id = %s RETURNING id",
            CLOSING_S,
            one["id"],
        )
        answers = course.run(one["requests"], within_s=2 * CLOSING_S)
        for request, (status, _to) in zip(one["requests"], answers, strict=True):
            application = request["path"].split("/")[-2]
            in_time = course.ask(
                "SELECT s.submitted_at < c.closes_at FROM applications_submission s"
                " JOIN applications_application a ON a.id = s.application_id JOIN programmes_call c ON c.id = a.call_id"
                " WHERE a.public_id = %s",
                application,
            )
            assert in_time == ([True] if status == 302 else [])


def test_an_application_handed_in_many_times_at_once_is_handed_in_once(course: Course):
    for one in course.rounds["double_submit"]:
        answers = course.run(one["requests"])
        kept = course.ask(
            "SELECT s.request_key::text FROM applications_submission s"
            " JOIN applications_application a ON a.id = s.application_id WHERE a.public_id = %s",
            one["id"],
        )
        lines = course.ask(
            "SELECT e.id FROM journey_entry e JOIN applications_application a ON a.id = (e.payload ->> 'application')::int"
            " WHERE e.kind = 'applications.submitted' AND a.public_id = %s",
            one["id"],
        )
        won = {
            request["fields"]["key"]
            for request, (status, _to) in zip(one["requests"], answers, strict=True)
            if status == 302
        }

        assert (len(kept), len(lines), won) == (1, 1, set(kept))
        assert len({to for status, to in answers if status == 302}) == 1


def test_of_staff_who_decide_at_once_one_proposes_and_one_approves(course: Course):
    for one in course.rounds["two_deciding"]:
        course.run(one["requests"])
        made = course.ask("SELECT public_id FROM reviews_decision WHERE selection_id = %s", one["id"])
        assert len(made) == 1
        approving = [request | {"path": request["path"].replace("DECISION", made[0])} for request in one["approve"]]
        course.run(approving)
        approved = course.ask(
            "SELECT e.id FROM audit_entry e JOIN reviews_decision d ON d.id::text = e.thing AND e.kind = 'reviews.decision'"
            " WHERE e.action = 'reviews.decision_approved' AND d.selection_id = %s AND d.state = 'approved'",
            one["id"],
        )
        outcomes = course.ask("SELECT id FROM reviews_outcome WHERE selection_id = %s", one["id"])

        assert (len(approved), len(outcomes)) == (1, 3)


def test_a_reviewer_who_can_take_one_more_gets_one_more(course: Course):
    for one in course.rounds["load_cap"]:
        course.run(one["requests"])

        given = course.ask("SELECT id FROM reviews_assignment WHERE reviewer_id = %s AND state = 'given'", one["id"])
        assert len(given) == 1


def test_one_who_waits_in_reserve_moves_up_once(course: Course):
    for one in course.rounds["one_reserve"]:
        course.run(one["requests"])

        stood = course.ask(
            "SELECT standing FROM reviews_outcome WHERE selection_id = %s ORDER BY score DESC", one["id"]
        )
        letters = course.ask(
            "SELECT l.id FROM reviews_letter l JOIN reviews_outcome o ON o.id = l.outcome_id"
            " WHERE l.kind = 'promoted' AND o.selection_id = %s",
            one["id"],
        )
        assert (stood, len(letters)) == (["declined", "declined", "offered"], 1)


def test_after_all_races_no_invariant_is_broken_that_was_not_before(course: Course):
    if course.broken_before is not None:
        assert course.broken() - course.broken_before == set()
