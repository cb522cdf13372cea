"""A home for what papers tell of cooperation: old ones, earlier stages, provinces, several offices, typed addenda."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from agreements.models import Agreement, Partnership
from core.records.timeline import timeline_of
from core.tools import formats
from core.tools.rough_days import rough_day
from tests.agreements.factories import NEXT_STEP, make_agreement, make_partnership, make_reference
from tests.agreements.test_forms import OPENING
from tests.chapters.factories import make_office
from tests.importing import walk
from tests.reading import said_by as words_of

pytestmark = pytest.mark.django_db


def said_by(answer: Any) -> str:
    return words_of(answer.content.decode())


def post(browser: Any, where: str, *args: object, **data: object) -> Any:
    answer = browser.post(reverse(f"agreements:{where}", args=args), data)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer


def test_n1_an_old_paper_owes_no_next_step_on_adding_editing_moving(
    regions: Any, officer: Any, as_user: Any
) -> None:
    make_reference()
    browser = as_user(officer)
    told = {**OPENING, **dict.fromkeys(NEXT_STEP, ""), "only_known": "on"}
    post(browser, "partnership-create", **told)
    row = Partnership.objects.get()
    assert not row.followed_up and row.next_step == ""
    # An edit keeps it so where the box stays ticked, and asks for a step where it is cleared.
    edit = {"counterpart": "Dinas PU", "version": row.version}
    post(browser, "partnership-edit", row.pk, **edit, only_known="on")
    row.refresh_from_db()
    assert not row.followed_up
    refused = browser.post(
        reverse("agreements:partnership-edit", args=[row.pk]),
        {**edit, "version": row.version},
    )
    assert "next_step" in refused.context["form"].errors
    move = reverse("agreements:partnership-move", args=[row.pk])
    assert browser.get(move).context["form"].initial["only_known"]
    post(
        browser,
        "partnership-move",
        row.pk,
        stage="pra_monitoring",
        entered_on="2026",
        only_known="on",
    )
    row.refresh_from_db()
    assert not row.followed_up and row.stage_entries.get(is_open=True).stage_id == "pra_monitoring"


def test_n1_earlier_stages_are_added_in_their_place(
    regions: Any, officer: Any, as_user: Any
) -> None:
    row, browser = make_partnership(stage="mou", entered_on="2015-02-02"), as_user(officer)
    post(browser, "stage-entry-create", row.pk, stage="draf_mou", entered_on="Oktober 2014")
    post(
        browser, "stage-entry-create", row.pk, stage="audiensi", entered_on="2013", source="Buletin"
    )
    post(browser, "stage-entry-create", row.pk, stage="pra_monitoring", entered_on="Mei 2014")
    told = row.stage_entries.order_by("sequence").values_list("stage_id", "sequence", "is_open")
    stages = "audiensi", "pra_monitoring", "draf_mou", "mou"
    assert list(told) == [(stage, n, stage == "mou") for n, stage in enumerate(stages, start=1)]
    later = {"stage": "pelaksanaan", "entered_on": "2016"}
    answer = browser.post(reverse("agreements:stage-entry-create", args=[row.pk]), later)
    assert answer.status_code == 422 and row.stage_entries.count() == 4
    assert "2014" in browser.get(row.get_absolute_url()).content.decode()


def test_n14_rigid_09_a_province_and_several_offices(
    regions: Any, secretariat: Any, as_user: Any
) -> None:
    make_reference()
    browser = as_user(secretariat)
    post(browser, "partnership-create", **{**OPENING, "region": "34", "counterpart": "Pemda DIY"})
    row = Partnership.objects.get()
    offices = [make_office("34", name="Dinas PUP-ESDM"), make_office(None, name="Balai Prasarana")]
    for office, role in zip(offices, ("menandatangani PKS", "membiayai retrofit"), strict=True):
        post(browser, "partnership-office-create", row.pk, office=office.pk, role=role)
    shown = browser.get(row.get_absolute_url()).content.decode()
    for word in ("Dinas PUP-ESDM", "Balai Prasarana", "menandatangani PKS", "membiayai retrofit"):
        assert word in shown
    again = browser.post(
        reverse("agreements:partnership-office-create", args=[row.pk]), {"office": offices[0].pk}
    )
    assert again.status_code == 422
    assert (
        "Pemda DIY"
        in browser.get(reverse("agreements:partnership-list"), {"region": "34"}).content.decode()
    )


def test_f37_an_addendum_says_what_it_changes(regions: Any, officer: Any, as_user: Any) -> None:
    browser, row = as_user(officer), make_partnership()
    mou = make_agreement(row, ends_on=dt.date(2018, 12, 31))
    data = {
        "kind": "addendum", "parent": mou.pk, "title": "Addendum I", "paper": "signed",
        "signed_on": "5 Januari 2018", "ends_on": "31/12/2020",
    }  # fmt: skip
    url = reverse("agreements:agreement-create", args=[row.pk])
    assert "amends" in browser.post(url, data).context["form"].errors
    post(
        browser,
        "agreement-create",
        row.pk,
        **data,
        amends="waktu",
        changes="Penyedotan per tahun: 4 → 6",
    )
    addendum = Agreement.objects.get(kind="addendum")
    for obj in (addendum, mou):
        shown = browser.get(obj.get_absolute_url()).content.decode()
        assert "Berlaku sampai: 31 Desember 2018 → 31 Desember 2020" in shown
        assert "Penyedotan per tahun: 4 → 6" in shown and "Jangka waktu" in shown
    # What is no addendum changes nothing.
    wrong = {"kind": "mou", "title": "MoU lain", "paper": "draft", "amends": "dana"}
    assert browser.post(url, wrong).status_code == 422


def test_an_agreement_known_only_from_a_document(regions: Any, officer: Any, as_user: Any) -> None:
    row, browser = make_partnership(), as_user(officer)
    told = {
        "kind": "mou",
        "title": "MoU sanitasi",
        "paper": "signed",
        "as_of": "2015",
        "source": "Berita",
    }
    post(browser, "agreement-create", row.pk, **told)
    found = Agreement.objects.get()
    assert (found.signed_on, found.starts_on, found.ends_on) == ("", None, None)
    assert "Berita" in browser.get(found.get_absolute_url()).content.decode()


def test_n10_an_agreement_of_which_the_paper_names_the_years(
    regions: Any, officer: Any, as_user: Any
) -> None:
    browser, told = as_user(officer), make_partnership()
    post(
        browser, "agreement-create", told.pk, kind="mou", title="Kesepakatan lama", paper="signed",
        signed_on="2013", starts_on="2013", ends_on="Juni 2018",
    )  # fmt: skip
    row = Agreement.objects.with_end().get()
    # The first is kept as its first day, the end as its last: it holds until the end of June.
    assert (row.starts_on, row.ends_on) == (dt.date(2013, 1, 1), dt.date(2018, 6, 30))
    assert (
        row.status(dt.date(2018, 6, 30)) == "in_force"
        and row.status(dt.date(2018, 7, 1)) == "expired"
    )
    page = said_by(browser.get(row.get_absolute_url()))
    assert "Juni 2018" in page and "30 Juni 2018" not in page and "1 Januari 2013" not in page
    assert "30 Juni 2018" not in said_by(browser.get(reverse("agreements:agreement-list")))
    form = browser.get(reverse("agreements:agreement-edit", args=[row.pk])).content.decode()
    assert 'value="Juni 2018"' in form and 'value="2013"' in form
    # What is known later takes its place, in the history too; an addendum of a year tells the year.
    edit = {"kind": "mou", "title": row.title, "paper": "signed", "version": row.version}
    post(
        browser,
        "agreement-edit",
        row.pk,
        **edit,
        starts_on="1 Januari 2013",
        ends_on="14 Juni 2018",
    )
    row = Agreement.objects.with_end().get()
    assert (row.starts_on_known, row.ends_on_known) == ("", "")
    story = [line for entry in timeline_of(row, reader=officer)[0] for line in entry.changes]
    assert ("berlaku sampai dengan", "Juni 2018", "14 Juni 2018") in {
        (one.label, one.old, one.new) for one in story
    }
    assert ("berlaku mulai", "2013", "1 Januari 2013") in {
        (one.label, one.old, one.new) for one in story
    }
    make_agreement(
        told,
        "addendum",
        parent=row,
        amends="waktu",
        paper="signed",
        ends_on=rough_day("2020", is_end=True),
    )
    row = Agreement.objects.with_end().get(pk=row.pk)
    assert (
        row.last_valid_day() == dt.date(2020, 12, 31)
        and formats.day(row.last_valid_day()) == "2020"
    )


def test_n10_terms_of_years_go_out_and_in(regions: Any, officer: Any, as_user: Any) -> None:
    told = make_partnership()
    table = (
        "Kabupaten;Jenis;Judul;Mulai berlaku;Berlaku sampai\nKab. Sleman;MoU;Lama;2013;Juni 2018\n"
    )
    assert walk("agreements", officer, table, write=True)[0].new == 1
    row = Agreement.objects.get(partnership=told)
    assert [formats.day(one) for one in (row.starts_on, row.ends_on)] == ["2013", "Juni 2018"]
    assert walk("agreements", officer, table)[0].same == 1
    better = table.replace("2013", "1 Januari 2013")
    assert walk("agreements", officer, better, write=True)[0].changed == 1
    row.refresh_from_db()
    assert (formats.day(row.starts_on), row.starts_on_known) == ("1 Januari 2013", "")
    sent = as_user(officer).get(reverse("agreements:agreement-list"), {"format": "csv"})
    assert "Juni 2018" in sent.getvalue().decode() and "2018-06-30" not in sent.getvalue().decode()


def test_n11_a_share_has_decimals_and_all_of_a_year_are_no_more_than_the_whole(
    regions: Any, officer: Any, as_user: Any
) -> None:
    browser, paper = as_user(officer), make_agreement(make_partnership(), "pks")
    told = {"year": 2018, "funding": "apbd", "kind": "uang"}
    post(browser, "budget-line-create", paper.pk, **told, share_percent="87,5")
    more = browser.post(
        reverse("agreements:budget-line-create", args=[paper.pk]),
        {**told, "funding": "aksansi", "share_percent": "12,6"},
    )
    assert more.status_code == 422 and "100,1" in said_by(more)
    post(
        browser,
        "budget-line-create",
        paper.pk,
        **told | {"funding": "aksansi"},
        share_percent="12,5",
    )
    post(browser, "budget-line-create", paper.pk, **told | {"year": 2019}, share_percent="100")
    assert "12,5" in said_by(browser.get(paper.get_absolute_url()))
