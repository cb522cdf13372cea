"""Where nothing is recorded no page says 0: none recorded is not none there (facts T10)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse

from tests.agreements import factories as agreements
from tests.chapters import factories as chapters
from tests.events import factories as events
from tests.ksm import factories as ksm
from tests.monitoring import factories as monitoring
from tests.planning import factories as planning
from tests.roof.walks.world import YEAR, enter
from tests.test_query_growth import BOARDS, budgets

pytestmark = pytest.mark.django_db

REGION_PAGES = [
    ("region-overview", ["34.04"]),
    ("region-overview", ["34"]),
    ("region-report", ["34.04", 2018]),
    ("region-report", ["34", 2018]),
    ("region-co-management", ["34.04"]),
    ("core:region-detail", ["34.04"]),
    ("core:region-detail", ["34"]),
]
# The first pages, boards and matrices, and every list of the house that hangs on no record.
PAGES: list[tuple[str, list[Any]]] = REGION_PAGES + [
    (name, [])
    for name in sorted(budgets())
    if (name in BOARDS and not name.startswith("region-")) or name.endswith("-list")
]
# Bare records: nothing hangs on them yet.
BARE: dict[str, Callable[[], Any]] = {
    "chapters:chapter-detail": planning.make_chapter,
    "ksm:facility-detail": ksm.make_facility,
    "ksm:group-detail": ksm.make_group,
    "monitoring:facility-scores": ksm.make_facility,
    "monitoring:round-detail": monitoring.make_round,
    "events:event-detail": events.make_event,
    "events:award-detail": events.make_award,
    "events:alliance-detail": events.make_alliance,
    "agreements:partnership-detail": agreements.make_partnership,
    "planning:annual-plan-detail": planning.make_plan,
    "planning:goal-detail": planning.make_goal,
    "planning:activity-detail": planning.make_activity,
}


def words(answer: Any) -> str:
    """Return what the page itself says, without the frame, forms and times."""
    text = answer.content.decode()
    body = re.search(r"<main.*?</main>", text, re.S)
    text = body[0] if body else text
    text = re.sub(r"<(form|script|style|svg)\b.*?</\1>", " ", text, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def zeros(said: str) -> list[str]:
    said = said.replace(" 0 baris ", " ")  # the length of a list is one
    return re.findall(r".{0,60}(?<![\d.,/:\u2013-])\b0\b(?![\d.,:/]).{0,30}", said)


@pytest.mark.once
@pytest.mark.parametrize(("name", "args"), PAGES)
def test_t10_no_page_says_0_where_nothing_is_known(
    name: str, args: list[Any], regions: Any, secretariat: Any, as_user: Any
) -> None:
    try:
        place = reverse(name, args=args)
    except NoReverseMatch:
        pytest.skip("hangs on a record")
    assert not zeros(words(as_user(secretariat).get(place)))


@pytest.mark.parametrize("name", BARE)
def test_t10_no_page_of_a_bare_record_says_0(
    name: str, regions: Any, secretariat: Any, as_user: Any
) -> None:
    record = BARE[name]()
    key = record.code if hasattr(record, "code") else record.pk
    answer = as_user(secretariat).get(reverse(name, args=[key]))
    assert answer.status_code == 200
    assert not zeros(words(answer))


BESIDE = "34.01"  # a region with a chapter, where nothing else is known, beside one where much is
BESIDE_PAGES = [
    ("region-overview", [BESIDE], {}),
    ("region-report", [BESIDE, YEAR], {}),
    ("region-co-management", [BESIDE], {}),
    ("core:region-detail", [BESIDE], {}),
    ("monitoring:finding-list", [], {"region": BESIDE}),
    ("monitoring:visit-list", [], {"region": BESIDE}),
    ("monitoring:recap", [], {"region": BESIDE}),
    ("monitoring:effluent", [], {"region": BESIDE}),
    ("monitoring:watch-list", [], {"region": BESIDE}),
    ("ksm:facility-list", [], {"region": BESIDE}),
    ("ksm:group-list", [], {"region": BESIDE}),
    ("ksm:desludging-schedule-list", [], {"region": BESIDE}),
    ("events:event-list", [], {"region": BESIDE}),
    ("planning:activity-list", [], {"region": BESIDE}),
]
ROWS_BESIDE = (
    "board", "chapters:chapter-list", "core:region-list", "planning:year-matrix", "planning:goal-matrix",
    "monitoring:comparison", "agreements:board", "agreements:partnership-list", 
)  # fmt: skip


@pytest.mark.postgres
def test_t10_no_page_of_a_region_nobody_looked_at_says_0(db: Any) -> None:
    secretariat, _officer, _official = enter()
    chapters.make_chapter(BESIDE)
    wrong = {}
    for name, args, query in BESIDE_PAGES:
        answer = secretariat.browser.get(reverse(name, args=args), query)
        wrong[name] = zeros(words(answer))
    for name in ROWS_BESIDE:
        text = secretariat.browser.get(reverse(name), {"year": YEAR}).content.decode()
        for row in re.findall(r"<tr\b.*?</tr>", text, re.S):
            if "Kulon Progo" in row:
                said = " ".join(re.sub(r"<[^>]+>", " ", row).split())
                wrong[name] = wrong.get(name, []) + zeros(said)
    assert not {name: found for name, found in wrong.items() if found}
