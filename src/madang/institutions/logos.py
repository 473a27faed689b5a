"""Logos: what may be uploaded, read and written anew, so that nothing but the picture is kept."""

import io
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

FORMATS: Final = ("PNG", "JPEG", "WEBP")
MAX_BYTES: Final = 1_000_000
MAX_PIXELS: Final = 4_000_000
MIN_SIDE: Final = 48
KEPT_SIDE: Final = 512


def clean(upload: Any) -> bytes:
    """The picture of an upload as PNG, at most 512 pixels a side. Raises `ValidationError` with what to do.

    The kind is told by content, never by name. Pixels are counted from the header before anything is decoded, and what
    is kept is drawn anew: no metadata, no second file hidden behind the first.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(_("The file is larger than 1 MB. Please make the picture smaller."))
    try:
        with Image.open(io.BytesIO(upload.read()), formats=FORMATS) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                raise ValidationError(_("The picture has more than 4 million pixels. Please make it smaller."))
            if min(width, height) < MIN_SIDE:
                raise ValidationError(_("The picture is too small. Each side needs at least 48 pixels."))
            drawn = picture.convert("RGBA")
    except ValidationError:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(_("This is not a PNG, JPEG or WebP picture.")) from error
    drawn.thumbnail((KEPT_SIDE, KEPT_SIDE))
    kept = io.BytesIO()
    drawn.save(kept, "PNG", optimize=True)
    return kept.getvalue()
