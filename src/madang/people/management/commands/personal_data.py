from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from madang.people import register


class Command(BaseCommand):
    help = (
        "List the model fields that no privacy register has judged; with --write, make docs/reference/personal-data.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="write the document from the registers")

    def handle(self, *, write: bool, **options: Any) -> None:
        for name in register.missing():
            self.stdout.write(name)
        if stale := register.unknown():
            raise CommandError("In a register but in no model: " + ", ".join(stale))
        if write:
            path = settings.BASE_DIR / "docs" / "reference" / "personal-data.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(register.document(), encoding="utf-8")
            self.stdout.write(f"{len(register.fields())} fields written to {path.relative_to(settings.BASE_DIR)}")
