"""Reasons about one row or cell."""

ROW_REASONS: dict[str, tuple[str, str, str]] = {
    "missing_key": (
        "공고 번호가 비어 있습니다. '{column}' 칸에 번호를 넣어 주십시오.",
        "缺少公告编号。请在“{column}”一栏填写编号。",
        "The notice has no number. Fill in “{column}”.",
    ),
    "missing_title": (
        "공고 이름이 비어 있습니다. '{column}' 칸에 이름을 넣어 주십시오.",
        "缺少公告名称。请在“{column}”一栏填写名称。",
        "The call has no title. Fill in “{column}”.",
    ),
    "title_too_long": (
        "공고 이름이 {limit}자보다 깁니다. 이름만 남기고 나머지는 본문으로 옮겨 주십시오.",
        "公告名称超过{limit}个字。请只保留名称，其余内容移到正文。",
        "The title is longer than {limit} characters. Keep the name here and move the rest to the text.",
    ),
    "bad_date": (
        "날짜로 읽을 수 없습니다: {value}. 2026-11-30 또는 20261130처럼 적어 주십시오.",
        "无法识别日期：{value}。请写成 2026-11-30 或 20261130。",
        "This is not a date: {value}. Write it like 2026-11-30 or 20261130.",
    ),
    "date_out_of_range": (
        "날짜가 2000년에서 2100년 사이가 아닙니다: {value}. 연도를 확인해 주십시오.",
        "日期不在 2000 年至 2100 年之间：{value}。请检查年份。",
        "The date is not between 2000 and 2100: {value}. Check the year.",
    ),
    "closes_before_opens": (
        "마감({closes})이 시작({opens})보다 빠릅니다. 두 날짜를 확인해 주십시오.",
        "截止日期（{closes}）早于开始日期（{opens}）。请检查两个日期。",
        "It closes ({closes}) before it opens ({opens}). Check both dates.",
    ),
    "duplicate_key": (
        "번호 {value}이(가) {first}행에 이미 있습니다. 한 행만 남겨 주십시오.",
        "编号 {value} 已出现在第 {first} 行。请只保留一行。",
        "Number {value} is already in row {first}. Keep one of the two rows.",
    ),
    "duplicate_row": (
        "이름, 기관, 시작일이 {first}행과 같습니다. 한 행만 남기거나, 다른 공고라면 공고 번호를 넣어 주십시오.",
        "名称、机构和开始日期与第 {first} 行相同。请只保留一行；如是不同的公告，请填写公告编号。",
        "It has the title, institution and opening day of row {first}. Keep one of the two, or give each a number.",
    ),
    "not_an_object": (
        "항목이 '이름: 값' 형식이 아닙니다. 원본 파일을 다시 받아 주십시오.",
        "该项不是“名称：值”的形式。请重新下载原始文件。",
        "This item is not a set of names and values. Download the file again.",
    ),
    "broken_text": (
        "'{column}' 칸에 깨진 글자가 있습니다. 파일의 문자 인코딩을 골라 다시 읽어 주십시오.",
        "“{column}”一栏含有乱码。请选择文件的字符编码后重新读取。",
        "“{column}” holds broken characters. Choose the file's encoding and read it again.",
    ),
    "too_many_cells": (
        "칸이 머리글보다 {extra}개 많습니다. 값 안의 쉼표를 따옴표로 묶어 주십시오.",
        "该行比标题行多 {extra} 格。请给含有逗号的内容加上引号。",
        "The row has {extra} more cells than the header. Put values that hold a comma in quotes.",
    ),
    "error_in_cell": (
        "'{column}' 칸의 계산식이 오류입니다({value}). 엑셀에서 고친 뒤 다시 올려 주십시오.",
        "“{column}”一栏的公式出错（{value}）。请在表格软件中修正后重新上传。",
        "The formula in “{column}” gives an error ({value}). Mend it in the spreadsheet and upload again.",
    ),
    "formula_without_value": (
        "'{column}' 칸의 계산식에 저장된 값이 없습니다. 엑셀에서 열어 저장한 뒤 다시 올려 주십시오.",
        "“{column}”一栏的公式没有保存结果。请用表格软件打开并保存后重新上传。",
        "The formula in “{column}” has no saved value. Open and save the file in a spreadsheet, then upload it again.",
    ),
    "unknown_language": (
        "언어를 알 수 없습니다: {value}. ko, zh, en 가운데 하나를 적어 주십시오.",
        "无法识别语言：{value}。请填写 ko、zh 或 en。",
        "Unknown language: {value}. Write ko, zh or en.",
    ),
    "unknown_zone": (
        "시간대를 알 수 없습니다: {value}. Asia/Seoul이나 Asia/Shanghai처럼 적어 주십시오.",
        "无法识别时区：{value}。请写成 Asia/Seoul 或 Asia/Shanghai。",
        "Unknown time zone: {value}. Write it like Asia/Seoul or Asia/Shanghai.",
    ),
    "formula_read": (
        "계산식의 저장된 값을 읽었습니다: {value}. 맞는지 확인해 주십시오.",
        "已读取公式保存的结果：{value}。请核对。",
        "The saved value of a formula was read: {value}. Please check it.",
    ),
    "link_dropped": (
        "인터넷 주소로 쓸 수 없어 뺐습니다: {value}. http 또는 https 주소를 적어 주십시오.",
        "该网址不可用，已略去：{value}。请填写 http 或 https 网址。",
        "Left out, not a web address: {value}. Give one that starts with http or https.",
    ),
    "regions_damaged": (
        "지역 목록이 손상되어 쓰지 않았습니다: {value}. 공고 원문에서 지역을 확인해 주십시오.",
        "地区列表已损坏，未予采用：{value}。请在公告原文中核对地区。",
        "The list of regions is damaged and was not used: {value}. Check the regions in the notice itself.",
    ),
    "region_unknown": (
        "지역 이름을 알 수 없습니다: {value}. 서울 또는 경기처럼 적어 주십시오.",
        "无法识别地区名称：{value}。请写成“首尔”或“北京”等。",
        "Unknown region: {value}. Write it like Seoul or Beijing.",
    ),
    "support_unknown": (
        "지원 분야를 알 수 없습니다: {value}. 분야를 직접 골라 주십시오.",
        "无法识别支持类别：{value}。请手动选择类别。",
        "Unknown kind of support: {value}. Choose the kind by hand.",
    ),
    "sector_unknown": (
        "산업 분야를 알 수 없습니다: {value}. 분야를 직접 골라 주십시오.",
        "无法识别行业：{value}。请手动选择行业。",
        "Unknown sector: {value}. Choose the sector by hand.",
    ),
    "window_in_words": (
        "접수 기간이 날짜가 아니라 말로 적혀 있습니다: {value}.",
        "申请期限以文字而非日期表示：{value}。",
        "The application window is given in words, not dates: {value}.",
    ),
    "merged_cell": (
        "합쳐진 칸의 값을 이 줄에도 썼습니다: {value}. 맞는지 확인해 주십시오.",
        "合并单元格的内容也用于本行：{value}。请核对。",
        "The value of a merged cell was used for this row too: {value}. Please check it.",
    ),
}
