"""`madang audit verify` and `madang audit heads`."""

from argparse import ArgumentParser, FileType
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from madang.core.audit import verifying


class Command(BaseCommand):
    help = (
        "The audit log: print the heads of its days, or check that nothing was changed, deleted, inserted or reordered."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        words.add_parser("heads", help="print one line a day; keep them outside this machine, on paper say")
        verify = words.add_parser("verify", help="check the log; exit 1 and a list when something is wrong")
        verify.add_argument(
            "--head",
            type=FileType(encoding="utf-8"),
            help="lines of `madang audit heads` kept elsewhere: only they show a tail cut off or a log made anew",
        )

    def handle(self, *, word: str, head: TextIO | None = None, **options: Any) -> None:
        if word == "heads":
            for line in verifying.heads():
                self.stdout.write(str(line))
            return
        try:
            kept = verifying.read_heads(head.read()) if head else []
        except ValueError as error:
            raise CommandError(str(error)) from error
        found = list(verifying.faults(kept))
        for fault in found:
            self.stdout.write(fault)
        counted = verifying.counted()
        beside = f" and {len(kept)} kept heads" if head else "; no kept heads were given, so a cut tail would not show"
        if found:
            raise CommandError(f"{len(found)} faults in {counted} entries{beside}.")
        self.stdout.write(f"{counted} entries are as they were sealed{beside}.")
