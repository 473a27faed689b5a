"""The environment, read once. Every name Madang knows stands here; an unknown `MADANG_*` name stops the start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT: Final = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Name:
    """One environment variable: its default as text and what it does, for `docs/reference/settings.md`."""

    name: str
    default: str
    meaning: str


NAMES: Final = (
    Name("DATABASE_URL", "", "PostgreSQL to use. Empty: the embedded server in `MADANG_DATA`."),
    Name("MADANG_MODE", "demo", "`demo`, `production` or `test`. Production refuses unsafe settings."),
    Name(
        "MADANG_DATA", "var", "Folder of the embedded database, uploads and the secret key. Relative to the checkout."
    ),
    Name("MADANG_PG_BIN", "", "Folder with `postgres`, `initdb` and `pg_ctl`, in place of the packaged ones."),
    Name("MADANG_SECRET_KEY", "", "At least 50 characters. Empty in demo mode: one is made and kept in `MADANG_DATA`."),
    Name("MADANG_HOSTS", "", "Host names served, separated by commas. Must be set in production."),
    Name("MADANG_ORIGIN", "", "Public address, such as `https://street.example.org`, for links in mail and feeds."),
    Name("MADANG_DEBUG", "0", "`1` shows error details to everyone. Refused in production."),
    Name("MADANG_WORKERS", "2", "Web processes."),
    Name("MADANG_THREADS", "4", "Threads of each web process; also the size of its database pool."),
    Name("MADANG_TRUSTED_PROXIES", "0", "How many proxies stand in front and set `X-Forwarded-For`. 0 trusts none."),
    Name(
        "MADANG_MAIL_URL",
        "",
        "`smtp://user:password@host:587?tls=1`. Empty: mail is written to files in `MADANG_DATA`.",
    ),
    Name("MADANG_MAIL_FROM", "Madang <street@example.test>", "Sender of mail."),
    Name("MADANG_LANG", "ko", "Language of a reader who asks for none: `ko`, `zh-hans` or `en`."),
    Name("MADANG_METRICS_TOKEN", "", "Bearer token that may read `/metrics`. Empty: operators only."),
    Name("MADANG_OIDC_NAME", "", "Name of an OpenID Connect provider, as the sign-in page shows it."),
    Name("MADANG_OIDC_SERVER", "", "Its address (the issuer)."),
    Name("MADANG_OIDC_CLIENT", "", "Client id at that provider."),
    Name("MADANG_OIDC_SECRET", "", "Client secret at that provider."),
    Name("MADANG_FETCH_PRIVATE", "0", "`1` lets importers read addresses inside the private network."),
    Name(
        "MADANG_SEARCH",
        "lexical",
        "`lexical`: by words and concepts. `embedded`: by meaning too, by a model on this machine (`make embedded`)."
        " `endpoint`: by a server's model.",
    ),
    Name(
        "MADANG_EMBEDDING_URL", "", "Address of a server that speaks OpenAI's `/v1/embeddings`, up to and with `/v1`."
    ),
    Name(
        "MADANG_EMBEDDING_KEY",
        "",
        "Name of the environment variable that holds its key; it must not begin with `MADANG_`. Empty: no key.",
    ),
    Name(
        "MADANG_EMBEDDING_MODEL",
        "",
        "The model to ask it for. With `embedded`: `use` (the default, small and fast), or after `make quality` `e5` or"
        " `both` (better; over an hour for 3,000 calls).",
    ),
    Name("MADANG_EMBEDDING_QUERY_PREFIX", "", "What that model wants before a query, such as `query: `."),
    Name("MADANG_EMBEDDING_PASSAGE_PREFIX", "", "What it wants before a text, such as `passage: `."),
    Name("MADANG_EMBEDDING_BATCH", "32", "Texts in one request."),
    Name("MADANG_EMBEDDING_TIMEOUT", "20", "Seconds the worker waits for one request. A search waits 1 at most."),
    Name("MADANG_LOG", "line", "`line` or `json`: the form of the log."),
    Name("MADANG_CHROMIUM", "", "Path of Chromium for browser tests, when it is not in the usual place."),
)

SEARCHES: Final = ("lexical", "embedded", "endpoint")
_KNOWN = {entry.name: entry for entry in NAMES}


def read(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Every known name with its value or default. Raises `ImproperlyConfigured` for an unknown `MADANG_*` name."""
    unknown = sorted(name for name in environ if name.startswith("MADANG_") and name not in _KNOWN)
    if unknown:
        raise ImproperlyConfigured(
            f"Unknown setting {', '.join(unknown)}. Known names are listed in docs/reference/settings.md."
        )
    # Empty counts as unset: make hands on every name it exports, and an empty folder would be the checkout itself.
    values = {entry.name: environ.get(entry.name) or entry.default for entry in NAMES}
    if values["MADANG_SEARCH"] not in SEARCHES:
        raise ImproperlyConfigured(f"MADANG_SEARCH={values['MADANG_SEARCH']}: choose one of {', '.join(SEARCHES)}.")
    return values


def number(env: Mapping[str, str], name: str, *, least: int) -> int:
    """A whole number of at least `least`. Raises `ImproperlyConfigured` naming the setting."""
    if not env[name].isdecimal() or int(env[name]) < least:
        raise ImproperlyConfigured(f"{name}={env[name]}: give a whole number, {least} or more.")
    return int(env[name])


def data_folder(env: Mapping[str, str]) -> Path:
    """`MADANG_DATA` as an absolute path."""
    folder = Path(env["MADANG_DATA"]).expanduser()
    return folder if folder.is_absolute() else ROOT / folder


def secret_key(env: Mapping[str, str]) -> str:
    """The signing key: given, or in demo and test mode made once and kept where only the owner reads it."""
    if env["MADANG_SECRET_KEY"]:
        return env["MADANG_SECRET_KEY"]
    if env["MADANG_MODE"] == "production":
        raise ImproperlyConfigured("MADANG_SECRET_KEY must be set in production: at least 50 random characters.")
    if env["MADANG_MODE"] == "test":
        return "only-for-tests-" + "x" * 50
    kept = data_folder(env) / "secret-key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return kept.read_text().strip()


def database(url: str) -> dict[str, object]:
    """Django's database entry for a `postgresql://` address (the socket folder may be its `host` parameter)."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://. Madang runs on PostgreSQL only.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "madang",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or query.pop("port", "") or ""),
        "OPTIONS": query,
    }
