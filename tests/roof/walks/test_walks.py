"""From entry to page and paper: each figure of a typed-in world, read where people read it (design §5).

Every line names a fact of `world`, the page or paper, and how it must read there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from agreements.models import Partnership
from chapters.models import Chapter
from events.models import Event
from ksm.models import Facility, Group
from planning.models import AnnualPlan, AnnualReport
from tests.around import shared_world
from tests.roof.walks import world

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def read() -> dict[str, str]:
    """Return what each page and paper says of the world, by a short name."""
    secretariat, officer, official = world.enter()
    mawar, melati = (Facility.objects.get(name=f"IPAL {one}") for one in ("Mawar", "Melati"))
    plan, account = AnnualPlan.objects.get(), AnnualReport.objects.get()
    pages: dict[str, tuple[world.Desk, str, tuple[Any, ...], dict[str, Any]]] = {
        "letter": (officer, "region-report", ("34.04", 2018), {}),
        "paper": (official, "region-report-pdf", ("34.04", 2018), {}),
        "letter 2017": (officer, "region-report", ("34.04", 2017), {}),
        "overview": (official, "region-overview", ("34.04",), {}),
        "board": (secretariat, "board", (), {"year": 2018}),
        "home": (officer, "home", (), {}),
        "year matrix": (secretariat, "planning:year-matrix", (), {"year": 2018}),
        "year matrix paper": (secretariat, "planning:year-matrix", (), {"year": 2018, "format": "pdf"}),
        "goal matrix": (secretariat, "planning:goal-matrix", (), {}),
        "plan matrix": (officer, "planning:annual-plan-matrix", (plan.pk,), {}),
        "plan": (official, "planning:annual-plan-detail", (plan.pk,), {}),
        "account": (officer, "planning:annual-report-detail", (account.pk,), {}),
        "facility": (official, "ksm:facility-detail", (mawar.code,), {}),
        "facility then": (official, "ksm:facility-detail", (mawar.code,), {"as_of": "31/12/2018"}),
        "other facility": (officer, "ksm:facility-detail", (melati.code,), {}),
        "list": (officer, "ksm:facility-list", (), {}),
        "table": (officer, "ksm:facility-list", (), {"format": "csv"}),
        "popup": (officer, "ksm:facility-popup", (mawar.code,), {}),
        "schedule": (officer, "ksm:desludging-schedule-list", (), {}),
        "watch": (secretariat, "monitoring:watch-list", (), {}),
        "group": (officer, "ksm:group-detail", (Group.objects.get(name="KPP Mawar").pk,), {}),
        "groups": (officer, "ksm:group-list", (), {}),
        "findings": (official, "monitoring:finding-list", (), {}),
        "facts": (official, "ksm:dated-fact-list", (), {}),
        "event": (official, "events:event-detail", (Event.objects.get().pk,), {}),
        "events": (officer, "events:event-list", (), {}),
        "chapter": (official, "chapters:chapter-detail", (Chapter.objects.get().pk,), {}),
        "partnership": (secretariat, "agreements:partnership-detail", (Partnership.objects.get().pk,), {}),
        "pipeline": (secretariat, "agreements:board", (), {}),
        "pipeline 2017": (secretariat, "agreements:board", (), {"as_of": "2017"}),
    }  # fmt: skip
    return {
        short: desk.words(name, *args, **query)
        for short, (desk, name, args, query) in pages.items()
    }


@pytest.fixture(scope="module")
def said(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """All pages of the world, typed in and read once."""
    with shared_world(django_db_blocker):
        found = read()
    yield found


WALKS = (
    # The registry as of the year's last day: two communal plants and a toilet block; later and closed ones not.
    ("facilities of the year", "letter", r"sarana terdata 3 tercatat dalam sistem ini per 31 Desember 2018"),
    ("facilities of the year", "paper", r"sarana terdata 3 ?tercatat dalam sistem ini per 31 Desember 2018"),
    ("facilities of today", "overview", r"sarana terdata 4 tercatat dalam sistem ini per \d"),
    ("facilities of today", "board", r"Kab\. Sleman .*? Disetujui .*? 4 1 belum diketahui"),
    ("facilities by kind", "paper", r"Sarana menurut jenis Jumlah IPAL komunal 2 MCK Plus 1"),
    ("one works, one partly", "letter", r"berfungsi 1 33% dari 3 yang beroperasi.*?; 1 berfungsi sebagian"),
    ("one works, one partly", "paper", r"Berfungsi 1 33% Berfungsi sebagian 1 33% Tidak berfungsi 1 33%"),
    ("a later state is not told of then", "overview", r"berfungsi 0 0% dari 3"),
    ("connections then", "letter", r"sambungan rumah \(SR\) aktif 80 diketahui untuk 2 dari 3"),
    ("connections then", "paper", r"Sambungan rumah \(SR\) 80 2 dari 3 sarana"),
    ("connections now", "overview", r"sambungan rumah \(SR\) aktif 777"),
    ("design of those that state it", "paper", r"160 2 dari 3 sarana 80 dari 160"),
    ("households", "paper", r"Kepala keluarga \(KK\) 85 1 dari 3 sarana 85 110"),
    ("persons, partly working apart", "paper", r"Jiwa ±345 2 dari 3 sarana ±300 berfungsi sebagian: 45"),
    ("a rough head count", "facility", r"Jiwa terlayani ±300"),
    ("a rough head count", "paper", r"IPAL Mawar Donokerto IPAL komunal Berfungsi Mei 2018 .{0,12}±300"),
    ("state on its day", "facility then", r"Keberfungsian Berfungsi Mei 2018"),
    ("state on its day", "facility", r"Keberfungsian Tidak berfungsi 2021"),
    ("state on its day", "popup", r"Tidak berfungsi 2021"),
    ("state on its day", "table", r"IPAL Mawar;IPAL komunal;Tidak berfungsi;777;KPP Mawar"),
    ("state on its day", "list", r"IPAL Mawar .*?Tidak berfungsi.*?777"),
    ("operator", "facility", r"Pengelola KPP Mawar sejak 2013"),
    ("operator", "group", r"IPAL Mawar Donokerto, Kab\. Sleman .*? 2013 – Mengelola"),
    ("operators not recorded", "paper", r"kelompok pengelolanya belum tercatat: 2"),
    ("operators not recorded", "watch", r"Pengelola belum tercatat 3"),
    ("members on the day", "paper", r"KSM/KPP terdata: 3; di antaranya 3 aktif menurut catatan terakhir dan 1 anggota"),
    ("members before one left", "letter 2017", r"KSM/KPP terdata: 3; di antaranya 3 aktif menurut catatan terakhir dan 2 anggota"),
    ("emptied in the year", "paper", r"Penyedotan yang tercatat pada tahun ini: 1"),
    ("emptied, and due again", "schedule", r"IPAL Mawar .*?Lewat perkiraan jatuh tempo: 20 Mar(et)? 2021"),
    ("never recorded is not overdue", "schedule", r"Lewat jatuh tempo 1 Belum ada catatan penyedotan 3"),
    ("emptied", "facility", r"Terakhir disedot 20 Maret 2018"),
    ("only built connections are added", "paper", r"yang bertambah: 15 \(disebutkan pada 1 dari 1"),
    ("not emptied in the year before", "letter 2017", r"Penyedotan yang tercatat pada tahun ini: 0"),
    # Findings and published figures.
    ("finding for the government", "letter", r"pemerintah daerah 1 terbuka, per 31 Desember 2018"),
    ("finding for the government", "paper", r"Pompa rusak T-34\.04-0001 .{1,3}IPAL Melati Tinggi Ganti pompa 12 Juli 2018 172"),
    ("finding for the government", "overview", r"Pompa rusak IPAL Melati · Tinggi 31 Desember 2018"),
    ("finding for the government", "findings", r"Pompa rusak"),
    ("a finding of the group is not", "paper", r"^(?!.*Iuran macet)"),
    ("no finding before its day", "letter 2017", r"pemerintah daerah [–0] "),
    ("published figure", "paper", r"IPAL komunal menurut PUPR 129 unit 2018 SIINSAN"),
    ("published figure", "facts", r"IPAL komunal menurut PUPR.*?129"),
    # Events.
    ("two people on two days", "event", r"menurut nama ada 2 orang yang berbeda"),
    ("two people on two days", "paper", r"Bimtek pengelola 2018 .*? 8–9 Mei 2018 1 1 2"),
    ("two people on two days", "events", r"Bimtek pengelola 2018"),
    ("a promise whose fate is not known", "paper", r"1 komitmen, 0 terlaksana\..{1,90}(?!.*Menyusun jadwal)"),
    ("a promise not kept", "home", r"Tindak lanjuti 1 komitmen"),
    # Cooperation.
    ("stage then", "paper", r"Keadaan per 31 Desember 2018\. MoU ditandatangani .*?sejak 15 Maret 2016 \(1\.021 hari\)"),
    ("agreement in force then", "paper", r"01/MoU/2016 15 Maret 2016 15 Maret 2021 Ditandatangani, berlaku"),
    ("agreement over now", "partnership", r"01/MoU/2016 15 Mar 2016 15 Mar 2021 Berakhir"),
    ("blocker", "paper", r"Tidak ada anggaran khusus sanitasi; belum prioritas Februari 2018"),
    ("blocker", "pipeline", r"dengan kendala tercatat 1"),
    ("no blocker before it was raised", "pipeline 2017", r"dengan kendala tercatat 0"),
    ("no blocker before it was raised", "letter 2017", r"^(?!.*Kendala terbuka Kendala)"),
    ("next step is told today only", "paper", r"^(?!.*Menyusun PKS)"),
    ("next step", "overview", r"Langkah berikutnya: Menyusun PKS"),
    # The year: plan, money, achievements, goals, dream, chapter.
    ("realised of target", "paper", r"Latihan operator .*? 40 orang 44 110 Sesuai Rp25\.000\.000 Rp23\.000\.000"),
    ("realised of target", "plan matrix", r"Latihan operator .*? 40 44 orang 110 Sesuai .*?Rp25\.000\.000 Rp23\.000\.000 Rp2\.000\.000"),
    ("realised of target", "plan", r"Latihan operator .*?40 orang 44 orang Sesuai 110%"),
    ("below target", "account", r"Kampanye warga .*?10 5 Belum mencapai target 50%"),
    ("below target", "paper", r"Kampanye warga kali 10 5 50 Belum mencapai target"),
    ("cancelled money is in no sum", "paper", r"Total Rp29\.000\.000 Rp23\.000\.000 92%"),
    ("cancelled money is in no sum", "plan matrix", r"Total Rp29\.000\.000 Rp23\.000\.000 Rp6\.000\.000"),
    ("cancelled money is in no sum", "year matrix", r"Kab\. Sleman Disetujui 2 1 1 0 0 1 Rp29\.000\.000 Rp23\.000\.000"),
    ("cancelled money is in no sum", "overview", r"Rp23\.000\.000 dari Rp29\.000\.000"),
    ("cancelled is not planned", "overview", r"Kegiatan selesai 1 / 2"),
    ("cancelled is not planned", "board", r"1 dari 2 kegiatan selesai"),
    ("cancelled is not planned", "plan matrix", r"Menurut bidang .*?Pengembangan kapasitas 2 1"),
    ("cancelled is said with its reason", "paper", r"Lokakarya batal .*?Dibatalkan: Dana dialihkan"),
    ("money by source", "paper", r"AKSANSI Rp4\.000\.000 – –.*?APBD kabupaten/kota Rp25\.000\.000 Rp23\.000\.000 92%"),
    ("goal of its period", "goal matrix", r"KPP terlatih Kab\. Sleman · 2016–2018 60 KPP – – – 1 kegiatan – 1 dengan satuan lain"),
    ("goal of its period", "paper", r"KPP terlatih 2016–2018 – 60 KPP"),
    ("dream of its day", "paper", r"Sleman bebas limbah"),
    ("board of its day", "paper", r"dibentuk 31 Oktober 2013\. Pengurus inti terisi: 2 dari 3\..*?Lowong: Bendahara"),
    ("board of its day", "chapter", r"Jabatan inti terisi tidak tercatat"),
    ("no plan of the year before", "letter 2017", r"^(?!.*Rp29\.000\.000)"),
    ("approved figures", "paper", r"Angka sebagaimana disetujui Sekretariat pada"),
)  # fmt: skip


def test_there_are_enough_walks() -> None:
    assert len(WALKS) >= 60 and len({(page, text) for _fact, page, text in WALKS}) == len(WALKS)


@pytest.mark.parametrize(("fact", "place", "text"), WALKS, ids=[f"{f} – {p}" for f, p, _t in WALKS])
def test_a_fact_reads_as_it_was_entered(
    said: dict[str, str], fact: str, place: str, text: str
) -> None:
    assert re.search(text, said[place]), (fact, said[place])
