"""Every reason an import can give, in Korean, Chinese and English: what is wrong, and how to mend it.

A table and no gettext catalogue: parsers run in commands, jobs and child processes without an active language, and
the reason is stored with the row it belongs to, to be read later in any language.
"""

from collections.abc import Mapping
from types import MappingProxyType

from .reasons_desk import DESK_REASONS
from .reasons_files import FILE_REASONS
from .reasons_papers import PAPER_REASONS
from .reasons_portal import PORTAL_REASONS
from .reasons_rows import ROW_REASONS

REASONS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {**ROW_REASONS, **FILE_REASONS, **PORTAL_REASONS, **PAPER_REASONS, **DESK_REASONS}
)
_PLACES = {"ko": 0, "zh": 1, "en": 2}


class _Params(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def say(code: str, lang: str, params: Mapping[str, str] = MappingProxyType({})) -> str:
    """The sentence for `code` in `lang` (ko, zh, en; others are read as English). KeyError: no such code."""
    return REASONS[code][_PLACES.get(lang[:2], 2)].format_map(_Params(params))
