"""The pool of reviewers of the sample."""

from datetime import datetime, timedelta

from madang.core.text import Text
from madang.people.models import Person
from madang.reviews.models import PastWork, Reviewer
from madang.street.sample.records import Street


def load_pool(street: Street, people: dict[str, Person], *, now: datetime) -> dict[str, Reviewer]:
    """Make everyone who judges; returns them by e-mail."""
    rows = [
        Reviewer(
            person=people[one.email],
            languages=list(one.languages),
            expertise=Text(
                ko=one.expertise.get("ko", ""),
                zh=one.expertise.get("zh", ""),
                en=one.expertise.get("en", ""),
                source=one.languages[0],
            ),
            sectors=list(one.sectors),
            employer=one.employer,
            capacity=one.most,
            created_at=now - timedelta(days=300),
        )
        for one in street.reviewers
    ]
    made = dict(zip((one.email for one in street.reviewers), Reviewer.objects.bulk_create(rows), strict=True))
    PastWork.objects.bulk_create(
        [
            PastWork(reviewer=made[one.email], title=title, text=words, year=year)
            for one in street.reviewers
            for title, words, year in one.works
        ]
    )
    return made
