"""Text in three languages, with the one it was written in and which others are only a machine's draft."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES: Final = ("ko", "zh", "en")
DJANGO_CODES: Final[Mapping[str, str]] = {"ko": "ko", "zh": "zh-hans", "en": "en"}
HTML_CODES: Final[Mapping[str, str]] = {"ko": "ko", "zh": "zh-Hans", "en": "en"}
# When the reader's language is missing: what most readers of that language can best make out.
FALLBACK: Final[Mapping[str, tuple[str, ...]]] = {
    "ko": ("ko", "en", "zh"),
    "zh": ("zh", "en", "ko"),
    "en": ("en", "ko", "zh"),
}


def reader_language() -> str:
    """The reader's language as one of `LANGUAGES`."""
    code = (get_language() or "ko")[:2]
    return code if code in LANGUAGES else "en"


@dataclass(frozen=True, slots=True)
class Said:
    """One language's wording. `status` is "original", "human" or "machine"."""

    text: str
    lang: str
    status: str

    @property
    def html_lang(self) -> str:
        return HTML_CODES[self.lang]

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Korean, Chinese and English. Empty means: not written in that language.

    `source` is the language it was first written in; `machine` holds the languages whose wording no person has read yet.
    """

    ko: str = ""
    zh: str = ""
    en: str = ""
    source: str = ""
    machine: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.ko or self.zh or self.en)

    def __str__(self) -> str:
        return self.said().text

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((lang, getattr(self, lang)) for lang in LANGUAGES if getattr(self, lang))

    def said(self, lang: str | None = None) -> Said:
        """The wording for a reader of `lang` (default: the active language), or the nearest one there is."""
        wanted = lang or reader_language()
        for candidate in FALLBACK[wanted]:
            if text := getattr(self, candidate):
                return Said(text, candidate, self.status(candidate))
        return Said("", wanted, "original")

    def status(self, lang: str) -> str:
        """Whether the wording in `lang` is the original, a person's translation or a machine's draft."""
        if lang == self.origin:
            return "original"
        return "machine" if lang in self.machine else "human"

    @property
    def origin(self) -> str:
        """The language it was written in; when nobody said, the first one that has words."""
        if self.source and getattr(self, self.source):
            return self.source
        return next((lang for lang, _text in self), self.source or "ko")

    def original(self) -> Said:
        return Said(getattr(self, self.origin), self.origin, "original")

    def to_json(self) -> dict[str, Any]:
        body: dict[str, Any] = dict(self)
        if self.source:
            body["_src"] = self.source
        if self.machine:
            body["_st"] = dict.fromkeys(sorted(self.machine), "machine")
        return body

    @classmethod
    def from_json(cls, body: Mapping[str, Any] | None) -> "Text":
        """Read what `to_json` wrote. Raises ValueError for a shape that is not ours."""
        if not body:
            return EMPTY
        unknown = set(body) - {*LANGUAGES, "_src", "_st"}
        if unknown or not all(isinstance(body.get(lang, ""), str) for lang in LANGUAGES):
            raise ValueError(f"not a trilingual text: {sorted(unknown) or body!r}")
        marks = body.get("_st", {})
        return cls(
            ko=body.get("ko", ""),
            zh=body.get("zh", ""),
            en=body.get("en", ""),
            source=body.get("_src", ""),
            machine=frozenset(lang for lang, status in marks.items() if status == "machine"),
        )


EMPTY: Final = Text()


class TextField(models.JSONField):
    """A `Text` in one JSON column, so that a name costs no join."""

    description = "Text in Korean, Chinese and English"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Text)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Text:
        loaded = super().from_db_value(value, expression, connection)
        return Text.from_json(loaded)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Text) or value is None:
            return value
        try:
            return Text.from_json(value)
        except (ValueError, AttributeError, TypeError) as error:
            raise ValidationError(_("This text cannot be read.")) from error

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.to_json() if isinstance(value, Text) else value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(value.to_json() if isinstance(value, Text) else value, connection, prepared)

    def value_to_string(self, obj: models.Model) -> Any:
        value = self.value_from_object(obj)
        return value.to_json() if isinstance(value, Text) else value

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if not self.blank and not value:
            raise ValidationError(self.error_messages["blank"], code="blank")
