"""The meetings of the source documents, entered on a phone from the documents alone, and read back.

Every value that is typed is a piece of the source, word for word; what the page and the PDF say is
compared with the source sentence by sentence.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader

from aksansi.demo.accounts import PASSWORD
from chapters.models import Office
from core.land import reference
from core.land.regions import Region
from core.people.users import User
from core.records.journal import Attachment
from events.models import Event

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]

SOURCES = Path(__file__).parent / "sources"
RECORDS = Path(settings.BASE_DIR) / "fixtures" / "records" / "events.csv"
DAYS_OF_SOURCE = "Selasa 23 November 2021", "Rabu 24 November 2021"
KULON_PROGO = {
    "title": "PELATIHAN DAN BIMBINGAN TEKNIS SANITASI BERBASIS MASYARAKAT DI KABUPATEN KULON PROGO",
    "kind": "Pelatihan atau bimbingan teknis (bimtek)",
    "region": "Kab. Kulon Progo",
    "starts_on": "23 November 2021",
    "ends_on": "24 November 2021",
    "venue": "Aula Dinas Pekerjaan Umum Perumahan dan Kawasan Permukiman Kabupaten Kulon Progo",
    "organisers": "DPUPKP Kabupaten Kulon Progo\nAKSANSI (Asosiasi KSM Sanitasi Seluruh Indonesia)\nBorda Indonesia",
    "speakers": "DPUPKP Kabupaten Kulon Progo\nAKSANSI\nBorda Indonesia",
    "participants": "Dinas Pengampu Sektor Sanitasi sesuai amanat dalam Pokja AMPL di Pemerintah Kabupaten Kulon Progo, "
    "AKSANSI Kabupaten Kulon Progo, Forum Kabupaten Sehat Kabupaten Kulon Progo, perwakilan dari kapanewon yang "
    "memiliki IPAL Komunal di Kabupaten Kulon Progo, perwakilan dari kalurahan yang memiliki IPAL Komunal di "
    "Kabupaten Kulon Progo, sanitarian dari Dinas Kesehatan Kabupaten Kulon Progo, sanitarian dari Puskesmas di "
    "Kabupaten Kulon Progo serta Kelompok Swadaya Masyarakat/ Kelompok Pemanfaat dan Pemelihara IPAL Komunal",
    "description": "tujuan dari diselenggarakannya acara ini yaitu untuk mencari bentuk pengembangan berbagai model "
    "layanan inovatif untuk pengolahan air limbah skala komunal dengan skema pengelolaan bersama antara KSM (Kelompok "
    "Swadaya Masyarakat) /KPP (Kelompok Pemanfaat dan Pemelihara) sarana sanitasi dalam hal ini IPAL Komunal dengan "
    "perangkat pemerintahan dari tingkat kalurahan sampai ke tingkat Pemerintah Kabupaten\n"
    "Pelaksanaan kegiatan terbagi menjadi dua hari dengan pembagian kapasitas undangan menjadi dua hari untuk menaati "
    "protokol kesehatan dan menjaga jarak di masa pandemi",
    "purposes": "  1. Melakukan identifikasi model layanan yang akan dikembangkan dengan menjajaki bagaimana bentuk "
    "pengelolaan bersama dalam praktek sehari-hari serta tata kelola kelembagaan apakah yang diperlukan untuk menjamin "
    "keberlanjutan penyediaan layanan tersebut dalam jangka panjang.\n"
    "  2. Bersama dengan KSM/KPP lain dan AKSANSI daerah menjalin kerjasama dan komunikasi dengan pemerintah provinsi, "
    "kota/kabupaten maupun lembaga donor.\n"
    "  3. Mendapatkan monitoring dan evaluasi secara rutin terhadap operasional fasilitas sanitasi sehingga menjamin "
    "keberlanjutan sarana yang dibangun.\n"
    "  4. Menekankan pentingnya penyedotan sebagai bagian dari pelaksanaan Layanan Lumpur Tinja Terjadwal (LLTT).",
    "outcome": "Seluruh rangkaian acara ini dapat berjalan dengan tertib dan lancar",
    "follow_up": "Dengan adanya acara ini, diharapkan agar pihak pihak yang terlibat dalan pemeliharaan sarana sanitasi "
    "dapat terus berinovasi dan berupaya dalam peningkatan sanitasi yang layak dan aman di Kabupaten Kulon Progo",
}
# A day's programme and guests, one line each, as the source lists them.
PROGRAMMES = (
    "Sharing Hasil Monitoring dan Tantangan SANIMAS Kabupaten Kulonprogo\n"
    "Tantangan dalam Keberlanjutan SANIMAS (dalam Aspek Teknis, Aspek Kelembagaan, Aspek Keuangan, dan Aspek Tata Kelola\n"
    "Diskusi Kelompok: Praktik Pembagian Peran dalam Keberlanjutan SANIMAS Kulon Progo\n"
    "presentasi hasil diskusi kelompok untuk pilihan spektrum\n"
    "rencana tindak lanjut dan komitmen bersama",
    "Sharing Temuan dan Rekomendasi Hasil Monitoring SANIMAS Kabupaten Kulonprogo\n"
    "Tantangan dalam Keberlanjutan SANIMAS (dalam Aspek Teknis, Aspek Kelembagaan, Aspek Keuangan, dan Aspek Tata Kelola)\n"
    "Diskusi Kelompok: Membangun Sinergi Keberlanjutan SANIMAS dengan berbagai model Tata Kelola SANIMAS\n"
    "presentasi hasil diskusi kelompok untuk pilihan spektrum\n"
    "rencana tindak lanjut dan komitmen bersama",
)
GUESTS = (
    "Dinas Pengampu Sektor Sanitasi sesuai amanat dalam Pokja AMPL\n"
    "sanitarian di Kabupaten Kulon Progo\n"
    "Forum Kabupaten Sehat\n"
    "Pengurus AKSANSI Kabupaten Kulon Progo",
    "AKSANSI Kabupaten Kulon Progo\n"
    "perwakilan dari kapanewon yang memiliki IPAL Komunal di Kabupaten Kulon Progo\n"
    "perwakilan dari kalurahan yang memiliki IPAL Komunal di Kabupaten Kulon Progo\n"
    "Kelompok Swadaya Masyarakat/ Kelompok Pemanfaat dan Pemelihara IPAL Komunal",
)
CATEGORIES = (
    ["opd", "puskesmas", "forum", "aksansi_daerah"],
    ["aksansi_daerah", "kecamatan", "desa", "ksm"],
)
TOPICS = (
    "Praktik Pembagian Peran dalam Keberlanjutan SANIMAS Kulon Progo",
    "Membangun Sinergi Keberlanjutan SANIMAS dengan berbagai model Tata Kelola SANIMAS",
)
CAPTIONS = (
    "Dokumentasi Pembukaan Acara Pelatihan dan Bimbingan Teknis Sanitasi",
    "Dokumentasi diskusi kelompok pada saat kegiatan",
)
AKKOPSI = {
    "title": "rapat koordinasi Aliansi Kabupaten Kota Peduli Sanitasi (Akkopsi)",
    "kind": "Rapat koordinasi",
    "region": "Kota Balikpapan",
    "starts_on": "19/5/2015",
    "venue": "Balikpapan",
    "organisers": "Akkopsi",
    "speakers": "Wali kota Bontang Adi Darma",
    "purposes": "agenda tahunan untuk mendorong pencapaian percepatan pembangunan sanitasi permukiman di Indonesia\n"
    "agenda program koordinasi dan konsolidasi guna meningkatkan peran bidang-bidang pengelolaan dalam melaksanakan "
    "fungsi dan tugas kegiatan di masing-masing unit kerja",
    "description": "Rakor ini bagian dari program Akkopsi dalam mengoptimalkan dukungan bagi seluruh anggotanya untuk "
    "melaksanakan progam kerja oganisasi\n"
    "Akkopsi menjalankan misi utamanya dalam melakukan advokasi kebijakan dan penguatan kapasitas kepala daerah secara "
    "intensif, melalui kolaborasi dan sinergi dengan berbagai pihak.",
    "participants": "beberapa kelompok kerja dari sejumlah daerah, antara lain Kota Palembang, Bandung, Mataram, Banda "
    "Aceh, Jambi, Balikpapan, Bontang, Kabupaten Buleleng, Malang, dan Agam",
    "outcome": "saat ini anggota Akkopsi mencapai 349 kabupaten/kota dan di daerah-daerah tersebut banyak permasalahan "
    "lingkungan yang dihadapi\n"
    "dulu anggota Akkopsi hanya 120 hingga 130 kabupaten/kota dan sekarang sudah mencapai 349 anggota se- Indonesia. "
    "Kami berharap dengan kian bertambahnya anggota, maka banyak permasalahan lingkungan baik sanitasi maupun kesehatan "
    "lingkungan di daerah yang bisa dihadapi  bersama melalui program kerja Akkopsi\n"
    "Sistem perencanaan terutama yang mencakup anggaran kegiatan sangat penting di masing-masing daerah untuk menunjang "
    "kegiatan yang berkaitan dengan sanitasi lingkungan, juga demi keberlangsungan Akkopsi",
}
AKKOPSI_POINTS = [
    ("pokok", "update operasional dan kegiatan Sekretariat Nasional Akkopsi"),
    ("audiensi", "hasil-hasil audiensi atau kunjungan ke beberapa kementerian"),
    ("pokja", "pembentukan tim pokja daerah"),
    ("pokok", 'persiapan "City Summit" di Padang, Sumatera Barat'),
    ("pokok", "penerbitan Akkopsinergi"),
    ("pokok", "iuran anggaran anggota"),
    ("pokok", 'perbaikan metodologi dan skema "Sanipura Award"'),
    (
        "pokok",
        "dukungan teknis kepada masing-masing wali kota/bupati sebagai pengurus Akkopsi se-Indonesia, terutama tentang "
        "mekanisme pengalokasian dan perencanaan anggaran sanitasi di kabupaten/kota",
    ),
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
    "kind": "Rapat perencanaan",
    "starts_on": "15 Januari 2016",
    "ends_on": "17 Januari 2016",
    "organisers": "Sekretariat AKSANSI",
    "purposes": "merumuskan strategi dan kegiatan yang tepat untuk kota/kabupaten karena kondisi masing-masing yang beragam",
    "description": "Keberlanjutan sarana sanitasi sangat bergantung terhadap konsistensi pengurus KSM dan masyarakat "
    "dalam mengelola sarana sanitasi yang ada.\n"
    "dalam tataran kota atau kabupaten, dukungan AKSANSI Daerah terhadap KSM/KPP pengelola sarana sanitasi sangat "
    "diperlukan untuk menjaga semangat dan meningkatkan kapasitas mereka. Oleh karena itu, sebelum AKSANSI Daerah "
    "melakukan aktifitasnya, diperlukan perencanaan dan persiapan yang matang.\n"
    "Sekretariat AKSANSI mengumpulkan AKSANSI Daerah yang ada di pulau Jawa untuk melakukan perencanaan dan persiapan "
    "kegiatan-kegiatan yang akan dilakukan oleh setiap AKSANSI Daerah di kota/kabupaten masing-masing.",
    "outcome": "Setiap AKSANSI Daerah secara partisipatif merumuskan kegiatan sendiri dengan dibimbing oleh Sekretariat "
    "AKSANSI untuk mendapatkan saran dan masukan agar kegiatan lebih baik kedepannya.",
    "follow_up": "Sekretariat AKSANSI akan selalu mengecek dan membimbing agar setiap kegiatan yang direncanakan dapat "
    "terlaksana dengan baik.",
}
PLANNING_POINTS = [
    (
        "pokok",
        "AKSANSI Daerah terlebih dahulu memaparkan capaian kinerja pada tahun 2015 agar dapat dilaporkan kepada tiap "
        "pemerintah daerah masing-masing karena ini merupakan salah satu bentuk kontribusi AKSANSI terhadap "
        "keberlanjutan sanitasi di tiap daerah",
    ),
    (
        "pokok",
        "merumuskan kegiatan-kegiatan yang akan dilakukan tiap AKSANSI Daerah baik itu jangka pendek untuk tahun 2016 "
        "maupun untuk jangka menengah tahun 2016-2018 dan mimpi jangka panjang tiap AKSANSI Daerah",
    ),
    (
        "pokok",
        "materi pengembangan kapasitas kepada para pengurus AKSANSI Daerah. Pengembangan kapasitas ini diberikan untuk "
        "selalu meningkatkan kemampuan baik itu dari sisi administratif maupun teknis kegiatan untuk meningkatkan mutu "
        "pelaksanaan di lapangan",
    ),
    (
        "pokok",
        "sharing pengetahuan dan pengalaman dari pengurus AKSANSI Daerah di kota/kabupaten lain sehingga juga bisa "
        "menjadi media pertukaran pengalaman",
    ),
]
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
    Office.objects.create(
        name="DPUPKP Kabupaten Kulon Progo", short_name="DPUPKP", kind="dinas", region_id="34.01"
    )
    for username, role, region in (
        ("petugas", "chapter", "34.01"),
        ("pusat", "secretariat", None),
    ):
        user = User(
            username=username,
            role=role,
            regions=(region,) if region else (),
            email=f"{username}@example.org",
        )
        user.set_password(PASSWORD)
        user.save()


def save(page: Any) -> None:
    page.get_by_role("button", name="Simpan", exact=True).click()
    page.wait_for_load_state()
    assert page.locator("[data-error-summary]").count() == 0, page.inner_text("main")


def choose(page: Any, name: str, value: str) -> None:
    """Choose by value or by the words of the option, once the page holds it."""
    page.locator(f"[name={name}]").select_option(value)


def new_event(page: Any, root: str, facts: dict[str, str]) -> Event:
    page.goto(f"{root}/events/events/add/")
    for name, value in facts.items():
        if name in ("kind", "region"):
            choose(page, name, value)
        else:
            page.locator(f"[name={name}]").fill(value)
    save(page)
    return Event.objects.get(title=facts["title"])


def letters(text: str) -> str:
    """Return text without what a line break in print changes: spaces, hyphens, points, quotes, case."""
    return re.sub(r"[^a-z0-9]+", "", text.lower())


# Running lines and the numbers of lists, which stand between two halves of a paragraph.
FOOT = re.compile(
    r"(^\d+\. *\n)*(^Catatan acara · .*\n)?^Data per .* Halaman \d+ dari \d+\s*$", re.MULTILINE
)


def printed(page: Any, here: str) -> str:
    pdf = page.request.get(f"{here}/record/pdf/")
    assert pdf.ok
    sheets = PdfReader(io.BytesIO(pdf.body())).pages
    return " ".join(FOOT.sub("", sheet.extract_text()) for sheet in sheets)


def left_of(source: str, typed: list[str]) -> str:
    """Return the letters of a source that nothing typed holds, and fail where something typed is not of it."""
    rest = letters(source)
    whole = rest
    for piece in sorted({letters(part) for part in typed}, key=len, reverse=True):
        assert piece in whole, f"not in the source: {piece}"
        rest = rest.replace(piece, "|")
    return rest


def picture(colour: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (1600, 1200), colour).save(written, "JPEG")
    return written.getvalue()


def test_the_kulon_progo_training_reads_like_its_source(
    country: None, live_server: Any, sign_in: Any
) -> None:
    page, root = sign_in("petugas", width=360), live_server.url
    event = new_event(page, root, KULON_PROGO)
    here = f"{root}/events/events/{event.pk}"
    # The two days are there already; each has a way to its programme and guests.
    days = list(event.days.order_by("date"))
    assert [day.date.isoformat() for day in days] == ["2021-11-23", "2021-11-24"]
    for number, day in enumerate(days):
        page.goto(here + "/")
        page.locator(f"#day-{day.pk}").get_by_role(
            "link", name="susunan acara dan undangan"
        ).click()
        page.locator("[name=programme]").fill(PROGRAMMES[number])
        page.locator("[name=guests]").fill(GUESTS[number])
        save(page)
        assert page.url.endswith(f"#day-{day.pk}")
        assert (
            list(day.attendances.order_by("pk").values_list("category", flat=True))
            == CATEGORIES[number]
        )
    aspects = event.days.first().sessions.get(number=2).aspects
    assert aspects == ["teknis", "kelembagaan", "keuangan", "tata_kelola"]
    for number, topic in enumerate(TOPICS):
        page.goto(here + "/")
        page.get_by_role(
            "link",
            name="Hasil kelompok diskusi" if number == 0 else "Tambah hasil kelompok diskusi",
        ).click()
        choose(page, "day", str(days[number].pk))
        if number == 0:  # the first way to enter them takes all groups as lines
            page.locator("[name=text]").fill(f"Diskusi Kelompok @ {topic}")
        else:
            page.locator("[name=group]").fill("Diskusi Kelompok")
            page.locator("[name=topic]").fill(topic)
        save(page)
    page.goto(here + "/")
    page.get_by_role("link", name="Rencana tindak lanjut dan komitmen", exact=True).click()
    page.locator("[name=follow_up]").fill("rencana tindak lanjut")
    page.locator("[name=joint]").fill("komitmen bersama")
    save(page)
    for caption, colour in zip(CAPTIONS, ("teal", "navy"), strict=True):
        page.goto(f"{here}/file/")
        page.locator("[name=title]").fill(caption)
        # What Chromium can read of a HEIC goes as JPEG; it stands here for a browser that reads them all.
        name = "foto.jpg" if colour == "teal" else "foto.HEIC"
        page.locator("[name=file]").set_input_files(
            {"name": name, "mimeType": "image/jpeg", "buffer": picture(colour)}
        )
        expect(page.locator("[data-chosen] li")).to_have_count(1)
        page.get_by_role("button", name="Unggah").click()
        expect(page.get_by_text(caption).first).to_be_visible()
        assert page.url == f"{here}/", page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    typed = [
        *(value for name, value in KULON_PROGO.items() if name not in ("kind", "region")),
        *PROGRAMMES,
        *GUESTS,
        *TOPICS,
        *CAPTIONS,
        "rencana tindak lanjut",
        "komitmen bersama",
    ]
    typed = [line.strip(" 1234.") for text in typed for line in text.splitlines()]
    # What stays of the source when all that was typed is taken out: words that join, no fact.
    source = (SOURCES / "kulon-progo-2021.txt").read_text()
    rest = left_of(
        source, [*typed, *DAYS_OF_SOURCE, "Adapun", "Acara pada hari pertama diisi dengan"]
    )
    whole = len(letters(source))
    assert len(rest.replace("|", "")) < whole * 0.09, rest
    assert not re.search(
        r"\d", rest.replace("1", "").replace("2", "").replace("3", "").replace("4", "")
    )

    page.goto(here + "/")
    shown, paper = page.inner_text("main"), printed(page, here)
    for name, text in (("page", shown), ("PDF", paper)):
        said = letters(text)
        for line in typed:
            assert letters(line) in said, f"{name} does not say: {line}"
        for day in ("Hari ke-1: Selasa, 23 November 2021", "Hari ke-2: Rabu, 24 November 2021"):
            assert letters(day) in said, f"{name} does not say: {day}"
        assert letters("Aspek: Teknis, Kelembagaan, Keuangan, Tata kelola") in said
        assert letters("tidak disebut dalam sumber") in said, "the source names no choice"
        # Each day has its own guests and sessions.
        first = said[said.index(letters("Hari ke-1")) : said.index(letters("Hari ke-2"))]
        second = said[said.index(letters("Hari ke-2")) :]
        assert letters("Forum Kabupaten Sehat") in first
        assert letters("perwakilan dari kalurahan") not in first
        assert letters("perwakilan dari kalurahan") in second
        assert letters("Forum Kabupaten Sehat") not in second
        order = [letters(line) for line in PROGRAMMES[0].splitlines()]
        places = [first.index(line) for line in order]
        assert places == sorted(places)
    assert (
        Attachment.objects.filter(
            content_type=ContentType.objects.get_for_model(Event), object_id=str(event.pk)
        ).count()
        == 2
    )


def test_the_choice_of_a_group_is_added_when_its_minutes_come(
    country: None, live_server: Any, sign_in: Any
) -> None:
    page, root = sign_in("petugas", width=360), live_server.url
    event = new_event(page, root, KULON_PROGO)
    here = f"{root}/events/events/{event.pk}"
    page.goto(f"{here}/results/add/")
    page.locator("[name=group]").fill("Kelompok 1")
    choose(page, "spectrum", "3")
    page.locator("[name=reason]").fill("Beban perbaikan besar tidak sanggup dipikul KSM sendiri.")
    page.locator("[name=aspect_keuangan]").fill("Iuran diresmikan dengan peraturan kalurahan.")
    save(page)
    page.get_by_role("link", name="Isi pembagian tugas").click()
    page.locator("[name=operasi-lead]").select_option("ksm")
    page.locator("fieldset", has_text="Operasi harian").locator("summary").click()
    page.locator("[name=operasi-support][value=desa]").check()
    page.locator("[name=penyedotan-lead]").select_option("uptd")
    save(page)
    page.goto(f"{here}/commitments/several/")
    page.locator("[name=follow_up]").fill(
        "Menyusun jadwal LLTT @ DPUPKP Kabupaten Kulon Progo @ 31 Maret 2022\nMendata iuran @ AKSANSI Kulon Progo"
    )
    page.locator("[name=joint]").fill("Merawat IPAL bersama")
    page.locator("[name=signatories]").fill("Kepala Dinas, DPUPKP\nAKSANSI Kulon Progo")
    save(page)
    shown, paper = page.inner_text("main"), printed(page, here)
    for text in (shown, paper):
        for piece in (
            "3 – Pengelolaan bersama",
            "Beban perbaikan besar",
            "peraturan kalurahan",
            "Operasi harian",
            "UPTD",
            "31 Maret 2022",
            "Kepala Dinas, DPUPKP",
        ):
            assert letters(piece) in letters(text), piece
    assert event.commitments.get(text="Menyusun jadwal LLTT").owner.short_name == "DPUPKP"


@pytest.mark.parametrize(
    ("name", "facts", "points", "regions", "most"),
    [
        ("akkopsi-2015", AKKOPSI, AKKOPSI_POINTS, AKKOPSI_REGIONS, 0.18),
        ("perencanaan-2016", PLANNING, PLANNING_POINTS, PLANNING_REGIONS, 0.15),
    ],
    ids=["akkopsi-2015", "planning-2016"],
)
def test_a_coordination_meeting_with_agenda_and_regions(
    country: None,
    live_server: Any,
    sign_in: Any,
    name: str,
    facts: dict[str, str],
    points: list[tuple[str, str]],
    regions: dict[str, str],
    most: float,
) -> None:
    page, root = sign_in("pusat", width=360), live_server.url
    source = (SOURCES / f"{name}.txt").read_text()
    listed = re.search(r"yaitu (Kab\.Blitar.*?)\.\n", source)
    pasted = listed.group(1) if listed else ", ".join(regions.values())
    event = new_event(page, root, {**facts, "participating": pasted})
    here = f"{root}/events/events/{event.pk}"
    for kind, title in points:
        page.goto(f"{here}/agenda/add/")
        choose(page, "kind", kind)
        page.locator("[name=title]").fill(title)
        save(page)
    assert set(event.participations.values_list("region", flat=True)) == set(regions)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    said = [
        value
        for key, value in facts.items()
        if key not in ("kind", "region", "starts_on", "ends_on")
    ]
    typed = [line for text in [*said, *(t for _k, t in points)] for line in text.splitlines()]
    own = facts["title"] if name == "perencanaan-2016" else ""
    rest = left_of(
        source, [*(line for line in typed if line != own), *([pasted] if listed else [])]
    )
    assert len(rest.replace("|", "")) < len(letters(source)) * most, rest
    page.goto(here + "/")
    for text in (page.inner_text("main"), printed(page, here)):
        for line in typed:
            assert letters(line) in letters(text), line
        for region in regions.values():
            assert letters(region.replace("Kabupaten", "Kab.")) in letters(text), region
    assert letters(f"{len(regions)} wilayah ikut serta") in letters(printed(page, here))
    assert [point.title for point in event.agenda.all()] == [title for _kind, title in points]


def test_the_list_of_real_events_goes_through_the_wizard(
    transactional_db: None, live_server: Any, sign_in: Any
) -> None:
    """The file as it is, on a phone: every column finds its home by itself, every row goes in."""
    reference.load()
    user = User(username="pusat", role="secretariat", email="pusat@example.org")
    user.set_password(PASSWORD)
    user.save()
    page, root = sign_in("pusat", width=360), live_server.url
    page.goto(f"{root}/events/events/")
    page.locator(".tools .more summary").click()
    page.get_by_role("link", name="Impor").first.click()
    page.get_by_label("Berkas", exact=False).set_input_files(RECORDS)
    page.get_by_role("button", name="Unggah").click()
    with RECORDS.open(newline="") as file:
        head, *lines = list(csv.reader(file))
    left_out = [
        name for name in head if page.get_by_label(name, exact=True).input_value() in ("", "-")
    ]
    assert left_out == []
    page.get_by_role("button", name="Periksa").click()
    page.get_by_role("button", name=f"Impor {len(lines)} baris").click()
    expect(page.get_by_text(f"{len(lines)} catatan baru")).to_be_visible()
    assert Event.objects.count() == len(lines)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
