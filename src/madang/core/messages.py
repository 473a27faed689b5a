"""Interface translations: compile what changed, and say what is missing. Babel alone, so set-up needs no gettext."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parents[1]
LANGUAGES = ("ko", "zh_Hans")


def catalogues(package: Path = PACKAGE) -> list[Path]:
    """Return every `.po` file of the package, in a fixed order."""
    return sorted(package.glob("*/locale/*/LC_MESSAGES/*.po"))


def compile_changed(package: Path = PACKAGE) -> int:
    """Write the `.mo` beside every `.po` that is newer than it; return how many were written.

    A file is written aside and renamed, so a server that starts meanwhile never reads half a catalogue.
    """
    written = 0
    for source in catalogues(package):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        handle, aside = tempfile.mkstemp(dir=source.parent, prefix=".half-")
        with os.fdopen(handle, "wb") as file:
            write_mo(file, _read(source))
        Path(aside).chmod(0o644)
        Path(aside).replace(target)
        written += 1
    return written


def problems(package: Path = PACKAGE) -> list[str]:
    """Return one line for every untranslated or fuzzy entry, and for every app with one language but not the other."""
    found = [line for source in catalogues(package) for line in _problems_in(source, package)]
    for folder in sorted({source.parents[2] for source in catalogues(package)}):
        absent = [language for language in LANGUAGES if not (folder / language).is_dir()]
        found += [f"{folder.relative_to(package)}: no {language} catalogue" for language in absent]
    return found


def _problems_in(source: Path, package: Path) -> Iterator[str]:
    place = source.relative_to(package)
    for message in _read(source):
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, list | tuple) else [message.string]
        name = message.id if isinstance(message.id, str) else message.id[0]
        if not all(texts):
            yield f"{place}: untranslated: {name}"
        elif message.fuzzy:
            yield f"{place}: fuzzy: {name}"


def _read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=source.parents[1].name)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m madang.core.messages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="report untranslated and fuzzy entries; exit 1 when any")
    options = parser.parse_args(arguments)
    if options.check:
        found = problems()
        print("\n".join([*found, f"{len(catalogues())} catalogues, {len(found)} entries to mend"]))
        return 1 if found else 0
    print(f"{compile_changed()} of {len(catalogues())} catalogues compiled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
