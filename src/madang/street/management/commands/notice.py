"""`madang notice`: the page for when the street does not answer."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from madang.street import standby


class Command(BaseCommand):
    help = "Write the static page that a front proxy shows while the street does not answer. Works without a database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for lang, name in (("ko", "Korean"), ("zh", "Chinese"), ("en", "English")):
            parser.add_argument(f"--{lang}", default="", metavar="TEXT", help=f"what to say in {name}")
        parser.add_argument("--until", default="", help="the announcement ends by itself: 2026-11-30T18:00+09:00")
        parser.add_argument("--clear", action="store_true", help="take the announcement off")

    def handle(self, *, ko: str, zh: str, en: str, until: str, clear: bool, **options: Any) -> None:
        said = standby.Announcement(ko=ko, zh=zh, en=en, until=until)
        if until and not _has_zone(until):
            raise CommandError("--until needs a date, a time and its distance from UTC: 2026-11-30T18:00+09:00")
        if (ko or zh or en) and not (ko and zh and en):
            raise CommandError("Say it in all three languages: --ko, --zh and --en.")
        if clear or said.ko:
            standby.announce(said)
        self.stdout.write(f"{standby.write(now=timezone.now())} is written.")


def _has_zone(moment: str) -> bool:
    try:
        return datetime.fromisoformat(moment).tzinfo is not None
    except ValueError:
        return False
