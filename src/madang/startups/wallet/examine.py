"""What an uploaded file is. Strangers' files meet large parsers here, so they meet them in a child process (`reader`)."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from madang.core import figures
from madang.core.clean import one_line
from madang.core.policy import Reason, Refused

from .reader import MOST_INFLATED, MOST_PAGES, MOST_PIXELS

LARGEST: Final = 20 * 1024 * 1024
SECONDS: Final = 15
MEMORY: Final = 1024 * 1024 * 1024
_MB: Final = 1024 * 1024

TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "hwp": "application/x-hwp",
    "hwpx": "application/hwp+zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

# Why a file is not taken, and what to do.
REASONS: Final[Mapping[str, Reason]] = {
    "empty": _("The file is empty. Choose another one."),
    "large": _("The file is larger than 20 MB. Make it smaller, for example by saving its pictures smaller."),
    "kind": _("Only PDF, HWP, HWPX, DOCX, XLSX, PNG and JPG are taken, whatever the name of the file says."),
    "old": _("This is an older DOC, XLS or PPT file. Save it as PDF, DOCX or XLSX first."),
    "locked": _("The file asks for a password, so nobody who judges could open it. Save it without one."),
    "macros": _("The file holds macros, which could run on a reader’s machine. Save it without them, or as PDF."),
    "pages": _("The file has %(pages)s pages; %(most)s is the most. Leave out what was not asked for."),
    "pixels": _("The picture has %(pixels)s pixels; %(most)s is the most. Make it smaller."),
    "bomb": _("Unpacked, the file is larger than %(most)s MB. Save it again with smaller pictures."),
    "heavy": _("The file takes too long to read. Save it again, or as PDF."),
    "broken": _("The file cannot be opened. Look at it on your own machine, save it again, then choose it here."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What is known of a file by its content. `kind` is a key of `TYPES`; `size` in bytes; `checks` what was measured."""

    kind: str
    size: int
    sha256: str
    pages: int | None
    checks: Mapping[str, Any]

    @property
    def content_type(self) -> str:
        return TYPES[self.kind]


def examine(upload: "File[bytes]") -> Examined:
    """Look at a file without keeping it. Raises `Refused` with what to do where it cannot be taken.

    Reads in chunks; the child process gets a path. 0.2 to 0.5 s, at most 15 s.
    """
    if not upload.size:
        raise Refused(REASONS["empty"])
    if upload.size > LARGEST:
        raise Refused(REASONS["large"])
    with _on_disk(upload) as (path, digest, size):
        answer = _in_child(path)
    if answer["problem"]:
        raise Refused(_words(answer["problem"], answer["measured"]))
    checks = {"kind": answer["kind"], **answer["measured"]}
    return Examined(kind=answer["kind"], size=size, sha256=digest, pages=answer["pages"], checks=checks)


def made_name(name: str, kind: str, fallback: str) -> str:
    """A file's name anew: one line, no path, nothing a file system or a shell reads, the ending of what it is."""
    stem = one_line(name.replace("\\", "/").rpartition("/")[2])
    stem = "".join(" " if sign in '<>:"|?*%\0/' else sign for sign in stem).strip(" .")
    base, dot, ending = stem.rpartition(".")
    if dot and len(ending) <= 5 and ending.isalnum() and base.strip(" ."):
        stem = base.strip(" .")
    while len(stem.encode()) > 180:
        stem = stem[:-1]
    return f"{stem.strip(' .') or fallback}.{kind}"


def _words(code: str, measured: Mapping[str, Any]) -> Reason:
    values = {
        "pages": {"pages": figures.number(measured.get("pages", 0)), "most": figures.number(MOST_PAGES)},
        "pixels": {"pixels": figures.number(measured.get("pixels", 0)), "most": figures.number(MOST_PIXELS)},
        "bomb": {"most": MOST_INFLATED // _MB},
    }
    return REASONS[code] % values[code] if code in values else REASONS[code]


@contextmanager
def _on_disk(upload: "File[bytes]") -> Iterator[tuple[str, str, int]]:
    """The path of a file that holds the upload, its SHA-256 and its true size. The upload is rewound afterwards."""
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(prefix="madang-") as copy:
        path = str(upload.temporary_file_path()) if hasattr(upload, "temporary_file_path") else ""
        for chunk in upload.chunks():
            digest.update(chunk)
            size += len(chunk)
            if size > LARGEST:
                raise Refused(REASONS["large"])
            if not path:
                copy.write(chunk)
        copy.flush()
        yield path or copy.name, digest.hexdigest(), size
    upload.seek(0)


def _in_child(path: str) -> dict[str, Any]:
    """The reader's answer; a crash, a kill and a time-out are answers, too."""
    command = [sys.executable, "-m", "madang.startups.wallet.reader", path, str(SECONDS), str(MEMORY)]
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    heavy: dict[str, Any] = {"kind": "", "pages": None, "problem": "heavy", "measured": {}}
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS + 2, env=environment, check=False)
    except subprocess.TimeoutExpired:
        return heavy
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return heavy if done.returncode < 0 else heavy | {"problem": "broken"}
    return answer
