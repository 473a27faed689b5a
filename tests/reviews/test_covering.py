"""Staff read an application whole, and cover for blind review what tells who applies."""

import pytest
from django.test import Client
from django.urls import reverse

from madang.core.audit.models import Entry
from madang.core.policy import Refused
from madang.reviews.actions import covering
from madang.reviews.models import Redaction
from madang.reviews.sheet import covered, newest
from tests.factories.reviews import AFTER, make_manager, make_running

pytestmark = pytest.mark.django_db


def test_names_in_an_answer_are_pointed_out_and_covered_only_by_people() -> None:
    selection = make_running(1)
    case = selection.cases.get()
    startup = case.application.startup
    submission = newest(case)
    submission.content["answers"]["problem"] = f"{startup.name.en} mends it."
    submission.save()
    assert covering.telling(case, newest(case)) == {"problem": [startup.name.en]}
    assert Redaction.objects.count() == 0
    by = make_manager(selection.call)
    covering.cover(case=case, question="problem", passages=[startup.name.en], whole=False, by=by, now=AFTER)
    assert Redaction.objects.get().passages == [startup.name.en]
    covering.cover(case=case, question="problem", passages=[], whole=False, by=by, now=AFTER)
    assert Redaction.objects.count() == 0


def test_a_single_sign_covers_nothing() -> None:
    selection = make_running(1)
    with pytest.raises(Refused, match="single sign"):
        covering.cover(
            case=selection.cases.get(), question="problem", passages=["a"], whole=False,
            by=make_manager(selection.call), now=AFTER,
        )  # fmt: skip
    assert Redaction.objects.count() == 0


def test_a_longer_name_is_covered_before_its_part() -> None:
    assert covered("Sample Robotics of Sample", ["Sample", "Sample Robotics"]) == "█████ of █████"


def test_the_case_page_shows_everything_and_says_who_looked(client: Client) -> None:
    selection = make_running(1)
    case = selection.cases.get()
    by = make_manager(selection.call)
    client.force_login(by.person)
    address = reverse("reviews:case", args=[by.institution.slug, selection.call.public_id, case.public_id])
    html = client.get(address).content.decode()
    for words in newest(case).content["answers"].values():
        assert words in html
    entry = Entry.objects.filter(kind="reviews.case").latest("pk")
    assert (entry.actor, entry.action, entry.thing) == (by.person.pk, "viewed", str(case.pk))
    answer = client.post(
        reverse("reviews:cover", args=[by.institution.slug, selection.call.public_id, case.public_id]),
        {"question": "problem", "passages": "Nobody", "whole": ""},
    )
    assert (answer.status_code, Redaction.objects.get().passages) == (302, ["Nobody"])
