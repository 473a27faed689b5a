"""Documents: what is written arrives, in three languages, the same everywhere and every time."""

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from madang.core.documents import pdf
from madang.core.documents.glyphs import FONTS, MARK, Setter, shown
from madang.core.text import Text

AT = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
HEAD: dict[str, Any] = {
    "title": Text(ko="신청 접수증", zh="申请受理回执", en="Receipt of an application"),
    "number": "A-7K3M-92QX",
    "issuer": Text(ko="마당 창업거리", zh="创业大街", en="Startup street"),
    "at": AT,
}
TABLE: dict[str, Any] = {
    "columns": [{"title": "순위", "align": "end", "share": 0.5}, {"title": "企业名称", "share": 2}, {"title": "Score"}],
    "rows": [[n, f"새벽로봇 {n}", "87.25"] for n in range(1, 101)],
    "caption": "심사 결과",
}
BODIES: dict[str, dict[str, Any]] = {
    "letter": {
        "to": ["새벽로봇 주식회사", "晨曦机器人"],
        "body": ["귀사를 선정했습니다.", {"points": ["회신", "协议"]}],
        "signed": ["Director"],
        "enclosures": ["의견서"],
    },
    "receipt": {"facts": [("기업", "晨曦机器人"), ("Closes", AT + timedelta(days=9))], "digest": "9f86d081" * 8},
    "application": {
        "facts": [("신청일", date(2026, 11, 22))],
        "sections": [
            {
                "title": "问题认识",
                "questions": [{"ask": "왜 이 문제입니까?", "answer": ["Because."]}, {"ask": "시장", "answer": []}],
            }
        ],
    },
    "minutes": {
        "facts": [("장소", "회의실 3")],
        "items": [{"title": "선정", "body": [{"table": TABLE}], "decision": "选定十家企业"}],
        "signatures": [("위원장", "Chair")],
    },
    "report": {"facts": [("공고", "예비창업")], "body": [{"heading": "排名"}, {"table": TABLE}], "wide": True},
}
SAID = {
    "letter": ["새벽로봇 주식회사", "晨曦机器人", "귀사를 선정했습니다.", "协议", "Director", "의견서"],
    "receipt": ["晨曦机器人", "9f86d081 9f86d081"],
    "application": ["问题认识", "왜 이 문제입니까?", "Because."],
    "minutes": ["회의실 3", "새벽로봇 100", "选定十家企业", "위원장"],
    "report": ["排名", "심사 결과", "새벽로봇 1", "새벽로봇 100"],
}


def made(kind: Any, lang: str = "en", **more: Any) -> bytes:
    return pdf(kind, HEAD | BODIES[kind] | more, lang=lang)  # type: ignore[arg-type]


def read(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)


@pytest.mark.parametrize("lang", ["ko", "zh", "en"])
@pytest.mark.parametrize("kind", sorted(BODIES))
def test_every_kind_says_what_it_was_given_in_all_three_languages(kind, lang):
    text = read(made(kind, lang)).replace(" ", "")

    title = {"ko": "신청접수증", "zh": "申请受理回执", "en": "Receiptofanapplication"}[lang]
    assert [words for words in [*SAID[kind], "A-7K3M-92QX"] if words.replace(" ", "") not in text] == []
    assert title in text


@pytest.mark.parametrize(
    ("lang", "page", "moment"),
    [
        ("ko", "1/1쪽", "2026.11.22.(일)15:30KST"),
        ("zh", "第1页，共1页", "2026年11月22日周日15:30韩国时间"),
        ("en", "Page1of1", "Sun22Nov202615:30KST"),
    ],
)
def test_the_fixed_words_and_the_zone_are_said_in_the_readers_language(lang, page, moment):
    text = read(made("receipt", lang)).replace(" ", "").replace("\n", "")

    assert page in text
    assert moment in text
    assert "CST" not in text


def test_beijing_time_is_said_by_name():
    assert "14:30 Beijing time" in read(made("receipt", zone="Asia/Shanghai"))


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_the_same_data_give_the_same_bytes(kind):
    assert made(kind) == made(kind)


def test_threads_do_not_mix_their_documents():
    wanted = [made("receipt", number=f"A-{n}") for n in range(16)]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda n: made("receipt", number=f"A-{n}"), range(16)))

    assert found == wanted


