"""The admin stands behind the same wall: sight, choices, rights, locks, exchange."""

from __future__ import annotations

from typing import Any

import pytest
import tablib
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chapters.models import BoardSeat, Office
from core.importing import sheet_for
from core.land.regions import Region
from core.pages.admin.resources import RegionResource
from core.people.users import User
from core.records import services
from core.records.records import Record
from tests.chapters.factories import make_chapter, make_office, make_official, make_seat
from tests.core.test_hostile_workbooks import HOSTILE, packed

# The ground floor's models stand in its own part of the admin.
APP = dict.fromkeys(("region", "user", "note", "attachment"), "core")
MODELS = ("region", "office", "official", "chapter", "boardseat", "user", "note", "attachment")


def change(model: str, pk: Any) -> str:
    return reverse(f"admin:{APP.get(model, 'chapters')}_{model}_change", args=[pk])


def test_government_and_strangers_do_not_enter(
    regions: Any, as_user: Any, official: Any, expired: Any, client: Any
) -> None:
    places = [
        reverse("admin:index"),
        *(reverse(f"admin:{APP.get(model, 'chapters')}_{model}_changelist") for model in MODELS),
    ]
    for browser in (as_user(official), client, as_user(expired)):
        assert all(browser.get(place).status_code in (302, 403) for place in places)
    assert (
        as_user(official).post(reverse("admin:chapters_office_add"), {"name": "X"}).status_code
        == 403
    )


@pytest.mark.parametrize("model", MODELS)
def test_the_secretariat_opens_every_list(
    regions: Any, as_user: Any, secretariat: Any, model: str
) -> None:
    make_official(make_office())
    make_chapter()
    assert (
        as_user(secretariat)
        .get(reverse(f"admin:{APP.get(model, 'chapters')}_{model}_changelist"))
        .status_code
        == 200
    )


def test_officers_see_their_own_rows_only(regions: Any, as_user: Any, officer: Any) -> None:
    own, foreign = make_office(name="Kantor Sleman"), make_office("33.72", name="Kantor Solo")
    browser = as_user(officer)
    page = browser.get(reverse("admin:chapters_office_changelist")).content.decode()
    assert "Kantor Sleman" in page
    assert "Kantor Solo" not in page
    assert browser.get(change("office", own.pk)).status_code == 200
    answer = browser.get(change("office", foreign.pk), follow=True)
    assert "Kantor Solo" not in answer.content.decode()
    lookup = browser.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "chapters",
            "model_name": "office",
            "field_name": "successor_of",
            "term": "Kantor",
        },
    )
    assert [row["text"] for row in lookup.json()["results"]] == ["Kantor Sleman"]


def test_officers_do_not_see_accounts_nor_add_chapters(
    regions: Any, as_user: Any, officer: Any
) -> None:
    browser = as_user(officer)
    assert browser.get(reverse("admin:core_user_changelist")).status_code == 403
    assert browser.get(change("user", officer.pk)).status_code == 403
    assert browser.get(reverse("admin:chapters_chapter_add")).status_code == 403
    assert browser.get(reverse("admin:core_region_add")).status_code == 403
    assert "core/user/" not in browser.get(reverse("admin:index")).content.decode()


def office_data(**extra: str) -> dict[str, str]:
    return {"name": "Dinas Admin", "kind": "opd", "region": "34.04", **extra}


def test_a_post_into_another_region_writes_nothing(
    regions: Any, as_user: Any, officer: Any
) -> None:
    browser, place = as_user(officer), reverse("admin:chapters_office_add")
    assert browser.post(place, office_data(region="33.72")).status_code == 200
    assert browser.post(place, office_data(region="")).status_code == 200
    assert not Office.objects.exists()
    assert browser.post(place, office_data()).status_code == 302
    office = Office.objects.get()
    assert office.history.first().history_user == officer
    assert browser.post(change("office", office.pk), office_data(region="33.72")).status_code == 200
    office.refresh_from_db()
    assert office.region_id == "34.04"


