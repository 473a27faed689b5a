"""The review board: rows and figures, what stands out, reminders, answers, the workbook."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from madang.core.audit.models import Entry
from madang.core.policy import Refused
from madang.core.text import Text
from madang.reviews.actions import boarding
from madang.reviews.board import Sieve, progress, read_board
from madang.reviews.models import Assignment, Review, Selection, StaffQuestion, Stage
from tests.factories.reviews import AFTER, make_assignment, make_manager, make_panel_member, make_reviewer, make_running

pytestmark = pytest.mark.django_db
SCORES = (70, 72, 74)


def world(applications: int, scores: tuple[int, ...] = SCORES) -> tuple[Selection, Stage]:
    """Every application judged by the same reviewers, with these totals; the last reviewer has not handed in."""
    selection = make_running(applications)
    stage: Stage = selection.stages.get(kind="documents")
    stage.selection, stage.state, stage.reviews_each = selection, "open", len(scores) + 1
    stage.save()
    members = [make_panel_member(selection) for _one in range(len(scores) + 1)]
    for case in selection.cases.all():
        for member, score in zip(members, (*scores, None), strict=True):
            one = make_assignment(stage, case, member, due_at=AFTER + timedelta(days=1))
            if score is not None:
                handed_in(one, score)
    return selection, stage


def handed_in(one: Assignment, total: int) -> None:
    one.state = "done"
    one.save()
    Review.objects.create(
        assignment=one, state="submitted", total=Decimal(total), submitted_at=AFTER, changed_at=AFTER, language="en"
    )


def address(client: Client, selection: Selection, route: str, *more: Any) -> str:
    by = make_manager(selection.call)
    client.force_login(by.person)
    return reverse(f"reviews:{route}", args=[by.institution.slug, selection.call.public_id, *more])


def test_a_row_tells_mean_spread_and_what_is_missing() -> None:
    _selection, stage = world(1)
    row = read_board(stage, Sieve(), now=AFTER).rows[0]
    assert (row.mean, row.spread, row.missing, row.late) == (72, 4, 1, False)
    assert read_board(stage, Sieve(show="late"), now=AFTER + timedelta(days=2)).rows[0].late


def test_a_review_far_from_the_others_is_marked_and_no_other() -> None:
    _selection, stage = world(6)
    wild = Assignment.objects.filter(state="done").order_by("pk")[0]
    Review.objects.filter(assignment=wild).update(total=20)
    marks = [mark for row in read_board(stage, Sieve(), now=AFTER).rows for mark in row.marks]
    assert [mark.assignment for mark in marks if mark.far] == [wild.public_id]


def test_sorting_puts_what_has_no_figure_last() -> None:
    selection, stage = world(3)
    first = selection.cases.order_by("label")[0]
    Review.objects.filter(assignment__case=first).delete()
    Assignment.objects.filter(case=first).update(state="given")
    for down in (False, True):
        rows = read_board(stage, Sieve(sort="mean", down=down), now=AFTER).rows
        assert [row.label for row in rows][-1] == first.label


def test_progress_tells_who_leans_which_way() -> None:
    _selection, stage = world(2)
    lines = progress(read_board(stage, Sieve(), now=AFTER))
    assert [(line.done, line.given, line.lean) for line in lines] == [(0, 2, None), (2, 2, -3), (2, 2, 0), (2, 2, 3)]


@pytest.mark.parametrize("count", [1, 20])
def test_the_board_asks_the_same_number_of_questions(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    selection, stage = world(count)
    page = address(client, selection, "board")
    with django_assert_num_queries(11):
        answer = client.get(f"{page}?stage={stage.public_id}")
    assert answer.content.decode().count('<tr id="c-') == count


def test_what_people_wrote_is_escaped_on_the_board(client: Client) -> None:
    selection, stage = world(1)
    case = selection.cases.get()
    case.application.title = "<script>alert(1)</script>"
    case.application.save()
    html = client.get(address(client, selection, "board") + f"?stage={stage.public_id}").content.decode()
    assert ("<script>alert(1)" in html, "&lt;script&gt;alert(1)" in html) == (False, True)


def test_a_reminder_goes_out_once_a_day(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, settings: Any
) -> None:
    settings.MADANG_JOBS_AT_ONCE = True
    selection, stage = world(2)
    by = make_manager(selection.call)
    waiting = list(Assignment.objects.filter(state="given").values_list("public_id", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        assert boarding.remind(stage=stage, assignments=waiting, by=by, now=AFTER) == 2
    assert len(mail.outbox) == 1
    with pytest.raises(Refused, match="within the last 24 hours"):
        boarding.remind(stage=stage, assignments=waiting[:1], by=by, now=AFTER + timedelta(hours=23))
    assert boarding.remind(stage=stage, assignments=waiting, by=by, now=AFTER + timedelta(hours=24)) == 2


def test_a_closed_stage_reminds_nobody() -> None:
    selection, stage = world(1)
    stage.state = "closed"
    stage.save()
    waiting = Assignment.objects.get(state="given")
    with pytest.raises(Refused, match="not open to its reviewers"):
        boarding.remind(stage=stage, assignments=[waiting.public_id], by=make_manager(selection.call), now=AFTER)
    waiting.refresh_from_db()
    assert waiting.reminded_at is None


def test_a_question_is_answered_on_the_board(client: Client) -> None:
    selection, stage = world(1)
    asked = StaffQuestion.objects.create(assignment=Assignment.objects.all()[0], text="Which year?", asked_at=AFTER)
    page = address(client, selection, "board")
    assert "Which year?" in client.get(f"{page}?stage={stage.public_id}").content.decode()
    client.post(address(client, selection, "board_answer", stage.public_id, asked.pk), {"answer": "2025"})
    asked.refresh_from_db()
    assert asked.answer == "2025"
    assert Entry.objects.filter(action="reviews.question_answered").count() == 1
    assert "Which year?" not in client.get(f"{page}?stage={stage.public_id}").content.decode()


def test_the_workbook_holds_no_formula_and_is_written_into_the_audit_log(client: Client) -> None:
    selection, stage = world(1)
    case = selection.cases.get()
    case.application.title = "=1+1"
    case.application.save()
    answer = client.get(address(client, selection, "board_export", stage.public_id))
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert (sheet["C2"].value, sheet["C2"].data_type, sheet.max_row) == ("=1+1", "s", 5)
    assert Entry.objects.filter(action="exported").count() == 1


def test_another_house_sees_no_board(client: Client) -> None:
    selection, stage = world(1)
    other = make_manager(make_running(1).call)
    client.force_login(other.person)
    for route, more in (("board", []), ("board_reviewers", []), ("board_export", [stage.public_id]), ("plan", [])):
        for house in (other.institution.slug, selection.call.institution.slug):
            path = reverse(f"reviews:{route}", args=[house, selection.call.public_id, *more])
            assert client.get(path).status_code == 404, route


def test_the_board_shows_only_reviewers_who_stand_even_one_who_left(client: Client) -> None:
    selection, stage = world(1)
    gone = make_assignment(stage, selection.cases.get(), make_panel_member(selection, make_reviewer()))
    gone.state, gone.ended_at = "recused", AFTER
    gone.save()
    assert len(read_board(stage, Sieve(), now=AFTER).rows[0].marks) == 4


def test_what_people_wrote_stays_text_on_the_board(client: Client) -> None:
    markup = '<img src="x" onerror="alert(1)">'
    selection, stage = world(1)
    case = selection.cases.select_related("application__startup").get()
    case.application.title = markup
    case.application.save()
    case.application.startup.name = Text(en=markup, ko=markup, zh=markup, source="en")
    case.application.startup.save()
    for member in selection.panel.select_related("reviewer__person"):
        member.reviewer.person.name = markup
        member.reviewer.person.save()

    page = client.get(address(client, selection, "board"), {"stage": stage.public_id}).content.decode()

    assert "<img src=" not in page
    assert page.count("&lt;img src=") >= 3
