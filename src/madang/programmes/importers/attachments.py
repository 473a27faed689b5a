"""The text of attachments, where the real rules of a call stand: HWP, HWPX, PDF, DOCX and plain text.

Strangers' files meet large parsers here, so they meet them in a child process with limits on memory and time
(`paper_reader`). Whatever happens there, the caller gets an answer.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from madang.core.clean import normalise

from .reasons import say

LARGEST: Final = 20 * 1024 * 1024
LONGEST_TEXT: Final = 400_000
SECONDS: Final = 30
MEMORY: Final = 1024 * 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HWP5_STREAM = "FileHeader".encode("utf-16-le")
_HWP3 = b"HWP Document File"


@dataclass(frozen=True)
class AttachmentText:
    """`kind`: hwp, hwpx, pdf, docx, text, or "" for what is none of them; `note`: a code of REASONS, "" when all is well."""

    text: str
    kind: str
    note: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    def reason(self, lang: str) -> str:
        """What is missing and what to do, in `lang`; "" when all is well."""
        return say(self.note, lang, self.params) if self.note else ""


def kind_of(data: bytes) -> str:
    """What a file is by its content; its name may lie."""
    head = data[:2048]
    if data[:1024].lstrip(b"\x00\t\r\n \xef\xbb\xbf").startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(_OLE):
        return "hwp" if _HWP5_STREAM in data or _HWP3 in data[:4096] else ""
    if head.startswith(_HWP3):
        return "hwp"
    if head.startswith(b"PK\x03\x04"):
        if b"application/hwp+zip" in head or b"Contents/section" in data or b"Contents/content.hpf" in data:
            return "hwpx"
        return "docx" if b"word/document.xml" in data else ""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in head:
        return "text"
    return ""


def read_attachment(data: bytes, *, seconds: int = SECONDS, memory: int = MEMORY) -> AttachmentText:
    """The plain text of a file, at most `LONGEST_TEXT` characters. Never raises; what went wrong is in `note`.

    `seconds` bounds the child's run, `memory` (bytes) its address space.
    """
    if len(data) > LARGEST:
        return AttachmentText("", "", "paper_too_large", {"limit": str(LARGEST // 1024 // 1024)})
    kind = kind_of(data) if data.strip() else ""
    if not kind:
        return AttachmentText("", "", "paper_unknown" if data.strip() else "paper_no_text")
    text, note = _in_child(kind, data, seconds, memory)
    text = normalise(text[:LONGEST_TEXT])
    if not note and not text:
        note = "paper_no_text"
    return AttachmentText(text, kind, note)


def _in_child(kind: str, data: bytes, seconds: int, memory: int) -> tuple[str, str]:
    """Text and note from the reader process; a crash, a kill and a time-out are all notes."""
    command = [sys.executable, "-m", "madang.programmes.importers.paper_reader", kind, str(seconds), str(memory)]
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, env=environment, check=False)
    except subprocess.TimeoutExpired:
        return "", "paper_heavy"
    except OSError:
        return "", "paper_broken"
    try:
        answer = json.loads(done.stdout)
        return str(answer["text"]), str(answer["note"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", "paper_heavy" if done.returncode < 0 else "paper_broken"
