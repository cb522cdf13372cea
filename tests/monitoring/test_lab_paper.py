"""A paper of a laboratory, both ends, in at most five clicks from the facility; a month known alone is enough."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from monitoring.models import Result, Sample
from tests.ksm.factories import make_facility

pytestmark = pytest.mark.django_db


def link(page: str, words: str) -> str:
    """Return where the link of these words leads."""
    found = [
        a
        for a, text in re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', page, re.S)
        if words in text
    ]
    assert found, words
    return found[0].replace("&amp;", "&")


def kept() -> dict[tuple[str, str], tuple[Decimal | None, str, str]]:
    rows = Result.objects.select_related("sample")
    return {
        (one.sample.point, one.parameter): (one.value, one.comparator, one.unit) for one in rows
    }


def test_both_ends_of_a_paper_are_three_clicks_from_the_facility(
    officer: Any, as_user: Any
) -> None:
    facility = make_facility(code="34.04-0001")
    browser = as_user(officer)
    page = browser.get(facility.get_absolute_url()).content.decode()
    scores = re.search(
        rf'href="({reverse("monitoring:facility-scores", args=[facility.code])})"', page
    )
    assert scores  # one
    form = link(browser.get(scores[1]).content.decode(), "Catat hasil laboratorium")  # two
    shown = browser.get(form).content.decode()
    assert f'value="{facility.pk}"' in shown or facility.code in shown
    lines = "pH @ 6,9 @ 7,2\nBOD @ 210 @ 28,5\nMinyak & lemak @ @ < 2\n- COD @ 310 @ 62"
    sent = browser.post(form, {
        "facility": facility.pk, "point": "outlet", "taken_on": "Maret 2018", "laboratory_text": "Lab DLH", "lines": lines,
    })  # fmt: skip
    assert sent.status_code == 302, sent.context["form"].errors  # three
    assert kept() == {
        ("inlet", "ph"): (Decimal("6.9"), "=", ""), ("outlet", "ph"): (Decimal("7.2"), "=", ""),
        ("inlet", "bod"): (Decimal(210), "=", "mg/L"), ("outlet", "bod"): (Decimal("28.5"), "=", "mg/L"),
        ("outlet", "oil_grease"): (Decimal(2), "<", "mg/L"),
        ("inlet", "cod"): (Decimal(310), "=", "mg/L"), ("outlet", "cod"): (Decimal(62), "=", "mg/L"),
    }  # fmt: skip
    own = set(
        Sample.objects.values_list("point", "taken_on", "laboratory_text", "facility", "region")
    )
    assert own == {(end, "2018-03", "Lab DLH", facility.pk, "34.04") for end in ("inlet", "outlet")}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("Emas @ 1", "tidak ada dalam daftar"), ("BOD", "Tulis seperti"), ("BOD @ 1 @ 2 @ 3", "Tulis seperti"),
        ("BOD @ banyak", "bukan angka"), ("BOD @ 2.125", "2,125 atau 2125"), ("BOD @ 1\nBOD @ 2", "dua kali"),
        ("BOD @ -3", "negatif"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_is_told_in_words(
    officer: Any, as_user: Any, lines: str, said: str
) -> None:
    facility = make_facility(code="34.04-0001")
    sent = as_user(officer).post(reverse("monitoring:sample-create"), {
        "facility": facility.pk, "point": "outlet", "taken_on": "2018", "lines": lines,
    })  # fmt: skip
    assert sent.status_code == 422 and said in sent.content.decode()
    assert not Sample.objects.exists()


def test_lines_of_both_ends_belong_to_the_outlet(officer: Any, as_user: Any) -> None:
    facility = make_facility(code="34.04-0001")
    data = {"facility": facility.pk, "taken_on": "2018", "lines": "BOD @ 1 @ 2"}
    sent = as_user(officer).post(reverse("monitoring:sample-create"), {**data, "point": "river_up"})
    assert sent.status_code == 422
    sent = as_user(officer).post(
        reverse("monitoring:sample-create"), {**data, "point": "inlet", "lines": "BOD @ 210"}
    )
    assert sent.status_code == 302 and kept() == {("inlet", "bod"): (Decimal(210), "=", "mg/L")}
