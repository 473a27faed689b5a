"""The child process of `attachments`: one file on standard input, its text as JSON on standard output.

Run as `python -m madang.programmes.importers.paper_reader KIND SECONDS MEMORY`. Limits are set before a byte is read.
"""

import json
import os
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element

import unhwp
from defusedxml.ElementTree import fromstring
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, WrongPasswordError

from .encodings import read_text
from .records import ImportFailed

LONGEST_TEXT: Final = 400_000
_MOST_PAGES: Final = 500
_MOST_INFLATED: Final = 80 * 1024 * 1024
_MOST_ENTRIES: Final = 3000
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Locked(Exception):  # noqa: N818
    """The document asks for a password."""


def main(kind: str, seconds: int, memory: int) -> None:
    """Read standard input, write {"text", "note"}; a document that breaks the parser is a note, not a traceback."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = os.dup(1)
    os.dup2(2, 1)  # whatever a parser prints stays out of the answer
    text, note = _read(kind, sys.stdin.buffer.read())
    data = json.dumps({"text": text[:LONGEST_TEXT], "note": note}).encode("ascii")
    with os.fdopen(answer, "wb") as out:
        out.write(data)


def _read(kind: str, data: bytes) -> tuple[str, str]:
    pieces: list[str] = []
    length = 0
    try:
        for piece in _READERS[kind](data):
            pieces.append(piece)
            length += len(piece) + 1
            if length > LONGEST_TEXT:
                return "\n".join(pieces), "paper_cut"
    except Locked:
        return "", "paper_locked"
    except MemoryError:
        return "", "paper_heavy"
    except ImportFailed as failed:
        return "", "paper_encoding" if failed.code == "encoding_unsure" else "paper_broken"
    except Exception:  # parsers of foreign files raise anything; what was read so far is kept
        return "\n".join(pieces), "paper_broken"
    return "\n".join(pieces), ""


def _hwp(data: bytes) -> Iterator[str]:
    """HWP 3 and 5: bit 1 of the header's flags means a password."""
    at = data.find(b"HWP Document File")
    if data.startswith(b"\xd0\xcf") and at >= 0 and data[at + 36 : at + 37] and data[at + 36] & 0x02:
        raise Locked
    yield _unhwp(data)


def _hwpx(data: bytes) -> Iterator[str]:
    _weigh(data)
    yield _unhwp(data)


def _unhwp(data: bytes) -> str:
    with unhwp.parse_bytes(data) as result:
        return str(result.text)


def _pdf(data: bytes) -> Iterator[str]:
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Locked
        for number, page in enumerate(reader.pages):
            if number >= _MOST_PAGES:
                yield " " * LONGEST_TEXT  # beyond the limit: the rest is cut
                return
            yield page.extract_text()
    except (FileNotDecryptedError, WrongPasswordError) as error:
        raise Locked from error


def _docx(data: bytes) -> Iterator[str]:
    _weigh(data)
    with zipfile.ZipFile(BytesIO(data)) as package:
        root = fromstring(package.read("word/document.xml"), forbid_dtd=True)
    for paragraph in root.iter(f"{_WORD}p"):
        yield "".join(_runs(paragraph))


def _runs(paragraph: Element) -> Iterator[str]:
    for part in paragraph.iter():
        if part.tag == f"{_WORD}t":
            yield part.text or ""
        elif part.tag in {f"{_WORD}tab", f"{_WORD}br"}:
            yield " "


def _text(data: bytes) -> Iterator[str]:
    yield read_text(data)[0]


def _weigh(data: bytes) -> None:
    """Refuse a package that says it inflates beyond reason; the process limits catch one that lies."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        entries = package.infolist()
        if len(entries) > _MOST_ENTRIES or sum(entry.file_size for entry in entries) > _MOST_INFLATED:
            raise MemoryError
        if any(entry.flag_bits & 1 for entry in entries):
            raise Locked


_READERS: Final[dict[str, Callable[[bytes], Iterator[str]]]] = {
    "hwp": _hwp,
    "hwpx": _hwpx,
    "pdf": _pdf,
    "docx": _docx,
    "text": _text,
}

if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
