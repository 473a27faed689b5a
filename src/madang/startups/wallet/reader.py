"""The child process of `examine`: one file by its path, what it is as JSON on standard output.

Run as `python -m madang.startups.wallet.reader PATH SECONDS MEMORY`. Limits are set before a byte of the file is read.
The answer: {"kind", "pages", "problem", "measured"}; `problem` is a code of `examine.REASONS`, "" when all is well.
"""

import json
import os
import re
import resource
import sys
import zipfile
from pathlib import Path
from typing import Any, Final

from PIL import Image
from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, WrongPasswordError

MOST_PIXELS: Final = 40_000_000
MOST_PAGES: Final = 500
MOST_INFLATED: Final = 100 * 1024 * 1024
MOST_ENTRIES: Final = 3000

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HWP: Final = b"HWP Document File"
_HWP_PASSWORD, _HWP_DRM = 0x02, 0x10
_PAGES: Final = re.compile(rb"<Pages>(\d{1,6})</Pages>")
_PARTS: Final = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


class Problem(Exception):  # noqa: N818
    """Why the file is not taken: a code of `examine.REASONS`, and the numbers its words need."""

    def __init__(self, code: str, **measured: Any) -> None:
        super().__init__(code)
        self.code = code
        self.measured = measured


def main(path: str, seconds: int, memory: int) -> None:
    """Write the answer; a file that breaks a parser is a problem told, not a traceback."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = os.dup(1)
    os.dup2(2, 1)  # whatever a parser prints stays out of the answer
    data = json.dumps(read(Path(path))).encode("ascii")
    with os.fdopen(answer, "wb") as out:
        out.write(data)


def read(path: Path) -> dict[str, Any]:
    """What the file is by its content, its pages, and what was measured."""
    try:
        kind, pages, measured = _read(path)
    except Problem as problem:
        return {"kind": "", "pages": None, "problem": problem.code, "measured": problem.measured}
    except MemoryError:
        return {"kind": "", "pages": None, "problem": "heavy", "measured": {}}
    except Exception:  # parsers of foreign files raise anything
        return {"kind": "", "pages": None, "problem": "broken", "measured": {}}
    return {"kind": kind, "pages": pages, "problem": "", "measured": measured}


def _read(path: Path) -> tuple[str, int | None, dict[str, Any]]:
    with path.open("rb") as stream:
        head = stream.read(2048)
    if head.startswith(b"PK\x03\x04"):
        return _package(path)
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _picture(path)
    if head.startswith((_OLE, _HWP)):
        return _compound(path.read_bytes())
    if head[:1024].lstrip(b"\x00\t\r\n \xef\xbb\xbf").startswith(b"%PDF-"):
        return _pdf(path)
    raise Problem("kind")


def _pdf(path: Path) -> tuple[str, int | None, dict[str, Any]]:
    """Restrictions without a password to open it are no obstacle: offices issue such files."""
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Problem("locked")
        pages = len(reader.pages)
    except (FileNotDecryptedError, WrongPasswordError) as error:
        raise Problem("locked") from error
    if not pages:
        raise Problem("broken")
    if pages > MOST_PAGES:
        raise Problem("pages", pages=pages)
    return "pdf", pages, {"restricted": True} if reader.is_encrypted else {}


def _picture(path: Path) -> tuple[str, int | None, dict[str, Any]]:
    """Pixels are counted from the header; nothing is decoded."""
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path, formats=("PNG", "JPEG")) as picture:
        width, height = picture.size
        kind = "png" if picture.format == "PNG" else "jpg"
        if width * height > MOST_PIXELS:
            raise Problem("pixels", pixels=width * height)
        picture.verify()
    return kind, 1, {"width": width, "height": height}


def _compound(data: bytes) -> tuple[str, int | None, dict[str, Any]]:
    """HWP 3 and 5. Word and Excel files with a password are compounds, too; older ones are not taken."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Problem("locked")
    at = data.find(_HWP)
    if at < 0 or (data.startswith(_OLE) and "FileHeader".encode("utf-16-le") not in data):
        raise Problem("old" if data.startswith(_OLE) else "kind")
    if data.startswith(_OLE) and (at + 36 >= len(data) or data[at + 36] & (_HWP_PASSWORD | _HWP_DRM)):
        raise Problem("locked")
    return "hwp", None, {}


def _package(path: Path) -> tuple[str, int | None, dict[str, Any]]:
    """HWPX, DOCX and XLSX are zips: the list is weighed first, then every part is inflated and counted."""
    with zipfile.ZipFile(path) as package:
        entries = package.infolist()
        names = {entry.filename for entry in entries}
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_INFLATED:
            raise Problem("bomb")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Problem("locked")
        kind = _package_kind(package, names)
        if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names):
            raise Problem("macros")
        inflated = _inflate(package, entries)
        return kind, _pages(package, names), {"entries": len(entries), "inflated": inflated}


def _package_kind(package: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names and package.read("mimetype")[:64].strip() == b"application/hwp+zip":
        manifest = package.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
        if b"encryption-data" in manifest:
            raise Problem("locked")
        return "hwpx"
    for part, kind in _PARTS.items():
        if part in names and "[Content_Types].xml" in names:
            return kind
    raise Problem("kind")


def _inflate(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> int:
    """The true sum of bytes inside. The list of a zip may lie; what comes out of it cannot."""
    total = 0
    for entry in entries:
        with package.open(entry) as part:
            while chunk := part.read(1 << 16):
                total += len(chunk)
                if total > MOST_INFLATED:
                    raise Problem("bomb")
    return total


def _pages(package: zipfile.ZipFile, names: set[str]) -> int | None:
    """What the writing program counted; None where it did not say."""
    found = _PAGES.search(package.read("docProps/app.xml")) if "docProps/app.xml" in names else None
    pages = int(found[1]) if found else None
    if pages and pages > MOST_PAGES:
        raise Problem("pages", pages=pages)
    return pages or None


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
