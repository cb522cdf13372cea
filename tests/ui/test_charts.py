"""Charts: colours agree with the tokens, missing is not zero, words are escaped, numbers stand beside."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.utils import translation

from core.tools.drawn import charts
from core.tools.drawn.charts import Bar, Pair

SVG = "{http://www.w3.org/2000/svg}"


def test_colours_are_those_of_the_token_file() -> None:
    css = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text()
    for name, colour in charts.TOKENS.items():
        assert re.search(rf"--{name}: {colour};", css), name


def all_charts() -> list[charts.Chart]:
    items = [
        Bar("Berfungsi", 29, "good"),
        Bar("<b>Tidak</b> & rusak", 3, "bad"),
        Bar("Belum tahu", None, "none"),
    ]
    return [
        charts.bars("Bar", items, of=100),
        charts.pairs(
            "Pair", [Pair("A", 10, 5), Pair("B", None, None), Pair("C", 0, 4)], money=True
        ),
        charts.share("Share", items),
        charts.stacked("Stack", ["x", "y"], [("A", [1, None]), ("B", [None, None])]),
        charts.funnel("Funnel", items),
        charts.share("None known", [Bar("A", None)]),
        charts.bars("Nothing at all", []),
    ]


@pytest.mark.parametrize("chart", all_charts(), ids=lambda chart: chart.title)
def test_svg_is_well_formed_named_and_without_style_or_script(chart: charts.Chart) -> None:
    root = ElementTree.fromstring(str(chart.svg))
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == chart.title  # type: ignore[union-attr]
    assert root.find(f"{SVG}desc") is not None
    assert "style" not in str(chart.svg) and "<script" not in str(chart.svg)
    width = charts.WIDTH + 1
    for box in root.iter(f"{SVG}rect"):
        assert float(box.get("x")) >= 0 and float(box.get("x")) + float(box.get("width")) <= width  # type: ignore[arg-type]


def test_words_from_records_are_escaped() -> None:
    svg = str(charts.bars("T", [Bar("<script>alert(1)</script>", 1)]).svg)
    assert "<script>" not in svg and "&lt;script&gt;" in svg


def test_unknown_prints_a_dash_and_zero_prints_zero() -> None:
    chart = charts.bars("T", [Bar("tahu", 0), Bar("tidak tahu", None)])
    assert chart.rows == [["tahu", "0"], ["tidak tahu", "–"]]


def test_pairs_give_share_of_plan_and_money_in_words() -> None:
    with translation.override("id"):
        chart = charts.pairs("T", [Pair("Bimtek", Decimal(120000000), 90000000)], money=True)
    assert chart.rows == [["Bimtek", "Rp120.000.000", "Rp90.000.000", "75%"]]


def test_share_is_of_the_known_total() -> None:
    chart = charts.share("T", [Bar("a", 3), Bar("b", 1), Bar("c", None)])
    assert [row[2] for row in chart.rows] == ["75%", "25%", "–"]
    root = ElementTree.fromstring(str(chart.svg))
    first, second = [box for box in root.iter(f"{SVG}rect") if box.get("y") == "2.0"][:2]
    assert float(first.get("width")) / float(second.get("width")) == pytest.approx(3, rel=0.05)  # type: ignore[arg-type]


def test_tones_differ_by_hatching_too_not_by_colour_alone() -> None:
    chart = charts.share("T", [Bar("a", 1, "good"), Bar("b", 1, "bad"), Bar("c", 1, "part")])
    assert str(chart.svg).count("<path") >= 4  # two hatched pieces and their legends


def test_what_is_not_known_weighs_least_and_the_goal_is_a_line() -> None:
    known, unknown = charts.share("S", [Bar("A", 1, "good"), Bar("B", 9, "none")]), charts.NONE
    assert (
        f'fill="{unknown}"' not in known.svg
        and f'fill="{charts.LINE}" stroke="{unknown}"' in known.svg
    )
    bar = charts.bars("B", [Bar("A", 150), Bar("B", 50)], of=150, goal=100)
    lines = [
        box
        for box in ElementTree.fromstring(str(bar.svg)).iter(f"{SVG}rect")
        if box.get("fill") == charts.INK
    ]
    assert [box.get("x") for box in lines] == ["238.0", "238.0"]


@pytest.mark.parametrize("draw", [charts.bars, charts.share, charts.funnel])
def test_a_bar_opens_what_it_counts_and_a_picture_without_links_is_one(draw: Any) -> None:
    linked = [Bar("Baik <b>", 3, url="/list/?a=1&b=2"), Bar("Nol", 0, url="/list/"), Bar("Lain", 2)]
    root = ElementTree.fromstring(str(draw("T", linked).svg))
    (link,) = root.iter(f"{SVG}a")
    assert link.get("href") == "/list/?a=1&b=2" and root.get("role") == "group"
    assert link.get("aria-label", "").startswith("Baik <b>: 3") and link.get("data-bar") == "3"
    drawn = {child.tag for child in link.iter()}
    assert {f"{SVG}rect", f"{SVG}text"} <= drawn, "bar and number are one link"
    root = ElementTree.fromstring(str(draw("T", [Bar("Baik", 3)]).svg))
    assert root.get("role") == "img" and not [*root.iter(f"{SVG}a")]
    own = [Bar("Baik", 3, url="/a/", is_own=True)]
    assert "data-bar" not in draw("T", own).svg, "what one record says counts nothing"
