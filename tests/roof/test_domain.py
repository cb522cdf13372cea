"""What review/domain.md corrected: words, laws and programmes as they are shipped, sure ones sure, likely ones marked."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.records.reference import rows
from ksm.models import Programme
from ksm.reference import load as load_programmes
from tests.events import factories as events

NAMED_BY_RECORDS = {
    "hibah_air_limbah": "",
    "pamsimas": "",
    "nusp2": "",
    "bankeu_provinsi": "",
    "danais": "",
    "klhk": "",
    "padat_karya": "2018–",
    "pnpm_perkotaan": "–2015",
    "kotaku": "2016–",
    "usri": "2011–2015",
}


def test_programmes_that_records_name_can_be_chosen(db: None) -> None:
    load_programmes()
    found = dict(Programme.objects.values_list("code", "period"))
    assert {code: found.get(code) for code in NAMED_BY_RECORDS} == NAMED_BY_RECORDS


def test_t01_what_is_not_in_operation_is_taken_out_of_scoring() -> None:
    (waits,) = [
        row
        for row in rows("instrument_options.csv")
        if (row["question"], row["value"]) == ("T01", "belum")
    ]
    assert (waits["score"], waits["cap"], waits["recorded"]) == ("", "", "belum_operasi")


def test_sludge_of_a_plant_goes_to_an_iplt_by_consent() -> None:
    (service,) = [row for row in rows("services.csv") if row["code"] == "pengurasan"]
    assert service["label_id"] == "Pengurasan lumpur IPAL komunal"
    assert "persetujuan pengelola" in service["description"]
    assert "tinja" not in service["label_id"]  # that is of tanks on the spot


def test_the_schedule_says_whom_lltt_serves(secretariat: Any, as_user: Any) -> None:
    page = as_user(secretariat).get(reverse("ksm:desludging-schedule-list")).content.decode()
    assert "SPALD-S" in page


def test_laws_that_were_replaced_end_and_unchecked_ones_say_so() -> None:
    laws = {row["short_name"]: row for row in rows("legal_bases.csv")}
    for name in ("Permendagri 32/2011", "Permendagri 14/2016", "Permendagri 99/2019"):
        assert (laws[name]["valid_to"], laws[name]["replaced_by"]) == (
            "2020-12-30",
            "Permendagri 77/2020",
        )
    assert "belum diperiksa" in laws["Permendagri 77/2020"]["meaning"]
    assert laws["Permendagri 77/2020"]["is_checked"] == "no"
    assert "Perpres 46/2025" in laws["Perpres 16/2018"]["meaning"]
    cited = {name for name, row in laws.items() if row["is_cited"] == "yes"}
    assert {"Perpres 185/2014", "PP 2/2018", "Permen PUPR 29/2018", "Permen PUPR 4/2017"} <= cited


def test_offices_of_the_demonstration_hold_the_posts_of_their_time() -> None:
    demo = Path(settings.BASE_DIR) / "fixtures" / "demo"
    offices, posts = (
        list(csv.DictReader((demo / name).open(encoding="utf-8")))
        for name in ("offices.csv", "officials.csv")
    )
    followed = {row["successor_of"] for row in offices} - {""}
    names = {row["name"] for row in offices}
    assert followed <= names
    gone = {row["short_name"] for row in offices if row["name"] in followed}
    assert not {row["office"] for row in posts} & gone


def test_34_the_sharing_board_names_the_region_to_readers_of_one(
    officer: Any, regions: Any, as_user: Any
) -> None:
    events.make_practice("33.72", shared_on="2026-01-05")
    page = as_user(officer).get(reverse("events:practice-list"))
    assert "region" in [column.name for column in page.context["table"].columns]
    assert "Kota Surakarta" in page.content.decode()
