"""Sources of money and fields of work are rows the Secretariat keeps: forms, filters, tables and letters follow them."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from core.records import listed
from core.records.listed import ListedWord
from core.records.money import FUNDS
from planning.models import ActivityBudget, Goal
from tests.ksm.factories import make_facility
from tests.planning import factories as f
from tests.wizard import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(secretariat: Any, as_user: Any) -> Any:
    listed.load()
    return as_user(secretariat)


def edit(browser: Any, kept: str, code: str, **changed: str) -> str:
    """Change a word on its page; return what the answer says, "" where it was taken."""
    row = ListedWord.objects.get(list=kept, code=code)
    address = reverse("core:listed-word-edit", args=[row.pk])
    shown = browser.get(address).context["form"]
    values = {name: shown[name].value() or "" for name in shown.fields}
    sent = browser.post(address, {**values, **changed})
    return "" if sent.status_code == 302 else sent.content.decode()


def add(browser: Any, **values: str) -> ListedWord:
    sent = browser.post(reverse("core:listed-word-create"), values)
    assert sent.status_code == 302, sent.context["form"].errors
    return ListedWord.objects.latest("pk")


def test_a_new_source_is_offered_filtered_imported_and_told(browser: Any) -> None:
    plan = f.make_plan(year=2018)
    activity = f.make_activity(plan=plan, title="Bimtek pengurus")
    made = add(browser, list="fund", label_id="Zakat (Baznas)", label_en="Alms", order="5")
    assert made.code == "zakat-baznas"
    table = (
        "Wilayah;Tahun;Kegiatan;Sumber dana;Anggaran\n34.04;2018;Bimtek pengurus;Baznas;2.500.000\n"
    )
    assert (
        Walk(browser, "activity-budgets", "x.csv", table).check().bring_in().job.read_back["new"]
        == 1
    )
    budget = ActivityBudget.objects.get()
    assert (budget.fund, budget.get_fund_display()) == (made.code, "Zakat (Baznas)")
    named = (
        reverse("planning:activity-create", args=[plan.pk]),
        reverse("planning:annual-plan-activities", args=[plan.pk]),
        reverse("ksm:funding-contribution-create", args=[make_facility().code]),
        reverse("planning:activity-list") + f"?fund={made.code}",
        activity.get_absolute_url(),
        reverse("region-report", args=["34.04", 2018]),
        reverse("core:import-job-create", args=["activity-budgets"]),
    )  # fmt: skip
    for address in named[:-1]:
        assert "Zakat (Baznas)" in browser.get(address).content.decode(), address
    template = browser.get(reverse("core:import-template", args=["activity-budgets"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(template.streaming_content)))
    cells = {str(c.value) for page in book.worksheets for row in page.iter_rows() for c in row}
    assert "Zakat (Baznas)" in cells
    # In its place, which the Secretariat chose: after what the house puts first.
    assert [code for code, _word in FUNDS.choices][4:6] == ["apbd", made.code]


def test_what_is_retired_is_offered_no_more_and_stays_readable(browser: Any) -> None:
    activity = f.make_activity(plan=f.make_plan(year=2018))
    kept = f.make_budget(activity=activity, fund="csr")
    assert not edit(browser, "fund", "csr", valid_to="2015")
    new = browser.get(reverse("planning:activity-create", args=[activity.plan_id]))
    assert "csr" not in dict(new.context["form"].fields["fund"].choices)
    assert "CSR perusahaan" in browser.get(activity.get_absolute_url()).content.decode()
    # The record that has it keeps it, and may be saved.
    address = reverse("planning:activity-budget-edit", args=[kept.pk])
    form = browser.get(address).context["form"]
    assert "csr" in dict(form.fields["fund"].choices)
    sent = browser.post(address, {**form.initial, "amount": "7000000"})
    assert sent.status_code == 302
    kept.refresh_from_db()
    assert (kept.fund, kept.amount) == ("csr", 7_000_000)


def test_old_and_new_words_of_a_code_are_read(browser: Any) -> None:
    from core.importing import Choice

    cell = Choice(FUNDS)
    before = dict(FUNDS.choices)["dak"]
    assert cell.value("CSR") == "csr"
    assert not edit(browser, "fund", "dak", label_id="Hibah khusus")
    assert {cell.value(one) for one in (before, "Hibah khusus", "dak")} == {"dak"}
    assert cell.render("dak") == "Hibah khusus"
    assert not edit(browser, "fund", "csr", valid_to="2015")
    assert "csr" not in dict(cell.choices()) and cell.value("csr") == "csr"


@pytest.mark.parametrize("code", ["aksansi", "tidak_diketahui"])
def test_a_word_the_system_counts_by_is_renamed_but_not_retired(browser: Any, code: str) -> None:
    assert "diganti namanya" in edit(browser, "fund", code, valid_to="2015")
    row = ListedWord.objects.get(list="fund", code=code)
    browser.post(reverse("core:listed-word-archive", args=[row.pk]), {"remark": "x"})
    row.refresh_from_db()
    assert row.archived_at is None
    assert not edit(browser, "fund", code, label_id="Nama baru")
    assert dict(FUNDS.choices)[code] == "Nama baru"


def test_a_field_of_work_is_renamed_added_and_archived(browser: Any) -> None:
    goal = f.make_goal(field="sosial")
    assert not edit(browser, "field", "sosial", label_id="Sosial dan budaya")
    assert "Sosial dan budaya" in browser.get(goal.get_absolute_url()).content.decode()
    made = add(browser, list="field", label_id="Lingkungan")
    table = (
        "Wilayah;Tujuan;Bidang;Dari tahun;Sampai tahun\n34.04;Sungai bersih;Lingkungan;2016;2018\n"
    )
    assert Walk(browser, "goals", "x.csv", table).check().bring_in().job.read_back["new"] == 1
    assert Goal.objects.get(title="Sungai bersih").field == "lingkungan"
    browser.post(reverse("core:listed-word-archive", args=[made.pk]), {"remark": "x"})
    form = browser.get(reverse("planning:indicator-create")).context["form"]
    assert "lingkungan" not in dict(form.fields["field"].choices)
    assert "Lingkungan" in browser.get(reverse("planning:goal-list")).content.decode()


def test_what_the_secretariat_wrote_outlasts_loading_and_twins_are_refused(browser: Any) -> None:
    assert not edit(browser, "field", "teknis", label_id="Teknik")
    listed.load()
    assert dict(listed.list_named("field").choices)["teknis"] == "Teknik"
    for twin in (
        {"label_id": "Keuangan"},
        {"label_id": "Lain", "code": "keuangan"},
        {"label_id": "…"},
    ):
        sent = browser.post(reverse("core:listed-word-create"), {"list": "field", **twin})
        assert sent.status_code == 422 and sent.context["form"].errors


def test_what_another_process_wrote_is_seen_soon(browser: Any, monkeypatch: Any) -> None:
    assert dict(FUNDS.choices)["dak"] == "DAK"
    ListedWord.objects.filter(list="fund", code="dak").update(label_id="Hibah khusus")
    assert dict(FUNDS.choices)["dak"] == "DAK"
    monkeypatch.setattr("core.records.listed.words.KEPT_FOR", -1.0)
    assert dict(FUNDS.choices)["dak"] == "Hibah khusus"
