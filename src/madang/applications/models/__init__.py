"""What startups write to calls: the form in pinned versions, the application in fields, every submission as it was."""

from .applications import Application, AttachedFile, Entry, Presence, SignOff
from .exports import Export
from .forms import CallForm, FormVersion
from .submissions import Correction, Submission
from .windows import Extension

__all__ = [
    "Application",
    "AttachedFile",
    "CallForm",
    "Correction",
    "Entry",
    "Export",
    "Extension",
    "FormVersion",
    "Presence",
    "SignOff",
    "Submission",
]
