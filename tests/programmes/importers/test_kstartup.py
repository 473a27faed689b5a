import json
from datetime import UTC, datetime

import pytest

from madang.programmes.importers import kstartup
from madang.programmes.importers.records import ImportFailed

ERROR = (
    "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>"
    "<returnAuthMsg>SERVICE_KEY_IS_NOT_REGISTERED_ERROR</returnAuthMsg>"
    "<returnReasonCode>30</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>"
)


def test_the_samples_in_json_and_xml_give_the_same_records(shared):
    samples = shared / "interfaces" / "samples"
    from_json = kstartup.read((samples / "kstartup_announcements.sample.json").read_bytes())
    from_xml = kstartup.read((samples / "kstartup_announcements.sample.xml").read_bytes())

    assert (from_json.rows, from_json.total, from_json.refusals) == (3, 3, ())
    assert [r.key for r in from_json.records] == ["900003", "900002", "900001"]
    assert [r.sha256 for r in from_json.records] == [r.sha256 for r in from_xml.records]
    assert [(r.title, r.closes_at, r.rule) for r in from_json.records] == [
        (r.title, r.closes_at, r.rule) for r in from_xml.records
    ]


def test_an_announcement_is_read_field_by_field(answer, announcement):
    item = announcement(
        detl_pg_url="example.test/view?pbancSn=900003",
        pbanc_ctnt="가상의 공고입니다.&nbsp;로봇·AI",
        aply_mthd_onli_rcpt_istc="https://example.test/apply",
        rcrt_prgs_yn="Y",
        pbanc_ntrp_nm="(견본)마당진흥원",
        sprv_inst="공공기관",
        biz_enyy="1년미만,2년미만,3년미만,5년미만,7년미만",
    )

    record = kstartup.read(answer(item)).records[0]

    assert record.title == "[견본] 2026년 베이징 소프트랜딩 참여기업 모집공고"
    assert record.body == "가상의 공고입니다. 로봇·AI"
    assert (record.supports, record.regions, record.stages) == (("market", "global"), ("KR-11",), ("early", "growth"))
    assert record.page_url == "https://example.test/view?pbancSn=900003"
    assert (record.apply_url, record.how_to_apply) == (
        "https://example.test/apply",
        "온라인: https://example.test/apply",
    )
    assert (record.is_open, record.institution_kind) == (True, "government")


