"""Messages about calls to the people who run them."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from madang.core.jobs import enqueue, job

from .models import Call


@job("programmes.not_published")
def not_published(*, call: int, lacks: str) -> None:
    """Tell owners and programme managers that a call did not publish itself: one job for each, so that each has one mail."""
    found = Call.objects.select_related("institution").get(pk=call)
    staff = found.institution.staff.filter(role__in=["owner", "manager"], person__is_active=True).order_by("pk")
    for role in staff.values_list("pk", flat=True):
        enqueue(tell_not_published, call=call, lacks=lacks, role=role)


@job("programmes.tell_not_published")
def tell_not_published(*, call: int, lacks: str, role: int) -> None:
    """One mail, in its reader's language; none once the call is published or has a new time."""
    found = Call.objects.select_related("institution").get(pk=call)
    to = found.institution.staff.select_related("person").filter(pk=role, person__is_active=True).first()
    if to is None or found.status != Call.Status.DRAFT:
        return
    with translation.override(to.person.language):
        link = settings.MADANG_ADDRESS + reverse("programmes:desk_call", args=[found.institution.slug, found.public_id])
        context = {"call": found, "lacks": lacks, "link": link}
        text = render_to_string("programmes/email/not_published.txt", context).strip()
    subject, _newline, body = text.partition("\n")
    send_mail(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [to.person.email])
