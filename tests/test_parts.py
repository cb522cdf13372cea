"""No test falls between the parts of a run: `make test`, the walks, and the rest of `make proof`."""

from __future__ import annotations

from itertools import combinations

import pytest

from scripts.pytest_summary import is_of

MARKS = ("database", "both", "browser", "postgres", "once")


@pytest.mark.parametrize(
    "marks",
    [some for n in range(len(MARKS) + 1) for some in combinations(MARKS, n)],
    ids=" ".join,  # never of a set: each worker of a run would name the tests in another order
)
def test_each_test_runs_where_it_tells_something(marks: tuple[str, ...]) -> None:
    def runs(*parts: str) -> list[str]:
        return [part for part in parts if is_of(part, set(marks))]

    in_test, in_walks = runs("sqlite", "postgres"), runs("once")
    assert bool(in_test) is bool(runs("first")) is not bool(in_walks)
    if "database" in marks:  # sooner or later on the database of a real system
        assert in_walks or "postgres" in in_test or runs("rest")
    differs = {"database", "both"} <= set(marks) and "postgres" not in marks
    on_both = in_test == ["sqlite", "postgres"] or (in_walks and runs("once-second"))
    assert bool(on_both) is differs is bool(runs("second", "once-second"))
