"""What an import makes, changes, links, closes and refuses, and that it does none of it twice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.translation import override

from madang.core.policy import Refused
from madang.core.text import Text
from madang.institutions.models import Alias, Institution
from madang.journey.models import Entry
from madang.people.capacity import AsVisitor
from madang.programmes.actions import calls as call_actions
from madang.programmes.actions.import_bodies import stem
from madang.programmes.actions.imports import import_records
from madang.programmes.importers.records import Attachment as File
from madang.programmes.importers.records import Refusal as RefusedRow
from madang.programmes.models import Attachment, Call, ImportRun, Programme, Refusal, SourceRecord
from tests.factories.desks import as_staff
from tests.factories.imports import bring, make_record, make_run, reading_of
from tests.factories.programmes import NOW, make_call, make_institution, make_programme, text

pytestmark = pytest.mark.django_db

TITLE = "2026년 견본 로봇 실증 지원사업 참여기업 모집 공고"


def counts(run):
    return {name: getattr(run, name) for name in ("made", "changed", "same", "duplicates", "expired", "refused")}


def counted(**some):
    return dict.fromkeys(("made", "changed", "same", "duplicates", "expired", "refused"), 0) | some


def snapshot():
    """Every row of every table as text, but for the runs' own log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        rows = {}
        for table in set(tables) - {"programmes_importrun", "programmes_refusal"}:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows[table] = sorted(cursor.fetchall())
    return rows


def staff_of(call):
    return as_staff(call.institution)


def edit(call, **fields):
    call.refresh_from_db()
    return call_actions.edit_call(call=call, fields=fields, version=call.version, by=staff_of(call), now=NOW)


def test_a_notice_becomes_a_published_call_with_body_programme_and_source():
    run = bring(
        make_record(
            rule={"version": 1, "rule": {"all": []}},
            attachments=(File(name="공고문.hwp", url="https://notice.example.test/a.hwp"),),
        )
    )

    call = Call.objects.get()
    assert counts(run) == counted(made=1)
    assert (call.status, call.published_at, call.title) == ("published", NOW, Text(ko=TITLE, source="ko"))
    assert (call.supports, call.regions, call.languages) == (["demonstration"], ["KR-11"], ["ko"])
    assert (call.rule, call.rule_checked_at) == ({"version": 1, "rule": {"all": []}}, None)
    assert call.source_url == "https://notice.example.test/1"
    assert (str(call.institution.name.ko), call.institution.kind, call.institution.is_listed) == (
        "(재)견본진흥원",
        "government",
        True,
    )
    assert call.institution.facts.get().source == "K-Startup"
    assert call.programme.name.ko == "견본 로봇 실증 지원사업"
    assert list(call.attachments.values_list("name", "url")) == [("공고문.hwp", "https://notice.example.test/a.hwp")]
    assert (call.source_records.get().first_run, call.source_records.get().duplicate_of) == (run, None)
    line = Entry.objects.get()
    assert (line.kind, line.capacity, line.institution_id) == (
        "programmes.calls_imported",
        "system",
        call.institution_id,
    )


def test_the_same_records_again_change_no_row_of_any_table():
    records = [make_record(key="1"), make_record("견본 창업 공간 입주기업 모집", key="2", executor="견본창업센터")]
    bring(*records)
    before = snapshot()

    run = bring(*records)

    assert counts(run) == counted(same=2)
    assert snapshot() == before


def test_a_changed_notice_changes_its_call_in_place():
    bring(make_record())
    call = Call.objects.get()
    later = make_record().closes_at + timedelta(days=7)

    run = bring(make_record(closes_at=later, summary="기간을 늘렸습니다."))

    assert counts(run) == counted(changed=1)
    again = Call.objects.get()
    assert (again.pk, again.closes_at, again.summary.ko) == (call.pk, later, "기간을 늘렸습니다.")
    assert (again.version, again.indexed_at) == (call.version + 1, None)
    assert Entry.objects.get(kind="programmes.call_changed").payload["fields"] == ["closes_at", "summary"]


