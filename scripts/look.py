"""Pictures of the main pages of a running street, to be looked at: `python scripts/look.py FOLDER [ADDRESS]`.

ADDRESS is http://127.0.0.1:8000 unless said. Three languages, 390 and 1280 px, light and dark: FOLDER/home.ko.390.dark.png.
Needs Chromium (`MADANG_CHROMIUM`, or `chromium` on the path).
"""

import os
import shutil
import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PAGES = {
    "home": "",
    "calls": "calls/",
    "table": "calls/?view=table",
    "search": "search/?q=AI",
    "institutions": "institutions/",
    "startups": "startups/",
    "about": "street/about/",
    "style": "street/style",
    "sign-in": "account/login/",
}
# A page behind the first link of a list: its name, the list, which link.
BEHIND = {
    "call": ("calls/", "h3 a[href*='/calls/']"),
    "institution": ("institutions/", "main a[href*='/institutions/']:not([href$='/institutions/'])"),
}
LANGUAGES = ("ko", "zh-hans", "en")


def look(browser: Browser, folder: Path, street: str, lang: str, width: int, scheme: str) -> int:
    """Take every page once; returns how many pictures were made."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page, made = context.new_page(), 0
    addresses = {name: f"{street}/{lang}/{path}" for name, path in PAGES.items()}
    for name, (path, link) in BEHIND.items():
        page.goto(f"{street}/{lang}/{path}")
        if page.locator(link).count():
            addresses[name] = street + str(page.locator(link).first.get_attribute("href"))
    for name, address in addresses.items():
        page.goto(address, wait_until="load")
        page.screenshot(path=folder / f"{name}.{lang}.{width}.{scheme}.png", full_page=True)
        made += 1
    context.close()
    return made


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder, street = Path(sys.argv[1]), (sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:8000").rstrip("/")
    folder.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("MADANG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        made = sum(look(browser, folder, street, *how) for how in product(LANGUAGES, (390, 1280), ("light", "dark")))
        browser.close()
    print(f"{made} pictures in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
