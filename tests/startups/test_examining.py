"""What an uploaded file is told to be by its content, and why one is not taken."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.core.policy import Refused
from madang.startups.wallet import examine as examining
from madang.startups.wallet import reader
from madang.startups.wallet.examine import LARGEST, examine, made_name
from tests.factories import files


@pytest.mark.parametrize(
    ("data", "kind", "pages"),
    [
        (files.pdf(3), "pdf", 3),
        (files.pdf(1, password="owner", owner_only=True), "pdf", 1),
        (files.png(), "png", 1),
        (files.png(kind="JPEG"), "jpg", 1),
        (files.hwp(), "hwp", None),
        (b"HWP Document File V3.00" + b"\x00" * 200, "hwp", None),
        (files.hwpx(), "hwpx", None),
        (files.docx(), "docx", 7),
        (files.xlsx(), "xlsx", None),
    ],
)
def test_a_file_is_known_by_its_content_whatever_it_is_called(data, kind, pages):
    found = examine(files.upload(data, "lies.exe"))

    assert (found.kind, found.pages, found.size, found.sha256) == (
        kind,
        pages,
        len(data),
        hashlib.sha256(data).hexdigest(),
    )


REFUSED = {
    "empty": (b"", "is empty"),
    "text": (b"only words", "Only PDF, HWP"),
    "program": (b"MZ" + b"\x00" * 300, "Only PDF, HWP"),
    "page": (b"<html><script>alert(1)</script>", "Only PDF, HWP"),
    "drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "Only PDF, HWP"),
    "other picture": (b"GIF89a" + b"\x00" * 50, "Only PDF, HWP"),
    "archive": (files.package({"a.txt": b"words"}), "Only PDF, HWP"),
    "old office": (files.OLE + b"\x00" * 600, "older DOC, XLS or PPT"),
    "locked pdf": (files.pdf(password="secret"), "asks for a password"),
    "locked hwp": (files.hwp(flags=3), "asks for a password"),
    "locked hwpx": (files.hwpx(locked=True), "asks for a password"),
    "locked office": (files.locked_office(), "asks for a password"),
    "broken pdf": (b"%PDF-1.7\n%%EOF", "cannot be opened"),
    "broken zip": (files.docx()[:-40], "cannot be opened"),
    "broken picture": (files.png()[:20], "cannot be opened"),
    "macros": (files.docx(**{"word/vbaProject.bin": b"x"}), "holds macros"),
    "bomb": (files.docx(**{"word/media/a": b"\x00" * (101 * 1024 * 1024)}), "Unpacked, the file is larger than 100 MB"),
    "pages": (files.docx(**{"docProps/app.xml": b"<Pages>501</Pages>"}), "has 501 pages; 500 is the most"),
    "pixels": (files.png(10_000, 4_001), "has 40,010,000 pixels; 40,000,000 is the most"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_says_why_and_what_to_do(name):
    data, reason = REFUSED[name]

    with pytest.raises(Refused, match=reason):
        examine(files.upload(data))


def test_a_file_on_disk_is_read_where_it_lies_and_handed_on_from_its_start():
    upload = files.upload(files.pdf(2), on_disk=True)

    found = examine(upload)

    assert (found.kind, found.pages, upload.read(5)) == ("pdf", 2, b"%PDF-")


def test_the_largest_size_is_the_last_that_is_taken():
    data = files.pdf() + b"\x00" * (LARGEST - len(files.pdf()))

    assert examine(files.upload(data)).size == LARGEST
    with pytest.raises(Refused, match="larger than 20 MB"):
        examine(files.upload(data + b"\x00"))


def test_a_size_that_lies_is_found_out_while_reading():
    upload = files.upload(b"\x00" * (LARGEST + 10))
    upload.size = 5

    with pytest.raises(Refused, match="larger than 20 MB"):
        examine(upload)


def test_a_list_of_a_package_that_lies_is_found_out_by_inflating(monkeypatch, tmp_path):
    monkeypatch.setattr(reader, "MOST_INFLATED", 1000)
    path = tmp_path / "liar"
    data = files.docx(**{"word/media/a": b"\x00" * 5000})
    # The size in the list of the zip says 1: only what comes out tells the truth, and its check sum.
    path.write_bytes(data.replace((5000).to_bytes(4, "little"), (1).to_bytes(4, "little")))

    assert reader.read(path)["problem"] in {"bomb", "broken"}


def test_a_reader_that_takes_too_long_or_dies_is_a_refusal(monkeypatch):
    monkeypatch.setattr(examining, "MEMORY", 1024)

    with pytest.raises(Refused, match=r"cannot be opened|takes too long"):
        examine(files.upload(files.pdf()))


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("보고서.PDF", "보고서.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\plan.v2.docx", "plan.v2.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ('x"; rm -rf.hwp', "x ; rm -rf.pdf"),
        ("...", "Pledge.pdf"),
        ("", "Pledge.pdf"),
        ("가" * 200 + ".pdf", "가" * 60 + ".pdf"),
    ],
)
def test_names_are_made_anew(given, made):
    assert made_name(given, "pdf", "Pledge") == made


@given(st.text(max_size=300))
def test_a_made_name_is_one_short_line_without_a_path(name):
    made = made_name(name, "pdf", "Pledge")

    assert made.endswith(".pdf")
    assert len(made.encode()) <= 190
    assert not set(made) & set('\n\r\0/\\<>:"|?*')


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([files.pdf(), files.docx(), files.hwp(), files.png(), files.hwpx()]), st.data())
def test_a_damaged_file_is_an_answer_and_never_a_crash(tmp_path_factory, data, draw):
    place = draw.draw(st.integers(0, len(data) - 1))
    damaged = data[:place] + draw.draw(st.binary(max_size=40)) + data[place + draw.draw(st.integers(0, 40)) :]
    path = tmp_path_factory.mktemp("damaged") / "file"
    path.write_bytes(damaged)

    answer = reader.read(path)

    assert bool(answer["kind"]) != bool(answer["problem"])
