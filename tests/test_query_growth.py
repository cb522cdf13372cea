"""The same number of queries for n rows and for 3n rows, within the budgets of design §8, on every reading page."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.urls import reverse

from agreements.models import BlockerReason, Stage
from aksansi.api.register import lists
from core.land.regions import Region
from core.pages.saved import SavedFilter
from core.people import sessions
from core.people.users import User
from planning.models import StrategyProcess
from scripts.pytest_summary import AGAIN
from tests.multiply import multiply, room_models
from tests.test_access_matrix import OWN_REGION, address, make_world, rows

LIST, DETAIL, BOARD = 12, 20, 40
# The roof's pages, the boards of rooms and what else reads much: by name, because no ending tells them.
BOARDS = (
    "home",
    "board",
    "search",
    "calendar",
    "region-overview",
    "region-report",
    "region-co-management",
    "award-scores",
    "agreements:board",
    "ksm:facility-map",
    "planning:annual-plan-matrix",
    "planning:year-matrix",
    "planning:goal-matrix",
    "planning:indicator-matrix",
    "planning:meeting-minutes",
    "planning:meeting-step",
    "agreements:analysis",
    "agreements:blocker-matrix",
    "agreements:turnover",
    "monitoring:recap",
    "monitoring:comparison",
    "monitoring:effluent",
    "monitoring:facility-scores",
)
PROVINCE = "34"


def budgets() -> dict[str, int]:
    """Return the budget of every reading page of the access matrix: a new one is covered by being there."""
    found = dict.fromkeys(BOARDS, BOARD)
    for name in rows():
        if name.endswith("-list"):
            found[name] = LIST
        elif name.endswith(("-detail", "-history", "-filters", "-bulk")):
            found[name] = DETAIL
    return found


Page = tuple[str, str, str]  # persona, name, address


def pages(world: dict[str, dict[str, Any]]) -> list[tuple[Page, int]]:
    found = []
    for name, budget in budgets().items():
        personas = [
            who for who in ("secretariat", "officer", "official") if rows()[name][who] == 200
        ]
        # Lists and details: the one who sees most and the one who may do most; what stands beneath them is alike for all.
        alike = name.endswith(("-history", "-filters", "-bulk"))
        many = len(personas) if name in BOARDS else 1 if alike else 2
        for who in personas[:many]:
            found.append(((who, name, address(name, world)), budget))
        if name.endswith("-list"):
            url = address(name, world)
            found.append(((personas[0], f"{name} as CSV", f"{url}?format=csv"), budget))
    # What programs read: a page of a list with every column.
    for place, listed in lists().items():
        who = "officer" if listed.page.only_for is None else "secretariat"
        budget = budgets().get(listed.name, LIST)
        found.append(((who, f"API of {place}", f"/api/v1/{place}/?columns=all"), budget))
    province = reverse("region-overview", kwargs={"key": PROVINCE})
    found.append((("secretariat", "region-overview of a province", province), BOARD))
    return found


def save_filters(user: User) -> None:
    """Keep a filter for everybody of each list that can keep some: its page shows them all."""
    stems = [name.removesuffix("-filters") for name in rows() if name.endswith("-filters")]
    SavedFilter.objects.bulk_create(
        SavedFilter(
            user=user,
            list_name=f"{stem}-list" if f"{stem}-list" in rows() else stem,
            name="Bahan rapat",
            query="q=a",
            is_shared=True,
        )
        for stem in stems
    )


def count(browser: Client, url: str) -> tuple[int, list[str]]:
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    # Not Django's capture: on SQLite it asks the database about every parameter of every query.
    with connection.execute_wrapper(note):
        answer = browser.get(url)
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[arg-type]
    assert answer.status_code == 200, url
    return len(asked), asked


def test_every_reading_page_keeps_its_budget_whatever_the_number_of_rows(
    regions: Any, secretariat: Any, officer: Any, official: Any, as_user: Any, monkeypatch: Any,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    """On the second database each page answers with the most rows; how many queries it asks is no matter of databases."""
    is_second = request.config.getoption("part", "whole") in AGAIN
    # Noting every few minutes that a session is in use would fall on any page of a long run.
    monkeypatch.setattr(sessions, "WRITE_EVERY", 24 * 3600)
    world = make_world(OWN_REGION, "Sarana Contoh")
    make_world("34.01", "Sarana Tetangga")  # what stands beside it is there at all
    save_filters(secretariat)
    assert multiply(2, only_history=True) == {}  # a first change beside every creation
    table = pages(world)
    personas = {"secretariat": secretariat, "officer": officer, "official": official}
    browsers = {who: as_user(user) for who, user in personas.items()}
    ContentType.objects.get_for_models(*room_models(), for_concrete_models=False)
    ContentType.objects.get_for_models(Stage, BlockerReason, Region, StrategyProcess)
    for browser in browsers.values():
        browser.get(reverse("home"))

    if is_second:  # the officer opens every address there already (test_access_walks.py)
        table = [(page, budget) for page, budget in table if page[0] != "officer"]
    few = {} if is_second else {page: count(browsers[page[0]], page[2]) for page, _ in table}
    make_world("33.72", "Sarana Lain")
    assert multiply(3) == {}

    faults = []
    for page, budget in table:
        after, sql = count(browsers[page[0]], page[2])
        if is_second:
            continue
        before, _sql = few[page]
        # Fewer is no fault: a cache of the process was filled in between.
        if after > before or after > budget:
            told = f"{page[1]} as {page[0]}: {before} queries, {after} with 3 x the rows, budget {budget}"
            faults.append("\n".join([told, *_repeated(sql)]))
    assert not faults, "\n".join(faults)


def _repeated(sql: list[str]) -> list[str]:
    """Return the tables asked more than once, most first: where to look."""
    tables = Counter(text.partition(" FROM ")[2].partition(" ")[0] or text[:60] for text in sql)
    return [f"    {times} x {table}" for table, times in tables.most_common(6) if times > 1]


def test_every_list_of_the_house_is_measured() -> None:
    """A page that shows many rows and has no known ending must be named in BOARDS."""
    measured = budgets()
    left = [
        name
        for name in rows()
        if name not in measured
        and name.rpartition("-")[2] in ("board", "overview", "report", "map")
    ]
    assert left == []
    assert len(measured) > 60
    new = (
        "job",
        "agreements:quiet-period",
        "monitoring:effluent-standard",
        "monitoring:office-duty",
    )
    assert measured.keys() >= {f"{stem}-{page}" for stem in new for page in ("list", "filters")}
    assert measured.keys() >= {"job-detail", "ksm:facility-bulk", "agreements:quiet-period-bulk"}


pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.once]
