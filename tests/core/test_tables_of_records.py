"""Tables of what had none: stages, results, plans with their money and progress, alliances, awards; by the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from agreements.models import BudgetLine, Partnership, PartnershipOffice, StageEntry
from core.tools import formats
from events.models import AllianceMembership, AwardEntry, Dues
from ksm.models import FundingContribution, MemberDues, Programme
from monitoring.models import Result, Sample
from planning.models import ActivityBudget, AnnualPlan, Indicator, Progress, StrategyEdition
from tests.agreements.factories import (
    NEXT_STEP,
    make_agreement,
    make_partnership,
    make_reference,
)
from tests.chapters.factories import make_office
from tests.events.factories import make_alliance, make_award
from tests.ksm.factories import make_facility, make_group
from tests.planning import factories as planned
from tests.wizard import Walk

pytestmark = pytest.mark.django_db


def text(*lines: str) -> str:
    return "\n".join(lines)


def walked(browser: Any, sheet: str, *lines: str) -> Walk:
    return Walk(browser, sheet, "x.csv", text(*lines)).check()


def counts(walk: Walk) -> dict[str, int]:
    return {kind: n for kind, n in walk.job.checked.items() if n}


def twice(browser: Any, sheet: str, *lines: str) -> Walk:
    """Bring a table in; the same once more changes nothing."""
    first = walked(browser, sheet, *lines)
    assert not counts(first).get("faulty"), first.said()
    first.bring_in()
    again = walked(browser, sheet, *lines)
    good = first.job.read_back["new"]
    assert not set(counts(again)) & {"new", "changed"}, again.said()
    assert counts(again).get("same", 0) <= len(lines) - 1 and good
    return first


STAGES = "Wilayah;Tahap;Sejak;Alasan;Sumber"


def test_a_table_of_stages_opens_and_moves_cooperations(secretariat: Any, as_user: Any) -> None:
    make_reference()
    twice(
        as_user(secretariat),
        "stages",
        STAGES,
        "Kab. Sleman;audiensi;2015;;Arsip",
        "Kab. Sleman;MoU ditandatangani;Maret 2016;Draf tidak tercatat;Arsip",
        "Kab. Sleman;tertahan;2017;Pejabat pindah;Arsip",
        "Kab. Kulon Progo;mou;;;Daftar 2016",
    )
    sleman = Partnership.objects.get(region="34.04")
    stays = StageEntry.objects.filter(partnership=sleman).order_by("sequence")
    kept = list(stays.values_list("stage_id", "move", "entered_on", "left_on", "is_open"))
    assert kept == [
        ("audiensi", "start", "2015", "2016-03", False),
        ("mou", "skip", "2016-03", "2017", False),
        ("tertahan", "hold", "2017", "", True),
    ]
    assert not sleman.followed_up and sleman.source == "Arsip"
    other = StageEntry.objects.get(partnership__region="34.01")
    assert other.reason == "Tahap sebelumnya tidak disebut sumbernya." and other.entered_on == ""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Kab. Sleman;pks;2016;;x", "tahap yang dilewati"),
        ("Kab. Sleman;mou;2017;;x", "sudah berada pada tahap"),
        ("Kab. Sleman;draf_pks;2014;;x", "mendahului awal tahap"),
        ("Kab. Sleman;terbang;2016;;x", "tidak ada dalam daftar"),
        ("Kab. Sleman;draf_pks;;;", "Isi tanggalnya"),
        ("Kota Surakarta;mou;2016;;x", "di luar wilayah"),
    ],
)
def test_a_stage_that_cannot_be_is_told_in_words(
    officer: Any, as_user: Any, line: str, said: str
) -> None:
    make_partnership(stage="mou", entered_on="2015-02-02")
    walk = walked(as_user(officer), "stages", STAGES, line)
    assert counts(walk) == {"faulty": 1} and said in walk.said(), walk.said()


def test_what_ends_by_a_table_owes_no_next_step(officer: Any, as_user: Any) -> None:
    make_partnership(stage="mou", followed_up=True, **NEXT_STEP)
    walked(as_user(officer), "stages", STAGES, "Sleman;dihentikan;2017;Tidak ada dana;x").bring_in()
    kept = Partnership.objects.get()
    assert (kept.next_step, kept.followed_up) == ("", False)


def test_of_several_cooperations_the_counterpart_tells_which(officer: Any, as_user: Any) -> None:
    make_partnership(stage="audiensi")
    make_partnership(stage="audiensi", counterpart="DPUPKP")
    head, line = "Wilayah;Mitra;Tahap;Sejak;Alasan", "Kab. Sleman;{};mou;2016;Lompat"
    walk = walked(as_user(officer), "stages", head, line.format(""))
    assert counts(walk) == {"faulty": 1} and "beberapa" in walk.said(), walk.said()
    walked(as_user(officer), "stages", head, line.format("dpupkp")).bring_in()
    moved = StageEntry.objects.get(stage="mou").partnership
    assert moved.counterpart == "DPUPKP" and Partnership.objects.count() == 2


LAB = "Sarana;Tanggal;Parameter;Inlet;Outlet;Satuan;Laboratorium;Sumber"


def test_a_table_of_both_ends_makes_a_sample_each(officer: Any, as_user: Any) -> None:
    facility = make_facility(code="34.04-0001", name="IPAL Mawar")
    twice(
        as_user(officer),
        "lab-results",
        LAB,
        "34.04-1;14/03/2018;BOD;210;28,5;mg/l;Lab DLH;LHU 12",
        "IPAL Mawar;14/03/2018;COD;;< 20;mg/L;Lab DLH;LHU 12",
        "IPAL Mawar;14/03/2018;E. coli;;melebihi Pergub DIY 7/2016;;Lab DLH;LHU 12",
        "Sungai Winongo;14/03/2018;pH;;7,1;;Lab DLH;LHU 12",
    )
    assert Sample.objects.count() == 3
    own = Sample.objects.filter(facility=facility)
    assert set(own.values_list("point", "taken_on", "laboratory_text")) == {
        ("inlet", "2018-03-14", "Lab DLH"), ("outlet", "2018-03-14", "Lab DLH"),
    }  # fmt: skip
    kept = {
        (one.sample.point, one.parameter): (one.value, one.comparator, one.unit, one.stated_by)
        for one in Result.objects.filter(sample__in=own).select_related("sample")
    }
    assert kept == {
        ("inlet", "bod"): (Decimal(210), "=", "mg/L", ""),
        ("outlet", "bod"): (Decimal("28.5"), "=", "mg/L", ""),
        ("outlet", "cod"): (Decimal(20), "<", "mg/L", ""),
        ("outlet", "e_coli"): (None, "=", "", "Pergub DIY 7/2016"),
    }
    assert Sample.objects.get(place="Sungai Winongo").region_id == "34.04"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("34.04-1;14/03/2018;Emas;;1;mg/L;;", "tidak ada dalam daftar"),
        ("34.04-1;14/03/2018;BOD;;;mg/L;;", "Isi nilai"),
        ("34.04-1;14/03/2018;BOD;;2.125;mg/L;;", "2,125 atau 2125"),
        ("34.04-1;14/03/2018;BOD;;-3;mg/L;;", "tidak boleh negatif"),
        ("34.04-1;kemarin;BOD;;3;mg/L;;", "bukan tanggal"),
        ("34.04-77;14/03/2018;BOD;;3;mg/L;;", "kode atau nama"),
    ],
)
def test_a_result_that_cannot_be_is_told_in_words(
    officer: Any, as_user: Any, line: str, said: str
) -> None:
    make_facility(code="34.04-0001")
    walk = walked(as_user(officer), "lab-results", LAB, line)
    assert counts(walk) == {"faulty": 1} and said in walk.said(), walk.said()


def test_an_inlet_told_otherwise_is_not_written_over(officer: Any, as_user: Any) -> None:
    make_facility(code="34.04-0001")
    line = "34.04-1;14/03/2018;BOD;{};28,5;mg/l;;"
    walked(as_user(officer), "lab-results", LAB, line.format("210")).bring_in()
    walk = walked(as_user(officer), "lab-results", LAB, line.format("250"))
    assert counts(walk) == {"faulty": 1} and "inlet" in walk.said().lower()
    assert Result.objects.get(sample__point="inlet").value == 210


def test_plans_with_money_and_progress_come_in_by_tables(officer: Any, as_user: Any) -> None:
    planned.make_chapter()
    browser = as_user(officer)
    twice(browser, "annual-plans", "Tahun;Ringkasan", "2018;Semua KPP didampingi")
    twice(
        browser, "activities", "Tahun;Bidang;Kegiatan;Target;Satuan",
        "2018;Teknis;Bimtek operator;2;kali", "2018;Keuangan;Iuran tertib;12;KPP",
    )  # fmt: skip
    money = (
        "Tahun;Kegiatan;Sumber dana;Anggaran",
        "2018;bimtek operator;AKSANSI;Rp 2.500.000",
        "2018;Iuran tertib;AKSANSI;500.000",
    )
    twice(browser, "activity-budgets", *money)
    assert dict(ActivityBudget.objects.values_list("activity__title", "amount")) == {
        "Bimtek operator": 2_500_000, "Iuran tertib": 500_000,
    }  # fmt: skip
    done = ("Tahun;Kegiatan;Tanggal;Volume;Bukti", "2018;Bimtek operator;14/03/2018;1;Daftar hadir")
    walk = walked(browser, "progress", *done)
    assert counts(walk) == {"faulty": 1} and "menyetujui" in walk.said(), walk.said()
    planned.approve(AnnualPlan.objects.get())
    twice(browser, "progress", *done)
    assert Progress.objects.get().volume == 1
    # An approved plan takes no more money by a table than by a form.
    walk = walked(browser, "activity-budgets", money[0], "2018;Iuran tertib;AKSANSI;1.000")
    assert counts(walk) == {"faulty": 1}
    walk = walked(browser, "progress", done[0], "2018;Bimtek kader;14/03/2018;1;x")
    assert counts(walk) == {"faulty": 1} and "kegiatan" in walk.said()


def test_members_and_dues_of_an_alliance_come_in_by_tables(
    secretariat: Any, officer: Any, as_user: Any
) -> None:
    make_alliance(name="Aliansi Kabupaten/Kota Peduli Sanitasi", short_name="AKKOPSI")
    browser = as_user(secretariat)
    twice(
        browser, "memberships", "Aliansi;Wilayah;Sejak;Jabatan",
        "AKKOPSI;Kab. Sleman;2010;", "akkopsi;Kota Surakarta;2012;Bendahara Umum",
    )  # fmt: skip
    assert AllianceMembership.objects.get(region="33.72").office_held == "Bendahara Umum"
    twice(
        browser, "dues", "Aliansi;Wilayah;Tahun;Iuran;Dibayar",
        "AKKOPSI;Kab. Sleman;2018;Rp 10.000.000,-;14/03/2018", "AKKOPSI;Kota Surakarta;2018;10 juta;-",
    )  # fmt: skip
    assert set(Dues.objects.values_list("region", "amount", "paid_on__day")) == {
        ("34.04", 10_000_000, 14), ("33.72", 10_000_000, None),
    }  # fmt: skip
    walk = walked(browser, "memberships", "Aliansi;Wilayah;Sejak", "APEKSI;Kab. Sleman;2010")
    assert counts(walk) == {"faulty": 1} and "Peduli Sanitasi" in walk.said()
    assert as_user(officer).get("/imports/new/dues/").status_code == 403


def test_entries_of_an_award_come_in_by_a_table(officer: Any, as_user: Any) -> None:
    make_facility(code="34.04-0001")
    make_award()
    twice(
        as_user(officer), "award-entries", "Penghargaan;Peserta;Kode sarana;Juara;Skor",
        "Sanitasi Award 2018;KPP Tirta Guna;34.04-1;1;87,5", "Sanitasi Award 2018;KPP Lain;;2;80",
    )  # fmt: skip
    first = AwardEntry.objects.get(rank=1)
    assert (first.facility.code, first.score) == ("34.04-0001", Decimal("87.5"))
    walk = walked(
        as_user(officer), "award-entries", "Penghargaan;Peserta;Kode sarana",
        "Sanitasi Award 2018;KPP Baru;34.04-77", "Sanitasi Award 1999;KPP Baru;",
    )  # fmt: skip
    assert counts(walk) == {"faulty": 2}


def test_dues_of_members_by_a_table(officer: Any, as_user: Any) -> None:
    make_group(name="KPP Tirta Guna")
    make_group("34.01", name="KPP Tetangga")
    browser = as_user(officer)
    head = "Nama KSM;Tahun;Iuran wajib;Dibayar;Tanggal bayar;Keterangan"
    twice(browser, "member-dues", head, "KPP Tirta Guna;2017;Rp. 120.000,-;0;;", "kpp tirta guna;2018;120.000;120.000;Maret 2018;lunas")  # fmt: skip
    rows = MemberDues.objects.order_by("year").values_list("year", "due", "paid", "paid_on")
    assert list(rows) == [(2017, 120_000, 0, ""), (2018, 120_000, 120_000, "2018-03")]
    # A group of another region is none of ours; a year without any amount says nothing.
    bad = walked(browser, "member-dues", head, "KPP Tetangga;2018;1;1;;", "KPP Tirta Guna;2019;;;;")
    assert counts(bad) == {"faulty": 2}, bad.said()


def test_programmes_and_indicators_are_kept_by_the_secretariat_as_tables(
    secretariat: Any, officer: Any, as_user: Any
) -> None:
    programmes = (
        "Kode;Program;Programme;Masa",
        "HIBAH-X;Hibah Sanitasi X;Sanitation Grant X;2021–2024",
    )
    indicators = (
        "Kode;Indikator;Indicator;Satuan;Bidang",
        "ksm-aktif;KSM aktif;Active groups;KSM;Kelembagaan",
    )
    for sheet, lines in (("programmes", programmes), ("indicators", indicators)):
        assert (
            as_user(officer).get(reverse("core:import-job-create", args=[sheet])).status_code == 403
        )
        twice(as_user(secretariat), sheet, *lines)
    assert (Programme.objects.get(code="HIBAH-X").period, Indicator.objects.get(code="ksm-aktif").unit) == (
        "2021–2024", "KSM",
    )  # fmt: skip
    better = walked(
        as_user(secretariat), "programmes", programmes[0], programmes[1].replace("2024", "2025")
    ).bring_in()
    assert (
        better.job.read_back["changed"] == 1
        and Programme.objects.get(code="HIBAH-X").period == "2021–2025"
    )


def test_offices_and_money_of_cooperations_by_a_table(officer: Any, as_user: Any) -> None:
    make_agreement(make_partnership(), "mou", title="Kesepakatan")
    make_office(name="Dinas Pekerjaan Umum", short_name="DPU")
    make_office("34.01", name="Dinas Tetangga")
    browser = as_user(officer)
    twice(
        browser, "partnership-offices", "Kabupaten;OPD;Peran", "Kab. Sleman;dpu;membayar penyedotan"
    )
    assert PartnershipOffice.objects.get().role == "membayar penyedotan"
    bad = walked(
        browser, "partnership-offices", "Kabupaten;OPD;Peran", "Kab. Sleman;Dinas Tetangga;"
    )
    assert counts(bad) == {"faulty": 1} and "Dinas Tetangga" in bad.said()
    head = "Kabupaten;Tahun anggaran;Sumber dana;Nilai;Porsi (%)"
    twice(
        browser,
        "agreement-budgets",
        head,
        "Kab. Sleman;2019;APBD;50.000.000;12,5",
        "Kab. Sleman;2020;AKSANSI;;",
    )
    assert BudgetLine.objects.get(year=2019).amount == 50_000_000


def test_strategies_and_their_programmes_by_a_table(officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    head = "Kabupaten;Judul;Tahun dokumen;Status dokumen;Disahkan oleh;Konsultasi publik;Disahkan"
    twice(browser, "strategies", head,
          "Kab. Sleman;SSK Sleman;2012;Disahkan kepala daerah;Bupati Sleman;Mei 2012;2012")  # fmt: skip
    row = StrategyEdition.objects.get()
    assert formats.day(row.approved_on) == "2012" and row.processes.count() == 5
    table = "Kabupaten;Program;Sasaran;Satuan;Dari tahun;Sampai tahun;Pagu indikatif"
    twice(
        browser,
        "strategy-programmes",
        table,
        "Kab. Sleman;Sambungan rumah;250;SR;2013;2017;1,5 miliar",
    )
    assert row.programmes.get().indicative == 1_500_000_000
    twice(
        browser,
        "development-plans",
        "Kabupaten;Perda;Dari tahun;Sampai tahun",
        "Kab. Sleman;Perda 9/2010;2011;2015",
    )


def test_funding_of_facilities_by_a_table(officer: Any, as_user: Any) -> None:
    make_facility(code="34.04-0001")
    Programme.objects.create(code="SANIMAS", label_id="SANIMAS Reguler", label_en="SANIMAS")
    head = "Kode sarana;Program;Sumber dana;Tahun anggaran;Nilai;Keterangan"
    twice(
        as_user(officer),
        "funding",
        head,
        "34.04-1;SANIMAS Reguler;DAK;2016;425 juta;",
        "34.04-1;;Swadaya;2016;25.000.000;pipa",
    )
    assert sorted(FundingContribution.objects.values_list("amount", flat=True)) == [
        25_000_000,
        425_000_000,
    ]
