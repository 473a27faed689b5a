"""What the shipped fonts can show. A character they lack is replaced where everyone sees it, and named at the end."""

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "data" / "fonts"
# The geta mark: what a Korean, Chinese or Japanese printer sets where a piece of type is missing.
MARK: Final = "〓"


@lru_cache(maxsize=1)
def _runs() -> tuple[list[int], list[int]]:
    pairs = [line.split("-") for line in (FONTS / "characters.txt").read_text(encoding="ascii").split()]
    return [int(first, 16) for first, _last in pairs], [int(last, 16) for _first, last in pairs]


def shown(character: str) -> bool:
    """Whether the fonts can show it, in one of the three languages."""
    firsts, lasts = _runs()
    place = bisect_right(firsts, ord(character)) - 1
    return place >= 0 and ord(character) <= lasts[place]


class Setter:
    """Makes text fit for setting, and remembers what had to be replaced."""

    def __init__(self) -> None:
        self.missing: set[str] = set()

    def set(self, text: str) -> str:
        """The text composed (NFC), without characters that only steer, and with `MARK` for each one no font has.

        Steering characters go because one that turns the direction of writing would make a letter read as another.
        """
        composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ")
        return "".join(self._one(character) for character in composed)

    def _one(self, character: str) -> str:
        if character == "\n" or shown(character):
            return character
        kind = unicodedata.category(character)
        if kind in ("Cc", "Cf", "Mn", "Me") or kind == "Zl":
            return "\n" if kind == "Zl" else ""
        if kind == "Zs":
            return " "
        plain = unicodedata.normalize("NFKC", character)
        if plain != character and all(shown(part) for part in plain):
            return plain
        self.missing.add(character)
        return MARK

    def named(self) -> list[str]:
        """What is missing, by code point and name, in order: "U+1F680 ROCKET"."""
        return [f"U+{ord(c):04X} {unicodedata.name(c, '')}".strip() for c in sorted(self.missing)]
