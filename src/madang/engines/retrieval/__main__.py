"""`python -m madang.engines.retrieval`: check the lexicon."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .lexicon import check, counts, read
from .lexicon.reading import FOLDER


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 1 where it found something wrong, 2 where it was asked wrongly."""
    parser = argparse.ArgumentParser(prog="python -m madang.engines.retrieval", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    lexicon = commands.add_parser("lexicon", help="the concept lexicon").add_subparsers(
        required=True, metavar="COMMAND"
    )
    checking = lexicon.add_parser("check", help="say how much the lexicon holds and what is wrong with it")
    checking.add_argument(
        "--folder", type=Path, default=FOLDER, help="where the CSV files are (default: those that ship)"
    )
    checking.set_defaults(run=lambda options: check_lexicon(options.folder))
    options = parser.parse_args(arguments)
    status: int = options.run(options)
    return status


def check_lexicon(folder: Path) -> int:
    """Print what a folder of CSV files holds, then every problem with file and line."""
    lexicon = read(folder)
    print(f"{len(lexicon)} concepts, {len(lexicon.spotter)} forms to be found")
    for name, counter in counts(lexicon).items():
        print(f"  {name}: {', '.join(f'{key} {count}' for key, count in counter.most_common())}")
    problems = check(lexicon)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
