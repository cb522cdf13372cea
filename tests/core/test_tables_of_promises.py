"""Tables of what came last: promises, rounds, proposals, targets, costs, and advice with its answers; by the pages."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core.records.notices.models import Notice
from events.models import Commitment, KeyDate
from ksm.models import WorksCost
from monitoring.models import Round, RoundTarget
from planning.models import Advice, IndicatorTarget, ProposalLine
from tests.chapters.factories import make_office
from tests.core.test_tables_of_records import counts, twice, walked
from tests.events.factories import make_event
from tests.ksm.factories import make_facility, make_works
from tests.monitoring.factories import make_instrument, make_round
from tests.planning import factories as planned

pytestmark = pytest.mark.django_db


def test_promises_find_their_event_by_title_and_day(officer: Any, as_user: Any) -> None:
    make_event(title="Rapat koordinasi", starts_on="2017-03-02")
    meant = make_event(title="Rapat koordinasi", starts_on="2018-03-02")
    office = make_office(name="Dinas Lingkungan Hidup")
    browser, head = as_user(officer), "Acara;Tanggal acara;Jenis;Komitmen;OPD;Tenggat;Selesai;Bukti"
    twice(
        browser,
        "commitments",
        head,
        "rapat Koordinasi;2 Maret 2018;RTL;Uji efluen;Dinas Lingkungan Hidup;31/12/2018;;",
        "Rapat koordinasi;2 Maret 2018;Komitmen bersama;Iuran berjalan;;;1 Mei 2018;Buku kas",
    )
    first, second = Commitment.objects.order_by("pk")
    assert (first.event, first.owner, first.due_on) == (meant, office, dt.date(2018, 12, 31))
    assert (second.done_on, second.proof) == (dt.date(2018, 5, 1), "Buku kas")
    for line, said in (
        ("Rapat koordinasi;;RTL;Lain;;;;", "Ada beberapa dengan nama ini"),
        ("Rapat besar;;RTL;Lain;;;;", "belum ada acara"),
        ("Rapat koordinasi;2 Maret 2018;RTL;Lain;;;1 Mei 2018;", "bukti"),
        ("Rapat koordinasi;2 Maret 2018;RTL;Lain;;;1 Mei 2099;Foto", "masa depan"),
    ):
        walk = walked(browser, "commitments", head, line)
        assert counts(walk) == {"faulty": 1} and said in walk.said(), walk.said()


def test_key_dates_of_all_are_the_secretariats(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    table = (
        "Apa;Jenis;Wilayah;Bulan;Hari",
        "Musrenbang desa;Musrenbang desa/kelurahan;{};Januari;20",
    )
    lines = [table[0], table[1].format("Nasional")]
    walk = walked(as_user(officer), "key-dates", *lines)
    assert counts(walk) == {"faulty": 1} and "di luar wilayah" in walk.said(), walk.said()
    twice(as_user(secretariat), "key-dates", *lines)
    twice(as_user(officer), "key-dates", table[0], table[1].format(""))
    assert set(KeyDate.objects.values_list("region", "month", "day")) == {
        (None, 1, 20), ("34.04", 1, 20),
    }  # fmt: skip


def test_rounds_and_where_they_go(officer: Any, secretariat: Any, as_user: Any) -> None:
    instrument, browser = make_instrument("aksansi-2021"), as_user(officer)
    make_facility(name="IPAL Mawar")
    twice(
        browser,
        "rounds",
        "Nama;Jenis;Instrumen;Mulai",
        "Musim hujan;Rutin;Instrumen uji;1 Mei 2018",
    )
    round_ = Round.objects.get()
    assert (round_.region_id, round_.instrument) == ("34.04", instrument)
    head = "Putaran;Sarana;Jadwal;Tim;Status;Alasan"
    twice(
        browser,
        "round-targets",
        head,
        "Musim hujan;IPAL Mawar;8 Mei 2018;Tim 1;;",
    )
    assert RoundTarget.objects.get().planned_on == dt.date(2018, 5, 8)
    walk = walked(browser, "round-targets", head, "Musim hujan;IPAL Mawar;;;Ditunda;")
    assert counts(walk) == {"faulty": 1}, walk.said()
    make_round(region="33.72", name="Solo")
    solo = make_facility("33.72", name="IPAL Solo")
    walk = walked(browser, "round-targets", head, "Solo;IPAL Mawar;;;;")
    assert counts(walk) == {"faulty": 1}  # a round of others is none
    walk = walked(as_user(secretariat), "round-targets", head, f"Musim hujan;{solo.code};;;;")
    assert counts(walk) == {"faulty": 1} and "di luar wilayah putaran" in walk.said(), walk.said()


def test_proposals_lines_targets_and_costs(officer: Any, secretariat: Any, as_user: Any) -> None:
    browser, facility = as_user(officer), make_facility(name="IPAL Mawar")
    twice(
        browser,
        "budget-proposals",
        "Judul;Tahun;Forum",
        "Pengurasan;2027;Musrenbang kabupaten/kota",
        "Rehab;2027;Musrenbang kabupaten/kota",
    )
    service = planned.make_service(label_id="Penyedotan")
    head = "Wilayah;Tahun;Usulan;Sarana;Layanan;Jumlah;Harga satuan;Dasar harga;Alasan"
    line = "Sleman;2027;{};IPAL Mawar;Penyedotan;3;250.000;Perda;Penuh"
    twice(browser, "proposal-lines", head, line.format("Pengurasan"))
    kept = ProposalLine.objects.get()
    assert (kept.service, kept.facility, kept.total) == (service, facility, 750_000)
    walk = walked(browser, "proposal-lines", head, line.format(""))
    assert counts(walk) == {"faulty": 1} and "beberapa" in walk.said(), walk.said()
    make_facility("33.72", name="IPAL Solo")
    solo = line.replace("IPAL Mawar", "IPAL Solo").format("Rehab")
    walk = walked(as_user(secretariat), "proposal-lines", head, solo)
    assert counts(walk) == {"faulty": 1} and "wilayah lain" in walk.said(), walk.said()

    plan = planned.make_plan(year=2018)
    planned.make_indicator()
    head, line = "Tahun;Indikator;Target", "2018;KSM dibina;{}"
    twice(browser, "indicator-targets", head, line.format("35"))
    assert IndicatorTarget.objects.get().plan == plan
    planned.approve(plan)
    walk = walked(browser, "indicator-targets", head, line.format("36"))
    assert counts(walk) == {"faulty": 1}, walk.said()

    for year in ("2016", "2018"):
        make_works(facility, started_on=year)
    head, line = (
        "Sarana;Pekerjaan;Mulai;Donor;Sumber dana;Wujud;Nilai",
        "IPAL Mawar;Rehabilitasi;{};{};;;{}",
    )
    twice(
        browser,
        "works-costs",
        head,
        line.format(2018, "DPU", "1,5 juta"),
        line.format(2018, "KSM", ""),
    )
    told = WorksCost.objects.filter(works__started_on="2018").values_list("funder", "amount")
    assert set(told) == {("DPU", 1_500_000), ("KSM", None)}
    walk = walked(browser, "works-costs", head, line.format("", "DPU", "5"))
    assert counts(walk) == {"faulty": 1} and "Ada beberapa dengan nama ini" in walk.said()


ADVICE = "Wilayah;Tahun;Kegiatan;Capaian;Saran;Juga untuk pemerintah daerah;Jawaban;Alasan"
LINE = "Sleman;2018;Bimtek;;Sebutkan sumber dananya;{};{};{}"


def test_each_side_writes_its_own_columns_of_advice(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    plan = planned.make_plan(year=2018)
    line = planned.make_activity(plan=plan, title="Bimtek")
    told = planned.make_achievement(name="KSM yang beriuran")
    chapter, board = as_user(officer), as_user(secretariat)
    walk = walked(chapter, "advice", ADVICE, LINE.format("", "", ""))
    assert counts(walk) == {"faulty": 1} and "Hanya Sekretariat" in walk.said(), walk.said()
    walk = walked(board, "advice", ADVICE, LINE.format("", "Diterima", ""))
    assert counts(walk) == {"faulty": 1} and "Hanya AKSANSI Daerah" in walk.said(), walk.said()
    twice(
        board,
        "advice",
        ADVICE,
        LINE.format("ya", "", ""),
        f"Sleman;{told.annual_report.year};;KSM yang beriuran;Jelaskan sebabnya;;;",
    )
    advice = Advice.objects.get(activity=line)
    assert (advice.given_by, advice.is_released) == (secretariat, True)
    assert Advice.objects.get(achievement=told).chapter == plan.chapter
    assert Notice.objects.filter(key=f"advised:{advice.pk}").exists()

    for answer, said in (
        (("", "Tidak diterima", ""), "Sebutkan alasannya"),
        (("", "", "Sudah"), "apakah saran diterima"),
        (("tidak", "", ""), "Hanya Sekretariat"),
    ):
        walk = walked(chapter, "advice", ADVICE, LINE.format(*answer))
        assert counts(walk) == {"faulty": 1} and said in walk.said(), walk.said()
    walk = walked(board, "advice", ADVICE, LINE.format("", "Diterima", ""))
    assert counts(walk) == {"faulty": 1} and "Hanya AKSANSI Daerah" in walk.said(), walk.said()
    walked(
        chapter, "advice", ADVICE, LINE.format("", "Tidak diterima", "Dananya belum pasti")
    ).bring_in()
    advice.refresh_from_db()
    assert (advice.answer, advice.reason, advice.answered_by) == (
        "declined",
        "Dananya belum pasti",
        officer,
    )
    assert advice.answered_at is not None and advice.given_by == secretariat

    planned.approve(plan)
    walk = walked(chapter, "advice", ADVICE, LINE.format("", "Diterima", ""))
    assert counts(walk) == {"faulty": 1} and "Disetujui" in walk.said(), walk.said()
