"""What was met on the way through the tables of offices, by number (5 and 8 stand in `test_district_tables`)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from core.records.batches import Batch
from ksm.models import Facility
from tests.core.test_district_tables import land
from tests.ksm.factories import make_facility
from tests.wizard import counts, text, walked

__all__ = ["land"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("land")]
HEAD = "Nama;Desa;Jumlah SR"


def test_other_1_the_dry_run_shows_new_rows_as_understood(officer: Any, as_user: Any) -> None:
    walk = walked(as_user(officer), "facilities", text(HEAD, "IPAL Sari;Sumberagung;75"))
    told = walk.told()
    assert counts(walk) == {"new": 1}
    for word in ("IPAL Sari", "Sumberagung", "75"):
        assert word in told


def test_other_2_left_out_columns_are_named_on_every_step(officer: Any, as_user: Any) -> None:
    content = text(f"{HEAD};Warna Pagar;Merek Pompa", "IPAL Sari;Sumberagung;75;Hijau;Shimizu")
    walk = walked(as_user(officer), "facilities", content)
    columns, check = walk.page(), walk.told()
    walk.bring_in()
    for page in (columns, check, walk.told()):
        assert "Warna Pagar" in page and "Merek Pompa" in page


def test_other_3_no_name_is_invented(officer: Any, as_user: Any) -> None:
    walk = walked(as_user(officer), "facilities", text("Desa;Jumlah SR", "Sumberagung;75"))
    assert "new" not in counts(walk) if walk.job.checked else True
    assert not Facility.objects.exists() and "Sarana Sumberagung" not in walk.page()


def test_other_4_an_unknown_village_is_told_as_in_the_form(officer: Any, as_user: Any) -> None:
    walk = walked(as_user(officer), "facilities", text(HEAD, "IPAL Sari;Sumberagungg;75"))
    # Told, with the one that may be meant; kept as it is written.
    assert "tanpa kode" in walk.said() and "Desa Sumberagung, Moyudan" in walk.said(), walk.said()
    walk.bring_in()
    assert Facility.objects.get().village == "Sumberagungg"


def test_other_6_a_code_that_is_none_is_refused_in_words(officer: Any, as_user: Any) -> None:
    for code, why in (("IPAL-7", "Tulis seperti 34.04-0001"), ("34.04-0099", "tidak ada")):
        content = text("Kode Sarana;Nama;Desa", f"{code};IPAL Sari;Sumberagung")
        said = walked(as_user(officer), "facilities", content).said()
        assert "Masukkan nilai yang valid" not in said and why in said, said


def test_other_7_a_download_opens_in_excel_as_its_country_asks(officer: Any, as_user: Any) -> None:
    make_facility(
        code="34.04-0001", latitude="-7.795600", longitude="110.369500", hamlet="Pendulan"
    )
    browser = as_user(officer)
    answer = browser.get(reverse("ksm:facility-list"), {"format": "csv", "columns": "all"})
    head, row = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[:2]
    assert head.count(";") > 5 and "-7,7956" in row and "-7.79" not in row
    # What the list has hidden is in the file too: it tells rows apart.
    assert "Pendulan" in row


def test_other_9_a_fault_of_a_whole_column_is_told_once(officer: Any, as_user: Any) -> None:
    lines = [f"IPAL {n};Sumberagung;-" for n in range(1, 6)]
    walk = walked(as_user(officer), "facilities", text(HEAD, *lines))
    assert counts(walk) == {"new": 5}
    assert sum("“-”" in one["text"] for one in walk.job.told) <= 1


def test_other_10_an_import_is_taken_back_whole(officer: Any, as_user: Any) -> None:
    browser = as_user(officer)
    lines = [f"IPAL {n};Sumberagung;{n}0" for n in range(1, 4)]
    walked(browser, "facilities", text(HEAD, *lines)).bring_in()
    assert Facility.objects.current().count() == 3
    batch = Batch.objects.latest("pk")
    assert browser.post(batch.get_absolute_url(), {}).status_code == 302
    assert Facility.objects.current().count() == 0
