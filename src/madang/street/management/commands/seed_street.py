"""`madang seed_street`: fill an empty street with the sample."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from madang.core import clock
from madang.programmes.models import Call
from madang.street.sample import SEED, build
from madang.street.seeding.load import Depth, NotEmpty, load

STEPS = 8


class Command(BaseCommand):
    help = (
        "Fill an empty street with the sample: institutions, people, startups, programmes, calls, two years of journey."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED, help="the same seed and day give the same street")
        parser.add_argument("--today", type=date.fromisoformat, help="the day the street stands on (default: today)")
        parser.add_argument(
            "--index",
            choices=["titles", "full", "later"],
            default="titles",
            help="what to make searchable at once; the worker does the rest",
        )
        parser.add_argument("--if-empty", action="store_true", help="do nothing, quietly, when the street has calls")

    def handle(self, *, seed: int, today: date | None, if_empty: bool, index: Depth, **options: Any) -> None:
        if if_empty and Call.objects.exists():
            return
        now = clock.now()
        with tqdm(total=STEPS, unit="step", file=self.stderr, disable=None) as bar:
            street = build(seed=seed, today=today or timezone.localdate(now))
            bar.update()

            def say(step: str) -> None:
                bar.set_description(step)
                bar.update()

            try:
                loaded = load(street, now=now, depth=index, say=say)
            except NotEmpty as refusal:
                raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{loaded.institutions} institutions, {loaded.calls} calls, {loaded.startups} startups, "
            f"{loaded.people} people, {loaded.entries} lines of journey"
        )
