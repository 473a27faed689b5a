"""The `madang` command: the house's own words first, every other word goes to Django's commands."""

import os
import sys
from collections.abc import Callable, Sequence

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, execute_from_command_line

from madang.config import database, demo, serving, working
from madang.config import env as environment
from madang.core import pg

USAGE = """\
madang: the street's server

  madang demo                   database, sample street, web and worker in the foreground; Ctrl-C stops all
  madang serve                  the web server; `madang serve --help`
  madang worker                 background jobs
  madang meaning                vectors for searches by meaning, where MADANG_SEARCH wants them
  madang db start|stop|status   the PostgreSQL of MADANG_DATA (default ./var)
  madang db backup [FILE]       database and uploads into one file
  madang db restore FILE        the same file into an empty MADANG_DATA
  madang import ...             calls from K-Startup, Bizinfo, CSV or XLSX; `madang import --help`
  madang check                  refuse an unsafe database or setting
  madang check --invariants     ask the database what must be true of it as a whole
  madang <word> ...             any Django command: migrate, shell, ...; `madang help` lists them

Settings come from the environment: docs/reference/settings.md.
"""
OWN: dict[str, Callable[[list[str]], int]] = {
    "db": database.main,
    "demo": demo.main,
    "meaning": serving.meaning,
    "serve": serving.serve,
    "worker": working.worker,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or failed, 2 not understood."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    word, *rest = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if word in ("-h", "--help"):
        print(USAGE, end="")
        return 0
    try:
        if word in OWN:
            return OWN[word](rest)
        execute_from_command_line(["madang", *translated(word, rest)])
    except (pg.ServerError, ImproperlyConfigured, CommandError) as error:
        print(f"madang {word}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def translated(word: str, rest: list[str]) -> list[str]:
    """The Django command behind a word of ours; every other word stands for itself."""
    match word:
        case "check" if "--invariants" in rest:
            return ["invariants", *(option for option in rest if option != "--invariants")]
        case "import":
            return ["import_calls", *rest]
        case "check" if environment.read()["MADANG_MODE"] == "production":
            return ["check", "--deploy", "--database", "default", "--fail-level", "WARNING", *rest]
        case "check":  # a demonstration on one's own machine has no certificate to insist on
            return ["check", "--database", "default", *rest]
        case _:
            return [word, *rest]


if __name__ == "__main__":
    sys.exit(main())
