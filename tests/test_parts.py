"""No test falls between the parts of a run: `make test`, the walks, and the rest of `make proof`."""

from __future__ import annotations

from itertools import combinations

import pytest

from scripts.pytest_summary import AGAIN, PARTS, is_of

MARKS = ("database", "both", "browser", "postgres", "sqlite", "once")


@pytest.mark.parametrize(
    "marks",
    [some for n in range(len(MARKS) + 1) for some in combinations(MARKS, n)],
    ids=" ".join,  # never of a set: each worker of a run would name the tests in another order
)
def test_each_test_runs_where_it_tells_something(marks: tuple[str, ...]) -> None:
    def runs(*parts: str) -> list[str]:
        return [part for part in parts if is_of(part, set(marks))]

    kind = "once" if "once" in marks else "test"
    assert runs("test", "once") == [kind]
    bases = runs("test-sqlite", "test-postgres", "once-sqlite", "once-postgres")
    assert bases and all(part.startswith(kind) for part in bases)
    differs = {"database", "both"} <= set(marks) and not {"sqlite", "postgres"} & set(marks)
    assert (len(bases) == 2) is differs is bool(runs("second"))
    if "database" in marks:  # sooner or later on the database of a real system
        assert (f"{kind}-postgres" in bases) is not bool(runs("rest"))


def test_a_walk_knows_where_it_is_gone_again() -> None:
    assert set(AGAIN) < set(PARTS)
