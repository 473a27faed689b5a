"""The street, the thread and plain bars, as places on paper. Only geometry: the templates say what is drawn there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from .text import HTML_CODES, Text, reader_language

SHUT_DOOR: Final = SafeString(
    '<svg width="168" height="132" viewBox="0 0 168 132" aria-hidden="true"><path class="wall-line" d="M0 126.5H168"/>'
    '<path class="eave" d="M18 23Q30 38 48 38H120Q138 38 150 23Q135 31 120 31H48Q33 31 18 23Z"/>'
    '<path class="doorway" d="M56 52H84V126H56ZM84 52H112V126H84Z"/><path class="doorway" d="M40 38V126M128 38V126" fill="none"/>'
    '<circle cx="79" cy="92" r="2.5" class="knob"/><circle cx="89" cy="92" r="2.5" class="knob"/></svg>'
)
STREET_METRES: Final = 220
_WIDTH: Final = 1160.0
_HEIGHT: Final = 160.0
_TOP: Final = 10.0
_BOTTOM: Final = 218.0
_GAP: Final = 2.0
_WIDEST: Final = 64.0
_BOARD: Final = 118.0


@dataclass(frozen=True)
class Door:
    """One institution on the street. `side` "odd" is drawn above, "even" below; `metres` from the street's start orders
    the doors of a side; `width` is relative (a house of two leaves is 1.35 wide)."""

    number: str
    name: Text
    open_calls: int
    closes_this_week: bool
    url: str
    side: str = "odd"
    metres: float = 0.0
    width: float = 1.0
    open: bool = True


@dataclass(frozen=True)
class Step:
    """A step of a thread or a timeline. `state`: "past", "now" or "ahead"; `when` is already in words, `iso` for machines."""

    title: Any
    when: Any = ""
    note: Any = ""
    state: str = "past"
    iso: str = ""
    url: str = ""


def street(doors: Sequence[Door], *, lane: int) -> dict[str, Any]:
    """Places for every door, the scale between the two sides, and the busiest doors for narrow screens."""
    odd = sorted((d for d in doors if d.side == "odd"), key=lambda d: (d.metres, d.number))
    even = sorted((d for d in doors if d.side != "odd"), key=lambda d: (d.metres, d.number))
    marks = [
        {"x": round(metre / STREET_METRES * (_WIDTH - 1) + 0.5, 1), "metre": metre, "long": metre % 100 == 0}
        for metre in range(0, STREET_METRES, 20)
    ]
    busiest = sorted(doors, key=lambda d: (-d.closes_this_week, -d.open_calls, d.number))[:lane]
    return {
        "placed": [*_side(odd, above=True), *_side(even, above=False)],
        "marks": marks,
        "lane": busiest,
        "count": len(doors),
        "metres": STREET_METRES,
        "open_count": sum(d.open_calls > 0 for d in doors),
        "shut_count": sum(d.open_calls == 0 for d in doors),
    }


def _side(doors: Sequence[Door], *, above: bool) -> list[dict[str, Any]]:
    if not doors:
        return []
    gaps = max(len(doors) - 1, 1)
    unit = min((_WIDTH - 2 - _GAP * gaps) / sum(d.width for d in doors), _WIDEST)
    widths = [round(unit * door.width, 1) for door in doors]
    # Few houses stand apart at even distances; many stand wall to wall.
    gap = (_WIDTH - 2 - sum(widths)) / gaps
    x, placed = 1.0, []
    for door, width in zip(doors, widths, strict=True):
        placed.append(_house(door, round(x, 1), width, above=above))
        x += width + gap
    return placed


def _house(door: Door, x: float, width: float, *, above: bool) -> dict[str, Any]:
    """The parts of one house: eave, two posts, a door standing open or shut, an upright sign, perhaps a lamp."""
    end, room = x + width, 26 if door.width > 1.1 else 14
    wall, eave = (170.0, 44.0) if above else (218.0, 344.0)
    tip, inner = (eave - 9, eave - 4.4) if above else (eave + 9, eave + 4.4)
    left, top = end - room - 3.5 - 1, wall - 54 if above else wall
    said = door.name.said()
    roof = (
        f"M{x} {tip}Q{x + 5.6:.1f} {eave} {x + 14} {eave}H{end - 14:.1f}Q{end - 5.6:.1f} {eave} {end:.1f} {tip}"
        f"Q{end - 7:.1f} {inner} {end - 14:.1f} {inner}H{x + 14}Q{x + 7} {inner} {x} {tip}Z"
    )
    sign, height, is_tight = _sign(said.text)
    return {
        "door": door,
        "title_lang": HTML_CODES[said.lang] if said.lang != reader_language() else "",
        "name": said.text,
        "x": x,
        "y": _TOP if above else _BOTTOM,
        "width": width,
        "height": _HEIGHT,
        "roof": roof,
        "posts": f"M{x + 3.5} {eave}V{wall}M{end - 3.5:.1f} {eave}V{wall}",
        "left": round(left, 1),
        "top": top,
        "room": room,
        "leaves": _leaves(left, top, room, above=above),
        "middle": round(left + room / 2, 1),
        "sign": sign,
        "is_tight": is_tight,
        "sign_x": round(x + 11, 1),
        "sign_y": round(eave + 9 if above else max(eave - 9 - height, wall + 4), 1),
        "number_x": round(x + width / 2, 1),
        "number_y": 29 if above else 370,
        "string": f"M{left + room / 2:.1f} {eave}V{eave + 26 if above else eave - 26}",
        "lamp_y": eave + 26 if above else eave - 26,
    }


def _leaves(left: float, top: float, room: float, *, above: bool) -> list[str]:
    """One leaf, or two for a wide house, swung towards the street."""
    swing = room / 4 + 0.5 if room > 20 else 5.5
    depth = 5
    near, far = (top, top + 54) if above else (top + 54, top)
    turn = depth if above else -depth
    leaf = f"M{left:.1f} {near}L{left + swing:.1f} {near + turn}V{far + turn}L{left:.1f} {far}Z"
    right = left + room
    other = f"M{right:.1f} {near}L{right - swing:.1f} {near + turn}V{far + turn}L{right:.1f} {far}Z"
    return [leaf, other] if room > 20 else [leaf]


def _sign(name: str) -> tuple[str, float, bool]:
    """A name as it fits on an upright board of 118 units, the length it takes there, and whether it must be set tight.

    Nine signs fit only in the smaller size; a longer name is cut, its ellipsis counted.
    """
    for latin, wide in ((7.6, 14.5), (7.0, 13.0)):
        length = sum(_steps(name, latin, wide))
        if length <= _BOARD:
            return name, length, wide < 14
    length, kept = wide, ""
    for letter, step in zip(name, _steps(name, latin, wide), strict=True):
        if length + step > _BOARD:
            break
        length += step
        kept += letter
    return kept.rstrip() + "…", length, True


def _steps(name: str, latin: float, wide: float) -> list[float]:
    return [latin if ord(letter) < 0x1100 else wide for letter in name]


def thread(steps: Sequence[Step]) -> dict[str, Any]:
    """A yarn through a door for each step: drawn where it has been, dotted where it has not."""
    pace = 1120 / max(len(steps), 1)
    doors, reached = [], 0.0
    for index, step in enumerate(steps):
        x = pace * (index + 0.5)
        if step.state != "ahead":
            reached = x
        half = 23
        doors.append({
            "state": step.state, "x": round(x, 1), "left": round(x - 22, 1), "right": round(x + 22, 1),
            "roof": f"M{x - 40:.1f} 26Q{x - 33:.1f} 37 {x - half:.1f} 37H{x + half:.1f}Q{x + 33:.1f} 37 {x + 40:.1f} 26"
                    f"Q{x + 31.5:.1f} 32 {x + half:.1f} 32H{x - half:.1f}Q{x - 31.5:.1f} 32 {x - 40:.1f} 26Z",
        })  # fmt: skip
    yarn = _wave(0, reached)
    return {"steps": steps, "doors": doors, "yarn": yarn, "loose": _wave(reached, 1120), "reached": round(reached, 1)}


def _wave(start: float, end: float) -> str:
    """A slack line from start to end, sinking a little between two doors."""
    if end <= start:
        return ""
    half = (end - start) / 2
    return f"M{start:.1f} 92Q{start + half / 2:.1f} 100 {start + half:.1f} 92T{end:.1f} 92"


def bars(rows: Sequence[tuple[str, float, str]], *, stress_last: bool) -> list[dict[str, Any]]:
    """Lengths in per cent of the longest; the words stand after the bar."""
    longest = max((value for _label, value, _shown in rows), default=0) or 1
    return [
        {
            "label": label, "value": value, "shown": shown, "y": 34 * index + 6, "text_y": 34 * index + 21,
            "width": f"{value / longest * 62:.1f}%", "strong": stress_last and index == len(rows) - 1,
        }
        for index, (label, value, shown) in enumerate(rows)
    ]  # fmt: skip
