"""Forms of the desk: programmes, the sections of a call, its lists, its files and partners."""

from .calls import SECTION_FORMS, VersionedForm
from .lists import ContactFormSet, DocumentFormSet, StepFormSet
from .moves import FileForm, PartnerForm, ScheduleForm
from .programmes import ProgrammeForm

__all__ = [
    "SECTION_FORMS",
    "ContactFormSet",
    "DocumentFormSet",
    "FileForm",
    "PartnerForm",
    "ProgrammeForm",
    "ScheduleForm",
    "StepFormSet",
    "VersionedForm",
]
