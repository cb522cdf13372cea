"""Effluent over time: what was taken out, held against the rule of the day; drawn with its numbers."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from core.land.regions import Region
from core.tools.drawn.line_charts import Point, Series, lines
from monitoring.effluent.facility import facility_ends, trend_charts
from monitoring.effluent.region import build_region_effluent
from monitoring.effluent.rules import Removal, removal
from monitoring.models import EffluentStandard
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f


@pytest.mark.parametrize(
    ("inlet", "outlet", "signs", "found"),
    [
        ("200", "50", "==", Removal(Decimal(75))),
        ("200", "2", "=<", Removal(Decimal(99), at_least=True)),
        ("50", "100", "==", Removal(Decimal(-100))),
        ("200", "2", "=>", None),
        ("200", "50", "<=", None),
        ("0", "0", "==", None),
    ],
)
def test_what_is_taken_out(inlet: str, outlet: str, signs: str, found: Any) -> None:
    told = removal(Decimal(inlet), Decimal(outlet), inlet_sign=signs[0], outlet_sign=signs[1])
    assert told == found
    assert removal(None, Decimal(outlet)) is None


def test_a_line_names_every_point_and_draws_no_unknown() -> None:
    points = [Point("2017", 20), Point("2018-05-08", None), Point("2019-01", Decimal("2"), "<")]
    chart = lines("BOD", [Series("Outlet", points)], limits=[Point("2017", 30)])
    assert chart.svg.count("<circle") == 3  # two points and the legend
    assert [row[1] for row in chart.rows] == ["20", "–", "< 2"]
    assert [row[2] for row in chart.rows] == ["30", "–", "–"]
    assert "style=" not in chart.svg
    assert lines("leer", [Series("x", [])]).rows == []


def scale(*values: int, whens: tuple[str, ...] = ("2018-01", "2018-06")) -> list[str]:
    """Return the words of a chart's frame: its scale from nought up, and the ends of its time."""
    points = [Point(when, value) for when, value in zip(whens, values, strict=True)]
    with translation.override("id"):
        svg = str(lines("Kas", [Series("Masuk", points)]).svg)
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)[:-1]


def test_the_scale_is_round_and_short_and_the_time_told_as_it_is_known() -> None:
    assert scale(576000, 390000) == ["0", "300 rb", "600 rb", "Jan 2018", "Jun 2018"]
    assert scale(1_240_000, 0)[:3] == ["0", "0,8 jt", "1,6 jt"]
    assert scale(7, 3, whens=("2017", "2019")) == ["0", "4", "8", "2017", "2019"]
    assert scale(100, 3, whens=("2017", "2017")) == ["0", "60", "120", "2017"]
    assert scale(0, 0)[:3] == ["0", "0,5", "1"]


def sampled(facility: Any, day: str, **ends: Any) -> None:
    for point, value in ends.items():
        sample = f.make_sample(facility.region_id, facility=facility, taken_on=day, point=point)
        f.make_result(sample, **(value if isinstance(value, dict) else {"value": value}))


@pytest.mark.django_db
def test_both_ends_of_a_day_stand_together_and_the_outlet_is_judged(secretariat: Any) -> None:
    f.make_standard()
    facility = make_facility("34.04")
    sampled(facility, "2018-11-13", inlet=200, outlet=25)
    sampled(facility, "2019-11-13", outlet=45)
    newer, older = facility_ends(user=secretariat, facility=facility)
    assert (newer.taken_on, newer.judged.tone, newer.removal) == ("2019-11-13", "bad", None)
    assert (older.judged.tone, older.removal_words) == ("good", "87,5%")
    assert older.rules == ("P.68/2016",)
    (chart,) = trend_charts([newer, older])
    assert [row[1:] for row in chart.rows] == [["25", "200", "30"], ["45", "–", "30"]]


@pytest.mark.django_db
def test_undated_samples_are_not_paired_and_never_pass(secretariat: Any) -> None:
    f.make_standard()
    facility = make_facility("34.04")
    sampled(facility, "", inlet=200, outlet=25)
    ends = facility_ends(user=secretariat, facility=facility)
    assert [one.removal for one in ends] == [None, None]
    (outlet,) = [one for one in ends if one.outlet]
    assert outlet.judged.tone == "none"
    assert trend_charts(ends) == []


@pytest.mark.django_db
def test_a_rule_without_its_limits_is_no_pass_and_says_so(secretariat: Any) -> None:
    f.make_standard("2025", name="Permen LH 11/2025", valid_from="2025", is_complete=False)
    facility = make_facility("34.04")
    sampled(facility, "2026-02-03", outlet=1)
    (one,) = facility_ends(user=secretariat, facility=facility)
    assert one.judged.tone == "none"
    assert one.rules == ("Permen LH 11/2025",)


@pytest.mark.django_db
def test_ph_is_a_range_and_is_not_removed(secretariat: Any) -> None:
    from monitoring.models import EffluentLimit

    standard = f.make_standard()
    EffluentLimit.objects.create(standard=standard, parameter="ph", minimum=6, maximum=9)
    facility = make_facility("34.04")
    ph = {"parameter": "ph", "unit": ""}
    sampled(facility, "2018-11-13", inlet={**ph, "value": 7}, outlet={**ph, "value": 5})
    (one,) = facility_ends(user=secretariat, facility=facility)
    assert (one.judged.tone, one.removal) == ("bad", None)


