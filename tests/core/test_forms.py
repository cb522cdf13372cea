"""Forms on bad days: sent twice, sent late, sent forged."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.urls import reverse
from django.utils import translation

from chapters.models import Chapter, Office
from core.pages.fields import NumberField, local
from tests.core.test_history import form_data

LIST = "chapters:office-list"


@pytest.fixture
def office(regions: Any) -> Office:
    return Office.objects.create(name="Dinas PU", kind="opd", region_id="34.04")


def new_office(**extra: Any) -> dict[str, Any]:
    return {
        "name": "DLH",
        "kind": "opd",
        "region": "34.04",
        "form_token": str(uuid.uuid4()),
        **extra,
    }


def test_a_form_sent_twice_makes_one_record(as_user: Any, officer: Any) -> None:
    sent = new_office()
    browser = as_user(officer)
    first = browser.post(reverse("chapters:office-create"), sent)
    second = browser.post(reverse("chapters:office-create"), sent)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert Office.objects.count() == 1


def test_what_breaks_half_way_leaves_nothing(
    as_user: Any, officer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row, history and claim are one: after a fault the same form can be sent again (OWASP ASVS 5.0, 2.3.3)."""
    sent, browser = new_office(), as_user(officer)
    browser.raise_request_exception = False

    def fall(*args: Any) -> None:
        assert Office.objects.count() == 1, "it breaks after the row is written"
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("core.pages.forms.recheck", fall)
        assert browser.post(reverse("chapters:office-create"), sent).status_code == 500
    assert not Office.objects.exists() and not Office.history.exists()
    assert browser.post(reverse("chapters:office-create"), sent).status_code == 302
    assert Office.objects.count() == 1


def test_the_same_token_of_somebody_else_leads_nowhere_foreign(
    as_user: Any, officer: Any, other_officer: Any
) -> None:
    sent = new_office()
    as_user(officer).post(reverse("chapters:office-create"), sent)
    answer = as_user(other_officer).post(
        reverse("chapters:office-create"), sent | {"region": "33.72", "name": "Lain"}
    )
    assert answer.status_code in (302, 422)
    assert Office.objects.filter(region_id="34.04").count() == 1


def test_a_lost_update_is_told_and_nothing_typed_is_lost(
    office: Office, as_user: Any, officer: Any, secretariat: Any
) -> None:
    place = reverse("chapters:office-edit", args=[office.pk])
    mine = form_data(as_user(officer).get(place))
    theirs = as_user(secretariat)
    assert (
        theirs.post(place, form_data(theirs.get(place)) | {"name": "Dinas PUPR"}).status_code == 302
    )
    browser = as_user(officer)
    answer = browser.post(place, mine | {"address": "Jl. Magelang"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "secretariat" in text
    assert "Jl. Magelang" in text
    office.refresh_from_db()
    assert office.name == "Dinas PUPR"
    again = form_data(answer)
    assert browser.post(place, again).status_code == 302


def test_what_both_changed_is_joined_after_a_lost_update(
    office: Office, as_user: Any, officer: Any, secretariat: Any
) -> None:
    office.save()
    place = reverse("chapters:office-edit", args=[office.pk])
    mine = form_data(as_user(officer).get(place))
    theirs = as_user(secretariat)
    for change in ({"name": "Dinas PUPR"}, {"kind": "bappeda", "address": "Jl. Wates"}):
        assert theirs.post(place, form_data(theirs.get(place)) | change).status_code == 302
    browser = as_user(officer)
    answer = browser.post(place, mine | {"address": "Jl. Magelang", "as_of": "2015"})
    assert answer.status_code == 422
    form = answer.context["form"]
    again = form_data(answer)
    told = " ".join(form.non_field_errors())
    assert (again["name"], again["kind"]) == ("Dinas PUPR", "bappeda")
    assert (again["address"], again["as_of"]) == ("Jl. Magelang", "2015")
    assert "secretariat" in told
    for name in ("name", "kind", "address"):
        assert str(form.fields[name].label) in told
    assert not re.search(rf"\b{form.fields['as_of'].label}\b", told)
    assert set(form.errors) == {"__all__", "address"}
    assert "Jl. Wates" in form.errors["address"][0] and "secretariat" in form.errors["address"][0]
    assert browser.post(place, again).status_code == 302
    office.refresh_from_db()
    assert (office.name, office.kind, office.address, office.as_of) == (
        "Dinas PUPR", "bappeda", "Jl. Magelang", "2015",
    )  # fmt: skip


def test_without_the_history_what_is_stored_is_named_all_the_same(
    office: Office, as_user: Any, officer: Any
) -> None:
    place = reverse("chapters:office-edit", args=[office.pk])
    browser = as_user(officer)
    mine = form_data(browser.get(place))
    Office.objects.filter(pk=office.pk).update(name="Dinas PUPR", version=7)
    answer = browser.post(place, mine | {"address": "Jl. Magelang"})
    assert answer.status_code == 422
    assert "Dinas PUPR" in answer.context["form"].errors["name"][0]
    assert form_data(answer)["name"] == "Dinas PU"


@pytest.mark.parametrize("code", ["33.72", "99.99", "x", "34"])
def test_a_forged_region_is_refused_and_nothing_saved(
    office: Office, as_user: Any, officer: Any, code: str
) -> None:
    place = reverse("chapters:office-edit", args=[office.pk])
    browser = as_user(officer)
    answer = browser.post(place, form_data(browser.get(place)) | {"region": code})
    assert answer.status_code == 422
    office.refresh_from_db()
    assert office.region_id == "34.04"
    assert (
        browser.post(reverse("chapters:office-create"), new_office(region=code)).status_code == 422
    )
    assert Office.objects.count() == 1


@pytest.mark.parametrize("typed", ["31/02/2015", "besok", "2201", "1/1/1", "<script>"])
def test_a_wrong_date_is_told_beside_its_field(
    office: Office, as_user: Any, officer: Any, typed: str
) -> None:
    place = reverse("chapters:office-edit", args=[office.pk])
    browser = as_user(officer)
    answer = browser.post(place, form_data(browser.get(place)) | {"valid_from": typed})
    assert answer.status_code == 422
    assert "valid_from" in answer.context["form"].errors
    assert "<script>" not in answer.content.decode().split("<body", 1)[1].replace("<script src", "")


def test_an_end_before_its_beginning_is_refused(office: Office, as_user: Any, officer: Any) -> None:
    place = reverse("chapters:office-edit", args=[office.pk])
    browser = as_user(officer)
    answer = browser.post(
        place, form_data(browser.get(place)) | {"valid_from": "2016", "valid_to": "2014"}
    )
    assert answer.status_code == 422


def test_a_second_chapter_of_a_region_is_told_not_a_500(
    regions: Any, as_user: Any, secretariat: Any
) -> None:
    Chapter.objects.create(region_id="34.04", status="active")
    answer = as_user(secretariat).post(
        reverse("chapters:chapter-create"),
        {
            "region": "34.04",
            "status": "active",
            "election_method": "unknown",
            "form_token": str(uuid.uuid4()),
        },
    )
    assert answer.status_code == 422
    assert Chapter.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "/chapters/offices/99999999999999999999/",
        "/regions/34.99/",
        "/regions/340.4/",
        "/regions/34.04.../",
        "/chapters/offices/x/",
        "/chapters/offices/1%00/",
    ],
)
def test_a_malformed_address_is_a_404(as_user: Any, secretariat: Any, path: str) -> None:
    assert as_user(secretariat).get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "page=x",
        "page=-1",
        "page=99999",
        "sort=evil",
        "sort=-name'",
        "region=zz",
        "kind=%00",
        "q=%00",
        "q=" + "x" * 5000,
        "format=exe",
    ],
)
def test_a_malformed_query_shows_the_list(
    office: Office, as_user: Any, secretariat: Any, query: str
) -> None:
    assert as_user(secretariat).get(f"{reverse(LIST)}?{query}").status_code == 200


