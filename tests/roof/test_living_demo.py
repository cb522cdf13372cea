"""The working year of the demonstration: its days move with the clock, and what has not happened is not told."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from PIL import Image

from aksansi.demo.drawn import photo
from aksansi.demo.entering import tree
from aksansi.demo.relative import HAPPENED, resolved, working_year


@pytest.mark.parametrize(
    ("day", "year"),
    [("2026-07-01", 2026), ("2026-11-29", 2026), ("2027-01-15", 2026), ("2027-06-30", 2026)],
)
def test_the_working_year_is_the_one_with_most_of_its_work_done(day: str, year: int) -> None:
    assert working_year(dt.date.fromisoformat(day)) == year


def test_days_move_with_the_clock_and_codes_that_look_alike_stay() -> None:
    today = dt.date(2026, 11, 29)
    assert resolved("W-05-23", today=today) == "2026-05-23"
    assert resolved("W-2-06-11", today=today) == "2024-06-11"
    assert resolved("T+3", today=today) == "2026-12-02"
    assert resolved("T-30", today=today) == "2026-10-30"
    assert resolved("T02=72;T10=W-1-03-12;K05=23", today=today) == "T02=72;T10=2025-03-12;K05=23"
    assert resolved("CONTOH/BAST/2013", today=today) == "CONTOH/BAST/2013"


def test_what_is_to_come_is_left_out_and_a_finding_is_open_until_it_is_closed() -> None:
    rows = [{"date": "W-06-01", "n": 1}, {"date": "W-12-24", "n": 2}]
    assert [row["n"] for row in resolved(rows, today=dt.date(2026, 7, 15))] == [1]
    assert [row["n"] for row in resolved(rows, today=dt.date(2027, 2, 1))] == [1, 2]
    finding = {"opened_on": "W-05-26", "closed_on": "W-08-20"}
    assert "closed_on" not in resolved(finding, today=dt.date(2026, 8, 1))
    assert resolved(finding, today=dt.date(2026, 9, 1))["closed_on"] == "2026-08-20"


def _days(content: Any) -> list[str]:
    if isinstance(content, list):
        return [day for one in content for day in _days(one)]
    if not isinstance(content, dict):
        return []
    own = [content[name] for name in HAPPENED if isinstance(content.get(name), str)]
    return own + [day for value in content.values() for day in _days(value)]


@pytest.mark.parametrize(
    "day", ["2026-07-01", "2026-11-29", "2027-01-01", "2028-02-29", "2031-12-31"]
)
def test_the_set_fits_any_day_it_is_loaded_on(day: str) -> None:
    today = dt.date.fromisoformat(day)
    data = resolved(tree("living.json"), today=today)
    told = _days(data)
    assert told and max(told) <= day
    plans = {part["back"]: part["activities"] for part in data["plans"]}
    assert sorted(plans) == [0, 1, 2]
    done = [row for row in plans[0] if row["progress"]]
    assert len(done) >= len(plans[0]) / 2  # most of what was planned has begun
    assert all(row["progress"] for back in (1, 2) for row in plans[back])
    assert len(data["visits"]) >= 4


def test_a_drawn_photo_is_the_same_each_time_and_says_what_it_is() -> None:
    first, again, other = (photo(name).read() for name in ("IPAL A", "IPAL A", "IPAL B"))
    assert first == again != other
    with Image.open(io.BytesIO(first)) as picture:
        assert picture.size == (800, 600)
    assert len(first) < 100_000
