"""An application read as a whole: its form, its answers, how far it is, what is still wrong, and the hash of all of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, Final

from madang.core import moments
from madang.engines.forms.checking import Progress, check, progress, shown
from madang.engines.forms.content import content, content_hash
from madang.engines.forms.definition import SUBMIT, FileLimits, Form, Question, Section
from madang.engines.forms.problems import Problem
from madang.engines.forms.reading import read

from .models import Application, AttachedFile, Entry, FormVersion

# Published versions never change, so a process reads each once. Emptied when it is full: it is cheap to fill again.
_MOST: Final = 500
_forms: dict[tuple[int, str], Form] = {}
# Every column of an answer, and of its writer only what names them.
_ENTRY: Final = (
    *("application_id", "question", "value", "version", "source", "as_of", "edited_at"),
    *("edited_by__name", "edited_by__email", "edited_by__erased_at"),
)


def learn(versions: Iterable[FormVersion]) -> None:
    """Parse the forms that this process has not met yet: one query for all of them, none where it knows them."""
    unknown = {version.pk for version in versions if (version.pk, version.digest) not in _forms}
    if not unknown:
        return
    if len(_forms) + len(unknown) > _MOST:
        _forms.clear()
    for version in FormVersion.objects.filter(pk__in=unknown).only("definition", "digest"):
        _forms[version.pk, version.digest] = read(version.definition)


def form_of(version: FormVersion) -> Form:
    """The form of a published version. One query where this process does not know it yet."""
    key = (version.pk, version.digest)
    found = _forms.get(key)
    if found is None:
        found = _forms[key] = read(FormVersion.objects.only("definition").get(pk=version.pk).definition)
    return found


@dataclass(frozen=True)
class Sheet:
    """What stands in an application now. `entries` and `files` by question; files taken off are left out."""

    application: Application
    form: Form
    entries: Mapping[str, Entry]
    files: Mapping[str, list[AttachedFile]]

    @cached_property
    def answers(self) -> dict[str, Any]:
        """Canonical values by question id."""
        found = {key: entry.value for key, entry in self.entries.items() if entry.value is not None}
        for question in self.form.questions():
            if isinstance(question.limits, FileLimits):
                found.pop(question.id, None)
                if held := self.files.get(question.id):
                    found[question.id] = [as_answer(file) for file in held]
        return found

    @cached_property
    def sections(self) -> list[tuple[Section, tuple[Question, ...]]]:
        """The sections that are shown and have questions."""
        return [(section, questions) for section, questions in shown(self.form, self.answers) if questions]

    @cached_property
    def progress(self) -> Progress:
        return progress(self.form, self.answers, stage=SUBMIT)

    def section(self, key: str) -> tuple[Section, tuple[Question, ...]] | None:
        return next((pair for pair in self.sections if pair[0].id == key), None)

    def section_of(self, question: str) -> str:
        """The section a question stands in; "" where it is not shown."""
        return next((section.id for section, asked in self.sections if any(q.id == question for q in asked)), "")

    def problems(self, *, now: datetime) -> list[Problem]:
        """Everything that keeps it from being handed in, in the form's order."""
        today = day_of(self.application, now)
        return check(self.form, self.answers, stage=SUBMIT, today=today, lang=self.application.language)

    @cached_property
    def content(self) -> dict[str, Any]:
        return content(self.form, self.answers)

    @cached_property
    def hash(self) -> str:
        """The content hash: a sign-off and a receipt are bound to it."""
        return content_hash(self.form, self.answers)


def as_answer(file: AttachedFile) -> dict[str, Any]:
    """A file as `engines.forms.values` keeps it. The document must have been fetched with it."""
    answer: dict[str, Any] = {
        "document": file.document.public_id,
        "sha256": file.sha256,
        "name": file.name,
        "kind": file.document.kind,
        "size": file.size,
    }
    return answer if file.pages is None else answer | {"pages": file.pages}


def sheet_of(application: Application) -> Sheet:
    """Two queries: the answers with who wrote them, the files with their documents."""
    held = application.files.filter(removed_at__isnull=True).select_related("document").order_by("attached_at", "pk")
    files: dict[str, list[AttachedFile]] = {}
    for file in held:
        files.setdefault(file.question, []).append(file)
    return Sheet(application, form_of(application.form), entries_of(application), files)


def entries_of(application: Application) -> dict[str, Entry]:
    """The answers by question, each with the name of who wrote it. One query."""
    return {entry.question: entry for entry in _entries().filter(application=application)}


@cache
def _entries() -> Any:
    """The question itself, put together once: it is never asked, only narrowed."""
    return Entry.objects.select_related("edited_by").only(*_ENTRY)


def day_of(application: Application, now: datetime) -> date:
    """Today where the call is: the day that checks and ages count from."""
    return moments.day_of(now, application.call.zone)
