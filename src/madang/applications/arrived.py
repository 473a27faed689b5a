"""Applications that were handed in to a call, as staff list them: one choice for the page, the export and the API."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models import TextField as PlainText
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.capacity import Capacity
from madang.core.text import LANGUAGES
from madang.programmes.models import Call

from .models import Application, Correction, Submission

State = Application.State
# What the tabs show. Corrected: handed in again; late: within the grace; asked: a request to correct waits.
SHOWS: Final = {
    "all": _("All"),
    "late": _("Within the grace"),
    "asked": _("Correction asked for"),
    "corrected": pgettext_lazy("of applications", "Corrected"),
    "withdrawn": pgettext_lazy("of applications", "Withdrawn"),
}
HINTS: Final = {
    "": pgettext_lazy("choice", "Any"),
    "met": _("seems to qualify"),
    "not_met": _("seems not to qualify"),
    "unknown": _("not known"),
}


@dataclass(frozen=True)
class Choice:
    """What a list of applications is narrowed to; everything empty shows all."""

    words: str = ""
    show: str = "all"
    language: str = ""
    hint: str = ""

    @classmethod
    def of(cls, sent: Mapping[str, Any]) -> "Choice":
        """From the address or a kept export; what is not known falls away."""
        show, language, hint = (str(sent.get(key, "")) for key in ("show", "language", "hint"))
        return cls(
            words=" ".join(str(sent.get("q", "")).split())[:80].replace("\x00", ""),
            show=show if show in SHOWS else "all",
            language=language if language in LANGUAGES else "",
            hint=hint if hint in HINTS else "",
        )

    @property
    def is_narrow(self) -> bool:
        return self != Choice()

    def to_json(self) -> dict[str, str]:
        return {"q": self.words, "show": self.show, "language": self.language, "hint": self.hint}


def arrived(call: Call, by: Capacity, choice: Choice) -> "QuerySet[Application]":
    """Applications handed in to the call, newest first, as the choice narrows them. Drafts are never among them."""
    rows: QuerySet[Application] = Application.objects.visible_to(by).filter(call=call)
    if choice.words:
        rows = rows.annotate(startup_words=Cast("startup__name", PlainText())).filter(
            Q(number__iexact=choice.words)
            | Q(number__iexact=choice.words.replace(" ", "-"))
            | Q(title__icontains=choice.words)
            | Q(startup_words__icontains=choice.words)
        )
    if choice.language:
        rows = rows.filter(language=choice.language)
    if choice.hint:
        rows = rows.filter(eligibility=choice.hint)
    own = Submission.objects.filter(application=OuterRef("pk"))
    waiting = Correction.objects.filter(application=OuterRef("pk"), answered_at=None, recalled_at=None)
    match choice.show:
        case "late":
            rows = rows.filter(Exists(own.filter(in_grace=True)))
        case "corrected":
            rows = rows.filter(Exists(own.filter(number__gt=1)))
        case "asked":
            rows = rows.filter(Exists(waiting))
        case "withdrawn":
            rows = rows.filter(state=State.WITHDRAWN)
    return rows.order_by("-submitted_at", "-pk")


def for_rows(rows: "QuerySet[Application]") -> "QuerySet[Application]":
    """With what one line of the list shows, in one query."""
    own = Submission.objects.filter(application=OuterRef("pk")).order_by("-number")
    waiting = Correction.objects.filter(application=OuterRef("pk"), answered_at=None, recalled_at=None)
    return (
        rows.select_related("startup")
        .annotate(
            last_number=Subquery(own.values("number")[:1]),
            is_late=Exists(own.filter(in_grace=True)),
            is_asked=Exists(waiting),
        )
        .only(
            *("public_id", "number", "call", "state", "language", "title", "submitted_at", "filed_for", "eligibility"),
            *("startup__name", "startup__slug"),
        )
    )


def counts(call: Call) -> dict[str, int]:
    """How many were handed in and stand, were withdrawn, and are still being written: the last as a number alone."""
    found: dict[str, int] = Application.objects.filter(call=call).aggregate(
        submitted=Count("pk", filter=Q(state=State.SUBMITTED)),
        withdrawn=Count("pk", filter=Q(state=State.WITHDRAWN, submitted_at__isnull=False)),
        drafts=Count("pk", filter=Q(state=State.DRAFT)),
    )
    return found
