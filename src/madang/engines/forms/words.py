"""Words in Korean, Chinese and English, as the JSON of a form holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LANGUAGES: Final = ("ko", "zh", "en")
# When a reader's language is missing: what most readers of that language can best make out.
_NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "ko": ("ko", "en", "zh"),
    "zh": ("zh", "en", "ko"),
    "en": ("en", "ko", "zh"),
}


def language(lang: str) -> str:
    """ko, zh or en for any language code; Django's zh-hans is zh, an unknown one English."""
    return lang[:2] if lang[:2] in LANGUAGES else "en"


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in up to three languages; empty means: not written in that language."""

    ko: str = ""
    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.ko or self.zh or self.en)

    def __str__(self) -> str:
        return self.said("en")

    def spoken(self, lang: str) -> str:
        """The language `said(lang)` answers in: the one asked for, or the nearest that has words."""
        wanted = language(lang)
        return next((code for code in _NEXT[wanted] if getattr(self, code)), wanted)

    def said(self, lang: str) -> str:
        """The wording for a reader of `lang`, or the nearest one there is; "" where nothing is written."""
        text: str = getattr(self, self.spoken(lang))
        return text

    def to_json(self) -> dict[str, str]:
        """Only the languages that are written, in the order ko, zh, en; `core.text.Text.from_json` reads the same shape."""
        return {lang: text for lang in LANGUAGES if (text := getattr(self, lang))}


NOTHING: Final = Words()
