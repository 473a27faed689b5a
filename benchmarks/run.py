"""`python -m benchmarks.run GROUP OUT ROUNDS [WORD ...]`: one group in a process of its own, with Django set up first."""

import importlib
import sys
from pathlib import Path

import django

from benchmarks import figures

if __name__ == "__main__":
    group, out, rounds, *words = sys.argv[1:]
    django.setup()
    module = importlib.import_module(f"benchmarks.{group}")
    figures.write(Path(out), module.measure(int(rounds), *words))
