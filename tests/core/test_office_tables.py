"""Tables as offices make them, each through the pages of the wizard: what must come in, what must be said."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from core.land.regions import Region
from ksm.models import Facility, Group
from tests.wizard import Walk

CASES = Path(__file__).with_name("cases")
pytestmark = pytest.mark.django_db


@pytest.fixture
def land(regions: Any) -> None:
    """Villages of Kab. Sleman, and kabupaten whose codes a lost zero mixes up."""
    for code, name, kind, parent in (
        ("33.01", "Kabupaten Cilacap", "kabupaten", "33"),
        ("33.10", "Kabupaten Klaten", "kabupaten", "33"),
        ("33.20", "Kabupaten Jepara", "kabupaten", "33"),
        ("33.02", "Kabupaten Banyumas", "kabupaten", "33"),
        ("34.04.02", "Moyudan", "kecamatan", "34.04"),
        ("34.04.02.2001", "Sumberagung", "desa", "34.04.02"),
        ("34.04.02.2002", "Sumberarum", "desa", "34.04.02"),
    ):
        Region.objects.create(code=code, name=name, kind=kind, parent_id=parent)


def case(name: str) -> bytes:
    return (CASES / name).read_bytes()


def counts(walk: Walk) -> dict[str, int]:
    return {kind: n for kind, n in walk.job.checked.items() if n}


def table(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def kept(field: str, model: Any = Facility) -> dict[str, Any]:
    return dict(model.objects.order_by("name").values_list("name", field))


# File, sheet → how many rows of each kind, sentences that must be said (parts of them, in Indonesian).
WALKED: dict[str, tuple[str, dict[str, int], tuple[str, ...]]] = {
    "B05_kampung.csv": ("facilities", {"new": 6}, ("“Kampung Dalam” di wilayah ini",)),
    "B06_rekap_dinas.xlsx": (
        "facilities",
        {"new": 2},
        (
            "JUMLAH · 130",
            "Jumlah A",
            "Kecamatan Contoh Satu",
            "Mengetahui",
            "Kepala Dinas Contoh",
            "1 · 2 · 3",
        ),
    ),
    "B07_strip.csv": (
        "facilities",
        {"new": 3},
        ("“-” dianggap kosong", "“tidak ada” dianggap kosong"),
    ),
    "B08_galat_sel.xlsx": ("facilities", {"faulty": 2}, ("#N/A", "#DIV/0!")),
    "B08_rumus_tanpa_nilai.xlsx": ("facilities", {"new": 1, "faulty": 2}, ("rumus",)),
    "B10_telepon.xlsx": ("groups", {"new": 2}, ("081200000001",)),
    "B10_telepon_disimpan_excel.csv": ("groups", {"faulty": 2}, ("8,12E+10", "6,281E+11")),
    "B11_rt_rw_tanggal.xlsx": ("facilities", {"new": 2, "faulty": 1}, ("2024-04-02",)),
    "B12_kode_wilayah.csv": (
        "facilities",
        {"new": 4, "faulty": 2},
        ("Kab. Klaten (33.10), Kab. Cilacap (33.01)", "Kab. Jepara (33.20)", "“3404” dibaca"),
    ),
    "B13_form_spald.xlsx": ("facilities", {"new": 2}, ()),
}


@pytest.mark.parametrize("name", WALKED)
def test_a_case_comes_in_as_it_must(
    name: str, land: Any, secretariat: Any, officer: Any, as_user: Any
) -> None:
    sheet, wanted, said = WALKED[name]
    walk = Walk(
        as_user(secretariat if name.startswith("B12") else officer), sheet, name, case(name)
    ).check()
    assert counts(walk) == wanted, walk.rows()
    page = walk.told()
    for words in said:
        assert words in walk.said(), walk.said()
    for one in walk.job.left_out:
        assert one["words"].replace("&", "&amp;") in page
    if wanted.get("new"):
        walk.bring_in()
        assert walk.job.read_back == {"new": wanted["new"], "changed": 0}


def test_a_dry_run_shows_every_value_as_it_is_understood(
    land: Any, officer: Any, as_user: Any
) -> None:
    """Others met 1: new rows show their values."""
    walk = Walk(as_user(officer), "facilities", "x.csv", case("B07_strip.csv")).check()
    values = {one["label"]: one["value"] for one in walk.rows("new")[1]["values"]}
    assert (
        values.items()
        >= {"RT": "02", "RW": "04", "Kapasitas desain (SR)": "60", "Kecamatan": "Moyudan"}.items()
    )
    page = walk.told()
    assert "Kapasitas desain (SR): <b>60</b>" in page and "Moyudan" in page


def test_any_line_is_shown_on_demand(land: Any, officer: Any, as_user: Any) -> None:
    lines = [f"IPAL Nomor {n};34.04;Sumberagung;{n}" for n in range(1, 121)]
    content = table("Nama Sarana;Kabupaten;Desa;Kapasitas KK", *lines)
    browser = as_user(officer)
    walk = Walk(browser, "facilities", "x.csv", content).check()
    assert len(walk.rows()) == 50
    page = browser.get(f"{walk.job.get_absolute_url()}?line=119").content.decode()
    assert "IPAL Nomor 118" in page and "IPAL Nomor 5 " not in page
    assert Facility.objects.count() == 0
    assert (
        "Tidak ada catatan di baris ini"
        in browser.get(f"{walk.job.get_absolute_url()}?line=900").content.decode()
    )


def test_b04_a_point_before_three_digits_is_asked_about_never_guessed(
    land: Any, officer: Any, as_user: Any
) -> None:
    walk = Walk(as_user(officer), "facilities", "x.csv", case("B04_debit_titik.csv")).check()
    assert counts(walk) == {"new": 2, "faulty": 1}
    assert "“12.500” dapat berarti 12,5 atau 12500" in walk.said()
    walk = Walk(as_user(officer), "facilities", "x.csv", case("B04_debit_titik.csv"))
    assert "12.500 = 12,5" in walk.page()
    walk.check(reading__design_flow_m3_day=".", reading__sludge_volume_m3=".").bring_in()
    flows = kept("design_flow_m3_day")
    assert [Decimal(one) for one in flows.values()] == [
        Decimal("0.5"),
        Decimal("12.5"),
        Decimal("0.5"),
    ]
    assert [Decimal(one) for one in kept("sludge_volume_m3").values()] == [
        Decimal("0.75"),
        Decimal("3.25"),
        Decimal("0.75"),
    ]


def test_b04_what_else_stands_in_the_column_decides(land: Any, officer: Any, as_user: Any) -> None:
    content = table(
        "Nama;Desa;Debit rencana", "IPAL A;Sumberagung;12.500", "IPAL B;Sumberagung;3.25"
    )
    Walk(as_user(officer), "facilities", "x.csv", content).check().bring_in()
    assert [Decimal(one) for one in kept("design_flow_m3_day").values()] == [
        Decimal("12.5"),
        Decimal("3.25"),
    ]


def test_b05_villages_may_be_called_like_hamlets(land: Any, officer: Any, as_user: Any) -> None:
    Walk(as_user(officer), "facilities", "x.csv", case("B05_kampung.csv")).check().bring_in()
    villages = sorted(Facility.objects.values_list("village", flat=True))
    assert villages == [
        "Dukuh",
        "Dusun Besar",
        "Jalan Gedang",
        "Kampung Baru",
        "Kampung Dalam",
        "Kampung Melayu",
    ]


def test_b06_a_header_of_two_lines_is_one(land: Any, officer: Any, as_user: Any) -> None:
    walk = Walk(as_user(officer), "facilities", "x.xlsx", case("B06_rekap_dinas.xlsx")).check()
    means = {one["header"]: one["means"] for one in walk.job.columns}
    assert means["Lokasi Desa"] == "Desa/kelurahan" and means["Lokasi Kecamatan"] == "Kecamatan"
    walk.bring_in()
    assert kept("village") == {
        "IPAL Contoh Rekap A": "Sumberagung",
        "IPAL Contoh Rekap B": "Sumberarum",
    }
    assert kept("design_kk") == {"IPAL Contoh Rekap A": 60, "IPAL Contoh Rekap B": 70}


def test_b09_almost_the_same_names_are_asked_about(land: Any, officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    Walk(browser, "groups", "1.csv", case("B09_kelompok_pertama.csv")).check().bring_in()
    walk = Walk(browser, "groups", "2.csv", case("B09_kelompok_kedua.csv")).check()
    assert counts(walk) == {"same": 1, "faulty": 3}  # the sign of no width is taken out
    assert "Nama yang hampir sama" in walk.told()
    arif, tirta = (
        Group.objects.get(name="KSM Ma'arif Contoh"),
        Group.objects.get(name="KSM Tirta Contoh"),
    )
    asked = list(walk.job.asked)
    answers = {
        "KSM Ma’arif Contoh": str(arif.pk),
        "KSM “Tirta Contoh”": str(tirta.pk),
        "K.S.M. Tirta Contoh": "new",
    }
    said = {f"name-{asked.index(name)}": answer for name, answer in answers.items()}
    browser.post(walk.job.get_absolute_url(), {"settle": "1", **said})
    walk.job.refresh_from_db()
    assert counts(walk)["new"] == 1 and not walk.job.asked, walk.rows()
    walk.bring_in()
    assert set(Group.objects.values_list("name", flat=True)) == {
        "KSM Ma'arif Contoh",
        "KSM Tirta Contoh",
        "K.S.M. Tirta Contoh",
    }


def test_b10_a_telephone_number_comes_through_excel_and_form_whole_or_not_at_all(
    land: Any, officer: Any, as_user: Any
) -> None:
    browser = as_user(officer)
    group = Group.objects.create(
        region_id="34.04", name="KSM Kontak", kind="ksm", contact_phone="081200000001"
    )
    address = reverse("ksm:group-edit", args=[group.pk])
    for lost in ("8,12E+10", "6,281E+11"):
        sent = browser.post(address, {"name": "KSM Kontak", "kind": "ksm", "contact_phone": lost})
        assert sent.status_code == 422 and "disingkat Excel" in sent.content.decode()
    # The list, saved by a spreadsheet that takes the number for one: without its 0, then shortened.
    answer = browser.get(f"{reverse('ksm:group-list')}?format=csv&columns=all")
    listed = b"".join(answer.streaming_content).decode()
    assert "081200000001" in listed
    for kept, wanted in (("81200000001", {"same": 1}), ("8,12E+10", {"faulty": 1})):
        walk = Walk(browser, "groups", "x.csv", listed.replace("081200000001", kept)).check()
        assert counts(walk) == wanted, walk.rows()


def test_b11_a_pair_is_taken_apart_and_4_is_04(land: Any, officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    Walk(browser, "facilities", "x.xlsx", case("B11_rt_rw_tanggal.xlsx")).check().bring_in()
    assert list(Facility.objects.order_by("name").values_list("rt", "rw")) == [
        ("02", "04"),
        ("4", "2"),
    ]
    content = table("Nama;Desa;RT;RW", "IPAL Contoh RT C;Sumberagung;04;02")
    assert counts(Walk(browser, "facilities", "x.csv", content).check()) == {"same": 1}


def test_b13_units_are_no_other_units_and_x_is_the_longitude(
    land: Any, officer: Any, as_user: Any
) -> None:
    walk = Walk(as_user(officer), "facilities", "x.xlsx", case("B13_form_spald.xlsx"))
    means = {one["header"]: one["means"] for one in walk.job.columns}
    assert means["KAPASITAS"] == means["JUMLAH RUMAH TERLAYANI"] == ""
    assert (means["KOORDINAT X"], means["KOORDINAT Y"]) == ("Bujur", "Lintang")
    assert "Kolom yang tidak dibaca: NO, KAPASITAS, JUMLAH RUMAH TERLAYANI" in walk.check().told()
    assert "KAPASITAS" in walk.bring_in().told()
    facility = Facility.objects.get(name="IPAL Contoh Kepala A")
    assert (facility.built_on, facility.longitude) == ("2014", Decimal("110.3001"))


def test_b14_one_american_date_makes_the_column_doubtful(
    land: Any, officer: Any, as_user: Any
) -> None:
    browser = as_user(officer)
    walk = Walk(browser, "facilities", "x.csv", case("B14_tanggal_amerika.csv"))
    assert "bulan/hari/tahun" in walk.page()
    assert counts(walk.check()) == {"faulty": 4}
    walk = Walk(browser, "facilities", "x.csv", case("B14_tanggal_amerika.csv")).check(
        reading__as_of="mdy"
    )
    walk.bring_in()
    assert list(kept("as_of").values()) == ["2018-03-25", "2018-03-12", "2018-12-31", "2018-04-05"]


def test_b28_a_table_without_names_is_stopped_and_no_name_is_invented(
    land: Any, officer: Any, as_user: Any
) -> None:
    """Others met 3."""
    walk = Walk(
        as_user(officer), "facilities", "x.xlsx", case("B28_pembangunan_sanitasi.xlsx")
    ).check()
    assert walk.answer.status_code == 422
    assert "Tidak ada kolom “Sarana”" in walk.answer.content.decode()
    assert Facility.objects.count() == 0


def test_a_fault_of_a_whole_column_is_told_once(land: Any, officer: Any, as_user: Any) -> None:
    """Others met 9."""
    lines = [
        f"IPAL {word};Sumberagung;banyak sekali"
        for word in ("Mawar", "Melati", "Kenanga", "Cempaka")
    ]
    walk = Walk(
        as_user(officer), "facilities", "x.csv", table("Nama;Desa;Kapasitas KK", *lines)
    ).check()
    assert counts(walk) == {"faulty": 4}
    assert walk.told().count("bukan angka") == 1


def test_a_village_nobody_knows_is_told_as_in_the_form(
    land: Any, officer: Any, as_user: Any
) -> None:
    """Others met 4."""
    content = table("Nama;Desa", "IPAL Mawar;Sumberagungg")
    walk = Walk(as_user(officer), "facilities", "x.csv", content).check()
    assert (
        "tanpa kode. Yang dimaksud Desa Sumberagung" in walk.said()
        or "Sumberagung, Moyudan" in walk.said()
    )
