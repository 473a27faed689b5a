"""The document wallet: kept once, versions, the list of papers, room, forgetting, and who is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models

from madang.core.edits import Stale, fingerprint
from madang.core.policy import Refused
from madang.journey.models import Entry
from madang.people import holdings
from madang.people.capacity import AsOperator, AsSelf, AsVisitor
from madang.startups import actions
from madang.startups.actions import documents as rooms
from madang.startups.models import Document, Founder, Paper
from tests.factories import files
from tests.factories.startups import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def own_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def keep(by, data=None, kind="local_tax", name="paper.pdf", **values):
    values = {"kind": kind, "issued_on": date(2026, 10, 20)} | values
    upload = files.upload(data or files.pdf(mark=kind), name)
    return actions.keep_document(startup=by.startup, upload=upload, values=values, by=by, now=NOW)


def kinds():
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


def stored():
    return sorted(str(path.relative_to(default_storage.location)) for path in _paths())


def _paths():
    from pathlib import Path

    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


def test_a_file_is_kept_with_what_was_measured_and_a_line_on_the_thread(owner):
    kept = keep(owner, name="증명서.PDF", issuer="Sample office", title="")

    row = Document.objects.get()
    assert (kept.document, kept.was_there) == (row, False)
    assert (row.name, row.kind, row.pages, row.content_type) == ("증명서.pdf", "local_tax", 2, "application/pdf")
    assert (row.uploaded_by, row.uploaded_at, row.checks) == (owner.person, NOW, {"kind": "pdf"})
    assert stored() == [f"wallets/{owner.startup.pk}/{row.sha256[:2]}/{row.sha256}"]
    entry = Entry.objects.get()
    assert (entry.kind, entry.payload) == ("startups.document_kept", {"file": row.pk, "document": "local_tax"})


def test_the_very_same_file_of_a_kind_is_kept_once_and_told(owner):
    first, second = keep(owner), keep(owner)

    assert (second.document, second.was_there) == (first.document, True)
    assert (len(stored()), kinds()) == (1, ["startups.document_kept"])


def test_the_very_same_file_as_another_kind_is_refused_by_its_name(owner):
    keep(owner, data=files.pdf())

    with pytest.raises(Refused, match="already kept as “Local tax certificate”"):
        keep(owner, data=files.pdf(), kind="national_tax")

    assert (Document.objects.count(), kinds()) == (1, ["startups.document_kept"])


def test_two_startups_with_one_file_know_nothing_of_each_other(owner, stranger):
    mine, theirs = keep(owner).document, keep(stranger).document

    assert mine.sha256 == theirs.sha256
    assert len(stored()) == 2


def test_what_cannot_be_taken_leaves_no_trace(owner):
    with pytest.raises(Refused, match="Only PDF"):
        keep(owner, data=b"words")

    assert (Document.objects.exists(), Entry.objects.exists(), stored()) == (False, False, [])


def test_viewers_strangers_and_visitors_change_nothing(owner, viewer, stranger):
    document = keep(owner).document
    before = kinds()

    for who in (viewer, stranger, AsVisitor(None)):
        given = {"by": who, "now": NOW}
        upload = files.upload(files.pdf(5))
        with pytest.raises(Refused):
            actions.keep_document(startup=owner.startup, upload=upload, values={"kind": "pledge"}, **given)
        with pytest.raises(Refused):
            actions.replace_document(document=document, upload=upload, values={"kind": "pledge"}, **given)
        with pytest.raises(Refused):
            actions.remove_document(document=document, **given)
        with pytest.raises(Refused):
            actions.describe_document(document=document, values={"title": "x"}, seen="", **given)
        with pytest.raises(Refused):
            actions.restore_document(document=document, **given)

    assert (kinds(), Document.objects.count(), len(stored())) == (before, 1, 1)


def test_members_alone_see_the_documents_of_their_startup(owner, viewer, stranger):
    document, foreign = keep(owner).document, keep(stranger).document

    for capacity in (owner, viewer):
        assert list(Document.objects.visible_to(capacity)) == [document]
    assert list(Document.objects.visible_to(stranger)) == [foreign]
    for capacity in (AsVisitor(None), AsSelf(owner.person), AsOperator(owner.person)):
        assert list(Document.objects.visible_to(capacity)) == []


def test_a_newer_version_takes_the_place_and_the_older_stays(owner):
    old = keep(owner).document

    new = actions.replace_document(
        document=old,
        upload=files.upload(files.pdf(4)),
        values={"kind": "local_tax", "issued_on": date(2026, 11, 1)},
        by=owner,
        now=NOW,
    )

    old.refresh_from_db()
    assert (new.replaces, old.replaced_at, old.removed_at) == (old, NOW, None)
    assert list(Document.objects.current()) == [new]
    assert len(stored()) == 2
    assert list(Paper.objects.values_list("document", "issued_on")) == [(new.pk, date(2026, 11, 1))]
    assert kinds() == ["startups.document_kept", "startups.document_replaced"]


def test_the_second_of_two_who_replace_one_version_is_refused(owner, editor):
    old = keep(owner).document
    values = {"kind": "local_tax", "issued_on": TODAY}
    actions.replace_document(document=old, upload=files.upload(files.pdf(4)), values=values, by=owner, now=NOW)

    with pytest.raises(Refused, match="newer version"):
        actions.replace_document(document=old, upload=files.upload(files.pdf(5)), values=values, by=editor, now=NOW)

    assert Document.objects.count() == 2


def test_the_same_file_again_is_no_newer_version(owner):
    old = keep(owner, data=files.pdf()).document

    with pytest.raises(Refused, match="the very same file"):
        actions.replace_document(
            document=old, upload=files.upload(files.pdf()), values={"kind": "local_tax"}, by=owner, now=NOW
        )


def test_details_change_by_what_the_form_was_opened_on(owner, editor):
    document = keep(owner).document
    seen = fingerprint(document)
    actions.describe_document(document=document, values={"issuer": "First"}, seen=seen, by=owner, now=NOW)

    with pytest.raises(Stale) as stale:
        actions.describe_document(document=document, values={"issuer": "Second"}, seen=seen, by=editor, now=NOW)

    assert stale.value.changed == {"issuer": "First"}
    assert Paper.objects.get().issuer == "First"
    assert kinds()[1:] == ["startups.document_changed"]


def test_days_in_the_wrong_order_are_refused_by_the_database_s_own_words(owner):
    with pytest.raises(ValidationError, match="before the day of issue"):
        keep(owner, valid_until=date(2026, 1, 1))

    assert (Document.objects.exists(), stored()) == (False, [])


def test_removing_takes_the_paper_off_and_can_be_taken_back(owner):
    document = keep(owner).document

    for _ in range(2):
        actions.remove_document(document=document, by=owner, now=NOW)
    assert (Document.objects.current().count(), Paper.objects.count()) == (0, 0)
    actions.restore_document(document=document, by=owner, now=NOW)

    assert (Document.objects.current().get(), Paper.objects.get().document) == (document, document)
    assert kinds() == ["startups.document_kept", "startups.document_removed", "startups.document_restored"]


def test_what_came_in_again_meanwhile_is_not_put_back_beside_itself(owner):
    document = keep(owner).document
    actions.remove_document(document=document, by=owner, now=NOW)
    keep(owner)

    with pytest.raises(Refused, match="already kept"):
        actions.restore_document(document=document, by=owner, now=NOW)

    assert Document.objects.current().count() == 1


def test_a_paper_listed_before_gets_its_file_and_follows_it(owner):
    listed = Paper.objects.create(startup=owner.startup, kind="local_tax", issued_on=date(2026, 10, 20))

    document = keep(owner, valid_until=date(2026, 11, 20)).document

    listed.refresh_from_db()
    assert (listed.document, listed.valid_until, Paper.objects.count()) == (document, date(2026, 11, 20), 1)
    for change in (
        lambda: actions.remove_entry(startup=owner.startup, kind="papers", pk=listed.pk, by=owner, now=NOW),
        lambda: actions.change_entry(
            startup=owner.startup, kind="papers", pk=listed.pk, values={"issuer": "x"}, seen="", by=owner, now=NOW
        ),
    ):
        with pytest.raises(Refused, match="follows its file"):
            change()


def test_a_paper_that_must_be_fresh_is_not_listed_without_its_day(owner):
    keep(owner, issued_on=None)
    keep(owner, kind="business_plan", issued_on=None)

    assert list(Paper.objects.values_list("kind", "issued_on")) == [("business_plan", TODAY)]


def test_the_wallet_has_an_end(owner, monkeypatch):
    document = keep(owner).document
    monkeypatch.setattr(rooms, "MOST_DOCUMENTS", 1)
    with pytest.raises(Refused, match="200 documents"):
        keep(owner, kind="pledge")
    monkeypatch.setattr(rooms, "MOST_DOCUMENTS", 200)
    monkeypatch.setattr(rooms, "MOST_BYTES", document.size + 10)
    with pytest.raises(Refused, match="wallet is full"):
        keep(owner, kind="pledge")
    actions.remove_document(document=document, by=owner, now=NOW)
    monkeypatch.setattr(rooms, "MOST_KEPT_BYTES", document.size + 10)
    with pytest.raises(Refused, match="removed lately"):
        keep(owner, kind="pledge")

    assert len(stored()) == 1


def test_bytes_half_written_by_a_crash_are_written_anew(owner, tmp_path):
    document = keep(owner).document
    whole = document.file.open("rb").read()
    document.file.close()
    actions.remove_document(document=document, by=owner, now=NOW)
    (tmp_path / document.file.name).write_bytes(b"half")

    again = keep(owner).document

    assert again.file.open("rb").read() == whole


def test_a_removed_document_is_forgotten_after_thirty_days_with_its_versions_and_bytes(
    owner, django_capture_on_commit_callbacks
):
    old = keep(owner).document
    new = actions.replace_document(
        document=old, upload=files.upload(files.pdf(4)), values={"kind": "local_tax"}, by=owner, now=NOW
    )
    actions.remove_document(document=new, by=owner, now=NOW)
    other = keep(owner, data=files.pdf(4), kind="pledge").document  # the same bytes, needed again

    with django_capture_on_commit_callbacks(execute=True):
        early = actions.forget_documents(now=NOW + timedelta(days=30))
        late = actions.forget_documents(now=NOW + timedelta(days=30, seconds=1))

    assert (early, late, list(Document.objects.all())) == (0, 2, [other])
    assert stored() == [other.file.name]


def test_what_an_application_protects_is_never_forgotten(owner, monkeypatch):
    document = keep(owner).document
    actions.remove_document(document=document, by=owner, now=NOW)

    def protected(self, *args, **kwargs):
        raise models.ProtectedError("shown by an application", {self})

    monkeypatch.setattr(Document, "delete", protected)

    assert actions.forget_documents(now=NOW + timedelta(days=60)) == 0
    assert (Document.objects.count(), len(stored())) == (1, 1)


def test_when_the_last_member_goes_documents_are_removed_and_answers_deleted(owner):
    from madang.startups.actions.answers import Given
    from madang.startups.models import Answer

    document = keep(owner).document
    Founder.objects.create(startup=owner.startup, name="Sample")
    given = [Given(meaning="pitch", lang="en", value="Words.")]
    actions.keep_answers(startup=owner.startup, answers=given, by=owner, now=NOW)
    held = {holding.key: holding.as_json() for holding in holdings.of(owner.person)}
    assert [row["name"] for row in held["documents"]] == ["paper.pdf"]
    assert [row["meaning"] for row in held["answers"]] == ["pitch"]

    for eraser in holdings.erasers():
        eraser(owner.person, NOW)

    document.refresh_from_db()
    assert document.removed_at == NOW
    assert (Answer.objects.count(), Answer.pgh_event_model.objects.count()) == (0, 0)
    assert not Paper.objects.exists()
