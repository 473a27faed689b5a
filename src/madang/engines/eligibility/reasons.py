"""The words of every reason: which fact was used, in Korean, Chinese and English."""

from .evaluating import Result
from .saying import language, say

# By code, or by code and outcome where the words differ. Order: Korean, Chinese, English.
_TEXTS: dict[str, tuple[str, str, str]] = {
    "age_type_missing": (
        "창업 형태와 날짜를 아직 알 수 없습니다.",
        "创业形式与日期尚不清楚。",
        "The founding type and its date are not known yet.",
    ),
    "age_date_missing": (
        "기준이 되는 개업일 또는 설립일을 아직 알 수 없습니다.",
        "据以计算的开业或成立日期尚不清楚。",
        "The opening or incorporation date that counts is not known yet.",
    ),
    "age_pre_founder.met": ("예비창업자도 신청할 수 있습니다.", "预创业者可以申请。", "Pre-founders may apply."),
    "age_pre_founder.unmet": (
        "예비창업자는 신청 대상이 아닙니다.",
        "预创业者不在申请范围内。",
        "Pre-founders are not among those who may apply.",
    ),
    "age_not_yet": (
        "{event} {date}: {on} 기준으로 아직 창업 전입니다.",
        "{event}：{date}，截至{on}尚未创业。",
        "{event} {date}: not founded yet on {on}.",
    ),
    "age": (
        "{event} {date}: {on} 기준 {age}입니다.",
        "{event}：{date}，截至{on}为{age}。",
        "{event} {date}: {age} on {on}.",
    ),
    "age.unknown": (
        "{event} {date}: {on} 기준 {age}이며, 더 이른 날짜가 있는지 아직 알 수 없습니다.",
        "{event}：{date}，截至{on}为{age}，是否有更早的日期尚不清楚。",
        "{event} {date}: {age} on {on}; whether an earlier date counts is not known yet.",
    ),
    "type_missing": ("창업 형태를 아직 알 수 없습니다.", "创业形式尚不清楚。", "The founding type is not known yet."),
    "type_missing.met": ("모든 창업 형태가 가능합니다.", "不限创业形式。", "Every founding type may apply."),
    "type": ("창업 형태: {have}", "创业形式：{have}", "Founding type: {have}"),
    "restart_missing": (
        "대표자의 다른 사업을 아직 알 수 없습니다.",
        "负责人的其他企业尚不清楚。",
        "The founder's other businesses are not known yet.",
    ),
    "restart_met": (
        "폐업한 이전 사업: {count}",
        "此前已注销的企业：{count}",
        "Earlier businesses closed: {count}",
    ),
    "restart_unmet.unmet": (
        "조건에 맞는 폐업 이력이 없습니다.",
        "没有符合条件的注销经历。",
        "No earlier business was closed as asked.",
    ),
    "restart_unmet.unknown": (
        "이전 사업의 폐업 여부나 폐업일을 아직 알 수 없습니다.",
        "此前企业是否注销或注销日期尚不清楚。",
        "Whether or when an earlier business closed is not known yet.",
    ),
    "founder_missing": (
        "대표자에 대한 정보가 아직 없습니다.",
        "尚无负责人信息。",
        "What is asked about the representatives is not known yet.",
    ),
    "founder_age": (
        "{on} 기준 대표자 만 나이: {ages}세",
        "截至{on}负责人周岁：{ages}",
        "Age of the representatives on {on}: {ages}",
    ),
    "founder_age_part": (
        "{on} 기준 알려진 대표자 만 나이: {ages}세. 생년월일이 없는 대표자가 있습니다.",
        "截至{on}已知的负责人周岁：{ages}。有负责人缺少出生日期。",
        "Known ages of the representatives on {on}: {ages}. A birth date is missing.",
    ),
    "trait.met": ("대표자: {have}", "负责人：{have}", "Representatives: {have}"),
    "trait.unmet": (
        "대표자가 다음에 해당하지 않습니다: {wanted}",
        "负责人不属于：{wanted}",
        "The representatives are not, or not all: {wanted}",
    ),
    "trait.unknown": (
        "대표자가 다음에 해당하는지 아직 알 수 없습니다: {wanted}",
        "负责人是否属于以下身份尚不清楚：{wanted}",
        "Whether the representatives belong here is not known yet: {wanted}",
    ),
    "region": ("{places}: {have}", "{places}：{have}", "{places}: {have}"),
    "region_none.unmet": ("등록된 곳 없음: {places}", "未登记：{places}", "None on record: {places}"),
    "region_none.unknown": (
        "소재지를 아직 알 수 없습니다: {places}",
        "所在地尚不清楚：{places}",
        "Where it lies is not known yet: {places}",
    ),
    "sector_missing": ("업종을 아직 알 수 없습니다.", "行业尚不清楚。", "The sectors are not known yet."),
    "sector": ("업종: {have}", "行业：{have}", "Sectors: {have}"),
    "size_missing": ("기업 규모를 아직 알 수 없습니다.", "企业规模尚不清楚。", "The company size is not known yet."),
    "size_missing.met": ("모든 규모가 가능합니다.", "不限企业规模。", "Companies of every size may apply."),
    "size": ("기업 규모: {have}", "企业规模：{have}", "Company size: {have}"),
    "headcount_missing": ("직원 수를 아직 알 수 없습니다.", "员工人数尚不清楚。", "The headcount is not known yet."),
    "headcount": ("직원 수: {have}", "员工人数：{have}", "Headcount: {have}"),
    "revenue_missing": (
        "{year}년 매출을 아직 알 수 없습니다.",
        "{year}年营收尚不清楚。",
        "Revenue of {year} is not known yet.",
    ),
    "revenue_currency": (
        "{year}년 매출이 다른 통화로 적혀 있습니다: {have}",
        "{year}年营收以其他货币填写：{have}",
        "Revenue of {year} is given in another currency: {have}",
    ),
    "revenue": ("{year}년 매출: {have}", "{year}年营收：{have}", "Revenue of {year}: {have}"),
    "round_missing": (
        "투자 단계를 아직 알 수 없습니다.",
        "融资阶段尚不清楚。",
        "The investment stage is not known yet.",
    ),
    "round_missing.met": ("모든 투자 단계가 가능합니다.", "不限融资阶段。", "Every investment stage may apply."),
    "round": ("투자 단계: {have}", "融资阶段：{have}", "Investment stage: {have}"),
    "raised_missing": (
        "누적 투자액을 아직 알 수 없습니다.",
        "累计融资额尚不清楚。",
        "The total raised is not known yet.",
    ),
    "raised_currency": (
        "누적 투자액이 다른 통화로 적혀 있습니다: {have}",
        "累计融资额以其他货币填写：{have}",
        "The total raised is given in another currency: {have}",
    ),
    "raised": ("누적 투자액: {have}", "累计融资额：{have}", "Total raised: {have}"),
    "ip_missing": (
        "지식재산권을 아직 알 수 없습니다.",
        "知识产权情况尚不清楚。",
        "Intellectual property is not known yet.",
    ),
    "ip": ("{wanted}: {have}", "{wanted}：{have}", "{wanted}: {have}"),
    "certificate_missing": (
        "기업 인증을 아직 알 수 없습니다.",
        "企业认证情况尚不清楚。",
        "Certificates are not known yet.",
    ),
    "certificate": ("{on} 기준 유효한 인증: {have}", "截至{on}有效的认证：{have}", "Valid on {on}: {have}"),
    "certificate_lapsed": (
        "인증이 {date}에 만료되었습니다: {wanted}",
        "认证已于{date}到期：{wanted}",
        "Lapsed after {date}: {wanted}",
    ),
    "certificate_none": ("보유한 인증 없음: {wanted}", "未持有认证：{wanted}", "Not held: {wanted}"),
    "document_missing": (
        "서류 보관함을 아직 확인하지 못했습니다: {kind}",
        "文件夹尚未查看：{kind}",
        "The wallet has not been looked at yet: {kind}",
    ),
    "document_none": ("서류 보관함에 없음: {kind}", "文件夹中没有：{kind}", "Not in the wallet: {kind}"),
    "document_expired": (
        "유효 기간이 {date}에 끝났습니다: {kind}",
        "有效期已于{date}结束：{kind}",
        "Expired after {date}: {kind}",
    ),
    "document_undated": (
        "발급일을 아직 알 수 없습니다: {kind}",
        "签发日期尚不清楚：{kind}",
        "The date of issue is not known yet: {kind}",
    ),
    "document": ("서류 보관함에 있음: {kind}", "文件夹中已有：{kind}", "In the wallet: {kind}"),
    "document_issued": ("{kind}: {date} 발급", "{kind}：{date}签发", "{kind}: issued {date}"),
    "arrears": ("해당 있음: {kinds}", "存在：{kinds}", "On record: {kinds}"),
    "arrears_missing": ("아직 확인하지 않음: {kinds}", "尚未核实：{kinds}", "Not checked yet: {kinds}"),
    "arrears_none": (
        "확인됨, 결격 사유 없음: {kinds}",
        "已核实，无妨碍情形：{kinds}",
        "Checked, nothing in the way: {kinds}",
    ),
    "support_missing": (
        "지원받은 사업을 아직 알 수 없습니다.",
        "已获扶持项目尚不清楚。",
        "Support received is not known yet.",
    ),
    "support_none": (
        "해당하는 지원 이력 없음 ({years})",
        "无相关扶持记录（{years}）",
        "No support that counts ({years})",
    ),
    "support": ("지원받은 사업: {families}", "已获扶持项目：{families}", "Supported by: {families}"),
    "sanction_missing": (
        "참여 제한 여부를 아직 알 수 없습니다.",
        "是否受参与限制尚不清楚。",
        "Whether a sanction stands is not known yet.",
    ),
    "sanction_none": ("{on} 기준 참여 제한이 없습니다.", "截至{on}无参与限制。", "No sanction on {on}."),
    "sanction_open": (
        "{date}부터 참여 제한 중이며 종료일이 없습니다.",
        "自{date}起受参与限制，尚无截止日期。",
        "Barred since {date}, with no end date.",
    ),
    "sanction": (
        "{date}까지 참여 제한 중입니다.",
        "参与限制至{date}（含当日）。",
        "Barred up to and including {date}.",
    ),
    "status_missing": (
        "휴업·폐업 여부를 아직 알 수 없습니다.",
        "经营状态尚不清楚。",
        "Whether the business is active is not known yet.",
    ),
    "status": ("사업자 상태: {have}", "经营状态：{have}", "State of the business: {have}"),
    "statement_missing": ("아직 답하지 않았습니다.", "尚未回答。", "Not answered yet."),
    "statement": ("답변: {have}", "回答：{have}", "Your answer: {have}"),
}

REASONS = tuple(_TEXTS)


def reason_text(result: Result, lang: str) -> str:
    """Why a leaf answers as it does, with the fact used: "Incorporated 16 Jul 2024: 2 years 3 months on 2 Nov 2026."

    "" for a group, whose reason is its parts'.
    """
    reason = result.reason
    if reason is None:
        return ""
    texts = _TEXTS.get(f"{reason.code}.{result.outcome}") or _TEXTS[reason.code]
    text = texts[("ko", "zh", "en").index(language(lang))]
    return text.format(**{name: say(value, lang) for name, value in reason.params.items()})
