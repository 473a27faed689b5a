"""`python -m madang.engines.forms`: check the file of a form, write it out in full, or print the shared library."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from .definition import Form
from .library import meanings
from .problems import FormError
from .reference import library_table
from .shelf import loads
from .words import LANGUAGES
from .writing import digest, write


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 1 where the form has faults, 2 where it was asked wrongly."""
    parser = argparse.ArgumentParser(prog="python -m madang.engines.forms", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    checking = commands.add_parser("check", help="say what is wrong with a form, or what it holds")
    writing = commands.add_parser("write", help="write the form with everything it takes from the library")
    for command in (checking, writing):
        command.add_argument("file", type=Path, help="the JSON of a form")
    checking.add_argument("--lang", choices=LANGUAGES, default="en", help="language of the messages (default: en)")
    commands.add_parser("library", help="print the shared question library as Markdown")
    options = parser.parse_args(arguments)
    if options.command == "library":
        print(library_table())
        return 0
    return _with_form(options)


def _with_form(options: argparse.Namespace) -> int:
    try:
        form = loads(options.file.read_text(encoding="utf-8"))
    except FormError as error:
        lang = getattr(options, "lang", "en")
        for problem in error.problems:
            print(f"{options.file}: {problem.path or 'form'}: {problem.text(lang)}", file=sys.stderr)
        return 1
    except (OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.command == "write":
        print(json.dumps(write(form), ensure_ascii=False, indent=2))
        return 0
    return _report(options.file, form)


def _report(file: Path, form: Form) -> int:
    questions = list(form.questions())
    mapped = sum(bool(question.meaning) for question in questions)
    print(f"{file}: {len(form.sections)} sections, {len(questions)} questions, {mapped} with a shared meaning")
    print(f"digest {digest(form)}")
    for question in questions:
        if (meaning := meanings().get(question.meaning)) and meaning.identity and not question.hidden_from_reviewers:
            print(f"note: {question.id} tells who applies, and reviewers see it")
        if gaps := [lang for lang in LANGUAGES if not getattr(question.label, lang)]:
            print(f"note: {question.id} has no label in {', '.join(gaps)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
