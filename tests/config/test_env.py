"""The environment as it is read: defaults, what is empty, what is unknown."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from madang.config import env


def test_what_is_empty_counts_as_unset():
    read = env.read({"MADANG_DATA": "", "MADANG_LANG": "", "PATH": "/usr/bin"})

    assert (read["MADANG_DATA"], read["MADANG_LANG"]) == ("var", "ko")
    assert env.data_folder(read) == env.ROOT / "var"


def test_an_unknown_name_is_refused():
    with pytest.raises(ImproperlyConfigured, match="MADANG_DATUM"):
        env.read({"MADANG_DATUM": "x"})


def test_a_search_nobody_knows_is_refused():
    with pytest.raises(ImproperlyConfigured, match="lexical, embedded, endpoint"):
        env.read({"MADANG_SEARCH": "magic"})