def test_what_a_person_changed_stays_and_is_told():
    bring(make_record())
    call = Call.objects.get()
    edit(call, summary=Text(ko="담당자가 고친 요약", source="ko"), supports=["rnd"])

    run = bring(make_record(summary="새 요약", supports=("loan",), body="새 본문"))

    call.refresh_from_db()
    assert (call.summary.ko, call.supports, call.body.ko) == ("담당자가 고친 요약", ["rnd"], "새 본문")
    remark = run.refusals.get()
    assert (remark.code, remark.params["fields"], remark.is_remark) == ("kept_edits", "summary,supports", True)


def test_a_translation_made_here_stays_while_the_original_follows_its_source():
    bring(make_record())
    call = Call.objects.get()
    edit(call, title=Text(ko=TITLE, zh="样本机器人示范项目", source="ko"))

    bring(make_record("2026년 견본 로봇 실증 지원사업 추가모집 공고"))

    call.refresh_from_db()
    assert call.title == Text(ko="2026년 견본 로봇 실증 지원사업 추가모집 공고", zh="样本机器人示范项目", source="ko")


def test_a_window_moved_by_hand_is_left_whole():
    bring(make_record())
    call = Call.objects.get()
    moved = NOW + timedelta(days=30)
    edit(call, closes_at=moved)

    bring(make_record(closes_at=None, window_note="예산 소진시까지"))

    call.refresh_from_db()
    assert (call.closes_at, call.window_note, call.status) == (moved, "", "published")


def test_a_confirmed_rule_stays():
    bring(make_record(rule={"version": 1, "rule": {"all": []}}))
    Call.objects.update(rule_checked_at=NOW)

    bring(make_record(rule={"version": 1, "rule": {"any": []}}))

    assert Call.objects.get().rule == {"version": 1, "rule": {"all": []}}


def test_files_follow_the_source_and_files_people_added_stay():
    def files(*names):
        return tuple(File(name=name, url=f"https://notice.example.test/{name}") for name in names)

    bring(make_record(attachments=files("a.pdf", "b.pdf")))
    Attachment.objects.create(call=Call.objects.get(), name="ours.pdf", file="calls/ours.pdf")

    bring(make_record(attachments=files("b.pdf", "c.pdf")))

    assert sorted(Call.objects.get().attachments.values_list("name", flat=True)) == ["b.pdf", "c.pdf", "ours.pdf"]


def test_a_full_reading_closes_what_the_source_no_longer_shows_and_a_partial_one_does_not():
    gone, stays = make_record("견본 공간 입주기업 모집", key="1"), make_record(key="2")
    bring(gone, stays)

    assert counts(bring(stays)) == counted(same=1)
    run = make_run(options={"full": True})
    import_records(reading=reading_of(stays, total=500), run=run, by=None, now=NOW)
    assert run.expired == 0
    assert counts(bring(stays, options={"full": True})) == counted(same=1, expired=1)

    assert dict(Call.objects.values_list("source_records__key", "status")) == {"1": "closed", "2": "published"}
    assert counts(bring(stays, options={"full": True})) == counted(same=1)
    assert counts(bring(gone, stays)) == counted(same=1, changed=1)
    assert Call.objects.get(source_records__key="1").status == "published"


def test_a_window_that_has_passed_makes_a_closed_call_and_closes_an_open_one():
    bring(make_record(key="1", closes_at=NOW - timedelta(days=1)))
    assert Call.objects.get().status == "closed"

    open_record = make_record("견본 공간 입주기업 모집", key="2")
    bring(open_record)
    run = bring(open_record, now=open_record.closes_at)

    assert counts(run) == counted(same=1, expired=1)
    assert Call.objects.get(source_records__key="2").status == "closed"


