import json
import re
from pathlib import Path

from madang.engines.forms import CELL_KINDS, KINDS, TERMS, read
from madang.engines.forms.conditions import OPERATORS
from madang.engines.forms.definition import FORMATS
from madang.engines.forms.reference import library_table
from madang.engines.forms.shelf import SHELF

PAGE = Path(__file__).parents[3].joinpath("docs/reference/forms.md").read_text(encoding="utf-8")


def test_the_page_holds_the_library_as_it_is():
    assert PAGE.endswith(f"{library_table()}\n")


def test_the_page_names_every_kind_list_format_operator_and_ready_form():
    names = [*KINDS, *CELL_KINDS, *TERMS, *FORMATS[1:], *OPERATORS, *SHELF]

    assert [name for name in names if f"`{name}`" not in PAGE and f" {name}" not in PAGE] == []


def test_the_form_on_the_page_is_a_form():
    example = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0]

    assert [question.id for question in read(json.loads(example)).questions()] == [
        "name",
        "founded",
        "born_on",
        "noise",
        "deck",
    ]
