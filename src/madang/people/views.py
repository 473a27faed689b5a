"""Pages of one's own account. Everything here acts as oneself and touches nobody else's rows."""

from collections.abc import Callable
from datetime import UTC
from typing import Any, TypeVar, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from madang.core.capacity import Request, acting
from madang.core.policy import Refused

from . import actions, consents, desks, holdings, policy, sessions, terms
from .capacity import AsSelf, AsVisitor, OwnRequest
from .forms import EraseForm, ProfileForm, TokenForm
from .models import ApiToken, Consent

V = TypeVar("V", bound=Callable[..., HttpResponse])


def signed_in_lately(view: V) -> V:
    """Ask for the password or second factor once more, unless that was done in the last five minutes."""
    return cast(V, reauthentication_required(view))


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What a locked-out sign-in sees. The same for an address that has an account and one that has none."""
    return render(request, "people/locked_out.html", status=429)


@acting(AsVisitor)
@require_safe
def account_terms(request: Request) -> HttpResponse:
    """The words in force today, for anyone to read before agreeing."""
    return render(request, "people/terms.html", {"words": terms.words(Consent.Purpose.ACCOUNT)})


@acting(AsSelf)
def overview(request: OwnRequest) -> HttpResponse:
    person = request.capacity.person
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        actions.set_profile(person=person, name=form.cleaned_data["name"], language=language, by=request.capacity)
        messages.success(request, _("Saved."))
        with translation.override(language):
            return redirect("people:overview")
    status = 422 if form.is_bound else 200
    return render(request, "people/overview.html", {"form": form, "desks": desks.of(person)}, status=status)


@acting(AsSelf)
@require_safe
def security(request: OwnRequest) -> HttpResponse:
    person = request.capacity.person
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    context = {
        "address": EmailAddress.objects.filter(user=person, primary=True).first(),
        "has_totp": Authenticator.Type.TOTP in kinds,
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "keys": kinds.count(Authenticator.Type.WEBAUTHN),
        "sessions": len(sessions.open_of(person, now=request.now)),
        "tokens": ApiToken.objects.filter(person=person).valid(now=request.now).count(),
    }
    return render(request, "people/security.html", context)


@acting(AsSelf)
def session_list(request: OwnRequest) -> HttpResponse:
    """Where one is signed in; a POST ends all but this one."""
    person, current = request.capacity.person, request.session.session_key or ""
    if request.method == "POST":
        sessions.end_others(person, keep=current)
        messages.success(request, _("All other sessions have ended."))
        return redirect("people:sessions")
    context = {"sessions": sessions.open_of(person, now=request.now), "current": current}
    return render(request, "people/sessions.html", context)


@acting(AsSelf)
@require_safe
def consent_list(request: OwnRequest) -> HttpResponse:
    person = request.capacity.person
    given = list(Consent.objects.filter(person=person).order_by("-given_at", "-id"))
    names = consents.names(given)
    rows = [
        {
            "consent": consent,
            "words": terms.words(consent.purpose, consent.text_version),
            "about": names.get((consent.purpose, consent.about), consent.about),
            "follows": getattr(consents.consequence_of(consent.purpose), "says", ""),
            "may_withdraw": policy.can_withdraw(request.capacity, consent),
        }
        for consent in given
    ]
    return render(request, "people/consents.html", {"rows": rows})


@acting(AsSelf)
@require_POST
def withdraw_consent(request: OwnRequest, pk: int) -> HttpResponse:
    consent = get_object_or_404(Consent.objects.visible_to(request.capacity), pk=pk)
    try:
        actions.withdraw_consent(consent=consent, by=request.capacity, now=request.now)
        messages.success(request, _("The consent has been taken back."))
    except Refused as refused:
        messages.error(request, refused.reason)
    return redirect("people:consents")


@acting(AsSelf)
@require_safe
def token_list(request: OwnRequest) -> HttpResponse:
    return _tokens(request, TokenForm())


def _tokens(
    request: OwnRequest, form: TokenForm, *, key: str = "", refusal: str = "", status: int = 200
) -> HttpResponse:
    tokens = ApiToken.objects.visible_to(request.capacity).for_list()
    context = {
        "form": form,
        "tokens": tokens,
        "scopes": dict(ApiToken.Scope.choices),
        "key": key,
        "refusal": refusal,
        "now": request.now,
    }
    return render(request, "people/tokens.html", context, status=status)


@acting(AsSelf)
@require_POST
@signed_in_lately
def create_token(request: OwnRequest) -> HttpResponse:
    """Shows the key in the answer itself: it is in no address, no session and no message store."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _tokens(request, form, status=422)
    try:
        _token, key = actions.create_token(
            person=request.capacity.person, by=request.capacity, now=request.now, **form.cleaned_data
        )
    except Refused as refused:
        return _tokens(request, form, refusal=refused.reason, status=409)
    return _tokens(request, TokenForm(), key=key)


@acting(AsSelf)
@require_POST
def revoke_token(request: OwnRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.visible_to(request.capacity), pk=pk)
    try:
        actions.revoke_token(token=token, by=request.capacity, now=request.now)
        messages.success(request, _("The token has been revoked."))
    except Refused as refused:
        messages.error(request, refused.reason)
    return redirect("people:tokens")


@acting(AsSelf)
@require_safe
def export(request: OwnRequest) -> HttpResponse:
    return render(request, "people/export.html")


@acting(AsSelf)
@require_safe
@signed_in_lately
def export_page(request: OwnRequest) -> HttpResponse:
    return render(
        request, "people/export_page.html", {"holdings": holdings.of(request.capacity.person), "now": request.now}
    )


@acting(AsSelf)
@require_safe
@signed_in_lately
def export_json(request: OwnRequest) -> HttpResponse:
    person = request.capacity.person
    held: dict[str, Any] = {holding.key: holding.as_json() for holding in holdings.of(person)}
    body = {"madang_export": 1, "made_at": request.now.astimezone(UTC).isoformat(), "held": held}
    answer = JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="madang-{person.public_id}.json"'
    return answer


@acting(AsSelf)
@sensitive_post_parameters()
@signed_in_lately
def erase(request: OwnRequest) -> HttpResponse:
    """The page that says what erasing does and what stands in its way, and the act itself."""
    person = request.capacity.person
    reasons = holdings.reasons_against_erasing(person)
    form = EraseForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase(person=person, by=request.capacity, now=request.now)
        except Refused:
            # Between showing and sending someone may have come to depend on this person: show what, as it is now.
            reasons = holdings.reasons_against_erasing(person)
        else:
            logout(request)
            messages.success(request, _("Your account has been deleted."))
            return redirect(reverse("street:home"))
    status = 200 if not form.is_bound else 409 if reasons else 422
    return render(request, "people/erase.html", {"form": form, "reasons": reasons}, status=status)
