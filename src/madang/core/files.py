"""Handing out files that people uploaded."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse


def download(stored: FieldFile, *, name: str, content_type: str = "application/octet-stream") -> FileResponse:
    """A kept file, always as a download: whatever it holds, nothing of it is ever shown or run inside the site.

    `content_type` must be one that the house itself told by content. Raises FileNotFoundError where the bytes are gone.
    """
    response = FileResponse(stored.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
