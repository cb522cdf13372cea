"""The meetings of the source documents, entered by hand from the documents alone, and read back."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from aksansi.demo.accounts import PASSWORD
from chapters.models import Office, Region, User
from events.models import Event

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KULON_PROGO = {
    "title": "Pelatihan dan Bimbingan Teknis Sanitasi Berbasis Masyarakat di Kabupaten Kulon Progo",
    "kind": "Pelatihan atau bimbingan teknis (bimtek)",
    "region": "Kab. Kulon Progo",
    "starts_on": "23 November 2021",
    "ends_on": "24 November 2021",
    "venue": "Aula Dinas Pekerjaan Umum Perumahan dan Kawasan Permukiman Kabupaten Kulon Progo",
    "description": "Mencari bentuk pengembangan berbagai model layanan inovatif dengan skema pengelolaan bersama antara KSM/KPP dan perangkat pemerintahan.",
    "purposes": "\n".join(
        (
            "Melakukan identifikasi model layanan yang akan dikembangkan.",
            "Menjalin kerja sama dan komunikasi dengan pemerintah provinsi, kota/kabupaten maupun lembaga donor.",
            "Mendapatkan monitoring dan evaluasi secara rutin terhadap operasional fasilitas sanitasi.",
            "Menekankan pentingnya penyedotan sebagai bagian dari pelaksanaan LLTT.",
        )
    ),
}
CHALLENGES = [
    ("Tantangan dalam Keberlanjutan SANIMAS: Aspek Teknis", "teknis"),
    ("Tantangan dalam Keberlanjutan SANIMAS: Aspek Kelembagaan", "kelembagaan"),
    ("Tantangan dalam Keberlanjutan SANIMAS: Aspek Keuangan", "keuangan"),
    ("Tantangan dalam Keberlanjutan SANIMAS: Aspek Tata Kelola", "tata_kelola"),
]
CLOSING = [
    ("Presentasi hasil diskusi kelompok untuk pilihan spektrum", "tata_kelola"),
    ("Rencana tindak lanjut dan komitmen bersama", "umum"),
]
DAYS = [
    (
        "23 November 2021",
        [
            ("Sharing Hasil Monitoring dan Tantangan SANIMAS Kabupaten Kulonprogo", "umum"),
            *CHALLENGES,
            (
                "Diskusi Kelompok: Praktik Pembagian Peran dalam Keberlanjutan SANIMAS",
                "tata_kelola",
            ),
            *CLOSING,
        ],
        [
            ("opd", "Dinas Pengampu Sektor Sanitasi dalam Pokja AMPL"),
            ("puskesmas", "Sanitarian di Kabupaten Kulon Progo"),
            ("forum", "Forum Kabupaten Sehat"),
            ("aksansi_daerah", "Pengurus AKSANSI Kabupaten Kulon Progo"),
        ],
        "Praktik Pembagian Peran dalam Keberlanjutan SANIMAS Kulon Progo",
    ),
    (
        "24 November 2021",
        [
            ("Sharing Temuan dan Rekomendasi Hasil Monitoring SANIMAS", "umum"),
            *CHALLENGES,
            ("Diskusi Kelompok: Membangun Sinergi Keberlanjutan SANIMAS", "tata_kelola"),
            *CLOSING,
        ],
        [
            ("aksansi_daerah", "AKSANSI Kabupaten Kulon Progo"),
            ("kecamatan", "Perwakilan kapanewon yang memiliki IPAL Komunal"),
            ("desa", "Perwakilan kalurahan yang memiliki IPAL Komunal"),
            ("ksm", "KSM/KPP IPAL Komunal"),
        ],
        "Membangun Sinergi Keberlanjutan SANIMAS dengan berbagai model Tata Kelola SANIMAS",
    ),
]
AKKOPSI = {
    "title": "Rapat koordinasi AKKOPSI",
    "kind": "Rapat koordinasi",
    "region": "Kota Balikpapan",
    "starts_on": "19/5/2015",
    "venue": "Balikpapan",
    "outcome": "Anggota AKKOPSI mencapai 349 kabupaten/kota.",
}
AKKOPSI_POINTS = [
    ("pokok", "Update operasional dan kegiatan Sekretariat Nasional Akkopsi"),
    ("audiensi", "Hasil-hasil audiensi atau kunjungan ke beberapa kementerian"),
    ("pokja", "Pembentukan tim pokja daerah"),
    ("pokok", "Persiapan City Summit di Padang, Sumatera Barat"),
    ("pokok", "Penerbitan Akkopsinergi"),
    ("pokok", "Iuran anggaran anggota"),
    ("pokok", "Perbaikan metodologi dan skema Sanipura Award"),
]
AKKOPSI_REGIONS = {
    "16.71": "Kota Palembang",
    "32.73": "Kota Bandung",
    "52.71": "Kota Mataram",
    "11.71": "Kota Banda Aceh",
    "15.71": "Kota Jambi",
    "64.71": "Kota Balikpapan",
    "64.74": "Kota Bontang",
    "51.08": "Kabupaten Buleleng",
    "35.73": "Kota Malang",
    "13.06": "Kabupaten Agam",
}
PLANNING = {
    "title": "Pertemuan perencanaan AKSANSI Daerah",
    "kind": "Pertemuan perencanaan",
    "starts_on": "15 Januari 2016",
    "ends_on": "17 Januari 2016",
    "description": "Merumuskan strategi dan kegiatan yang tepat untuk kota/kabupaten.",
}
PLANNING_REGIONS = {
    "35.05": "Kabupaten Blitar",
    "35.76": "Kota Mojokerto",
    "32.71": "Kota Bogor",
    "34.04": "Kabupaten Sleman",
    "32.04": "Kabupaten Bandung",
    "35.79": "Kota Batu",
    "33.72": "Kota Surakarta",
    "35.07": "Kabupaten Malang",
    "33.75": "Kota Pekalongan",
    "33.11": "Kabupaten Sukoharjo",
    "33.08": "Kabupaten Magelang",
    "35.71": "Kota Kediri",
    "36.04": "Kabupaten Serang",
    "36.02": "Kabupaten Lebak",
    "34.01": "Kabupaten Kulon Progo",
    "36.03": "Kabupaten Tangerang",
}


@pytest.fixture
def country(transactional_db: None) -> None:
    for code, name in (AKKOPSI_REGIONS | PLANNING_REGIONS).items():
        province, _new = Region.objects.get_or_create(
            code=code[:2], defaults={"name": f"Provinsi {code[:2]}", "kind": "provinsi"}
        )
        kind = "kota" if name.startswith("Kota") else "kabupaten"
        Region.objects.create(code=code, name=name, kind=kind, parent=province)
    for name, short in (("DPUPKP Kulon Progo", "DPUPKP"), ("BORDA Indonesia", "BORDA")):
        Office.objects.create(name=name, short_name=short, kind="dinas", region_id="34.01")
    for username, role, region in (
        ("petugas", "chapter", "34.01"),
        ("pusat", "secretariat", None),
    ):
        user = User(username=username, role=role, region_id=region, email=f"{username}@example.org")
        user.set_password(PASSWORD)
        user.save()


def save(page: Any) -> None:
    page.get_by_role("button", name="Simpan").click()
    page.wait_for_load_state()
    assert page.locator("[data-error-summary]").count() == 0, page.inner_text("main")


def choose(page: Any, name: str, value: str) -> None:
    """Choose by value or by the words of the option."""
    box = page.locator(f"[name={name}]")
    if box.locator(f"option[value='{value}']").count():
        box.select_option(value)
    else:
        box.select_option(label=value)


def new_event(page: Any, root: str, facts: dict[str, str], regions: dict[str, str]) -> Event:
    page.goto(f"{root}/events/events/add/")
    for name, value in facts.items():
        if name in ("kind", "region"):
            choose(page, name, value)
        else:
            page.locator(f"[name={name}]").fill(value)
    if regions:
        field = page.locator("[name=participating]")
        if field.first.evaluate("node => node.tagName") == "SELECT":
            field.select_option(list(regions))
        else:
            for code in regions:
                box = page.locator(f"[name=participating][value='{code}']")
                box.press("Space")  # by key: on a phone the long list scrolls below the save bar
                expect(box).to_be_checked()
    save(page)
    return Event.objects.get(title=facts["title"])


def test_the_kulon_progo_training_reads_like_its_source(
    country: None, live_server: Any, sign_in: Any
) -> None:
    page, root = sign_in("petugas"), live_server.url
    event = new_event(page, root, KULON_PROGO, {})
    here = f"{root}/events/events/{event.pk}"
    for role, office in (
        ("organiser", "DPUPKP"),
        ("organiser", "BORDA"),
        ("host", "DPUPKP"),
        ("speaker", "DPUPKP"),
        ("speaker", "BORDA"),
    ):
        page.goto(f"{here}/offices/add/")
        choose(page, "role", role)
        page.locator("[name=office]").select_option(
            page.locator("[name=office] option", has_text=office).first.get_attribute("value")
        )
        save(page)
    for role in ("organiser", "speaker"):
        page.goto(f"{here}/offices/add/")
        choose(page, "role", role)
        page.locator("[name=name]").fill("AKSANSI")
        save(page)
    for date, sessions, invited, topic in DAYS:
        page.goto(f"{here}/days/add/")
        page.locator("[name=date]").fill(date)
        save(page)
        day = event.days.order_by("-date").first()
        for title, aspect in sessions:
            page.goto(f"{root}/events/days/{day.pk}/sessions/add/")
            page.locator("[name=title]").fill(title)
            choose(page, "aspect", aspect)
            save(page)
        for category, who in invited:
            page.goto(f"{here}/attendance/add/")
            choose(page, "day", str(day.pk))
            choose(page, "category", category)
            page.locator("[name=institution]").fill(who)
            save(page)
        page.goto(f"{here}/results/add/")
        choose(page, "day", str(day.pk))
        page.locator("[name=group]").fill(f"Kelompok {date}")
        page.locator("[name=topic]").fill(topic)
        choose(page, "spectrum", "3")
        save(page)
    result = event.group_results.order_by("pk").first()
    page.goto(f"{root}/events/results/{result.pk}/roles/")
    page.locator("[name=operasi-lead]").select_option("ksm")
    page.locator("[name=operasi-support][value=desa]").check()
    page.locator("[name=penyedotan-lead]").select_option("uptd")
    save(page)
    for kind, text in (("rtl", "Rencana tindak lanjut dua hari"), ("komitmen", "Komitmen bersama")):
        page.goto(f"{here}/commitments/add/")
        choose(page, "kind", kind)
        page.locator("[name=text]").fill(text)
        page.locator("[name=owner_text]").fill("DPUPKP Kabupaten Kulon Progo")
        page.locator("[name=signatories]").fill("Kepala Dinas, DPUPKP\nAKSANSI Kulon Progo")
        save(page)

    page.goto(here + "/")
    shown = re.sub(r"\s+", " ", page.inner_text("main"))
    pdf = page.request.get(f"{here}/record/pdf/")
    pages = PdfReader(io.BytesIO(pdf.body())).pages
    printed = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in pages))
    for text in (shown, printed):
        for piece in (
            "23–24 November 2021",
            "Menekankan pentingnya penyedotan",
            "Penyelenggara",
            "Narasumber",
            "BORDA",
            "Hari ke-1: 23 November 2021",
            "Hari ke-2: 24 November 2021",
            "Aspek Tata Kelola",
            "Forum Kabupaten Sehat",
            "Perwakilan kapanewon yang memiliki IPAL Komunal",
            "3 – Pengelolaan bersama",
            "Operasi harian",
            "UPTD",
            "Rencana tindak lanjut dua hari",
            "Kepala Dinas, DPUPKP",
        ):
            assert piece in text, piece
    # Each day has its own guests.
    first = printed[printed.index("Hari ke-1") : printed.index("Hari ke-2")]
    assert "Forum Kabupaten Sehat" in first and "KSM/KPP IPAL Komunal" not in first
    assert event.days.count() == 2
    assert [day.sessions.count() for day in event.days.order_by("date")] == [8, 8]


@pytest.mark.parametrize(
    ("facts", "points", "regions"),
    [
        (AKKOPSI, AKKOPSI_POINTS, AKKOPSI_REGIONS),
        (
            PLANNING,
            [
                ("pokok", "Pemaparan capaian kinerja tahun 2015"),
                ("pokok", "Kegiatan jangka pendek 2016 dan jangka menengah 2016-2018"),
                ("keputusan", "Sekretariat selalu mengecek dan membimbing"),
            ],
            PLANNING_REGIONS,
        ),
    ],
    ids=["akkopsi-2015", "planning-2016"],
)
def test_a_coordination_meeting_with_agenda_and_regions(
    country: None,
    live_server: Any,
    sign_in: Any,
    facts: dict[str, str],
    points: list[tuple[str, str]],
    regions: dict[str, str],
) -> None:
    page, root = sign_in("pusat", width=360), live_server.url
    event = new_event(page, root, facts, regions)
    here = f"{root}/events/events/{event.pk}"
    for kind, title in points:
        page.goto(f"{here}/agenda/add/")
        choose(page, "kind", kind)
        page.locator("[name=title]").fill(title)
        save(page)
    page.goto(here + "/")
    for _kind, title in points:
        expect(page.get_by_text(title).first).to_be_visible()
    assert set(event.participations.values_list("region", flat=True)) == set(regions)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    printed = PdfReader(io.BytesIO(page.request.get(f"{here}/record/pdf/").body()))
    text = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in printed.pages))
    assert f"{len(regions)} wilayah ikut serta" in text
    assert [point.title for point in event.agenda.all()] == [title for _kind, title in points]
