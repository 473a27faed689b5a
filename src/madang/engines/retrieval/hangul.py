"""Hangul below the syllable: letters for spelling distance, and words typed on the wrong keyboard."""

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"

_KEYS = dict(
    zip(
        "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml",
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ",
        strict=True,
    )
)
_PAIRS = {"ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ"}
_DOUBLES = {
    "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ", "ㄹㅅ": "ㄽ", "ㄹㅌ": "ㄾ",
    "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ",
}  # fmt: skip


def letters(word: str) -> str:
    """A word with each syllable opened into its letters: 창업 -> ㅊㅏㅇㅇㅓㅂ. Other characters stay."""
    out: list[str] = []
    for char in word:
        code = ord(char) - 0xAC00
        if 0 <= code < 11_172:
            out += INITIALS[code // 588], VOWELS[code % 588 // 28], FINALS[code % 28].strip()
        else:
            out.append(char)
    return "".join(out)


def from_keys(word: str) -> str | None:
    """What a word typed with the keyboard still in English would be in Hangul: "ckddjq" -> 창업.

    None when the keys do not make whole syllables (most English words do not).
    """
    typed = [_KEYS.get(char) or _KEYS.get(char.lower()) for char in word]
    if not word or None in typed:
        return None
    keys = [letter for letter in typed if letter]
    out: list[str] = []
    at = 0
    while at < len(keys):
        syllable, at = _syllable(keys, at)
        if not syllable:
            return None
        out.append(syllable)
    return "".join(out)


def _syllable(keys: list[str], at: int) -> tuple[str, int]:
    """One whole syllable from `keys[at:]` and where it ends; "" when there is none."""
    if at + 1 >= len(keys) or keys[at] not in INITIALS or keys[at + 1] not in VOWELS:
        return "", at
    initial, vowel, at = keys[at], keys[at + 1], at + 2
    if at < len(keys) and vowel + keys[at] in _PAIRS:
        vowel, at = _PAIRS[vowel + keys[at]], at + 1
    final = ""
    if _closes(keys, at):
        final, at = keys[at], at + 1
        if final + "".join(keys[at : at + 1]) in _DOUBLES and _closes(keys, at):
            final, at = _DOUBLES[final + keys[at]], at + 1
    code = (INITIALS.index(initial) * 21 + VOWELS.index(vowel)) * 28 + (FINALS.index(final) if final else 0)
    return chr(0xAC00 + code), at


def _closes(keys: list[str], at: int) -> bool:
    """Whether the letter at `at` ends a syllable: a consonant that no vowel follows."""
    return at < len(keys) and keys[at] in FINALS and not (at + 1 < len(keys) and keys[at + 1] in VOWELS)
