"""Make the fonts of the PDF documents from Debian's Noto Sans CJK: the characters our three languages use, and no more.

    apt-get install fonts-noto-cjk
    .venv/bin/uv run --no-project --with fonttools==4.68.0 python scripts/make_fonts.py

The same source and fontTools give the same bytes. Written are four fonts under names of their own (a reader must not take a
part of Noto for the whole), the licence, and `characters.txt`: what each font can show, for `madang.core.documents.glyphs`.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE: Final = Path("/usr/share/fonts/opentype/noto")
LICENCE: Final = Path("/usr/share/doc/fonts-noto-cjk/copyright")
TARGET: Final = Path(__file__).resolve().parents[1] / "src" / "madang" / "core" / "documents" / "data" / "fonts"
FACES: Final = {"KR": 1, "SC": 2}  # the number of each face in Debian's collection
WEIGHTS: Final = ("Regular", "Bold")
# Characters of given names and firms that GB 2312 lacks and people do bear.
NAMES: Final = (
    "镕喆堃珺翀祎赟玥甯旻晞珉垚嫄犇奡烜婳彧曌璟玚旸炘堉翊淏焱煊頔璠琤玹珮琬瑀瑄瑢璿瓛禔祺祐稘竑筠篪綦翾芃苡茀荇莙菉萱蓁蕙薇蘅虓"
    "袆裎諴譞谞赪趸輋轵邠邨郗鄢釗钊钜铖锜锴镝镠闿阇陔隽雩霈靓韡頫颋颢飏飗馹骎骙骢魃鲲鸾麴黉龑龢昇冨峯凃劼勍叕吔喵囧埈堺塬墘"
)


def encoded(codec: str) -> set[int]:
    """Every character of a two-byte national set (KS X 1001, GB 2312), by Python's own table of it."""
    found: set[int] = set()
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            found.update(map(ord, bytes([row, cell]).decode(codec, errors="ignore")))
    return found


def han(characters: Iterable[int]) -> set[int]:
    return {code for code in characters if 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF}


def wanted() -> dict[str, set[int]]:
    korean, chinese = encoded("euc_kr"), encoded("gb2312")
    hangul = set(range(0xAC00, 0xD7A4))
    signs = (korean | chinese) - hangul - han(korean | chinese)
    common = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | set(range(0x2010, 0x2028)) | signs
    common |= {0x20A9, 0x20AC, 0x2011, 0x2212, 0x3013}
    return {"KR": common | hangul | han(korean), "SC": common | han(chinese) | set(map(ord, NAMES))}


def make(face: str, weight: str, characters: set[int]) -> TTFont:
    options = subset.Options(
        layout_features=["kern", "ccmp", "mark"],
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        font_number=FACES[face],
        recalc_timestamp=False,
    )
    font = subset.load_font(str(SOURCE / f"NotoSansCJK-{weight}.ttc"), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    rename(font, f"Madang Sans {face}", weight)
    file = TARGET / f"MadangSans{face}-{weight}.otf"
    subset.save_font(font, str(file), options)
    return font


def rename(font: TTFont, family: str, weight: str) -> None:
    postscript = f"{family.replace(' ', '')}-{weight}"
    words = {1: family, 2: weight, 3: f"2.004;{postscript}", 4: f"{family} {weight}", 6: postscript}
    for record in list(font["name"].names):
        if record.nameID in words:
            font["name"].setName(
                words[record.nameID], record.nameID, record.platformID, record.platEncID, record.langID
            )
    table = font["CFF "].cff
    table.fontNames = [postscript]
    table.topDictIndex[0].FullName = f"{family} {weight}"
    table.topDictIndex[0].FamilyName = family


def ranges(characters: Iterable[int]) -> Iterator[str]:
    """Runs of code points as "AC00-D7A3", in order."""
    codes = sorted(characters)
    start = 0
    for place, code in enumerate(codes):
        if place + 1 == len(codes) or codes[place + 1] != code + 1:
            yield f"{codes[start]:04X}-{code:04X}"
            start = place + 1


def licence() -> str:
    """The copyright line and the Open Font License, out of Debian's own file."""
    text = LICENCE.read_text(encoding="utf-8")
    body = re.search(r"SIL OPEN FONT LICENSE Version 1\.1.*?OTHER DEALINGS IN THE FONT SOFTWARE\.", text, re.S | re.I)
    assert body, "Debian's copyright file holds no Open Font License any more"
    lines = [re.sub(r"^ ?\.?$|^ ", "", line) for line in body.group().splitlines()]
    head = (
        "Madang Sans KR and Madang Sans SC are parts of Noto Sans CJK 2.004, made by scripts/make_fonts.py.\n"
        "Copyright 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'.\n\n"
        "This Font Software is licensed under the SIL Open Font License, Version 1.1.\n\n"
    )
    return head + "\n".join(lines) + "\n"


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    shown: set[int] = set()
    for face, characters in wanted().items():
        for weight in WEIGHTS:
            covered = set(make(face, weight, characters).getBestCmap())
            shown = shown | covered if weight == "Regular" else shown
            size = (TARGET / f"MadangSans{face}-{weight}.otf").stat().st_size
            print(f"{face} {weight}: {len(covered)} characters, {size / 1e6:.2f} MB")
    (TARGET / "characters.txt").write_text("\n".join(ranges(shown)) + "\n", encoding="ascii")
    (TARGET / "OFL.txt").write_text(licence(), encoding="utf-8")


if __name__ == "__main__":
    main()
