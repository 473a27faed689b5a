"""The page a front proxy shows while the street does not answer: one static file in three languages, kept fresh by the worker."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import OperationalError
from django.template.loader import render_to_string
from django.utils import translation

from madang.core import clock, moments
from madang.core.jobs import job
from madang.core.text import DJANGO_CODES, HTML_CODES
from madang.people.capacity import AsVisitor
from madang.programmes.models import Call

SHOWN: Final = 300
AHEAD: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the office has to say, in each language, until a moment (ISO 8601); empty texts leave the house's own words."""

    ko: str = ""
    zh: str = ""
    en: str = ""
    until: str = ""

    def stands(self, now: datetime) -> bool:
        return bool(self.ko or self.zh or self.en) and (not self.until or datetime.fromisoformat(self.until) > now)


def folder() -> Path:
    """Where the page lies: `notice` in MADANG_DATA, made when absent, readable by the proxy."""
    place = Path(settings.DATA) / "notice"
    place.mkdir(mode=0o755, exist_ok=True)
    return place


def announce(said: Announcement) -> None:
    _keep("announcement.json", json.dumps(asdict(said), ensure_ascii=False))


def announced() -> Announcement:
    file = folder() / "announcement.json"
    return Announcement(**json.loads(file.read_text(encoding="utf-8"))) if file.exists() else Announcement()


def write(*, now: datetime) -> Path:
    """Write the page anew and return where it lies. Needs no database: without one the list of calls is that of the last time."""
    calls = _closing(now)
    said = announced()
    parts = []
    for lang, code in DJANGO_CODES.items():
        with translation.override(code):
            context: dict[str, Any] = {
                "lang": HTML_CODES[lang],
                "said": getattr(said, lang) if said.stands(now) else "",
                "calls": [(*call["title"][lang], call["closes"][lang]) for call in calls],
                "written": " / ".join(
                    moments.moment(now, zone, now=now, lang=lang) for zone in (moments.SEOUL, moments.SHANGHAI)
                ),
            }
            parts.append(render_to_string("street/notice_part.html", context))
    return _keep("index.html", render_to_string("street/notice.html", {"parts": parts}))


def _closing(now: datetime) -> list[dict[str, Any]]:
    """What closes in the next days, in words of each language; kept beside the page for when the database is away."""
    file = folder() / "calls.json"
    try:
        closing = Call.objects.visible_to(AsVisitor()).open_at(now).filter(closes_at__lte=now + AHEAD).for_list()
        found = [_in_words(call, now) for call in closing[:SHOWN]]
    except OperationalError:
        return list(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else []
    _keep("calls.json", json.dumps(found, ensure_ascii=False))
    return found


def _in_words(call: Call, now: datetime) -> dict[str, Any]:
    assert call.closes_at
    return {
        "title": {lang: (said.text, said.html_lang) for lang in DJANGO_CODES if (said := call.title.said(lang))},
        "closes": {lang: moments.moment(call.closes_at, call.zone, now=now, lang=lang) for lang in DJANGO_CODES},
    }


def _keep(name: str, text: str) -> Path:
    """Written aside and renamed: a proxy never reads half a page."""
    file = folder() / name
    aside = file.with_suffix(".half")
    aside.write_text(text, encoding="utf-8")
    aside.chmod(0o644)
    return aside.replace(file)


@job("street.write_notice", every="*/5 * * * *")
def write_notice() -> None:
    """Keep the list of what closes soon fresh, for the day on which nothing else answers."""
    write(now=clock.now())
