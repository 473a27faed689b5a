"""Forms of calls: what they ask, what an answer may be, what is still missing. No framework inside.

`read` a form from JSON, `clean` what people type, `check` before it is handed in. `docs/reference/forms.md` describes
the JSON of forms and answers; `data/` holds the shared question library and the forms that come with it.
"""

from .checking import Progress, Share, check, depending, faults, progress, shown, visible
from .conditions import All, Any, Condition, Not, Test, holds
from .content import content, content_hash
from .definition import (
    CELL_KINDS,
    KINDS,
    OPTIONAL,
    SUBMIT,
    TERMS,
    VERSION,
    CellLimits,
    Choice,
    ChoiceLimits,
    Column,
    ConsentLimits,
    DateLimits,
    FileLimits,
    Form,
    Limits,
    LinkLimits,
    MoneyLimits,
    NumberLimits,
    Question,
    Section,
    TableLimits,
    TeamLimits,
    TextLimits,
)
from .diff import Carried, Change, Difference, carry, difference
from .inputs import gather, input_name
from .library import Meaning, meanings
from .plain import LONGEST, counted, written_in
from .prefill import Known, Offer, Prefill, prefill
from .problems import FormError, Problem, problem_text
from .reading import read
from .shelf import SHELF, loads, ready
from .showing import show
from .values import Taken, Value, clean, take
from .weighing import length
from .words import Words
from .writing import canonical, digest, write
from .years import as_year

__all__ = [
    "CELL_KINDS",
    "KINDS",
    "LONGEST",
    "OPTIONAL",
    "SHELF",
    "SUBMIT",
    "TERMS",
    "VERSION",
    "All",
    "Any",
    "Carried",
    "CellLimits",
    "Change",
    "Choice",
    "ChoiceLimits",
    "Column",
    "Condition",
    "ConsentLimits",
    "DateLimits",
    "Difference",
    "FileLimits",
    "Form",
    "FormError",
    "Known",
    "Limits",
    "LinkLimits",
    "Meaning",
    "MoneyLimits",
    "Not",
    "NumberLimits",
    "Offer",
    "Prefill",
    "Problem",
    "Progress",
    "Question",
    "Section",
    "Share",
    "TableLimits",
    "Taken",
    "TeamLimits",
    "Test",
    "TextLimits",
    "Value",
    "Words",
    "as_year",
    "canonical",
    "carry",
    "check",
    "clean",
    "content",
    "content_hash",
    "counted",
    "depending",
    "difference",
    "digest",
    "faults",
    "gather",
    "holds",
    "input_name",
    "length",
    "loads",
    "meanings",
    "prefill",
    "problem_text",
    "progress",
    "read",
    "ready",
    "show",
    "shown",
    "take",
    "visible",
    "write",
    "written_in",
]
