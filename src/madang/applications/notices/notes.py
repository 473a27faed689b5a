"""Notes to a team: what staff asked, changed or filed, without a word of what was answered."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from madang.applications.deadline import deadline_of
from madang.applications.models import Application, FormVersion
from madang.applications.reading import form_of
from madang.core import moments
from madang.core.text import reader_language
from madang.engines.forms import Form
from madang.people.models import Person

NOTES: Final = ("correction", "recalled", "moved", "filed", "extended")


def note(
    kind: str, application: Application, reader: Person, *, ref: int, questions: Sequence[str] = ()
) -> EmailMessage | None:
    """One note to one reader, in their language; None where what it was about has gone since. `kind`: one of NOTES."""
    if kind not in NOTES:
        raise KeyError(kind)
    call = application.call
    with translation.override(reader.language):
        about = next((one for one in application.corrections.all() if one.pk == ref), None)
        form = form_of(application.form)
        if kind == "moved":
            left = FormVersion.objects.filter(pk=ref).first()
            form = form_of(left) if left else form
        if kind in ("correction", "recalled") and about is None:
            return None
        window = deadline_of(call)
        path = reverse("applications:application", args=[application.startup.slug, application.public_id])
        context = {
            "application": application,
            "call": call,
            "startup": application.startup,
            "correction": about,
            "until": moments.moment(about.until, call.zone, now=about.asked_at) if about else "",
            "closes": moments.moment(window.closes_at, call.zone, now=application.started_at)
            if window.closes_at
            else "",
            "before": moments.moment(window.extended_from, call.zone, now=application.started_at)
            if window.extended_from
            else "",
            "reason": window.reason,
            "questions": _labels(form, questions),
            "link": settings.MADANG_ADDRESS + path,
        }
        text = render_to_string(f"applications/email/{kind}.txt", context).strip()
    subject, _newline, body = text.partition("\n")
    host = urlsplit(settings.MADANG_ADDRESS).hostname or "madang"
    message = EmailMessage(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [reader.email])
    key = f"{kind}.{ref}.{application.public_id}.{reader.public_id}"
    message.extra_headers = {"Message-ID": f"<{key}@{host}>"}
    return message


def _labels(form: Form, questions: Sequence[str]) -> list[str]:
    known = {question.id: question.label.said(reader_language()) for question in form.questions()}
    return [known.get(key, key) for key in questions]
