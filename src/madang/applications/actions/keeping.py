"""Giving answers back to the answer bank after an application was handed in."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from madang.applications.bank import fresh
from madang.applications.models import Submission
from madang.applications.policy.writing import can_apply
from madang.applications.reading import day_of
from madang.core import moments
from madang.core.capacity import Capacity
from madang.core.policy import require
from madang.startups.actions.answers import Given, Outcome, keep_answers
from madang.startups.models import Answer


@transaction.atomic
def keep(*, submission: Submission, questions: Collection[str], by: Capacity, now: datetime) -> Outcome:
    """Keep the answers to these questions, of the day they were handed in. Doing it again keeps nothing twice.

    An answer of a later day in the bank stays. Raises `Refused` by policy.
    """
    application = submission.application
    require(can_apply(by, application.startup))
    day = moments.day_of(submission.submitted_at, application.call.zone)
    given = [
        Given(meaning=one.question.meaning, value=one.value, lang=one.lang, as_of=day, version=one.version)
        for one in fresh(submission, today=day_of(application, now))
        if one.question.id in questions
    ]
    source, ref = Answer.Source.APPLICATION, application.public_id
    return keep_answers(startup=application.startup, answers=given, source=source, source_ref=ref, by=by, now=now)
