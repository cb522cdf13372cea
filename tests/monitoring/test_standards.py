"""Rules on effluent on their own pages, and what their classes and gaps do to samples and scores."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError
from django.urls import reverse

from core.land.regions import Region
from ksm.models import Facility
from monitoring import services
from monitoring.effluent.region import build_region_effluent
from monitoring.models import EffluentClass, EffluentLimit, EffluentStandard, Result, Visit
from monitoring.reports import build_effluent
from monitoring.scoring import facts as score_facts
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f
from tests.monitoring.test_score_pages import sheet_of
from tests.reading import said_by


def detail(rule: EffluentStandard) -> str:
    return reverse("monitoring:effluent-standard-detail", args=[rule.pk])


def test_the_secretariat_enters_a_rule_its_classes_and_limits_on_its_page(
    as_user: Any, secretariat: Any, official: Any, regions: Any
) -> None:
    browser = as_user(secretariat)
    told = {"code": "diy", "name": "Perda DIY", "jurisdiction": "34", "valid_from": "2016"}
    answer = browser.post(reverse("monitoring:effluent-standard-create"), told)
    assert answer.status_code == 302, answer.context["form"].errors
    rule = EffluentStandard.objects.get(code="diy")
    new_class = reverse("monitoring:effluent-class-create", args=[rule.pk])
    words = {"name": "A.2", "above": "3", "up_to": "50", "receiver": "air"}
    assert browser.post(new_class, {**words, "up_to": "2"}).status_code == 422
    assert browser.post(new_class, words).status_code == 302
    one = EffluentClass.objects.get()
    new_limit = reverse("monitoring:effluent-limit-create", args=[rule.pk])
    limit = {"of_class": one.pk, "parameter": "mbas", "maximum": "5", "unit": "mg/l"}
    assert browser.post(new_limit, {**limit, "maximum": ""}).status_code == 422
    assert browser.post(new_limit, limit).status_code == 302
    assert browser.post(new_limit, limit).status_code == 422  # once in a class
    assert browser.post(new_limit, {**limit, "of_class": ""}).status_code == 302
    row = EffluentLimit.objects.get(of_class=one)
    assert row.unit == "mg/L"
    edit = reverse("monitoring:effluent-limit-edit", args=[row.pk])
    answer = browser.post(edit, {**limit, "maximum": "4", "version": row.version})
    assert answer.status_code == 302
    page = browser.get(detail(rule)).content.decode()
    assert "≤ 4 mg/L" in page
    assert "&gt; 3–50 m³" in page
    assert edit in page
    read = as_user(official).get(detail(rule)).content.decode()
    assert "≤ 4 mg/L" in read
    assert edit not in read
    assert as_user(official).get(edit).status_code == 403
    stranger = f.make_class(f.make_standard("lain"), "B")
    bad = {**limit, "of_class": stranger.pk, "parameter": "bod"}
    assert browser.post(new_limit, bad).status_code == 422


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"receiving_water": "sungai"}, "exceeds"),
        ({"receiving_water": "irigasi"}, "meets"),
        ({"receiving_water": ""}, "unknown"),
    ],
)
def test_the_class_of_the_facility_judges_its_samples(
    regions: Any, facts: dict[str, str], verdict: str
) -> None:
    rule = f.make_standard(is_complete=False)
    for name, receiver, maximum in (("A.2", "air", 30), ("A.3", "drainase", 60)):
        of = f.make_class(rule, name, receiver=receiver, is_complete=True)
        EffluentLimit.objects.create(
            standard=rule, of_class=of, parameter="bod", unit="mg/L", maximum=maximum
        )
    sample = f.make_sample(facility=make_facility(facility_type="ipal_komunal", **facts))
    result = f.make_result(sample, value=40)
    assert result.judged(EffluentStandard.objects.rules()).verdict == verdict


def make_unfinished() -> None:
    f.make_standard("p68")
    f.make_standard(
        "diy", name="Perda DIY 7/2016", valid_from="2016", is_complete=False, jurisdiction_id="34"
    )


def test_a_sample_in_diy_says_what_each_rule_says(as_user: Any, officer: Any, regions: Any) -> None:
    make_unfinished()
    sample = f.make_sample()
    f.make_result(sample, value=20, unit="mg/L")
    page = as_user(officer).get(sample.get_absolute_url()).content.decode()
    assert "Memenuhi sementara" in page
    assert "Perda DIY 7/2016: batas belum diisi; P.68/2016: memenuhi" in page


def test_provisional_verdicts_stand_apart_in_the_letter_and_the_yearly_table(
    as_user: Any, officer: Any, regions: Any
) -> None:
    make_unfinished()
    for value in (20, 20, 90):  # in DIY; above one rule is above the limit, whatever another says
        f.make_result(f.make_sample(taken_on="2018-05-13"), value=value)
    rough = f.make_standard("tss", name="P.1", valid_from="2018", is_complete=False)
    EffluentLimit.objects.create(standard=rough, parameter="tss", unit="mg/L", maximum=30)
    f.make_result(f.make_sample(taken_on="2018-06-13"), parameter="tss", unit="mg/L", value=90)
    final = f.make_sample(taken_on="2018-05-13")
    f.make_result(final, parameter="cod", value=None, stated="meets")  # the report's own word
    region = Region.objects.get(pk="34.04")
    (year,) = build_region_effluent(user=officer, region=region, shown=9).years
    summary = build_effluent(user=officer, region=region, year=2018)
    for told in (year.verdicts, summary.verdicts):
        assert (told.meets, told.meets_so_far) == (1, 2)
        assert (told.exceeds, told.exceeds_so_far, told.unknown) == (1, 1, 0)
    browser = as_user(officer)
    page = browser.get(reverse("monitoring:effluent"), {"region": "34.04"}).content.decode()
    assert "Memenuhi sementara" in page and "Melebihi sementara" in page
    letter = browser.get(reverse("region-report", args=["34.04", 2018])).content.decode()
    words = " ".join(said_by(letter).split())
    assert "1 memenuhi baku mutu, 1 melebihi, 0 tidak dapat dinilai" in words
    assert "2 memenuhi dan 1 melebihi; jumlah ini tidak termasuk yang di depan" in words


def effluent_of(facility: Facility) -> tuple[Visit, score_facts.Sheet]:
    visit = f.make_visit(facility, visited_on=dt.date(2018, 11, 20), state="approved")
    (sheet,) = score_facts.sheets([visit.pk], EffluentStandard.objects.rules())
    return visit, sheet


def test_effluent_is_scored_by_the_rules_that_have_numbers_and_marked_provisional(
    regions: Any, secretariat: Any
) -> None:
    make_unfinished()
    facility = make_facility()
    f.make_result(f.make_sample(facility=facility), value=20)
    visit, sheet = effluent_of(facility)
    assert sheet.facts.effluent == "semua"
    assert sheet.facts.without_limits == ("Perda DIY 7/2016",)
    kept = services.score_visit(visit=visit)
    assert kept.facts["EFLUEN_SEMENTARA"] == "Perda DIY 7/2016"
    assert sheet_of(visit, secretariat).without_limits == "Perda DIY 7/2016"
    EffluentStandard.objects.filter(code="diy").update(is_complete=True)
    (sheet,) = score_facts.sheets([visit.pk], EffluentStandard.objects.rules())
    assert sheet.facts.without_limits == ()


def test_a_result_keeps_one_spelling_of_its_unit(as_user: Any, officer: Any, regions: Any) -> None:
    add = reverse("monitoring:result-create", args=[f.make_sample().pk])
    browser = as_user(officer)
    for parameter, unit, kept in (
        ("bod", "", "mg/L"),
        ("tss", "mg/l", "mg/L"),
        ("total_coliform", "mpn/100ml", "MPN/100 mL"),
        ("ph", "", ""),
    ):
        told = {"parameter": parameter, "comparator": "=", "value": "7", "unit": unit}
        assert browser.post(add, told).status_code == 302
        assert Result.objects.get(parameter=parameter).unit == kept


def test_a_rough_end_of_a_rule_is_not_before_its_beginning(regions: Any) -> None:
    for begins, ends in (("2016-08-09", "2016"), ("2016", "2016-08"), ("2016-08", "2016-08-31")):
        rule = f.make_standard(f"{begins}-{ends}", valid_from=begins, valid_to=ends)
        rule.validate_constraints()
    with pytest.raises(IntegrityError, match="monitoring_standard_ends_after_start"):
        f.make_standard("rusak", valid_from="2016-08-09", valid_to="2016-07")
