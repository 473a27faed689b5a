"""`madang check --invariants`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from madang.core import invariants


class Command(BaseCommand):
    help = "Ask the database everything that must be true of it as a whole; exit 1 and a list when something is not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", action="store_true", help="print the sentences and ask nothing")

    def handle(self, *, list: bool, **options: Any) -> None:  # noqa: A002
        declared = invariants.declared()
        if list:
            for one in declared:
                self.stdout.write(f"{one.name}: {one.sentence}")
            return
        found = invariants.broken()
        for line in found:
            self.stdout.write(str(line))
        if found:
            raise CommandError(f"{len(found)} of {len(declared)} invariants are broken.")
        self.stdout.write(f"{len(declared)} invariants hold.")
