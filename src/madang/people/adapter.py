"""How the sign-in library meets Madang: in whose language mail goes out, where its links lead, what is kept secret."""

import hashlib
from base64 import urlsafe_b64encode
from io import BytesIO
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

import qrcode  # type: ignore[import-untyped]
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from madang.core import clock

from .models import ApiToken, Person


def axes_username(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Whom a failed sign-in counts against: the address in lower case, so that writing it otherwise gains no tries."""
    return str((credentials or {}).get("email") or request.POST.get("login") or "").strip().lower()


def absolute(url: str) -> str:
    """An address for a mail. With `MADANG_ORIGIN` set the request's Host header has no say in it."""
    if not settings.MADANG_ORIGIN:
        return url
    origin, parts = urlsplit(settings.MADANG_ORIGIN), urlsplit(url)
    return urlunsplit((origin.scheme, origin.netloc, parts.path, parts.query, ""))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Mail in the addressee's own language, links from the setting, plain words for what went wrong."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is not active."),
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "incorrect_password": _("This password is not right."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, or reset your password."),
        "rate_limited": _("Too many requests. Wait a few minutes and try again."),
        "same_as_current": _("This is already your address."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user")
        person = (
            user if isinstance(user, Person) else Person.objects.filter(email__iexact=email, is_active=True).first()
        )
        links = {key: absolute(value) for key, value in context.items() if key.endswith("_url") and value}
        with translation.override(person.language if person else translation.get_language()):
            super().send_mail(template_prefix, email, context | links)

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        user.name = form.cleaned_data.get("name", "")
        user.language = form.cleaned_data.get("language") or user.language
        saved: Person = super().save_user(request, user, form, commit=commit)
        return saved

    def set_password(self, user: Person, password: str) -> None:
        """A new password ends every other way in that the old one may have opened: API tokens too."""
        super().set_password(user, password)
        ApiToken.objects.filter(person=user, revoked_at__isnull=True).update(revoked_at=clock.now())

    def is_safe_url(self, url: str) -> bool:
        """Only addresses on this site, without scheme and host: where to go next never comes from outside."""
        return (
            bool(url) and url.startswith("/") and not url.startswith(("//", "/\\")) and bool(super().is_safe_url(url))
        )


def _vault() -> MultiFernet:
    """Keys made from the site's secret keys, the present one first, so that a change of the secret loses nothing."""
    secrets = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        [Fernet(urlsafe_b64encode(hashlib.sha256(b"madang.mfa:" + key.encode()).digest())) for key in secrets]
    )


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors lie encrypted: a stolen copy of the database alone makes no codes."""

    def encrypt(self, text: str) -> str:
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The QR code on white paper, or no camera reads it on a dark page."""
        drawing = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawing)
        return drawing.getvalue().decode()
