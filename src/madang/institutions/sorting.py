"""Keys that put names in each language's own order on every server, whatever collation it has."""

import unicodedata

from pypinyin import lazy_pinyin

from madang.core.text import Text

LENGTH = 200


def sort_keys(name: Text) -> dict[str, str]:
    """The columns `sort_ko`, `sort_zh`, `sort_en` of a name: Hangul and Latin by letter without case and marks, Han by sound.

    A language the name is not written in sorts by the wording its readers are shown.
    """
    return {f"sort_{lang}": _key(name.said(lang).text)[:LENGTH] for lang in ("ko", "zh", "en")}


def _key(words: str) -> str:
    folded = unicodedata.normalize("NFKC", words).casefold().strip()
    if any("\u4e00" <= sign <= "\u9fff" for sign in folded):
        return " ".join(lazy_pinyin(folded))
    spread = unicodedata.normalize("NFKD", folded)
    return unicodedata.normalize("NFC", "".join(sign for sign in spread if not unicodedata.combining(sign)))