@pytest.mark.django_db
def test_a_region_counts_by_year_and_leaves_others_out(
    regions: Any, officer: Any, as_user: Any
) -> None:
    f.make_standard()
    sampled(make_facility("34.04"), "2018-11-13", inlet=100, outlet=20)
    sampled(make_facility("34.04"), "2018-05-13", outlet=90)
    sampled(make_facility("34.04"), "2017", outlet={"value": 2, "comparator": "<"})
    sampled(make_facility("34.01"), "2018-05-13", outlet=1)
    found = build_region_effluent(user=officer, region=Region.objects.get(pk="34.04"), shown=9)
    assert [(y.year, y.results, y.verdicts.meets, y.verdicts.exceeds) for y in found.years] == [
        ("2018", 2, 1, 1),
        ("2017", 1, 1, 0),
    ]
    (bod,) = found.parameters
    assert (bod.median("2018"), bod.n("2018")) == (55, 2)
    assert (bod.median("2017"), bod.n("2017"), bod.bounds) == (None, 0, {"2017": 1})
    assert found.total == 4
    assert found.removals == (("BOD", Decimal(80), 1),)
    browser = as_user(officer)
    assert "2018" in browser.get(reverse("monitoring:effluent")).content.decode()
    answer = browser.get(reverse("monitoring:effluent"), {"format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    words = {cell.value for row in book.worksheets[1].iter_rows() for cell in row}
    assert words >= {"2017", "2018", 55}


@pytest.mark.django_db
def test_what_a_report_only_states_is_told_as_its_word(regions: Any, officer: Any) -> None:
    """No number, no judgement of ours: the rule that is named is the report's, not that of the day."""
    f.make_standard("2025", name="Permen LH 11/2025", valid_from="2025", is_complete=False)
    facility = make_facility("34.04")
    said = {"value": None, "stated": "meets", "stated_by": "Pergub 72/2013"}
    sampled(facility, "2026-02-03", outlet=said)
    (one,) = facility_ends(user=officer, facility=facility)
    assert one.rules == ("Pergub 72/2013",)
    assert str(one.judged).endswith("menurut laporan")
    region = Region.objects.get(pk="34.04")
    (year,) = build_region_effluent(user=officer, region=region, shown=9).years
    assert (year.verdicts.meets, year.stated) == (1, 1)


@pytest.mark.django_db
def test_a_walk_judges_like_the_page_of_one_facility(regions: Any, officer: Any) -> None:
    f.make_standard()
    facility = make_facility("34.04")
    for number, value in enumerate((0, 30, 31, 400)):
        sampled(facility, f"2018-0{number + 1}-13", inlet=90, outlet=value)
    sampled(facility, "2016", outlet=5)  # before or after the rule began?
    sampled(facility, "", outlet=5)
    ends = facility_ends(user=officer, facility=facility)
    region = Region.objects.get(pk="34.04")
    found = build_region_effluent(user=officer, region=region, shown=3)
    tones = [one.judged.tone for one in ends if one.outlet]
    for name, tone in (("meets", "good"), ("exceeds", "bad"), ("unknown", "none")):
        assert sum(getattr(year.verdicts, name) for year in found.years) == tones.count(tone)
    assert len({one.taken_on for one in found.newest}) == 2  # two ends of one day, one of another


@pytest.mark.django_db
def test_more_samples_cost_no_more_queries(
    regions: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    f.make_standard()
    region = Region.objects.get(pk="34.04")
    for number in range(12):
        sampled(make_facility("34.04"), f"2018-05-{number + 10}", inlet=100, outlet=20)
    with django_assert_max_num_queries(6):
        build_region_effluent(user=officer, region=region, shown=4)


@pytest.mark.django_db
def test_a_sampling_is_one_row_and_its_worst_word_leads(regions: Any, officer: Any) -> None:
    from monitoring.effluent.facility import samplings
    from monitoring.models import EffluentLimit

    standard = f.make_standard()
    EffluentLimit.objects.create(standard=standard, parameter="ph", minimum=6, maximum=9)
    facility = make_facility("34.04")
    sample = f.make_sample("34.04", facility=facility, taken_on="2018-11-13", point="outlet")
    f.make_result(sample, parameter="ph", unit="", value=7)
    f.make_result(sample, value=45)
    (row,) = samplings(facility_ends(user=officer, facility=facility))
    assert (row.judged.tone, str(row.judged)) == ("bad", "Melampaui: 1 dari 2")
    assert [row.of(name).outlet.value_words for name in ("ph", "bod")] == ["7", "45 mg/L"]
    assert (row.of("tss"), row.further_words) == (None, "")
    assert row.url == sample.get_absolute_url()
    assert (row.of("bod").inlet, row.of("bod").removal_words) == (None, "")


def test_an_archived_limit_judges_nothing_and_its_rule_stays(regions: Any) -> None:
    """A rule without limits is told as one: what it does not name, it does not judge."""
    standard = f.make_standard()
    (rule,) = EffluentStandard.objects.all().rules()
    assert [limit.parameter for limit in rule.limits] == ["bod"]
    standard.limits.update(archived_at=dt.datetime(2019, 1, 1, tzinfo=dt.UTC))
    (rule,) = EffluentStandard.objects.all().rules()
    assert (rule.name, rule.limits) == ("P.68/2016", ())
