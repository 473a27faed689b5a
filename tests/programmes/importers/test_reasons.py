import re
from string import Formatter

import pytest

from madang.programmes.importers.reasons import REASONS, say


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_stands_in_three_languages_with_the_same_values(code):
    fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in REASONS[code]]
    ko, zh, en = REASONS[code]

    assert fields[0] == fields[1] == fields[2]
    assert re.search(r"[가-힣]", ko)
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert en.isascii() or "“" in en
    assert ko.rstrip(" }0123456789(){오류number").endswith((".", "다", "오", "다.", "오.")) or "{number}" in ko


def test_a_value_that_is_missing_or_odd_never_breaks_a_sentence():
    assert "…" in say("bad_date", "en")
    assert "{value}" in say("bad_date", "ko", {"value": "{value}"})
    assert say("empty", "zh-hans") == REASONS["empty"][1]
    assert say("empty", "de") == REASONS["empty"][2]
