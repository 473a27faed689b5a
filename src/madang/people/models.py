"""People: accounts, what they agreed to, the tokens they gave out, and the links by which others invite them."""

import secrets
import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .queries import ApiTokenQuerySet, ConsentQuerySet


def opaque() -> str:
    """A random public id: 16 letters and digits, about 80 bits, that tells nothing of the row."""
    return secrets.token_hex(8)


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Make and keep a person. `email` is kept in lower case; no password means: cannot sign in by password."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """One human being with an account. Roles live with what they are roles in: a startup, an institution.

    Erasure keeps the row (the journey and past decisions point at it) and empties everything personal in it.
    """

    public_id = models.CharField(max_length=16, unique=True, default=opaque, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=80, blank=True)
    language = models.CharField(
        _("language"), max_length=8, default="ko", choices=[("ko", "한국어"), ("zh-hans", "中文"), ("en", "English")]
    )
    is_operator = models.BooleanField(_("operator of the street"), default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="people_email_is_one_whatever_its_case"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(name="", is_active=False, is_operator=False, email__endswith="@erased.invalid"),
                name="people_erased_person_keeps_nothing_personal",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Someone who left")) if self.erased_at else self.name or self.email

    # Django's admin and model permissions are not used; these answers keep third-party code honest.
    @property
    def is_staff(self) -> bool:
        return False

    @property
    def is_superuser(self) -> bool:
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Consent(models.Model):
    """What a person agreed to, in which words, in which language, and when they took it back."""

    class Purpose(models.TextChoices):
        ACCOUNT = "account", _("Keeping your account")
        PUBLIC_PAGE = "public_page", _("Showing the startup's public page")
        SHARE_WITH_STAFF = "share_with_staff", _("Letting institutions see that the startup fits their calls")
        DIGEST = "digest", _("Sending reminders by e-mail")

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=24, choices=Purpose)
    # Which startup the consent speaks for, by its public id; empty when it is about the person alone.
    about = models.CharField(max_length=40, blank=True)
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose", "about"],
                condition=Q(withdrawn_at__isnull=True),
                name="people_one_standing_consent_per_purpose",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("given_at")),
                name="people_consent_is_withdrawn_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_at:%Y-%m-%d}"


class ApiToken(models.Model):
    """A personal key to the API. Only its hash is kept; the key itself is shown once."""

    class Scope(models.TextChoices):
        READ = "read", _("Read what the street shows everyone")
        STARTUPS = "startups", _("Read your own startups and check their eligibility")
        WRITE = "write", _("Change your own startups")
        SEARCHES = "searches", _("Read and change your saved searches")
        APPLICATIONS = "applications", _("Read your own startups' applications")

    person = models.ForeignKey(Person, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    hint = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} (…{self.hint})"


class Invitation(models.Model):
    """Base of the invitations of startups and institutions: a link that works once, for one address, until a day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False),
                name="%(app_label)s_%(class)s_used_at_and_by_go_together",
            )
        ]

    def __str__(self) -> str:
        return self.email
