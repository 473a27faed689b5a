"""`python -m madang.engines.selection`: reckon a selection and what belongs to it. JSON in, JSON out.

Exit codes: 0 done and nothing open; 1 understood, but people must settle something (see `problems`); 2 not understood.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

from pydantic import BeforeValidator, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from .calibration import calibrate, ratings
from .checking import loads, schema
from .computing import compute_case
from .days import confirm_by
from .feedback import feedback
from .problems import Problem, SelectionError, from_shapes, problem_text
from .promotion import Released, promote_released
from .results import to_json
from .rules import SHUT, Confirmation, zoned

Answer = tuple[int, Any]


@dataclass(frozen=True, kw_only=True, config=SHUT)
class Notice:
    """When a notice went out, and the rule it starts the clock of."""

    version: Literal[1]
    notice: Annotated[datetime, BeforeValidator(zoned)]
    confirmation: Confirmation = Confirmation()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, print its JSON, return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        status, answer = options.run(options)
    except SelectionError as error:
        status, answer = 2, {"problems": error.problems}
        for problem in error.problems:
            print(f"{problem.path}: {problem_text(problem)}", file=sys.stderr)
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(to_json(answer), ensure_ascii=False, allow_nan=False, indent=2))
    return int(status)


def _parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(prog="python -m madang.engines.selection", description=__doc__)
    commands = out.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], Answer], told: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=told, description=told)
        made.set_defaults(run=run)
        return made

    def over_file(name: str, run: Callable[[argparse.Namespace], Answer], told: str) -> argparse.ArgumentParser:
        made = command(name, run, told)
        made.add_argument("file", metavar="FILE", help="a JSON file, or - for standard input")
        return made

    over_file("run", _run, "scores, ranks, places and reserve of a case")
    over_file("promote", _promote, "who moves up from the reserve")
    over_file("confirm", _confirm, "until when a selected startup confirms")
    calibrating = over_file("calibrate", _calibrate, "reviewers' severity and scores without it, for a stage of a case")
    calibrating.add_argument("--stage", required=True)
    calibrating.add_argument("--seed", type=int, default=0)
    telling = over_file("feedback", _feedback, "one application's criterion scores against the field")
    telling.add_argument("--stage", required=True)
    telling.add_argument("--application", required=True)
    command("schema", lambda options: (0, schema()), "the JSON Schema of a case")
    return out


def read(file: str) -> Any:
    """The JSON of a file or of standard input (`-`), with its decimals exact and no key twice.

    Raises
    ------
    SelectionError : it is not JSON. OSError : it cannot be read.
    """
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        if isinstance(error, SelectionError):
            raise
        raise SelectionError([Problem("", "not_json", {"value": str(error)[:200]})]) from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for place, key in enumerate(keys) if key in keys[:place])
        raise SelectionError([Problem(double, "twice", {"value": double})])
    return out


def _shaped(kind: Any, form: Any) -> Any:
    try:
        return TypeAdapter(kind).validate_python(form)
    except ValidationError as error:
        raise SelectionError(from_shapes(error)) from None


def _run(options: argparse.Namespace) -> Answer:
    result = compute_case(loads(read(options.file)))
    return int(not result.complete), result


def _promote(options: argparse.Namespace) -> Answer:
    return 0, promote_released(_shaped(Released, read(options.file)))


def _confirm(options: argparse.Namespace) -> Answer:
    asked = _shaped(Notice, read(options.file))
    return 0, confirm_by(asked.notice, asked.confirmation)


def _calibrate(options: argparse.Namespace) -> Answer:
    case = loads(read(options.file))
    found = calibrate(ratings(case.rules, options.stage, case.reviews), seed=options.seed)
    return int(found.state == "too_thin"), found


def _feedback(options: argparse.Namespace) -> Answer:
    case = loads(read(options.file))
    result = compute_case(case)
    return 0, feedback(case.rules, result, options.application, options.stage)


if __name__ == "__main__":
    sys.exit(main())
