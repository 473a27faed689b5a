"""Words that stand nowhere else: one in every text field, each with the audience that may read it."""

import re
from dataclasses import dataclass, field
from typing import Final

from madang.core.text import Text

TOKEN: Final = re.compile(r"zq\d{4}k")
XSS: Final = '"><script>window.__x=1</script><img src=x onerror=window.__x=1>'


@dataclass
class Canaries:
    """Makes the words and remembers for each where it stands and who may read it.

    Audiences: "public"; "face:A" and "startup:A" (what a public page would show, and what only the team sees);
    "house:A" and "staff:A" (the same for an institution); "imports:A" what a
    desk brought in, which the street office sees too; "person:NAME".
    `payload` follows every word that stands in free text; Chinese and Hangul stand before it in their languages.
    """

    payload: str = ""
    audience: dict[str, str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)

    def token(self, where: str, audience: str) -> str:
        token = f"zq{len(self.audience):04d}k"
        self.audience[token] = audience
        self.where[token] = where
        return token

    def line(self, where: str, audience: str) -> str:
        """One line in no particular language."""
        return self.token(where, audience) + self.payload

    def text(self, where: str, audience: str, only: str = "") -> Text:
        """Words in all three languages, or in `only` one of them."""
        said = {
            "ko": f"우리말 {self.token(f'{where}.ko', audience)}{self.payload}",
            "zh": f"中文字 {self.token(f'{where}.zh', audience)}{self.payload}",
            "en": f"Words {self.token(f'{where}.en', audience)}{self.payload}",
        }
        return Text(**(said if not only else {only: said[only]}), source=only or "ko")

    def leaked(self, shown: str, allowed: frozenset[str]) -> list[str]:
        """Where the words come from that stand in `shown` and are for none of the `allowed` audiences."""
        found = sorted(set(TOKEN.findall(shown)))
        return [
            f"{self.where[token]} ({self.audience[token]})"
            for token in found
            if self.audience.get(token, "public") not in allowed
        ]
