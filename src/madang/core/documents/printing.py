"""Setting a document with typst: no network, no file outside the templates, no font but the shipped ones."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, overload

import typst

from . import shapes
from .glyphs import FONTS
from .plain import plain

TEMPLATES: Final = Path(__file__).parent / "templates"
# Tagged for screen readers (PDF/UA-1) and fit to be kept (PDF/A-2a): typst refuses to write what is not.
STANDARDS: Final[list[Literal["a-2a", "ua-1"]]] = ["a-2a", "ua-1"]


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@overload
def pdf(kind: Literal["letter"], data: shapes.Letter, *, lang: str) -> bytes: ...
@overload
def pdf(kind: Literal["receipt"], data: shapes.Receipt, *, lang: str) -> bytes: ...
@overload
def pdf(kind: Literal["application"], data: shapes.Application, *, lang: str) -> bytes: ...
@overload
def pdf(kind: Literal["minutes"], data: shapes.Minutes, *, lang: str) -> bytes: ...
@overload
def pdf(kind: Literal["report"], data: shapes.Report, *, lang: str) -> bytes: ...
def pdf(kind: shapes.Kind, data: shapes.Head, *, lang: str) -> bytes:
    """A document as PDF, A4, tagged, with its fonts inside. The same data give the same bytes, on any machine.

    `lang`: the reader's language (ko, zh, en), for the fixed words, dates and zones. `data`: see `shapes`; `data["at"]` is
    aware, and the only date in the file. Characters no font has become 〓 and are named at the end.
    The first takes 30 ms and 60 MB of the process, each one after 5 ms; other threads go on meanwhile. A list of thousands of
    rows belongs to the worker. Raises KeyError, TypeError or ValueError for data of another shape.
    """
    body = json.dumps(plain(kind, data, lang=lang), ensure_ascii=False, sort_keys=True)
    return typst.compile(
        str(TEMPLATES / f"{kind}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": body},
        pdf_standards=list(STANDARDS),
        package_path=str(TEMPLATES),
        package_cache_path=str(TEMPLATES),
        timestamp=int(data["at"].timestamp()),
    )
