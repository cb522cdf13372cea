"""Paging by key: any sort, both ways, ties and gaps; every row exactly once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.db.models import F, Value
from django.db.models.functions import Length, NullIf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chapters.models import Office, Official
from core.land.regions import Region
from core.tools import counting
from core.tools.rows.keyset import page_by_key
from core.tools.rows.spread import Spread

pytestmark = pytest.mark.django_db

PATHS = [
    "name",
    "position",
    "started_on",  # may be null
    "office__name",
    "office__region__name",
    "office__successor_of_id",  # null of another table
    "size",  # an annotation
    "phone_or_null",  # an annotation that may be null
    "handles_sanitation",
    "created_at",
]
rows_of = st.lists(
    st.tuples(
        st.sampled_from(["", "Ani", "ani", "Budi", "Çelik", "Z"]),
        st.sampled_from(["", "1", "22"]),
        st.none() | st.dates(dt.date(2015, 1, 1), dt.date(2015, 1, 3)),
        st.integers(0, 1),
        st.booleans(),
    ),
    max_size=12,
)
orders = st.lists(st.tuples(st.sampled_from(PATHS), st.booleans()), min_size=1, max_size=3)


@pytest.fixture
def offices(regions: Any) -> list[Office]:
    first = Office.objects.create(region_id="34.04", name="Dinas A", kind="opd")
    second = Office.objects.create(name="Kementerian", kind="ministry")
    return [first, second]


def fill(offices: list[Office], lines: list[Any]) -> Any:
    Official.objects.all().delete()
    for name, phone, started, office, flag in lines:
        Official.objects.create(
            office=offices[office],
            name=name,
            position="Kepala",
            phone=phone,
            started_on=started,
            handles_sanitation=flag,
        )
    return Official.objects.annotate(
        size=Length("name"), phone_or_null=NullIf(F("phone"), Value(""))
    ).select_related("office")


def walk(rows: Any, order: list[str], size: int) -> tuple[list[int], list[int], list[Any]]:
    """Go to the end by "next", back by "previous"; return both ways' keys and the pages."""
    page = page_by_key(rows, order=order, key="", size=size)
    there, pages = [row.pk for row in page], [page]
    while page.next_key:
        page = page_by_key(rows, order=order, key=page.next_key, size=size)
        there += [row.pk for row in page]
        pages.append(page)
        assert len(pages) < 40
    last = page
    back: list[int] = [row.pk for row in last]
    while page.previous_key:
        page = page_by_key(rows, order=order, key=page.previous_key, size=size)
        back = [row.pk for row in page] + back
        assert len(back) < 100
    return there, back, pages


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=rows_of, order=orders, size=st.integers(1, 4))
def test_every_row_comes_once_forwards_and_backwards(
    offices: list[Office], lines: list[Any], order: list[tuple[str, bool]], size: int
) -> None:
    rows = fill(offices, lines)
    words = [f"-{name}" if falling else name for name, falling in order]
    there, back, pages = walk(rows, words, size)
    assert there == list(rows.order_by(*words, "pk").values_list("pk", flat=True))
    assert len(there) == len(set(there)) == len(lines)
    assert back == there
    # Where a page stands is said truly, and the last page is what "last" leads to.
    at = 1
    for page in pages:
        assert (page.start, page.end) == ((at, at + len(page) - 1) if len(page) else (0, 0))
        assert page.total == len(lines)
        at += len(page)
    if pages[0].last_key:
        end = page_by_key(rows, order=words, key=pages[0].last_key, size=size)
        assert [row.pk for row in end] == [row.pk for row in pages[-1]]
        assert not end.next_key and end.end == len(lines)


