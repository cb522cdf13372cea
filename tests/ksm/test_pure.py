"""Rough figures and coordinates, without a database."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tools import rough
from core.tools.written import coordinates


@pytest.mark.parametrize(
    ("text", "bare", "is_rough"),
    [
        ("±60", "60", True),
        ("± 60 KK", "60", True),
        ("sekitar 1.500", "1.500", True),
        ("Kira-kira 60", "60", True),
        ("kurang lebih 60 SR", "60", True),
        ("+/- 60", "60", True),
        ("60", "60", False),
        (" 60 jiwa", "60", False),
        ("", "", False),
        ("-5", "-5", False),
    ],
)
def test_rough_figures(text: str, bare: str, is_rough: bool) -> None:
    assert rough.read(text) == (bare, is_rough)


@pytest.mark.parametrize(
    "text",
    [
        "-7.7956 110.3695",
        "-7,7956 110,3695",
        "-7.7956,110.3695",
        "-7.7956, 110.3695",
        "-7,7956, 110,3695",
        "-7,7956; 110,3695",
        "geo:-7.7956,110.3695",
        "@-7.7956,110.3695,17z",
        "−7.7956 110.3695",
        "7°47'44.16\" LS 110°22'10.2\" BT",
        "110°22'10,2\" BT 7°47'44,16\" LS",
        "7.7956° S 110.3695° E",
    ],
)
def test_positions_as_people_write_them(text: str) -> None:
    assert coordinates.pair(text) == (Decimal("-7.795600"), Decimal("110.369500"))


@pytest.mark.parametrize(
    "text",
    [
        "(-7.7956, 110.3695)",
        "https://www.google.com/maps/place/Tugu/@-7.80,110.30,17z/data=!3m1!4b1!8m2!3d-7.7956!4d110.3695",
        "https://www.google.com/maps/@-7.7956,110.3695,17z?entry=ttu",
        "https://maps.google.com/?q=-7.7956,110.3695",
        "https://www.google.com/maps/search/?api=1&query=-7.7956%2C110.3695",
        "https://www.openstreetmap.org/?mlat=-7.7956&mlon=110.3695#map=16/-7.80/110.30",
        "https://www.openstreetmap.org/#map=18/-7.79560/110.36950",
    ],
)
def test_what_a_map_page_gives_is_understood(text: str) -> None:
    assert coordinates.pair(text) == (Decimal("-7.795600"), Decimal("110.369500"))


@pytest.mark.parametrize(
    "text",
    ["https://maps.app.goo.gl/abc123", "https://x/?q=Tugu", "://", "https://x/@-7." + "1" * 900],
)
def test_an_address_that_does_not_say_where_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w|:"):
        coordinates.pair(text)


@pytest.mark.parametrize(
    "text", ["", "Sleman", "-7.79", "-7,79", "12345 6789", "-7.7956 110.3695 5", "1;2;3"]
)
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        coordinates.pair(text)


degrees = st.decimals(-179, 179, places=6)


@given(degrees, degrees, st.sampled_from((".", ",")), st.sampled_from((" ", "; ", ", ")))
def test_any_pair_is_read_back(lat: Decimal, lon: Decimal, sign: str, between: str) -> None:
    text = between.join(str(f"{value:.6f}").replace(".", sign) for value in (lat, lon))
    assert coordinates.pair(text) == (lat, lon)


@pytest.mark.parametrize("text", ["-7.795", "-7,795"])
def test_three_digits_after_the_sign_are_no_thousands(text: str) -> None:
    assert coordinates.number(text) == Decimal("-7.795000")
