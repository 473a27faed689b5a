"""Interface translations: compiled without gettext, and nothing missing."""

import gettext
import os
from pathlib import Path

import pytest

from madang.core import messages

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'


@pytest.fixture
def package(tmp_path):
    """A package of one app with both catalogues, two entries each."""
    for language, text in (("ko", "신청"), ("zh_Hans", "申请")):
        write(
            tmp_path,
            language,
            f'msgid "Apply"\nmsgstr "{text}"\n\nmsgid "%d call"\nmsgid_plural "%d calls"\nmsgstr[0] "%d"\n',
        )
    return tmp_path


def write(package: Path, language: str, entries: str) -> Path:
    folder = package / "app" / "locale" / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "django.po").write_text(HEAD + entries)
    return folder / "django.po"


def test_only_what_changed_is_compiled_and_gettext_reads_it(package):
    assert [messages.compile_changed(package), messages.compile_changed(package)] == [2, 0]

    source = write(package, "ko", 'msgid "Apply"\nmsgstr "지원"\n')
    later = source.with_suffix(".mo").stat().st_mtime_ns + 1_000_000_000
    os.utime(source, ns=(later, later))

    assert messages.compile_changed(package) == 1
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Apply") == "지원"
    assert sorted(entry.name for entry in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_complete_catalogues_have_no_problem(package):
    assert messages.problems(package) == []


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ('msgid "Apply"\nmsgstr ""\n', "untranslated: Apply"),
        ('msgid "%d call"\nmsgid_plural "%d calls"\nmsgstr[0] ""\n', "untranslated: %d call"),
        ('#, fuzzy\nmsgid "Apply"\nmsgstr "신청"\n', "fuzzy: Apply"),
    ],
)
def test_what_is_missing_or_doubtful_is_named(package, entries, problem):
    write(package, "ko", entries)

    assert messages.problems(package) == [f"app/locale/ko/LC_MESSAGES/django.po: {problem}"]


def test_an_app_with_one_language_alone_is_named(package):
    folder = package / "app" / "locale" / "zh_Hans"
    (folder / "LC_MESSAGES" / "django.po").unlink()
    (folder / "LC_MESSAGES").rmdir()
    folder.rmdir()

    assert messages.problems(package) == ["app/locale: no zh_Hans catalogue"]
