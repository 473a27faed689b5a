"""One throw-away PostgreSQL for the whole run, started before Django reads its settings and shared by all processes.

Loaded by `-p tests.throwaway` (see pyproject). The server ends with the process that started it, whatever ends that.
"""

import os
from contextlib import ExitStack

from madang.core.pg import temporary

_stack = ExitStack()

os.environ["MADANG_MODE"] = "test"
if "TEST_DATABASE_URL" not in os.environ:
    os.environ["TEST_DATABASE_URL"] = _stack.enter_context(temporary())
os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]


def pytest_unconfigure() -> None:
    _stack.close()
