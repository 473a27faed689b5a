import zipfile
from io import BytesIO
from time import perf_counter

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from madang.programmes.importers.attachments import kind_of, read_attachment

SPACES = 'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def package(**files):
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else None
            out.writestr(name.replace("__", "/"), content, stored)
    return data.getvalue()


def hwpx(*paragraphs):
    body = "".join(f"<hp:p><hp:run><hp:t>{text}</hp:t></hp:run></hp:p>" for text in paragraphs)
    return package(
        mimetype="application/hwp+zip",
        **{
            "version.xml": '<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" major="5"/>',
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="Contents/content.hpf"/></rootfiles></container>',
            "Contents/content.hpf": (
                '<opf:package xmlns:opf="http://www.idpf.org/2007/opf/"><opf:manifest><opf:item id="section0" '
                'href="Contents/section0.xml" media-type="application/xml"/></opf:manifest>'
                '<opf:spine><opf:itemref idref="section0"/></opf:spine></opf:package>'
            ),
            "Contents/header.xml": '<hh:head xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head"/>',
            "Contents/section0.xml": f"<hs:sec {SPACES}>{body}</hs:sec>",
        },
    )


def docx(*paragraphs):
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return package(word__document_xml="", **{"word/document.xml": f'<w:document xmlns:w="{WORD}">{body}</w:document>'})


def pdf(text="", *, pages=1, password=""):
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(200, 200)
        if text:
            font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
            names = DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})
            fonts = DictionaryObject({NameObject("/F1"): names})
            page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
            stream = DecodedStreamObject()
            stream.set_data(f"BT /F1 12 Tf 10 100 Td ({text}) Tj ET".encode())
            page[NameObject("/Contents")] = stream
    if password:
        writer.encrypt(password)
    data = BytesIO()
    writer.write(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "kind", "text"),
    [
        (
            hwpx("신청 자격: 창업 7년 이내", "국세 체납 기업 제외"),
            "hwpx",
            "신청 자격: 창업 7년 이내\n국세 체납 기업 제외",
        ),
        (docx("모집 공고", "둘째 문단"), "docx", "모집 공고\n둘째 문단"),
        (pdf("Open call 2026"), "pdf", "Open call 2026"),
        ("창업기업 지원사업 모집 공고입니다.".encode("cp949"), "text", "창업기업 지원사업 모집 공고입니다."),
        ("创业企业支持项目公告".encode("utf-16"), "text", "创业企业支持项目公告"),
    ],
    ids=["hwpx", "docx", "pdf", "cp949", "utf-16"],
)
def test_the_text_of_a_document_is_read_by_its_content(data, kind, text):
    found = read_attachment(data)

    assert (found.text, found.kind, found.note) == (text, kind, "")


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (b"", "paper_no_text"),
        (pdf(), "paper_no_text"),
        (pdf("secret", password="x"), "paper_locked"),
        (b"%PDF-1.7 cut short", "paper_broken"),
        (pdf("Open call")[:300], "paper_broken"),
        (b"MZ\x00\x00", "paper_unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "paper_unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "FileHeader".encode("utf-16-le") * 40, "paper_broken"),
        (package(**{"word/document.xml": "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"}), "paper_broken"),
        (package(**{"mimetype": "application/hwp+zip", "Contents/section0.xml": b"<a>" * 30_000_000}), "paper_heavy"),
        (b"x" * (20 * 1024 * 1024 + 1), "paper_too_large"),
    ],
    ids=["empty", "scan", "locked", "broken", "cut", "program", "ole", "hwp", "entities", "bomb", "large"],
)
def test_a_document_without_readable_text_says_why_and_never_raises(data, note):
    found = read_attachment(data)

    assert (found.text, found.note) == ("", note)
    assert all(found.reason(lang) for lang in ("ko", "zh-hans", "en"))


def test_ten_thousand_pages_are_cut_and_not_read_to_the_end():
    data = pdf(pages=10_000)
    start = perf_counter()

    assert read_attachment(data).note == "paper_cut"
    assert perf_counter() - start < 20


def test_a_reader_that_takes_too_long_or_too_much_memory_is_ended():
    hungry = package(**{"word/document.xml": f'<w:document xmlns:w="{WORD}">{"<w:p/>" * 5_000_000}</w:document>'})

    assert read_attachment(hwpx("글"), seconds=0).note == "paper_heavy"
    assert read_attachment(hungry, memory=300 * 1024 * 1024).note == "paper_heavy"


def test_a_name_does_not_decide_what_a_file_is():
    assert kind_of(hwpx("글")) == "hwpx"
    assert kind_of(b"\xef\xbb\xbf%PDF-1.4") == "pdf"
    assert kind_of(package(**{"xl/workbook.xml": "<a/>"})) == ""
