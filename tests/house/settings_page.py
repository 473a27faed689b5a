"""Write docs/reference/settings.md from the names the code knows: `python -m tests.house.settings_page`."""

from pathlib import Path
from typing import Final

from madang.config.env import NAMES

PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "settings.md"
HEAD: Final = """# Settings

Madang reads its settings from the environment, once, when it starts. An unknown `MADANG_*` name stops the start, so that a
mistyped one is never passed over. Nothing here needs to be set for a demonstration; `madang check` says what production needs.

| name | default | meaning |
|---|---|---|
"""


def page() -> str:
    """The whole page as it should stand."""
    rows = [
        f"| `{entry.name}` | {f'`{entry.default}`' if entry.default else ''} | {entry.meaning} |" for entry in NAMES
    ]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
