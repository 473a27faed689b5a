"""Files for blind review: the same pages and pictures without what they say of who made them."""

from io import BytesIO
from typing import Final

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

_PIXELS: Final = 40_000_000


class UncleanableError(ValueError):
    """The file could not be cleaned, so it is not shown."""


def cleaned(data: bytes, content_type: str) -> bytes:
    """The file without metadata. PDF: no document information, XMP, attachments, outline or scripts; pictures: pixels only.

    Raises `UncleanableError` for other types and for files that cannot be read.
    """
    match content_type:
        case "application/pdf":
            return _pdf(data)
        case "image/png" | "image/jpeg":
            return _picture(data, content_type)
        case _:
            raise UncleanableError(content_type)


def _pdf(data: bytes) -> bytes:
    try:
        reader = PdfReader(BytesIO(data))
        writer = PdfWriter()
        for page in reader.pages:
            page.pop("/Annots", None)
            page.pop("/Metadata", None)
            page.pop("/PieceInfo", None)
            writer.add_page(page)
        writer.metadata = None
        out = BytesIO()
        writer.write(out)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UncleanableError("pdf") from error
    return out.getvalue()


def _picture(data: bytes, content_type: str) -> bytes:
    try:
        with Image.open(BytesIO(data)) as picture:
            if picture.width * picture.height > _PIXELS:
                raise UncleanableError("pixels")
            bare = Image.new(picture.mode, picture.size)
            bare.putdata(list(picture.getdata())) if picture.mode == "P" else bare.paste(picture)
            if picture.mode == "P" and (palette := picture.getpalette()):
                bare.putpalette(palette)
            out = BytesIO()
            bare.save(out, "PNG" if content_type == "image/png" else "JPEG", quality=92)
    except (OSError, ValueError) as error:
        raise UncleanableError("picture") from error
    return out.getvalue()
