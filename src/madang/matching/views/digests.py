"""What mail a person gets, and stopping it by the link that every mail carries."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from madang.core.capacity import Request, acting
from madang.matching import links
from madang.matching.actions import saved, saved_mail
from madang.matching.forms.saved import MailChoicesForm
from madang.matching.models import Letter, SavedSearch, choices_of
from madang.matching.policy import saved as policy
from madang.matching.queries.reminders import closing_calls
from madang.people import terms
from madang.people.capacity import AsSelf, AsVisitor, OwnRequest
from madang.people.models import Person

LETTERS = 10
CLOSING = 8


@acting(AsSelf)
def notices(request: OwnRequest) -> HttpResponse:
    """What one gets, how often, when it was last sent; and the choices that hold for all of it."""
    person = request.capacity.person
    choices = choices_of(person)
    initial = {"reminds": choices.reminds, "days": choices.days, "zone": choices.zone, "hour": choices.hour}
    has_agreed = policy.has_agreed(person)
    form = MailChoicesForm(request.POST or None, has_agreed=has_agreed, initial=initial)
    if request.method == "POST" and form.is_valid():
        if form.newly_agreed:
            saved.agree(by=request.capacity, language=get_language() or "ko", now=request.now)
        given = {key: form.cleaned_data[key] for key in ("zone", "hour", "reminds", "days")}
        saved_mail.choose(person=person, by=request.capacity, **given)
        messages.success(request, _("Saved."))
        return redirect("matching:notices")
    context: dict[str, Any] = {
        "form": form,
        "may_mail": policy.can_mail(person),
        "has_agreed": has_agreed,
        "words": terms.words("digest"),
        "searches": SavedSearch.objects.visible_to(request.capacity).for_list(),
        "zone": choices.zone,
        "kept": closing_calls(person, now=request.now)[:CLOSING],
        "letters": Letter.objects.visible_to(request.capacity)
        .filter(sent_at__isnull=False)
        .order_by("-sent_at", "-pk")[:LETTERS],
    }
    return render(request, "matching/saved/notices.html", context, status=422 if form.is_bound else 200)


@acting(AsSelf)
@require_POST
def stop_all(request: OwnRequest) -> HttpResponse:
    saved_mail.stop(person=request.capacity.person, scope="all", now=request.now)
    messages.success(request, _("No more e-mail about searches and closing dates is sent."))
    return redirect("matching:notices")


# Mail programs send the POST of RFC 8058 without cookies or a page; the signed link is the proof.
@csrf_exempt
@acting(AsVisitor)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: Request, token: str) -> HttpResponse:
    """Stop one kind of mail. Looking at the page changes nothing (mail scanners look at every link); the one button does."""
    read = links.read_stop(token)
    if read is None:
        raise Http404
    public_id, scope = read
    person = Person.objects.filter(public_id=public_id).first()
    if person is None:
        raise Http404
    context = {"scope": scope, "search": None, "done": request.method == "POST"}
    if scope not in ("all", "reminders"):
        context["search"] = SavedSearch.objects.filter(person=person, public_id=scope).first()
    if request.method == "POST":
        saved_mail.stop(person=person, scope=scope, now=request.now)
    response = render(request, "matching/saved/stop.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
