"""Codes on paper: made by this system, readable by everybody, forgeable by nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from aksansi.verify.codes import digest_of, make_code, read_code

DAY = dt.date(2018, 12, 31)


def code(**changes: Any) -> str:
    given: dict[str, Any] = {
        "region": "34.04",
        "year": 2018,
        "is_final": True,
        "day": DAY,
        "digest": "ab" * 32,
    }
    return make_code(**(given | changes))


def test_a_code_says_what_it_was_made_of() -> None:
    read = read_code(code())
    assert read is not None
    assert (read.region, read.year, read.is_final, read.day) == ("34.04", 2018, True, DAY)
    other = read_code(code(digest="ac" * 32))
    assert other is not None and other.digest != read.digest
    draft = read_code(code(is_final=False))
    assert draft is not None and not draft.is_final


def test_case_and_blanks_from_paper_do_not_matter() -> None:
    text = code()
    assert read_code(f" {text.lower()[:12]} {text.lower()[12:]} ") == read_code(text)


@pytest.mark.parametrize("position", [0, 1, 3, 6, 9, 11, 13, 19, 27, 37])
def test_any_changed_character_is_noticed(position: int) -> None:
    text = code()
    other = "7" if text[position] != "7" else "6"
    assert read_code(text[:position] + other + text[position + 1 :]) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "34.04",
        "34.04-2018-S181231-AAAAAAAA-AAAAAAAAAA",
        "A" * 5000,
        "34.04-2018-S189999-AAAAAAAA-AAAAAAAAAA",
    ],
)
def test_nonsense_is_not_genuine(text: str) -> None:
    assert read_code(text) is None


def test_a_draft_cannot_be_turned_into_a_final_one() -> None:
    assert read_code(code(is_final=False).replace("-D", "-S")) is None


def test_codes_of_another_installation_are_not_ours(settings: Any) -> None:
    text = code()
    settings.LETTER_KEYS = ["another" * 10]
    assert read_code(text) is None


@dataclass(frozen=True)
class Figures:
    value: Decimal | None
    label: Any = ""
    note: str = field(default="", metadata={"digest": False})


def test_the_digest_follows_the_figures_only() -> None:
    base = digest_of(Figures(Decimal("1.50"), "a"))
    assert base == digest_of(Figures(Decimal("1.5"), "a", note="x"))
    assert base != digest_of(Figures(Decimal("1.6"), "a"))
    assert digest_of(Figures(None)) != digest_of(Figures(Decimal(0)))
    # Rows that a database hands out in another order are the same figures.
    rows = [{"a": 1}, {"a": 2}]
    assert digest_of(rows) == digest_of(rows[::-1]) != digest_of(rows[:1])
    # Plain values keep their places: planned and realised are not to be changed round.
    assert digest_of((1, 2)) != digest_of((2, 1))


def test_the_digest_knows_no_language() -> None:
    with translation.override("id"):
        indonesian = digest_of(Figures(None, _("Save")))
    with translation.override("en"):
        assert digest_of(Figures(None, _("Save"))) == indonesian


@pytest.mark.django_db
def test_the_public_page_tells_genuine_from_forged(client: Any, regions: Any) -> None:
    good = client.get(reverse("verify-code", args=[code()])).content.decode()
    assert "Asli:" in good and "Kab. Sleman" in good and "31 Desember 2018" in good
    bad = client.get(reverse("verify-code", args=[code()[:-1] + "!"])).content.decode()
    assert "Tidak asli" in bad
    typed = client.get(reverse("verify"), {"code": code().lower()})
    assert typed.status_code == 302 and typed.url.endswith(f"{code()}/")
    assert client.get(reverse("verify"), {"code": "<script>alert(1)</script>"}).status_code == 200
