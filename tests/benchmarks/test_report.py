"""The page of figures: every group that can be measured has its place, and no machine stands in it."""

from datetime import UTC, datetime

from benchmarks.figures import Figure, machine

from benchmarks import __main__ as bench
from benchmarks import report

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def test_every_group_that_can_be_measured_has_a_title():
    assert [name for name in bench.GROUPS if name not in report.TITLES] == []


def test_a_group_nobody_named_is_told_all_the_same():
    figures = [Figure("quality", "quality: could be measured", 0, "", 1, at_least=True, note="a | b")]
    page = report.markdown(figures, {"cores": 2}, NOW, {"quality": 61.0})

    assert "## Quality" in page
    assert "| quality: could be measured | 0 | ≥ 1 | NO | a \\| b |" in page
    assert "The run took 1 minutes: quality 61 s.\n0 of 1 bars hold; not: quality, quality: could be measured." in page


def test_a_bar_below_one_is_not_rounded_away():
    (line,) = report.terminal([Figure("retrieval", "concepts of a query", 0.12345, "ms", 0.3)]).splitlines()[2:]

    assert line.split() == ["yes", "concepts", "of", "a", "query", "0.123", "ms", "≤", "0.3", "ms"]


def test_a_part_that_breaks_is_told_without_the_folders_of_the_machine(capsys):
    def broken() -> list[Figure]:
        raise AssertionError(f"first line\n{bench.ROOT}/benchmarks/x.py gave up")

    (figure,) = bench.said("pages", broken)

    assert (figure.note, figure.holds) == ("benchmarks/x.py gave up", False)
    assert bench.TOOK["pages"] >= 0


def test_the_machine_is_told_by_what_one_must_know_to_compare():
    assert list(machine()) == ["processor", "cores", "memory GiB", "load before", "system", "python"]
    assert machine()["system"].count(".") == 1
