"""All settings. One file, read from the environment; every name is explained in `docs/reference/settings.md`."""

import os
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext_lazy as _

from madang.config import env as environment
from madang.config import logs
from madang.core import pg

ENV = environment.read()
MODE = ENV["MADANG_MODE"]
DATA = environment.data_folder(ENV)
BASE_DIR = environment.ROOT
PACKAGE = environment.ROOT / "src" / "madang"

SECRET_KEY = environment.secret_key(ENV)
DEBUG = ENV["MADANG_DEBUG"] == "1"
PRODUCTION = MODE == "production"
ALLOWED_HOSTS = [host.strip() for host in ENV["MADANG_HOSTS"].split(",") if host.strip()] or (
    [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
MADANG_ORIGIN = ENV["MADANG_ORIGIN"]
# Where links in mail lead that no request asked for.
MADANG_ADDRESS = MADANG_ORIGIN or f"http://localhost:{os.environ.get('PORT') or 8000}"
MADANG_METRICS_TOKEN = ENV["MADANG_METRICS_TOKEN"]
MADANG_FETCH_PRIVATE = ENV["MADANG_FETCH_PRIVATE"] == "1"
# Search by meaning (`programmes.meaning`): off, a model on this machine, or a server's. Sockets of models lie here.
MADANG_SEARCH = ENV["MADANG_SEARCH"]
MADANG_MEANING_FOLDER = DATA
MADANG_EMBEDDING: dict[str, Any] = {
    "base": ENV["MADANG_EMBEDDING_URL"],
    "model": ENV["MADANG_EMBEDDING_MODEL"],
    "key_variable": ENV["MADANG_EMBEDDING_KEY"],
    "query_prefix": ENV["MADANG_EMBEDDING_QUERY_PREFIX"],
    "passage_prefix": ENV["MADANG_EMBEDDING_PASSAGE_PREFIX"],
    "batch": environment.number(ENV, "MADANG_EMBEDDING_BATCH", least=1),
    "timeout": environment.number(ENV, "MADANG_EMBEDDING_TIMEOUT", least=1),
}
# Tests run jobs when the transaction commits, in this process; everywhere else they go to the worker.
MADANG_JOBS_AT_ONCE = MODE == "test"
# Of a process's threads, those that may save drafts at one time: the rest stay free for handing in.
MADANG_DRAFTS_AT_ONCE = max(1, int(ENV["MADANG_THREADS"]) // 2)
MADANG_DRAFTS_BESIDE = max(1, int(ENV["MADANG_THREADS"]) - 1)
# Searches are counted without people (`matching.middleware`); tests that are not about that count queries instead.
MADANG_COUNT_SEARCHES = MODE != "test"

INSTALLED_APPS = [
    "madang.core",
    "madang.core.audit",
    "madang.people",
    "madang.institutions",
    "madang.startups",
    "madang.journey",
    "madang.programmes",
    "madang.matching",
    "madang.applications",
    "madang.reviews",
    "madang.street",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "pgtrigger",
    "pghistory",
    "ninja",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "madang.core.middleware.Record",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "madang.core.middleware.Moment",
    "madang.core.middleware.OnlySent",
    "madang.people.middleware.Seen",
    "axes.middleware.AxesMiddleware",
    "madang.matching.middleware.CountSearches",
]

ROOT_URLCONF = "madang.config.urls"
WSGI_APPLICATION = "madang.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "madang.street.context.frame",
            ],
            "builtins": [
                "madang.core.templatetags.ui",
                "madang.core.templatetags.kept",
                "django.templatetags.i18n",
                "template_partials.templatetags.partials",
            ],
            "string_if_invalid": "",
        },
    }
]
FORM_RENDERER = "madang.core.forms.Renderer"

DATABASES: dict[str, Any] = {"default": environment.database(ENV["DATABASE_URL"] or pg.url(DATA))}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["TEST"] = {"NAME": None}
if MODE != "test":
    DATABASES["default"]["OPTIONS"] |= {
        "pool": {"min_size": 1, "max_size": int(ENV["MADANG_THREADS"]) + 1, "timeout": 10}
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}