def test_a_closing_date_counts_to_the_end_of_its_day_in_seoul(answer, announcement):
    record = kstartup.read(answer(announcement())).records[0]

    assert record.opens_at == datetime(2026, 10, 31, 15, tzinfo=UTC)
    assert record.closes_at == datetime(2026, 11, 30, 14, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize("written", ["20261130", "2026-11-30 00:00:00", "2026.11.30.", 20261130])
def test_dates_are_read_in_both_spellings_of_the_specification(answer, announcement, written):
    record = kstartup.read(answer(announcement(pbanc_rcpt_end_dt=written))).records[0]

    assert record.closes_at == datetime(2026, 11, 30, 14, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["aply_excl_trgt_ctnt", "aply_exclt_trgt_ctnt", "aplyExcltTrgtCtnt", "APLY_EXCL_TRGT_CTNT"]
)
def test_misspelt_names_are_read_both_ways(answer, announcement, name):
    record = kstartup.read(answer(announcement(**{name: "국세 체납", "Rcrt_prgs_yn": "N"}))).records[0]

    assert (record.exclusion_note, record.is_open) == ("국세 체납", False)


@pytest.mark.parametrize(
    "around",
    [
        lambda item: {"data": [item]},
        lambda item: {
            "response": {"header": {"resultCode": "00"}, "body": {"items": {"item": [item]}, "totalCount": 1}}
        },
        lambda item: {"response": {"body": {"items": {"item": item}}}},
        lambda item: {"items": [{"item": item}]},
        lambda item: [item],
    ],
)
def test_old_and_new_envelopes_hold_the_same_item(announcement, around):
    data = json.dumps(around(announcement())).encode()

    assert [r.key for r in kstartup.read(data).records] == ["900003"]


def test_camel_case_names_of_the_older_envelope_are_read():
    item = {"pbancSn": "7", "bizPbancNm": "견본 공고", "pbancRcptEndDt": "20261130", "suptRegin": "부산광역시"}
    record = kstartup.read(json.dumps({"response": {"body": {"items": {"item": item}}}}).encode()).records[0]

    assert (record.key, record.title, record.regions) == ("7", "견본 공고", ("KR-26",))


@pytest.mark.parametrize(
    "data", [b'{"data": []}', b'{"response":{"body":{"items":""}}}', b"<results><data/></results>"]
)
def test_an_answer_without_items_is_empty_and_no_error(data):
    assert kstartup.read(data).rows == 0


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (ERROR, "portal_30", "등록되지 않은 인증키입니다"),
        ('{"response":{"header":{"resultCode":"22","resultMsg":"LIMITED"}}}', "portal_22", "하루 이용 횟수"),
        ('{"code":-4,"msg":"등록되지 않은 인증키 입니다."}', "portal_-4", "등록되지 않은 인증키"),
        ('{"response":{"header":{"resultCode":"77","resultMsg":"ODD"}}}', "portal_error", "77"),
    ],
)
def test_an_error_answer_says_what_its_code_means(data, code, said):
    with pytest.raises(ImportFailed) as failed:
        kstartup.read(data.encode())

    assert failed.value.code == code
    assert said in failed.value.reason("ko")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b'{"data": [', "not_json"),
        (b"<results><data>", "not_xml"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "unsafe_xml"),
        (b'{"hello": 1}', "unknown_shape"),
        (b"<html><body>Service unavailable</body></html>", "unknown_shape"),
        (b"[" * 100_000, "not_json"),
        (b'{"data": NaN}', "not_json"),
        (b"\x89PNG\r\n\x00\x00", "not_text"),
    ],
)
def test_what_is_no_answer_is_refused_as_a_whole(data, code):
    with pytest.raises(ImportFailed) as failed:
        kstartup.read(data)

    assert failed.value.code == code


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"pbanc_sn": None}, "pbanc_sn", "missing_key"),
        ({"biz_pbanc_nm": "&nbsp;"}, "biz_pbanc_nm", "missing_title"),
        ({"biz_pbanc_nm": "가" * 501}, "biz_pbanc_nm", "title_too_long"),
        ({"biz_pbanc_nm": "모집\ufffd고"}, "biz_pbanc_nm", "broken_text"),
        ({"pbanc_rcpt_end_dt": "20261131"}, "pbanc_rcpt_end_dt", "bad_date"),
        ({"pbanc_rcpt_end_dt": "19000101"}, "pbanc_rcpt_end_dt", "date_out_of_range"),
        ({"pbanc_rcpt_end_dt": "20261031"}, "pbanc_rcpt_end_dt", "closes_before_opens"),
    ],
)
def test_a_wrong_item_is_refused_alone_with_row_column_and_reason(answer, announcement, changes, column, code):
    reading = kstartup.read(answer(announcement(pbanc_sn=1), announcement(**changes), announcement(pbanc_sn=3)))

    assert [r.key for r in reading.records] == ["1", "3"]
    assert [(r.row, r.column, r.code) for r in reading.refusals] == [(2, column, code)]
    assert all(reading.refusals[0].reason(lang) for lang in ("ko", "zh-hans", "en"))


def test_the_second_item_with_a_number_is_refused_and_points_to_the_first(answer, announcement):
    reading = kstartup.read(answer(announcement(), announcement(pbanc_sn="900003"), "no item"))

    assert [(r.row, r.code, dict(r.params)) for r in reading.refusals] == [
        (2, "duplicate_key", {"first": "1"}),
        (3, "not_an_object", {}),
    ]


def test_the_hash_ignores_the_row_number_and_sees_every_other_change(answer, announcement):
    def sha(**changes):
        return kstartup.read(answer(announcement(**changes))).records[0].sha256

    assert sha(id=1) == sha(id=2) == sha(pbanc_sn="900003", prfn_matr=None)
    assert sha() != sha(supt_regin="부산")


def test_an_address_that_is_none_is_left_out_and_remarked(answer, announcement):
    record = kstartup.read(answer(announcement(detl_pg_url="javascript:alert(1)"))).records[0]

    assert record.page_url == ""
    assert [(m.column, m.code) for m in record.remarks] == [("detl_pg_url", "link_dropped")]