def test_another_process_in_another_place_gives_the_same_bytes_without_any_font_of_the_system(tmp_path):
    code = (
        "import sys, django; django.setup()\n"
        "from tests.core.test_documents import made\n"
        "sys.stdout.buffer.write(made('application', 'ko'))"
    )
    bare = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "TZ": "America/Lima",
        "LANG": "C",
        "FONTCONFIG_FILE": str(tmp_path / "none"),
        "TYPST_FONT_PATHS": "",
        "DJANGO_SETTINGS_MODULE": "madang.config.settings",
        "MADANG_MODE": "test",
        "DATABASE_URL": os.environ.get("DATABASE_URL", ""),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }

    done = subprocess.run([sys.executable, "-c", code], env=bare, cwd=tmp_path, capture_output=True, check=True)

    assert done.stdout == made("application", "ko")


def test_the_file_names_no_machine_and_no_author_and_only_the_callers_date():
    metadata = PdfReader(io.BytesIO(made("letter"))).metadata

    assert metadata is not None
    assert {key: str(value) for key, value in metadata.items() if key != "/Creator"} == {
        "/Title": "Receipt of an application",
        "/CreationDate": "D:20261122063000Z",
        "/ModDate": "D:20261122063000Z",
    }
    assert str(metadata.creator).startswith("Typst ")


def test_only_our_fonts_are_embedded_and_the_file_is_tagged_with_its_language():
    reader = PdfReader(io.BytesIO(made("receipt", "zh")))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }

    assert {name.split("-")[0] for name in fonts} <= {"MadangSansKR", "MadangSansSC"}
    assert bool(reader.trailer["/Root"]["/MarkInfo"]["/Marked"])
    assert str(reader.trailer["/Root"]["/Lang"]) == "zh-CN"
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_words_are_never_read_as_markup():
    evil = '#read("/etc/passwd") $x$ *bold* = heading @preview <label> \\ #import "@preview/cetz:0.3.0"'

    text = read(made("letter", body=[evil], title=evil))

    assert '#read("/etc/passwd")' in text
    assert "*bold* = heading" in text


def test_a_character_without_type_is_marked_and_named():
    text = read(made("letter", body=["a\U0001f680b ❤️"]))

    assert f"a{MARK}b" in text
    assert "U+1F680 ROCKET" in text


def test_what_only_steers_is_dropped_and_look_alikes_are_said_plainly():
    setter = Setter()

    assert setter.set("a\u202eb\u200d\ufeff\x00c\ud55c\u0301") == "abc한"
    assert setter.set("ﾊ 𝐀 \u1112\u1161\u11ab\u00a0x") == "ハ A 한\u00a0x"
    assert setter.named() == []


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_no_text_makes_a_document_fail(text):
    assert made("letter", body=[text], title=text, signed=[text]).startswith(b"%PDF-")


def test_every_hangul_syllable_and_the_national_sets_of_han_can_be_shown():
    hangul = [chr(code) for code in range(0xAC00, 0xD7A4)]
    encoded = [
        bytes([row, cell]).decode(codec, errors="ignore")
        for codec, rows in (("euc_kr", range(0xCA, 0xFE)), ("gb2312", range(0xB0, 0xF8)))
        for row in rows
        for cell in range(0xA1, 0xFF)
    ]

    assert [c for c in [*hangul, *"".join(encoded)] if not shown(c)] == []


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_the_list_of_characters_is_true_to_the_fonts(weight):
    """For a file to be kept, typst refuses a character that no font has; it takes everything listed, and no other."""
    pairs = [line.split("-") for line in (FONTS / "characters.txt").read_text(encoding="ascii").split()]
    listed = "".join(chr(code) for first, last in pairs for code in range(int(first, 16), int(last, 16) + 1))
    fonts = f'#set text(font: ("Madang Sans KR", "Madang Sans SC"), fallback: false, weight: "{weight}")'
    source = f'#set document(title: "x")\n#set par(justify: false)\n{fonts}\n#sys.inputs.all'.encode()

    def sets(text: str) -> bytes:
        options: Any = {"font_paths": [str(FONTS)], "ignore_system_fonts": True, "format": "pdf"}
        return typst.compile(source, sys_inputs={"all": text}, pdf_standards=["a-2u"], **options)

    assert sets(listed).startswith(b"%PDF-")
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        sets("\U0001f680")


def test_the_fonts_stay_within_eight_megabytes_and_bring_their_licence():
    assert sum(file.stat().st_size for file in FONTS.glob("*.otf")) <= 8_100_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text()


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"body": [{"picture": "x"}]}, KeyError),
        ({"body": [True]}, TypeError),
        ({"body": [object()]}, TypeError),
        ({"at": datetime(2026, 1, 1)}, ValueError),  # noqa: DTZ001
        ({"body": [{"table": {"columns": [{"title": "a"}], "rows": [["b", "c"]]}}]}, ValueError),
    ],
)
def test_data_of_another_shape_are_refused(more, error):
    with pytest.raises(error):
        made("letter", **more)