LANGUAGE_CODE = ENV["MADANG_LANG"]
LANGUAGES = [("ko", "한국어"), ("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = sorted(str(folder) for folder in PACKAGE.glob("*/locale"))
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Seoul"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = None if MODE == "test" else DATA / "static"
MEDIA_ROOT = DATA / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"
WHITENOISE_AUTOREFRESH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"] if MODE == "test" else ["madang.people.hashers.Argon2"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "madang.people.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "street:desks"
LOGOUT_REDIRECT_URL = "street:home"

ACCOUNT_ADAPTER = "madang.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_FORMS = {
    "login": "madang.people.forms.LoginForm",
    "signup": "madang.people.forms.SignupForm",
    "add_email": "madang.people.forms.AddEmailForm",
    "change_password": "madang.people.forms.ChangePasswordForm",
    "set_password": "madang.people.forms.SetPasswordForm",
    "reset_password": "madang.people.forms.ResetPasswordForm",
    "reset_password_from_key": "madang.people.forms.ResetPasswordKeyForm",
    "reauthenticate": "madang.people.forms.ReauthenticateForm",
}
MFA_ADAPTER = "madang.people.adapter.MfaAdapter"
MFA_FORMS = {
    "authenticate": "madang.people.forms.MfaAuthenticateForm",
    "reauthenticate": "madang.people.forms.MfaReauthenticateForm",
    "activate_totp": "madang.people.forms.ActivateTotpForm",
    "add_webauthn": "madang.people.forms.AddPasskeyForm",
    "edit_webauthn": "madang.people.forms.EditPasskeyForm",
}
SOCIALACCOUNT_FORMS = {"signup": "madang.people.forms.SocialSignupForm"}
# A first sign-in through a provider asks for the consent too, so it is never finished silently.
SOCIALACCOUNT_AUTO_SIGNUP = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Madang"
USERSESSIONS_TRACK_ACTIVITY = False  # madang.people.middleware.Seen notes it, without a write at every page
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if ENV["MADANG_OIDC_SERVER"]:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": ENV["MADANG_OIDC_NAME"] or "OpenID Connect",
                "client_id": ENV["MADANG_OIDC_CLIENT"],
                "secret": ENV["MADANG_OIDC_SECRET"],
                "settings": {"server_url": ENV["MADANG_OIDC_SERVER"]},
            }
        ],
    }

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLED = MODE != "test"
AXES_LOCKOUT_CALLABLE = "madang.people.views.locked_out"
AXES_IPWARE_PROXY_COUNT = int(ENV["MADANG_TRUSTED_PROXIES"])
AXES_USERNAME_CALLABLE = "madang.people.adapter.axes_username"
AXES_DISABLE_ACCESS_LOG = True  # the list of sessions is the log people can see and end
ALLAUTH_TRUSTED_PROXY_COUNT = int(ENV["MADANG_TRUSTED_PROXIES"])

SESSION_ENGINE = "madang.people.session_store"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if int(ENV["MADANG_TRUSTED_PROXIES"]):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [MADANG_ORIGIN] if MADANG_ORIGIN else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *([ENV["MADANG_OIDC_SERVER"]] if ENV["MADANG_OIDC_SERVER"] else [])],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV["MADANG_MAIL_FROM"]
EMAIL_TIMEOUT = 20  # seconds; without it a silent mail server holds a worker for ever
if ENV["MADANG_MAIL_URL"]:
    _mail = urlsplit(ENV["MADANG_MAIL_URL"])
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.username or "", _mail.password or ""
    EMAIL_USE_TLS = parse_qs(_mail.query).get("tls") == ["1"]
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"

NINJA_PAGINATION_PER_PAGE = 50
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
SILENCED_SYSTEM_CHECKS = [
    "account.W001",  # sign-in by e-mail only: there is no username to keep in step
]
LOGGING = logs.config(ENV["MADANG_LOG"], quiet=MODE == "test")
LANGUAGE_NAMES = {"ko": _("Korean"), "zh": _("Chinese"), "en": _("English")}
