"""What a startup's desk says of its documents."""

from datetime import date
from typing import Any

from madang.startups.models import Document, Startup

from .standing import checklist, needing


def desk_context(startup: Startup, today: date) -> dict[str, Any]:
    """`expiring` and `missing` for `startups/_desk_documents.html`. One query; the papers come with `whole` or `with_facts`."""
    current = list(Document.objects.filter(startup=startup).current())
    rows = checklist(startup, current, list(startup.papers.all()), today)
    expiring, missing = needing(rows, current, today)
    return {"expiring": expiring, "missing": missing}
