"""Many lines on one page: activities typed or copied, advice on all lines, all answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core.tools.written.lines import UnreadableLines
from planning import lines
from planning.models import Activity, ActivityBudget, Advice
from tests.planning import factories as make

pytestmark = pytest.mark.django_db
HEADS = {"teknis": "teknis", "keuangan": "keuangan"}


@pytest.mark.parametrize(
    "line",
    [
        "1. Pelatihan operator @ 12 KPP @ Maret–Mei @ bendahara @ Rp5.000.000",
        "Pelatihan operator | Maret s/d Mei | Rp 5.000.000 | bendahara | 12 KPP",
        "Pelatihan operator\t12 KPP\tmar - mei\tbendahara\tRp5.000.000,-",
    ],
)
def test_a_line_is_told_by_what_its_parts_are(line: str) -> None:
    (row,) = lines.activities(line, fields=HEADS)
    assert (row.title, row.target, row.unit) == ("Pelatihan operator", Decimal(12), "KPP")
    assert (row.month_from, row.month_to, row.in_charge) == (3, 5, "bendahara")
    assert row.amount == 5_000_000


def test_all_lines_that_are_not_understood_are_told_at_once() -> None:
    text = "Satu @ 3 KPP\nDua @ 3 KPP @ 4 KPP\nTiga @ Mei–Maret\nAneh:\nEmpat @ ketua"
    with pytest.raises(UnreadableLines) as caught:
        lines.activities(text, fields=HEADS)
    assert [number for number, _text in caught.value.lines] == [2, 3, 4]


def test_a_heading_names_the_field_of_the_lines_below_it() -> None:
    found = lines.activities("Awal\nKeuangan:\nIuran", fields=HEADS)
    assert [(row.title, row.field) for row in found] == [("Awal", ""), ("Iuran", "keuangan")]


def test_a_plan_of_six_is_typed_on_one_page(as_user: Any, officer: Any) -> None:
    plan = make.make_plan(year=2019)
    url = reverse("planning:annual-plan-activities", args=[plan.pk])
    text = (
        "\n".join(f"Kegiatan {n} @ {n} KPP @ Maret" for n in range(1, 6))
        + "\nKeuangan:\nIuran @ Rp100.000"
    )
    browser = as_user(officer)
    refused = browser.post(url, {"text": text, "field": "teknis"})
    assert refused.status_code == 422 and "fund" in refused.context["form"].errors
    assert not Activity.objects.filter(plan=plan).exists()
    sent = {"text": text, "field": "teknis", "fund": "apbd"}
    assert browser.post(url, sent).status_code == 302
    kept = Activity.objects.filter(plan=plan).order_by("order")
    assert [row.field for row in kept] == ["teknis"] * 5 + ["keuangan"]
    assert ActivityBudget.objects.get(activity__plan=plan).amount == 100_000
    assert browser.post(url, sent).status_code == 302  # the same list again adds nothing
    assert Activity.objects.filter(plan=plan).count() == 6


def test_lines_are_refused_with_what_is_wrong_and_a_locked_plan_takes_none(
    as_user: Any, officer: Any
) -> None:
    activity = make.make_activity()
    url = reverse("planning:annual-plan-activities", args=[activity.plan_id])
    browser = as_user(officer)
    for text, told in (("x" * 201, "200"), ("Dua @ 3 KPP @ 4 KPP", "Dua @ 3 KPP"), ("  ", "")):
        answer = browser.post(url, {"text": text, "field": "teknis"})
        assert answer.status_code == 422
        assert told in str(answer.context["form"].errors["text"])
    make.approve(activity.plan)
    assert browser.get(url).status_code == 403


def test_all_lines_are_advised_and_answered_on_one_page_each(
    as_user: Any, officer: Any, secretariat: Any
) -> None:
    plan = make.make_plan(year=2019)
    rows = [make.make_activity(plan=plan, title=f"Kegiatan {n}") for n in range(4)]
    cancelled = make.make_activity(plan=plan, title="Batal", stop_state="batal", stop_reason="x")
    url = reverse("planning:annual-plan-advise", args=[plan.pk])
    browser = as_user(secretariat)
    form = browser.get(url).context["form"]
    assert f"advice_{rows[0].pk}" in form.fields and f"advice_{cancelled.pk}" not in form.fields
    assert browser.post(url, {}).status_code == 422
    sent = {f"advice_{row.pk}": f"Tambah sumber dana {row.title}" for row in rows[:3]}
    assert browser.post(url, sent).status_code == 302
    given = list(Advice.objects.order_by("pk"))
    assert [one.activity_id for one in given] == [row.pk for row in rows[:3]]
    assert not any(one.is_released for one in given)

    browser = as_user(officer)
    assert (
        reverse("planning:annual-plan-answer", args=[plan.pk])
        in browser.get(plan.get_absolute_url()).content.decode()
    )
    assert (
        reverse("planning:advice-answer", args=[given[0].pk])
        in browser.get(reverse("planning:advice-list") + "?all=1").content.decode()
    )
    url = reverse("planning:annual-plan-answer", args=[plan.pk])
    assert browser.post(url, {f"answer_{given[0].pk}": "declined"}).status_code == 422
    answers = {f"answer_{given[0].pk}": "accepted", f"answer_{given[1].pk}": "declined",
               f"reason_{given[1].pk}": "Dana belum ada"}  # fmt: skip
    assert browser.post(url, answers).status_code == 302
    assert list(Advice.objects.order_by("pk").values_list("answer", flat=True)) == [
        "accepted", "declined", "",
    ]  # fmt: skip


def test_a_report_is_advised_and_answered_the_same_way(
    as_user: Any, officer: Any, secretariat: Any
) -> None:
    line = make.make_achievement()
    other = make.make_advice(achievement=make.make_achievement(annual_report=line.annual_report))
    report = line.annual_report
    url = reverse("planning:annual-report-advise", args=[report.pk])
    assert as_user(secretariat).post(url, {f"advice_{line.pk}": "Jelaskan"}).status_code == 302
    given = Advice.objects.get(achievement=line)
    url = reverse("planning:annual-report-answer", args=[report.pk])
    form = as_user(officer).get(url).context["form"]
    assert {f"answer_{one.pk}" for one in (given, other)} <= set(form.fields)
