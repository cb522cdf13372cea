"""No test falls between the parts of a run: `make test`, the walks, and the rest of `make proof`."""

from __future__ import annotations

from itertools import combinations

import pytest

from scripts.pytest_summary import is_of

MARKS = ("database", "both", "first", "once")


@pytest.mark.parametrize(
    "marks",
    [some for n in range(len(MARKS) + 1) for some in combinations(MARKS, n)],
    ids=" ".join,  # never of a set: each worker of a run would name the tests in another order
)
def test_each_test_runs_once_on_either_database(marks: tuple[str, ...]) -> None:
    def runs(*parts: str) -> list[str]:
        return [part for part in parts if is_of(part, set(marks))]

    assert runs("first", "once") == ["once" if "once" in marks else "first"]
    # What asks no database needs no second one.
    assert len(runs("second", "once-second", "rest")) == ("database" in marks)
    assert ("once-second" in runs("second", "once-second")) <= ("once" in marks)