def test_nothing_is_deleted_but_archived(regions: Any, as_user: Any, officer: Any) -> None:
    own, other = make_office(name="A"), make_office("33.72", name="B")
    national = make_office(None, name="C")
    browser = as_user(officer)
    assert (
        browser.post(
            reverse("admin:chapters_office_delete", args=[own.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    browser.post(
        reverse("admin:chapters_office_changelist"),
        {"action": "archive_selected", "_selected_action": [own.pk, other.pk, national.pk]},
    )
    for office, archived in ((own, True), (other, False), (national, False)):
        office.refresh_from_db()
        assert office.is_archived is archived


def test_a_locked_row_is_read_only_and_says_why(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    office = make_office(name="Lama")
    services.archive(obj=office, by=secretariat)
    browser = as_user(secretariat)
    page = browser.get(change("office", office.pk))
    assert page.status_code == 200
    assert any(message.level_tag == "warning" for message in page.context["messages"])
    assert 'name="_save"' not in page.content.decode()
    assert browser.post(change("office", office.pk), office_data()).status_code == 403
    office.refresh_from_db()
    assert office.name == "Lama"


def test_history_leads_to_the_page_of_the_record(regions: Any, as_user: Any, officer: Any) -> None:
    own, foreign = make_office(), make_office("33.72", name="B")
    browser = as_user(officer)
    answer = browser.get(reverse("admin:chapters_office_history", args=[own.pk]))
    assert answer.headers["Location"] == reverse("chapters:office-history", args=[own.pk])
    assert (
        browser.get(reverse("admin:chapters_office_history", args=[foreign.pk])).status_code == 404
    )


def test_admin_offers_no_password_and_no_superuser(
    regions: Any, as_user: Any, secretariat: Any, officer: Any
) -> None:
    page = as_user(secretariat).get(change("user", officer.pk)).content.decode()
    for name in ("password", "is_superuser", "user_permissions", "is_demo"):
        assert f'name="{name}"' not in page
    assert as_user(secretariat).get(reverse("admin:core_user_add")).status_code == 403


# --- Exchange -------------------------------------------------------------------


def test_only_the_secretariat_exchanges_and_takes_in_reference_data_alone(
    regions: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    for place in ("chapters_office_export", "core_region_export", "core_region_import"):
        address = reverse(f"admin:{place}")
        assert as_user(officer).get(address).status_code == 403
        assert as_user(secretariat).get(address).status_code == 200
    assert as_user(secretariat).get(reverse("admin:core_user_export")).status_code == 403


def test_business_records_come_in_by_the_wizard_alone(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    seen, browser = 0, as_user(secretariat)
    for model, handler in admin.site._registry.items():
        if issubclass(model, Record) and hasattr(handler, "import_action"):
            seen += 1
            place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            for step in ("import", "process_import"):
                assert browser.get(reverse(f"{place}_{step}")).status_code in (403, 405)
                assert browser.post(reverse(f"{place}_{step}")).status_code == 403
            if handler.resource_class is not None:
                assert sheet_for(model) is not None, model
    assert seen > 20


def test_an_export_gives_out_what_the_user_sees(
    regions: Any, officer: Any, secretariat: Any
) -> None:
    make_office("33.72", name="Kantor Solo")
    make_office(name="Kantor Sleman")
    make_seat(make_chapter(), phone="0812")
    exported = admin.site._registry[Office].resource_class
    assert exported(user=officer).export()["name"] == ["Kantor Sleman"]
    assert exported(user=secretariat).export()["region"] == ["34.04", "33.72"]
    seats = admin.site._registry[BoardSeat].resource_class(user=secretariat).export()
    assert (seats["chapter"], seats["role"]) == (["34.04"], ["ketua"])


def test_import_knows_regions_again_and_speaks_of_faulty_rows(
    regions: Any, officer: Any, secretariat: Any
) -> None:
    rows = tablib.Dataset(
        ("34.04", "Sleman", "kabupaten", "34", "Tridadi"),
        ("34.99", "Baru", "kabupaten", "34", ""),
        ("34.98", "Aneh", "istana", "34", ""),
        headers=["code", "name", "kind", "parent", "capital"],
    )
    result = RegionResource(user=officer).import_data(rows)
    assert result.has_errors() or result.has_validation_errors()
    assert not Region.objects.filter(pk="34.99").exists()
    result = RegionResource(user=secretariat).import_data(rows)
    assert (result.totals["update"], result.totals["new"], result.totals["invalid"]) == (1, 1, 1)
    assert Region.objects.get(pk="34.04").capital == "Tridadi"


def test_every_admin_of_the_house_stands_behind_the_wall(db: None) -> None:
    from django.apps import apps

    from core.pages.admin.base import ScopedAdmin

    rooms = {"core", "chapters", "ksm", "monitoring", "agreements", "events", "planning"}
    for model, handler in admin.site._registry.items():
        if model._meta.app_label in rooms:
            assert isinstance(handler, ScopedAdmin), model
    assert apps.get_app_config("chapters")
    assert {Region, User} <= set(admin.site._registry)


@pytest.mark.parametrize("key", ["a\x00b", "1" + "0" * 30, "x" * 1000, "-1"])
def test_a_forged_key_of_another_row_is_said_on_the_form(
    key: str, secretariat: Any, as_user: Any
) -> None:
    office = make_office()
    place = reverse("admin:chapters_office_change", args=[office.pk])
    answer = as_user(secretariat).post(
        place, {"name": "Dinas", "kind": office.kind, "region": key, "successor_of": key}
    )
    assert answer.status_code == 200
    assert set(answer.context["adminform"].errors) == {
        "region",
        "successor_of",
    }


def test_other_spellings_are_a_list_of_words(secretariat: Any, as_user: Any) -> None:
    place = reverse("admin:core_region_change", args=["34.04"])
    data = {"name": "Sleman", "kind": "kabupaten", "spellings": "-1\nSleman Raya", "aliases": "x"}
    assert as_user(secretariat).post(place, data).status_code == 302
    assert Region.objects.get(pk="34.04").aliases == ["-1", "Sleman Raya"]


# --- A file that hurts, a confirmation sent twice ---------------------------------------


def upload(browser: Any, name: str, content: bytes, fmt: str) -> Any:
    file = SimpleUploadedFile(name, content)
    data = {"format": fmt, "resource": "0", "import_file": file}
    return browser.post(reverse("admin:core_region_import"), data)


def test_a_table_is_imported_once_however_often_it_is_confirmed(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    browser = as_user(secretariat)
    shown = upload(browser, "k.csv", b"code,name,kind,parent\n34.99,Baru,kabupaten,34\n", "0")
    confirm = shown.context["confirm_form"].initial
    place = reverse("admin:core_region_process_import")
    assert browser.post(place, confirm).status_code == 302
    again = browser.post(place, confirm)
    assert again.status_code == 200 and "sudah diimpor" in again.content.decode()
    assert Region.objects.get(pk="34.99").name == "Baru"


@pytest.mark.parametrize(
    "forged",
    [
        {"import_file_name": "tidak-ada"},
        {"import_file_name": "../../etc/passwd", "format": "99", "resource": "9"},
        {"import_file_name": "a\x00b"},
        {},
    ],
)
def test_a_forged_confirmation_is_said(
    forged: dict[str, str], regions: Any, as_user: Any, secretariat: Any
) -> None:
    place = reverse("admin:core_region_process_import")
    data = {"original_file_name": "k.csv", "format": "0", "resource": "0", **forged}
    assert as_user(secretariat).post(place, data).status_code == 200
    assert not Office.objects.exists()


def test_the_admin_reads_no_workbook_without_end(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    hostile = packed(HOSTILE["a far corner"])
    answer = upload(as_user(secretariat), "k.xlsx", hostile, "1")
    assert answer.status_code == 200 and answer.context["form"].errors["import_file"]