def test_signs_nobody_sees_are_read_by_no_form(as_user: Any, officer: Any, office: Office) -> None:
    """On a page that adds and on one that changes; in a text, a day and a choice."""
    browser = as_user(officer)
    sent = new_office(name="Dinas\u200b Kesehatan\u202e", kind="\u2060opd")
    assert browser.post(reverse("chapters:office-create"), sent).status_code == 302
    assert Office.objects.filter(name="Dinas Kesehatan", kind="opd").exists()
    data = form_data(browser.get(reverse("chapters:office-edit", args=[office.pk])))
    data["name"] = "\ufeffDinas PU"
    browser.post(reverse("chapters:office-edit", args=[office.pk]), data)
    office.refresh_from_db()
    assert office.name == "Dinas PU"


def test_columns_become_the_fields_of_the_house(officer: Any) -> None:
    """What Django makes of a column reads the Indonesian way, with every rule of the column kept."""
    column = forms.DecimalField(max_digits=6, decimal_places=2, min_value=0, label="Volume")
    field = local(column)
    assert type(field) is NumberField and field.label == "Volume"
    with translation.override("id"):
        assert field.clean("1.234,5") == Decimal("1234.5")
        for wrong in ("-1", "12345,67", "± 12", "dua"):
            with pytest.raises(forms.ValidationError):
                field.clean(wrong)
    hidden = forms.IntegerField(widget=forms.HiddenInput)
    assert local(hidden) is hidden


def test_a_point_before_three_digits_is_asked_about_where_it_can_part_decimals() -> None:
    with translation.override("id"):
        assert NumberField(decimal_places=2).clean("12.500") == 12500
        with pytest.raises(forms.ValidationError, match="12,5 atau 12500"):
            NumberField(decimal_places=3).clean("12.500")


def test_t20_years_are_never_grouped(officer: Any, as_user: Any) -> None:
    """And what a mistyped one is answered speaks of years, not of millions."""
    from tests.planning.factories import make_goal

    place = reverse("planning:goal-edit", args=[make_goal(from_year=2016, to_year=2018).pk])
    browser = as_user(officer)
    page = browser.get(place).content.decode()
    assert 'value="2016"' in page and "2.016" not in page and "2.018" not in page
    told = browser.post(place, {"from_year": "dua ribu", "to_year": "2018"}).content.decode()
    assert "Isi dengan tahun empat angka, misalnya 2015." in told and "1.250.000" not in told