def test_the_order_is_that_of_the_database(offices: list[Office]) -> None:
    rows = fill(offices, [("B", "", None, 0, True), ("A", "", dt.date(2015, 1, 1), 0, False)] * 4)
    for order in (["name"], ["-name"], ["started_on", "-name"], ["-started_on", "name"]):
        there, _back, _pages = walk(rows, order, 3)
        assert there == list(rows.order_by(*order, "pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    "touch",
    [
        lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"),
        lambda key: "x" + key,
        lambda key: key.partition(":")[0],
        lambda key: "2",
        lambda key: "\x00" * 5000,
    ],
)
def test_a_touched_key_is_the_first_page(offices: list[Office], touch: Any) -> None:
    rows = fill(offices, [(name, "", None, 0, True) for name in "ABCDE"])
    key = page_by_key(rows, order=["name"], key="", size=2).next_key
    page = page_by_key(rows, order=["name"], key=touch(key), size=2)
    assert [row.name for row in page] == ["A", "B"] and page.start == 1


def test_a_key_of_another_sort_is_the_first_page(offices: list[Office]) -> None:
    rows = fill(offices, [(name, "", None, 0, True) for name in "ABCDE"])
    key = page_by_key(rows, order=["name"], key="", size=2).next_key
    assert [row.name for row in page_by_key(rows, order=["-name"], key=key, size=2)] == ["E", "D"]


def test_a_page_whose_rows_are_gone_is_the_first_page(offices: list[Office]) -> None:
    rows = fill(offices, [(name, "", None, 0, True) for name in "ABCDE"])
    key = page_by_key(rows, order=["name"], key="", size=3).next_key
    Official.objects.filter(name__in="DE").delete()
    assert [row.name for row in page_by_key(rows, order=["name"], key=key, size=3)] == [
        "A",
        "B",
        "C",
    ]


def test_no_query_skips_rows_or_counts_twice(
    offices: list[Office], django_assert_num_queries: Any
) -> None:
    rows = fill(offices, [(name, "", None, 0, True) for name in "ABCDEFGH"])
    key = page_by_key(rows, order=["name"], key="", size=3).next_key
    with django_assert_num_queries(3) as seen:
        page_by_key(rows, order=["name"], key=key, size=3)
    assert not any("OFFSET" in query["sql"] for query in seen.captured_queries)


def test_a_great_number_is_counted_once_in_a_while(
    regions: Any, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(counting, "COUNTED_EXACTLY", 3)
    monkeypatch.setattr(counting, "STILL_MANY", 1)
    cache.clear()
    counting.near.clear()
    rows = Region.objects.all()
    assert counting.count_rows(rows) == (5, False)
    with django_assert_num_queries(1):
        assert counting.count_rows(rows) == (5, False)
    assert counting.count_rows(rows.filter(code__startswith="33")) == (2, True)
    assert counting.count_rows(rows.none()) == (0, True)
    # As long as there are some it may be old; where hardly any is left it is counted.
    rows.filter(code__in=("33.72", "34.01")).delete()
    assert counting.count_rows(rows) == (5, False)
    rows.filter(code__in=("33", "34.04")).delete()
    assert counting.count_rows(rows) == (1, True)


@pytest.mark.parametrize("told", [{}, {"Ani": 9}, {"Budi": 2}, {"Z": 9, "Çelik": 0}])
@pytest.mark.parametrize("sign", ["", "-"])
def test_where_rows_are_known_to_lie_all_are_found_even_if_some_left(
    told: dict[str, int], sign: str, offices: list[Office]
) -> None:
    """What was told of the rows may be older by a moment than they are: a page is no emptier for it."""
    names = ["Ani"] + ["Budi"] * 4 + ["Z"] * 2
    rows = fill(offices, [(name, "", None, 0, True) for name in names])
    counts = {"Ani": 1, "Budi": 4, "Z": 2} | told
    spread = Spread("name", counts)
    order = [f"{sign}name", "pk"]
    whole = list(rows.order_by(*order).values_list("pk", flat=True))
    found, key = [], ""
    while True:
        page = page_by_key(rows, order=order, key=key, size=2, spread=spread)
        assert page.total == max(sum(counts.values()), page.end) and page.is_exact
        found += [row.pk for row in page]
        if not (key := page.next_key):
            break
    assert found == whole
    back = [row.pk for row in page]
    while page.previous_key:
        page = page_by_key(rows, order=order, key=page.previous_key, size=2, spread=spread)
        back = [*(row.pk for row in page), *back]
    assert back == whole


def test_where_rows_are_known_to_lie_nothing_is_counted_and_only_there_is_sought(
    offices: list[Office], django_assert_num_queries: Any
) -> None:
    names = ["Ani"] * 3 + ["Budi"] * 4 + ["Z"] * 2
    rows = fill(offices, [(name, "", None, 0, True) for name in names])
    spread = Spread("name", {"Ani": 3, "Budi": 4, "Z": 2})
    with django_assert_num_queries(2) as asked:
        page = page_by_key(rows, order=["name"], key="", size=2, spread=spread)
    assert (len(page), page.total) == (2, 9)
    sought = asked.captured_queries[0]["sql"]
    assert "Ani" in sought and "Budi" not in sought
    with django_assert_num_queries(2) as asked:
        page_by_key(rows, order=["name"], key=page.next_key, size=2, spread=spread)
    sought = asked.captured_queries[0]["sql"]
    assert "Budi" in sought and "Z" not in sought.replace("Zone", "")
    none = page_by_key(
        rows.filter(name="?"), order=["name"], key="", size=2, spread=Spread("name", {})
    )
    assert (len(none), none.total) == (0, 0)
