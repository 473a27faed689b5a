"""Someone whose session ended while writing: nothing that a page sends by itself is answered as if it had been saved."""

import pytest
from django.test import Client
from django.urls import reverse

from madang.applications.models import Presence
from tests.factories.writing import make_application

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true", "HX-Current-URL": "https://street.example.test/en/s/x/applications/y/write/plan/?more=team"}


@pytest.mark.parametrize("name", ["answer", "here"])
def test_a_piece_of_a_page_is_refused_with_the_way_to_sign_in(owner, call, name):
    draft = make_application(owner, call)
    more = ["title"] if name == "answer" else []
    address = reverse(f"applications:{name}", args=[owner.startup.slug, draft.public_id, *more])

    answer = Client().post(address, {"title": "Arms", "v.title": "0"}, headers=HX)

    assert answer.status_code == 401
    way = answer.headers["HX-Redirect"]
    assert way.endswith("?next=/en/s/x/applications/y/write/plan/%3Fmore%3Dteam")
    assert Client().get(way).status_code == 200
    assert (draft.entries.count(), Presence.objects.count()) == (0, 0)


def test_a_page_that_is_opened_leads_to_signing_in_as_before(owner, call):
    draft = make_application(owner, call)
    address = reverse("applications:application", args=[owner.startup.slug, draft.public_id])

    answer = Client().get(address)

    assert (answer.status_code, answer.url.endswith(f"?next={address}")) == (302, True)


@pytest.mark.parametrize("current", ["", "//evil.example.test/x", "javascript:alert(1)", "https://[bad"])
def test_a_bent_address_leads_nowhere_else(owner, call, current):
    draft = make_application(owner, call)
    address = reverse("applications:answer", args=[owner.startup.slug, draft.public_id, "title"])

    answer = Client().post(address, {}, headers=HX | {"HX-Current-URL": current})

    assert answer.status_code == 401
    assert "evil" not in answer.headers["HX-Redirect"]
    assert "javascript" not in answer.headers["HX-Redirect"]
