"""Files for tests, made by their formats' own rules. Nothing of them is anybody's."""

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from PIL import Image
from pypdf import PdfWriter

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def pdf(pages: int = 2, *, password: str | None = None, owner_only: bool = False, mark: str = "") -> bytes:
    """`mark` makes two of them different. `owner_only`: restricted, but opens without a password."""
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": f"Sample {mark}"})
    if password:
        writer.encrypt("" if owner_only else password, password)
    writer.write(out)
    return out.getvalue()


def png(width: int = 40, height: int = 30, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("1" if kind == "PNG" else "L", (width, height)).save(out, kind)
    return out.getvalue()


def package(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    app = b"<Properties><Pages>7</Pages></Properties>"
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", "docProps/app.xml": app}
    return package(parts | more)


def xlsx() -> bytes:
    return package({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"})


def hwpx(*, locked: bool = False) -> bytes:
    manifest = b"<manifest><encryption-data/></manifest>" if locked else b"<manifest/>"
    parts = {"mimetype": b"application/hwp+zip", "META-INF/manifest.xml": manifest, "Contents/section0.xml": b"<s/>"}
    return package(parts)


def hwp(*, flags: int = 1) -> bytes:
    header = b"HWP Document File".ljust(32, b"\x00") + b"\x00\x01\x00\x05" + bytes([flags, 0, 0, 0])
    return OLE + b"\x00" * 504 + "FileHeader".encode("utf-16-le") + b"\x00" * 100 + header + b"\x00" * 400


def locked_office() -> bytes:
    return OLE + b"\x00" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 100


def upload(data: bytes, name: str = "sample.pdf", *, on_disk: bool = False) -> Any:
    if not on_disk:
        return SimpleUploadedFile(name, data)
    held = TemporaryUploadedFile(name, "", len(data), None)
    held.write(data)
    held.flush()
    held.seek(0)
    return held