def test_a_window_of_one_moment_is_a_closing_time():
    moment = make_record().closes_at

    bring(make_record(opens_at=moment))

    assert (Call.objects.get().opens_at, Call.objects.get().closes_at) == (None, moment)


def test_a_portal_that_says_it_is_over_is_believed():
    bring(make_record(is_open=False))

    assert Call.objects.get().status == "closed"


def test_the_same_call_of_another_source_is_linked_to_the_first():
    bring(make_record())
    other = make_record(
        "견본 로봇 실증 지원사업 모집공고", key="P9", source="bizinfo", institution="서울특별시", executor="견본진흥원"
    )

    run = bring(other, source="bizinfo")

    assert counts(run) == counted(duplicates=1)
    first, second = SourceRecord.objects.order_by("pk")
    assert (Call.objects.count(), second.call_id, second.duplicate_of) == (1, first.call_id, first)
    assert run.refusals.get().code == "same_call_elsewhere"
    assert counts(bring(other, source="bizinfo")) == counted(same=1)
    assert counts(bring(replace(other, sha256="0" * 64, summary="다른 말"), source="bizinfo")) == counted(changed=1)
    assert Call.objects.get().summary.ko == "견본 로봇의 현장 실증을 돕습니다."


def test_a_call_written_by_hand_is_not_doubled_and_never_changed():
    body = make_institution(text("견본진흥원", "ko"))
    call = make_call(
        text(TITLE, "ko"),
        programme=make_programme(body),
        opens_at=make_record().opens_at,
        closes_at=make_record().closes_at,
        regions=["KR-11"],
    )

    run = bring(make_record())

    assert counts(run) == counted(duplicates=1)
    assert counts(bring(make_record(summary="새 요약"))) == counted(changed=1)
    assert (Call.objects.get().pk, Call.objects.get().summary) == (call.pk, Text())


def test_a_body_keeps_its_notices_though_another_desk_calls_itself_by_its_name():
    other = make_institution("Somebody else")
    Alias.objects.create(institution=other, text="견본진흥원", language="ko", kind="alias")
    body = make_institution(Text(ko="견본진흥원", source="ko"))

    bring(make_record())

    assert Call.objects.get().institution == body


def test_a_body_is_known_by_its_names_and_aliases_without_its_legal_form():
    body = make_institution(Text(ko="재단법인 견본진흥원", en="Sample Agency", source="ko"))
    Alias.objects.create(institution=body, text="견진원", language="ko", kind="abbreviation")
    Alias.objects.create(institution=body, text="견본진흥공단", language="ko", kind="misnomer", source="a notice")

    titles = ["견본 로봇 실증", "견본 창업 공간", "견본 수출 상담", "견본 인력 양성"]
    names = ["견본진흥원", "견진원", "SAMPLE  agency", "견본진흥공단"]
    bring(*(make_record(title, key=name, institution=name) for title, name in zip(titles, names, strict=True)))

    found = {row.key: row.call.institution_id for row in SourceRecord.objects.select_related("call")}
    assert [found[name] == body.pk for name in names] == [True, True, True, False]


def test_a_row_without_a_body_is_refused_and_the_others_come_in():
    run = bring(make_record(institution=""), make_record("견본 공간", key="2"))

    assert counts(run) == counted(made=1, refused=1)
    assert run.refusals.get().code == "no_institution"


def test_a_programme_gathers_the_calls_of_each_year():
    bring(
        make_record(
            "2025년 견본 수출바우처 참여기업 모집 공고", key="1", closes_at=NOW - timedelta(days=300), opens_at=None
        )
    )
    bring(make_record("[서울] 2026년 제2차 견본 수출바우처 참여기업 추가모집", key="2"))
    bring(make_record("공간 지원", key="3", umbrella="견본 수출바우처"))

    assert [(p.name.ko, p.calls.count()) for p in Programme.objects.all()] == [("견본 수출바우처", 3)]


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("[대구ㆍ경북] 2021년 3차 수출바우처사업 참여기업 모집 공고", "수출바우처사업"),
        ("2026년도 예비창업패키지 예비창업자 모집공고", "예비창업패키지 예비창업자"),
        ("关于开展2026年度机器人示范项目征集的通知", "关于开展 机器人示范项目征集的"),
        ("모집 공고", "모집 공고"),
        ("2026", "2026"),
    ],
)
def test_what_stays_of_a_title(title, kept):
    assert stem(title) == kept


