"""What is hidden leaves no trace in mail, feeds and lists; what is held of a person can be taken along and is erased."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from madang.core import clock
from madang.core.text import Text
from madang.matching import links
from madang.matching.actions import digests, saved, saved_findings
from madang.matching.models import Finding, Letter, MailChoices, SavedSearch, Told
from madang.people import holdings, register
from madang.people.actions import erase
from madang.people.capacity import AsSelf
from madang.programmes.models import Call
from tests.factories.people import as_self
from tests.factories.programmes import NOW, make_call, make_institution, make_programme
from tests.factories.saved import DAY, MORNING, keep_in_view, make_news, make_reader, make_search
from tests.factories.startups import make_member

pytestmark = pytest.mark.django_db
NEWS = Text(ko="숨은 로봇", zh="隐藏机器人", en="Hidden robot", source="ko")


def drafts(person: Any) -> None:
    for status in ("draft", "scheduled", "archived"):
        fields = {"publish_at": NOW + DAY} if status == "scheduled" else {}
        make_call(NEWS, status=status, sectors=["robotics"], **fields)


def unlisted(person: Any) -> None:
    house = make_institution("Hidden House", is_listed=False)
    make_call(NEWS, programme=make_programme(house), sectors=["robotics"])


def kept_drafts(person: Any) -> None:
    """A startup's colleague on the desk kept a call in view that was taken back since."""
    call = make_call(NEWS, status="archived", closes_at=MORNING + 3 * DAY)
    keep_in_view(call, person.memberships.get().startup, at=NOW - 20 * DAY)


def of_another(person: Any) -> None:
    other = make_member(person=make_reader()).person
    make_news(make_search(other, "sector=robotics", name="Somebody else's"), NEWS, status="archived")


WORLDS: dict[str, Callable[[Any], None]] = {
    "drafts": drafts,
    "an unlisted institution": unlisted,
    "a call taken back": kept_drafts,
    "another person's searches": of_another,
}


def seen(search: SavedSearch) -> dict[str, str]:
    """Everything the person gets: the mail, the feed, the list, the page."""
    with transaction.atomic():
        saved_findings.find(search, now=NOW + timedelta(minutes=2))
        letter = digests.plan_morning(search.person, now=MORNING)
        assert letter is not None
        Letter.objects.filter(pk=letter.pk).update(public_id="the-same")
        digests.send_letter(letter=letter.pk)
        client = Client()
        client.force_login(search.person)
        pages = [reverse("matching:searches"), reverse("matching:search", args=[search.public_id]), "/en/me/notices/"]
        found = {page: _bare(client.get(page).content.decode()) for page in pages}
        found["feed"] = Client().get(links.feed(search)).content.decode()
        sent = mail.outbox.pop()
        found["mail"] = f"{sent.subject}\n{sent.body}\n{sent.alternatives}"
        transaction.set_rollback(True)
    return found


def _bare(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("name", WORLDS)
def test_nobody_can_tell_two_streets_apart_that_differ_in_what_is_hidden(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    member = make_member(person=make_reader())
    search = make_search(member.person, "sector=robotics&when=all", name="Robots")
    make_news(search, "Seen by all", sectors=["robotics"])
    search = saved.open_feed(search=search, by=AsSelf(search.person))

    here = seen(search)
    WORLDS[name](member.person)
    there = seen(search)

    assert there == here
    assert "Seen by all" in here["mail"] + here["feed"]


def test_a_planted_leak_is_told_apart(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    search = make_search(make_reader(), "sector=robotics&when=all")
    make_news(search, "Seen by all", sectors=["robotics"])
    search = saved.open_feed(search=search, by=AsSelf(search.person))
    monkeypatch.setattr(type(Call.objects.all()), "visible_to", lambda self, capacity: self.all())

    here = seen(search)
    drafts(search.person)
    there = seen(search)

    assert {part for part in here if here[part] != there[part]} >= {"mail", "feed"}


def test_everything_held_can_be_taken_along_and_erasing_removes_it():
    person = make_reader()
    search = make_search(person, "sector=ai", name="My own words")
    make_news(search, sectors=["ai"])
    make_news(make_search(make_reader(), name="Of another"))
    MailChoices.objects.create(person=person, zone="Europe/Berlin")
    Finding.objects.create(search=search, call=make_call(), found_at=NOW + DAY)
    digests.plan_morning(person, now=MORNING + timedelta(hours=9))

    held = {holding.key: str(holding.as_json()) for holding in holdings.of(person)}
    erase(person=person, by=as_self(person), now=NOW)

    assert "My own words" in held["saved_searches"]
    assert "sector=ai" in held["saved_searches"]
    assert "Europe/Berlin" in held["mail_choices"]
    assert "2026-11-24" in held["letters"]
    assert "Of another" not in str(held)
    assert [search.name for search in SavedSearch.objects.all()] == ["Of another"]
    assert (MailChoices.objects.count(), Letter.objects.count(), Told.objects.count()) == (0, 0, 0)


def test_every_field_of_this_app_is_in_the_register():
    assert [name for name in register.missing() if name.startswith("matching.")] == []
