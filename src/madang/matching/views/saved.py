"""A person's saved searches: the list, one with what is new in it, and what can be done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.core.capacity import acting
from madang.core.policy import Refused
from madang.matching import links
from madang.matching.actions import saved as actions
from madang.matching.forms.saved import SavedSearchForm
from madang.matching.models import SavedSearch, choices_of
from madang.matching.policy import saved as policy
from madang.matching.queries.saved import asked, findings_to_show, kept_address
from madang.people import terms
from madang.people.capacity import AsSelf, OwnRequest
from madang.programmes import fit
from madang.programmes.models import Call
from madang.programmes.queries.catalogue import Search
from madang.startups.models import Startup
from madang.startups.rules import facts_of

from .saved_words import house_names, name_of, said

SHOWN = 50
EARLIER = 6


@acting(AsSelf)
@require_safe
def index(request: OwnRequest) -> HttpResponse:
    """All of one's saved searches, with how many calls are new in each."""
    searches = list(SavedSearch.objects.visible_to(request.capacity).for_list())
    asks = {one.pk: asked(one.address) for one in searches}
    names = house_names(asks.values())
    context = {
        "rows": [(one, said(asks[one.pk], names)) for one in searches],
        "may_mail": policy.can_mail(request.capacity.person),
        "zone": choices_of(request.capacity.person).zone,
    }
    return render(request, "matching/saved/index.html", context)


def _startup(request: OwnRequest, slug: str) -> Startup | None:
    """The startup a search is to be saved for; a foreign one is as absent as one that does not exist."""
    if not slug:
        return None
    found: Startup | None = Startup.objects.of(request.capacity.person).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


@acting(AsSelf)
def new(request: OwnRequest) -> HttpResponse:
    """Name a search of the catalogue and keep it. The search itself stands in the address, as on the page of results."""
    person = request.capacity.person
    search, startup = asked(request.GET.urlencode()), _startup(request, request.GET.get("for", ""))
    kept = SavedSearch.objects.filter(person=person, startup=startup, address=kept_address(search)).first()
    if kept is not None and request.method != "POST":
        messages.info(request, _("You have already saved this search."))
        return redirect("matching:search", kept.public_id)
    has_agreed = policy.has_agreed(person)
    initial = {"name": name_of(search), "language": get_language() or person.language}
    form = SavedSearchForm(request.POST or None, has_agreed=has_agreed, initial=initial)
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = _save(request, search, startup, form)
            except Refused as refused:
                refusal, status = refused.reason, 409
            else:
                messages.success(request, _("The search is saved. What is new in it stands here from now on."))
                return redirect("matching:search", made.public_id)
    context = _form_context(search, form) | {"refusal": refusal, "startup": startup, "back": _results(search, startup)}
    return render(request, "matching/saved/new.html", context, status=status)


def _save(request: OwnRequest, search: Search, startup: Startup | None, form: SavedSearchForm) -> SavedSearch:
    _agree(request, form)
    given = {key: form.cleaned_data[key] for key in ("name", "pace", "language")}
    return actions.save(search=search, startup=startup, by=request.capacity, now=request.now, **given)


def _agree(request: OwnRequest, form: SavedSearchForm) -> None:
    if form.newly_agreed:
        actions.agree(by=request.capacity, language=get_language() or "ko", now=request.now)


def _form_context(search: Search, form: SavedSearchForm) -> dict[str, Any]:
    return {"form": form, "filters": said(search, house_names([search])), "words": terms.words("digest")}


def _results(search: Search, startup: Startup | None) -> str:
    """The page of results of a search."""
    if startup:
        path = reverse("programmes:startup_index", args=[startup.slug])
    else:
        path = reverse("programmes:index")
    query = search.address()
    return f"{path}?{query}" if query else path


def _found(request: OwnRequest, public_id: str) -> SavedSearch:
    rows = SavedSearch.objects.visible_to(request.capacity).for_list()
    found: SavedSearch = get_object_or_404(rows, public_id=public_id)
    return found


def _startup_of(request: OwnRequest, search: SavedSearch) -> Startup | None:
    """The startup of a search while the person still belongs to it."""
    if search.startup_id is None:
        return None
    found: Startup | None = (
        Startup.objects.of(request.capacity.person).with_facts().filter(pk=search.startup_id).first()
    )
    return found


@acting(AsSelf)
@require_safe
def show(request: OwnRequest, public_id: str) -> HttpResponse:
    """One search: what is new since it was last looked at, what was found before, how it is told."""
    kept = _found(request, public_id)
    search, startup = asked(kept.address), _startup_of(request, kept)
    fresh, earlier = findings_to_show(kept, fresh=SHOWN, earlier=EARLIER)
    facts = facts_of(startup) if startup else None

    def row(call: Call) -> tuple[Call, Any]:
        return call, fit.short(call, facts, now=request.now) if facts else None

    context = {
        "search": kept,
        "startup": startup,
        "filters": said(search, house_names([search])),
        "results": _results(search, startup),
        "base": _results(Search(), startup),
        "fresh": [row(call) for call in fresh],
        "earlier": [row(call) for call in earlier],
        "feed": links.absolute(links.feed(kept)) if kept.feed_is_open else "",
        "may_mail": policy.can_mail(request.capacity.person),
        "zone": choices_of(request.capacity.person).zone,
    }
    return render(request, "matching/saved/show.html", context)


@acting(AsSelf)
def edit(request: OwnRequest, public_id: str) -> HttpResponse:
    kept = _found(request, public_id)
    initial = {"name": kept.name, "pace": kept.pace, "language": kept.language}
    form = SavedSearchForm(request.POST or None, has_agreed=policy.has_agreed(request.capacity.person), initial=initial)
    if request.method == "POST" and form.is_valid():
        _agree(request, form)
        given = {key: form.cleaned_data[key] for key in ("name", "pace", "language")}
        actions.change(search=kept, by=request.capacity, now=request.now, **given)
        messages.success(request, _("Saved."))
        return redirect("matching:search", kept.public_id)
    context = _form_context(asked(kept.address), form) | {"search": kept}
    return render(request, "matching/saved/edit.html", context, status=422 if form.is_bound else 200)


@acting(AsSelf)
@require_POST
def do(request: OwnRequest, public_id: str, verb: str) -> HttpResponse:
    """One of the moves: look, pause, resume, feed (open it, or give it a new link), close, remove."""
    kept = _found(request, public_id)
    by, now = request.capacity, request.now
    moves: dict[str, tuple[Callable[[], object], str]] = {
        "look": (lambda: actions.look(search=kept, by=by, now=now), _("Marked as seen.")),
        "pause": (lambda: actions.pause(search=kept, by=by, now=now), _("No e-mail until you take it up again.")),
        "resume": (lambda: actions.resume(search=kept, by=by, now=now), _("E-mail comes again from now on.")),
        "feed": (lambda: actions.open_feed(search=kept, by=by), _("The feed has a new link.")),
        "close": (lambda: actions.close_feed(search=kept, by=by), _("The feed is closed; its link no longer works.")),
        "remove": (lambda: actions.remove(search=kept, by=by), _("The search is removed.")),
    }
    if verb not in moves:
        raise Http404
    move, words = moves[verb]
    move()
    if request.htmx and verb == "look":  # the page was open for a while: seen, without a word
        return HttpResponse(status=204)
    messages.success(request, words)
    return redirect("matching:searches") if verb == "remove" else redirect("matching:search", public_id)