def test_refusals_of_the_reading_are_kept_row_by_row():
    refused = RefusedRow(row=7, column="마감일", value="2026-13-01", code="bad_date")

    run = bring(make_record(), refusals=(refused,))

    assert (run.total, run.made, run.refused) == (2, 1, 1)
    note = Refusal.objects.get(run=run)
    assert (note.row, note.column, note.value, note.code, note.is_remark) == (
        7,
        "마감일",
        "2026-13-01",
        "bad_date",
        False,
    )


def test_a_desk_takes_its_own_calls_and_refuses_those_of_others():
    desk = as_staff(make_institution(text("견본진흥원", "ko")))

    run = bring(
        make_record(), make_record("견본 공간", key="2", institution="다른원"), by=desk, institution=desk.institution
    )

    assert counts(run) == counted(made=1, refused=1)
    assert Call.objects.get().institution == desk.institution
    note = run.refusals.get()
    assert (note.code, note.params) == ("not_your_notice", {"body": "다른원"})
    assert Institution.objects.count() == 1


def test_a_number_that_names_another_call_in_a_later_table_is_refused():
    desk = as_staff()
    table = {"source": "table", "by": desk, "institution": desk.institution}
    bring(make_record("견본 로봇 실증", key="1", source="table", institution=""), **table)

    run = bring(make_record("해외 전시회 참가 비용", key="1", source="table", institution=""), **table)
    reworded = bring(make_record("견본 로봇 실증 지원", key="1", source="table", institution=""), **table)

    assert (counts(run), run.refusals.get().code) == (counted(refused=1), "number_taken")
    assert counts(reworded) == counted(changed=1)


def test_numbers_of_two_desks_tables_do_not_meet():
    first, second = as_staff(), as_staff()
    record = make_record("견본 로봇 실증", key="1", source="table", institution="")

    for desk in (first, second):
        bring(record, source="table", by=desk, institution=desk.institution)

    assert sorted(Call.objects.values_list("institution", flat=True)) == sorted(
        [first.institution.pk, second.institution.pk]
    )


@pytest.mark.parametrize("role", ["viewer", "space"])
def test_who_only_looks_imports_nothing(role):
    desk = as_staff(role=role)

    with override("en"), pytest.raises(Refused, match="look at this desk"):
        bring(make_record(), by=desk, institution=desk.institution)

    assert not Call.objects.exists()


def test_a_desk_and_a_visitor_do_not_import_for_the_street():
    for capacity in (as_staff(), AsVisitor()):
        with override("en"), pytest.raises(Refused, match="street office"):
            bring(make_record(), by=capacity)

    assert (Call.objects.count(), SourceRecord.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_a_draft_run_makes_drafts_that_stay_drafts():
    bring(make_record(), options={"draft": True})
    bring(make_record(summary="새 요약"), options={"draft": True})

    assert (Call.objects.get().status, Call.objects.get().summary.ko, Call.objects.get().published_at) == (
        "draft",
        "새 요약",
        None,
    )


def test_a_failure_midway_leaves_nothing(monkeypatch):
    monkeypatch.setattr("madang.programmes.actions.imports._keep_notes", lambda work: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        bring(make_record())

    assert (Call.objects.count(), Institution.objects.count(), SourceRecord.objects.count()) == (0, 0, 0)
    assert ImportRun.objects.get().made == 0
