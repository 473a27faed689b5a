"""Forms of accounts: the sign-in library's with our words, and those of `/me/`."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as social
from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madang.core.clean import one_line

from . import actions, terms
from .capacity import AsSelf
from .models import ApiToken, Consent, Person

LANGUAGES = [("ko", "한국어"), ("zh-hans", "中文"), ("en", "English")]


class Plain(forms.Form):
    """A label above the field says what it is; no placeholder repeats it and vanishes when one types."""

    labels: dict[str, Any] = {}
    # The library lists every rule of passwords and links to the reset; one sentence and the page's own link do.
    hints: dict[str, Any] = {
        "password": "",
        "oldpassword": "",
        "password1": _("At least 10 characters. A short sentence is easy to remember and hard to guess."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.labels:
                field.label = self.labels[name]
            if name in self.hints:
                field.help_text = self.hints[name]


class Named:
    """A form with a name in it: kept as one clean line, however a keyboard or a clipboard wrote it."""

    cleaned_data: dict[str, Any]

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not name:  # nothing but signs that nobody sees
            raise forms.ValidationError(forms.Field.default_error_messages["required"], code="required")
        return name


class Joining(Named, forms.Form):
    """What signing up asks besides the address: a name, a language, and the consent without which we keep nothing."""

    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As the people you work with here should see it."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=LANGUAGES,
        help_text=_("We write to you in this language. You can change it later."),
    )
    consent = forms.BooleanField(
        label=_("I agree to this"), error_messages={"required": _("Without your agreement we cannot keep an account.")}
    )

    def order(self, *names: str) -> None:
        """Set the order and the reader's language; to be called once all fields are there."""
        self.order_fields(names)
        self.fields["language"].initial = translation.get_language() or "ko"

    @property
    def words(self) -> Any:
        return terms.words(Consent.Purpose.ACCOUNT)

    def record_consent(self, request: HttpRequest, person: Person) -> None:
        actions.give_consent(
            person=person,
            purpose=Consent.Purpose.ACCOUNT,
            language=translation.get_language() or person.language,
            by=AsSelf(person),
            now=request.now,  # type: ignore[attr-defined]
        )


class SignupForm(Joining, Plain, account.SignupForm):  # type: ignore[misc]
    """Sign-up by e-mail and password."""

    labels = {"email": _("E-mail"), "password1": _("Password"), "password2": _("Password again")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order("email", "name", "language", "password1", "password2", "consent")

    @transaction.atomic
    def save(self, request: HttpRequest) -> Person:
        person: Person = super().save(request)
        self.record_consent(request, person)
        return person


class SocialSignupForm(Joining, Plain, social.SignupForm):  # type: ignore[misc]
    """The last step of a first sign-in through an OpenID Connect provider."""

    labels = {"email": _("E-mail")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order("email", "name", "language", "consent")

    @transaction.atomic
    def save(self, request: HttpRequest) -> Person:
        person: Person = super().save(request)
        self.record_consent(request, person)
        return person


class LoginForm(Plain, account.LoginForm):  # type: ignore[misc]
    labels = {"login": _("E-mail"), "password": _("Password")}


class AddEmailForm(Plain, account.AddEmailForm):  # type: ignore[misc]
    labels = {"email": _("New e-mail")}


class ChangePasswordForm(Plain, account.ChangePasswordForm):  # type: ignore[misc]
    labels = {"oldpassword": _("Password now"), "password1": _("New password"), "password2": _("New password again")}


class SetPasswordForm(Plain, account.SetPasswordForm):  # type: ignore[misc]
    labels = {"password1": _("New password"), "password2": _("New password again")}


class ResetPasswordForm(Plain, account.ResetPasswordForm):  # type: ignore[misc]
    labels = {"email": _("E-mail")}


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]
    labels = {"password1": _("New password"), "password2": _("New password again")}


class ReauthenticateForm(Plain, account.ReauthenticateForm):  # type: ignore[misc]
    labels = {"password": _("Password")}


class MfaAuthenticateForm(Plain, mfa.AuthenticateForm):  # type: ignore[misc]
    labels = {"code": _("Code from your app, or a recovery code")}


class MfaReauthenticateForm(Plain, mfa.ReauthenticateForm):  # type: ignore[misc]
    labels = {"code": _("Code from your app, or a recovery code")}


class ActivateTotpForm(Plain, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": _("The six digits your app shows now")}


class AddPasskeyForm(Plain, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    labels = {"name": _("Name of the key"), "passwordless": _("Sign in with this key alone, without a password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].help_text = _("The device then asks for a fingerprint, face or PIN.")
        self.fields["passwordless"].initial = True


class EditPasskeyForm(Plain, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    labels = {"name": _("Name of the key")}


class ProfileForm(Named, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Person
        fields = ["name", "language"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}
        labels = {"name": pgettext_lazy("of a person", "Name"), "language": _("Language")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class TokenForm(Named, forms.Form):
    """What a new API token is for, what it may do and for how long."""

    name = forms.CharField(label=_("What it is for"), max_length=80, help_text=_("For example: our CRM, my laptop."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=ApiToken.Scope, widget=forms.CheckboxSelectMultiple, initial=["read"]
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
        initial=90,
    )


class EraseForm(forms.Form):
    """Typing one's own address is what tells erasing apart from a slip of the finger."""

    email = forms.EmailField(label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if typed.strip().lower() != self.person.email.lower():
            raise forms.ValidationError(_("This is not the address of this account."))
        return typed
