"""pytest plugin of `make test`: picks what this database is for, says which one it was and how many browser tests ran.

The marker `both` says what each database runs (tests/conftest.py), `once` what `make proof` walks instead.

With REQUIRE_BROWSER=1 (set in CI) a skipped browser test makes the run fail.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

PARTS = (
    "whole",
    "second",
    "test",
    "test-sqlite",
    "test-postgres",
    "once",
    "once-sqlite",
    "once-postgres",
    "rest",
)
# Where a walk that can differ by database is gone a second time, in its least form.
AGAIN = ("second", "once-sqlite")
_browser: Counter[str] = Counter()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--part",
        choices=PARTS,
        default="whole",
        help="test: what `make test` runs, of it on each database; once: what goes through everything of a kind, "
        "of it on each; second: only what can differ by database; rest: what PostgreSQL was spared",
    )


@pytest.hookimpl(trylast=True)  # when the marks are given
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if (part := config.getoption("part")) == "whole":
        return
    kept = [item for item in items if is_of(part, {mark.name for mark in item.iter_markers()})]
    chosen = set(kept)
    left = [item for item in items if item not in chosen]
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def is_of(part: str, marks: set[str]) -> bool:
    """Return whether a test of these marks is of a part of a run (decision 18)."""
    walks = "once" in marks
    # A test may be spared what its module is not.
    differs = "database" in marks and "both" in marks and not {"sqlite", "postgres"} & marks
    on_postgres = (
        differs or bool({"browser", "postgres"} & marks) or (walks and "sqlite" not in marks)
    )
    if part == "rest":
        return "database" in marks and not on_postgres
    if part == "second":
        return differs
    kind, _, base = part.partition("-")
    on_base = {"": True, "sqlite": differs or not on_postgres, "postgres": on_postgres}
    return walks is (kind == "once") and on_base[base]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if "browser" not in report.keywords:
        return
    if report.when == "call" or report.outcome != "passed":
        _browser[report.outcome] += 1


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if hasattr(session.config, "workerinput") or not os.environ.get("REQUIRE_BROWSER"):
        return
    if _browser["skipped"] and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    from django.conf import settings

    engine = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1]
    ran = _browser["passed"] + _browser["failed"]
    line = f"Database: {engine}. Browser tests: {ran} ran, {_browser['skipped']} skipped."
    terminalreporter.write_line(line)
    if _browser["skipped"] and os.environ.get("REQUIRE_BROWSER"):
        terminalreporter.write_line(
            "REQUIRE_BROWSER: a skipped browser test is an error.", red=True
        )
