"""Who the API takes a caller for."""

from django.http import HttpRequest
from django.test import Client, RequestFactory

from madang.people import actions, desks
from madang.people.api_auth import TokenAuth, allows
from madang.people.models import Person
from tests.factories.people import NOW, as_self


def call(header: str) -> HttpRequest:
    request = RequestFactory().get("/api/v1/", headers={"authorization": header} if header else {})
    request.now = NOW  # type: ignore[attr-defined]
    return request


def test_a_token_carries_its_person_and_only_its_scopes(person: Person) -> None:
    _token, key = actions.create_token(person=person, name="x", scopes=["read"], days=30, by=as_self(person), now=NOW)
    request = call(f"Bearer {key}")

    assert TokenAuth()(request) == person
    assert request.user == person
    assert (allows(request, "read"), allows(request, "write")) == (True, False)


def test_a_wrong_token_is_nobody(person: Person) -> None:
    for header in ("", "Bearer mdg_wrong", "Basic abc", f"Bearer {person.public_id}"):
        request = call(header)
        assert not TokenAuth()(request)
        assert not allows(request, "read")


def test_desks_of_all_apps_come_together_in_the_order_they_registered(person: Person, signed_in: Client) -> None:
    def source(who: Person) -> list[desks.Desk]:
        return [desks.Desk(f"Sample desk of {who.name}", "/en/s/sample/", "startup", "owner")]

    desks.register(source)
    desks.register(source)  # registering twice adds nothing
    try:
        page = signed_in.get("/en/me/").content.decode()
    finally:
        desks._sources.remove(source)

    assert page.count("Sample desk of Sample Haneul") == 1
