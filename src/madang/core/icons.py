"""The house's own line drawings: 20 units square, one thin stroke, in the colour of the words beside them."""

from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# What is drawn inside a 20 x 20 field. A filled part says so itself; everything else is stroked by the frame.
_SHAPES: Final[dict[str, str]] = {
    # States: each differs in outline, so that it is read without its colour.
    "met": '<circle cx="10" cy="10" r="7.5" fill="currentColor" stroke="none"/>'
    '<path class="cut" d="M6.3 10.3 9 12.9 13.8 7.4"/>',
    "unknown": '<circle cx="10" cy="10" r="7.25" stroke-dasharray="2.6 2"/>'
    '<path d="M7.9 8.1a2.1 2.1 0 1 1 3.1 1.9c-.7.4-1 .8-1 1.6M10 13.9v.1"/>',
    "unmet": '<rect x="3" y="3" width="14" height="14"/><path d="M6.6 6.6 13.4 13.4M13.4 6.6 6.6 13.4"/>',
    "waiting": '<circle cx="10" cy="10" r="7.25"/>'
    '<path d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" fill="currentColor" stroke="none"/>',
    "clock": '<circle cx="10" cy="10" r="7.25"/><path d="M10 5.8V10l2.9 1.9"/>',
    "ring": '<circle cx="10" cy="10" r="7.25"/>',
    "dash": '<circle cx="10" cy="10" r="7.25"/><path d="M6.8 10h6.4"/>',
    "lamp": '<circle cx="10" cy="11.5" r="5.5" fill="currentColor" stroke="none"/><path d="M10 1.5V6"/>',
    # Things of the street.
    "door": '<path d="M2.5 17.2h15M5.5 17V4h9v13M5.5 6.5 10 8.5v8.6"/>',
    "thread": '<path d="M2.5 14.5c3-9 5.5 4 8-3s4-5.5 7-6"/><circle cx="2.9" cy="15" r="1.4"/>',
    "calendar": '<path d="M3 5.2h14v11.6H3zM3 9h14M6.8 3v3.6M13.2 3v3.6"/>',
    "person": '<circle cx="10" cy="6.6" r="3.3"/><path d="M3.6 17c.5-3.8 3-5.6 6.4-5.6s5.9 1.8 6.4 5.6"/>',
    "people": '<circle cx="7.5" cy="7" r="2.8"/><path d="M2 16.5c.4-3.3 2.4-4.9 5.5-4.9s5.1 1.6 5.5 4.9'
    'M12.6 4.5a2.8 2.8 0 0 1 .3 5.2M14.8 12.2c1.8.6 2.9 2 3.2 4.3"/>',
    "building": '<path d="M4 17V3.5h8V17M12 8h4v9M2.5 17h15M6.5 6.8h3M6.5 10h3M6.5 13.2h3"/>',
    "pin": '<path d="M10 17.5S4.5 12.4 4.5 8a5.5 5.5 0 0 1 11 0c0 4.4-5.5 9.5-5.5 9.5z"/><circle cx="10" cy="8" r="1.9"/>',
    "money": '<circle cx="10" cy="10" r="7.25"/><path d="m6 7.2 2 6 2-6 2 6 2-6M5.3 10h9.4"/>',
    "robot": '<path d="M4.5 7.5h11v8.5h-11zM10 7.5V4M2.5 10.5v3M17.5 10.5v3"/><circle cx="10" cy="3.3" r=".9"/>'
    '<path d="M7.6 11v.6M12.4 11v.6M8 14h4"/>',
    "scale": '<path d="M10 3v13.5M6 16.5h8M4 5.5h12M4 5.5 2 11h4zM16 5.5 14 11h4z"/>',
    # Files and what is done with them.
    "file": '<path d="M5 2.8h6.5L15 6.3v10.9H5zM11.2 3v3.6h3.6"/>',
    "download": '<path d="M10 3v9.5M6 9l4 4 4-4M3.5 16.8h13"/>',
    "upload": '<path d="M10 13V3.5M6 7.2l4-4 4 4M3.5 16.8h13"/>',
    "out": '<path d="M8 4H3.5v12.5H16V12M11 3h6v6M16.5 3.5 9 11"/>',
    "link": '<path d="M8.3 11.7a3 3 0 0 1 0-4.2l2.8-2.8a3 3 0 1 1 4.2 4.2l-1.3 1.3'
    'M11.7 8.3a3 3 0 0 1 0 4.2l-2.8 2.8a3 3 0 1 1-4.2-4.2l1.3-1.3"/>',
    "edit": '<path d="m4 16 .8-3.4L13.5 4l2.5 2.5-8.6 8.7zM11.7 5.8l2.5 2.5"/>',
    "copy": '<path d="M7 7h9.5v9.5H7zM13 7V3.5H3.5V13H7"/>',
    "trash": '<path d="M3.5 5.5h13M8 5.5V3.3h4v2.2M5.2 5.5l.7 11.3h8.2l.7-11.3M8.3 8.5v5.5M11.7 8.5v5.5"/>',
    "print": '<path d="M6 7V3h8v4M6 14H3V7.5h14V14h-3M6 11.5h8v5.5H6z"/>',
    "history": '<path d="M3.2 8.2A7.2 7.2 0 1 1 3 11.5M3 4v4.3h4.3M10 6.3V10l2.6 1.8"/>',
    "merge": '<path d="M5 3v5c0 3 5 2.5 5 5.5V17M15 3v5c0 3-5 2.5-5 5.5M7.5 14.5 10 17l2.5-2.5"/>',
    # Controls.
    "search": '<circle cx="8.8" cy="8.8" r="5.3"/><path d="m12.8 12.8 4 4"/>',
    "check": '<path d="M4 10.5 8.2 14.5 16 6"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "minus": '<path d="M4 10h12"/>',
    "close": '<path d="M5 5l10 10M15 5 5 15"/>',
    "menu": '<path d="M3 5.5h14M3 10h14M3 14.5h14"/>',
    "down": '<path d="m5 7.8 5 5 5-5"/>',
    "up": '<path d="m5 12.2 5-5 5 5"/>',
    "prev": '<path d="m12.2 5-5 5 5 5"/>',
    "next": '<path d="m7.8 5 5 5-5 5"/>',
    "previous": '<path d="m12.2 5-5 5 5 5"/>',
    "table": '<path d="M3 4h14v12H3zM3 8h14M3 12h14M8.5 8v8"/>',
    "list": '<path d="M7 5.5h10M7 10h10M7 14.5h10M3.3 5.5h.1M3.3 10h.1M3.3 14.5h.1"/>',
    "filter": '<path d="M3 4.5h14M5.5 10h9M8 15.5h4"/>',
    "sort": '<path d="M6.5 4v12M3.5 13l3 3 3-3M13.5 16V4M10.5 7l3-3 3 3"/>',
    "save": '<path d="m10 2.8 2.2 4.7 5 .7-3.6 3.6.9 5.2-4.5-2.5L5.5 17l.9-5.2-3.6-3.6 5-.7z"/>',
    "saved": '<path fill="currentColor" d="m10 2.8 2.2 4.7 5 .7-3.6 3.6.9 5.2-4.5-2.5L5.5 17l.9-5.2-3.6-3.6 5-.7z"/>',
    "lock": '<path d="M4.5 9h11v8h-11zM7 9V6.2a3 3 0 0 1 6 0V9M10 12v2"/>',
    "key": '<circle cx="6.5" cy="12.5" r="3.5"/><path d="m9 10 7.5-7.5M13 6l2.5 2.5"/>',
    "eye": '<path d="M2 10c2-3.7 4.7-5.5 8-5.5s6 1.8 8 5.5c-2 3.7-4.7 5.5-8 5.5S4 13.7 2 10z"/><circle cx="10" cy="10" r="2.4"/>',
    "play": '<path d="M6 3.8v12.4L16 10z"/>',
    "bell": '<path d="M4 14.5c1.6-1.5 1.5-3.5 1.7-5.5A4.3 4.3 0 0 1 10 4.5 4.3 4.3 0 0 1 14.3 9c.2 2 .1 4 1.7 5.5z'
    'M8.5 17h3M10 4.5V3"/>',
    "globe": '<circle cx="10" cy="10" r="7.25"/><path d="M2.8 10h14.4M10 2.8c2.3 2 3.3 4.4 3.3 7.2s-1 5.2-3.3 7.2'
    'c-2.3-2-3.3-4.4-3.3-7.2s1-5.2 3.3-7.2z"/>',
    "sound": '<path d="M3.5 8v4h2.8L10.5 15.5v-11L6.3 8zM13.2 7.2a4 4 0 0 1 0 5.6M15.3 5a7 7 0 0 1 0 10"/>',
    "text": '<path d="m2.5 16 4.5-12 4.5 12M4 12.2h6M11.5 16l3-8 3 8M12.6 13.4h3.9"/>',
    "share": '<circle cx="15" cy="4.8" r="2"/><circle cx="5" cy="10" r="2"/><circle cx="15" cy="15.2" r="2"/>'
    '<path d="m6.8 9 6.4-3.3M6.8 11l6.4 3.3"/>',
    "feed": '<path d="M4 9.5a6.5 6.5 0 0 1 6.5 6.5M4 4.5A11.5 11.5 0 0 1 15.5 16M4.8 15.3h.1"/>',
    "mail": '<path d="M2.8 4.5h14.4v11H2.8zM3 5l7 6 7-6"/>',
    "phone": '<path d="M6.5 3 8.3 7l-2 1.6c.9 2.1 2.9 4.1 5 5l1.7-2 4 1.9-.6 3.3C8.8 17.5 2.6 11.3 3.2 3.6z"/>',
    "sun": '<circle cx="10" cy="10" r="3.4"/><path d="M10 2v2.2M10 15.8V18M2 10h2.2M15.8 10H18M4.3 4.3l1.6 1.6'
    'M14.1 14.1l1.6 1.6M15.7 4.3l-1.6 1.6M5.9 14.1l-1.6 1.6"/>',
    "moon": '<path d="M16.5 12A7 7 0 1 1 8 3.5a5.6 5.6 0 0 0 8.5 8.5z"/>',
    # What a notice is about.
    "info": '<circle cx="10" cy="10" r="7.25"/><path d="M10 9.2v4.6M10 6.4v.1"/>',
    "warning": '<path d="M10 3 18 16.8H2zM10 8v4M10 14.3v.1"/>',
}
# Names by what is meant, where that differs from what is drawn.
SHAPES: Final[dict[str, str]] = _SHAPES | {
    "urgent": _SHAPES["clock"],
    "done": _SHAPES["check"],
    "draft": _SHAPES["edit"],
    "closed": _SHAPES["dash"],
    "star": _SHAPES["save"],
    "map": _SHAPES["pin"],
    "rss": _SHAPES["feed"],
}


def draw(name: str, *, label: str = "", size: int = 20, tone: str = "") -> SafeString:
    """One icon as inline SVG. Without a label it is hidden from readers: the words beside it say the same.

    Raises KeyError for a name that is not drawn here, so that a typo fails the test.
    """
    shape = SHAPES[name]
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" width="{}" height="{}" viewBox="0 0 20 20" fill="none" stroke="currentColor" '
        'stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>',
        f" {tone}" if tone else "",
        size,
        size,
        said,
        mark_safe(shape),  # noqa: S308 drawn above, never from outside
    )
