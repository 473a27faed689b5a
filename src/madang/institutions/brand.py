"""An institution's own colour: whether it can be seen, and which of the twelve hues of the house stands for it."""

import math
from typing import Final

# The ground of the pages in light and in dark, and the least contrast of a line that carries meaning (WCAG 2.2, 1.4.11).
PAPER: Final = "#faf8f3"
NIGHT: Final = "#1d1b18"
LEAST: Final = 3.0
# Below this chroma (OKLCH) a colour is a grey: it has no hue to show.
GREY: Final = 0.03
_FIRST_HUE, _STEP = 25, 30


def _linear(colour: str) -> tuple[float, float, float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, from 0 to 1 (WCAG 2)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21 (WCAG 2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(colour: str) -> bool:
    """Whether a line of this colour can be seen on paper and by night."""
    return contrast(colour, PAPER) >= LEAST and contrast(colour, NIGHT) >= LEAST


def nearest_readable(colour: str) -> str:
    """The same colour made darker or lighter, as little as it takes, until it can be seen on both grounds."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    for step in range(1, 101):
        share = step / 100
        for goal in (0, 255):
            mixed = "#" + "".join(f"{round(part + (goal - part) * share):02x}" for part in parts)
            if readable(mixed):
                return mixed
    return "#7a7a7a"  # no way there: cannot happen, for both grounds leave a band in the middle


def hue_of(colour: str) -> int | None:
    """The step 0 to 11 of the house's circle of hues nearest to the colour; None for a grey or no colour.

    Hue by OKLab (Ottosson, "A perceptual color space for image processing", 2020).
    """
    if not colour:
        return None
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    if math.hypot(a, b) < GREY:
        return None
    return round((math.degrees(math.atan2(b, a)) - _FIRST_HUE) / _STEP) % 12
