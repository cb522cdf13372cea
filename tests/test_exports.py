"""What a list gives away as a file tells any two of its rows apart: each field of a record is in it."""

from __future__ import annotations

import copy
import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from django.test import RequestFactory
from django.urls import resolve, reverse

from core.land.regions import Region
from core.pages import ListPage
from core.records.records import Record
from core.tools.files.cells_out import export_rows
from tests.ksm.factories import make_fact
from tests.monitoring.factories import make_result, make_sample
from tests.test_access_matrix import make_world, own_urls

pytestmark = pytest.mark.django_db


def lists() -> list[str]:
    return sorted(name for name in own_urls() if name.endswith("-list"))


def page_of(name: str, user: Any) -> ListPage | None:
    """Return the page of a list as it answers a request of this user; None where it lists no records."""
    request = RequestFactory().get(reverse(name))
    request.user = user
    request.resolver_match = resolve(request.path)
    kind = getattr(request.resolver_match.func, "view_class", None)
    if not (isinstance(kind, type) and issubclass(kind, ListPage)):
        return None
    page = kind()
    page.setup(request)
    return page


def other(field: models.Field[Any, Any], now: Any) -> Any:
    """Return another value of the field."""
    if field.choices:
        return next(key for key, _label in field.flatchoices if key not in (now, ""))
    if isinstance(field, models.BooleanField):
        return not now
    if isinstance(field, models.DateTimeField):
        return dt.datetime(2001, 2, 3, 4, 5, tzinfo=dt.UTC)
    if isinstance(field, models.DateField):
        return dt.date(2001, 2, 3)
    if isinstance(field, models.IntegerField):
        return 8 if now != 8 else 9
    if isinstance(field, models.DecimalField):
        return Decimal("7.5")
    if isinstance(field, models.JSONField):
        return ["lain"]
    return "2001" if now != "2001" else "2002"


def fields_of(model: Any) -> list[models.Field[Any, Any]]:
    """Return the fields somebody types; relations, files and what marks a row as made up are no values of it."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable
        and not field.is_relation
        and not field.primary_key
        and not isinstance(field, models.FileField | models.BinaryField | models.JSONField)
        and field.name not in ("is_example", "archived_at")
    ]


def test_t2_two_rows_that_differ_in_one_field_differ_in_the_file_of_every_list(
    regions: Any, secretariat: Any
) -> None:
    make_world("34.04", "Sarana Contoh")
    looked = missing = 0
    faults = []
    for name in lists():
        page = page_of(name, secretariat)
        rows = page.listing().rows if page else None
        if page is None or not isinstance(rows, models.QuerySet):
            continue
        rest, related = page.rest(columns := page.chosen_columns())
        columns = [*columns, *rest]
        rows = page.with_shown(rows, columns)
        row = (rows.select_related(*related) if related else rows).first()
        if row is None or rows.model is not page.model:
            missing += 1
            continue
        if not issubclass(page.model, Record | Region):
            assert (rest, related) == ([], [])
            continue
        (before,) = export_rows(columns, [row])
        for field in fields_of(page.model):
            changed = copy.copy(row)
            setattr(changed, field.name, other(field, getattr(row, field.name)))
            (after,) = export_rows(columns, [changed])
            looked += 1
            if before == after:
                faults.append(f"{name}: {field.name}")
    assert not faults, faults
    assert looked > 400 and missing < 12, (looked, missing)


def lines(as_user: Any, user: Any, name: str) -> list[str]:
    answer = as_user(user).get(reverse(name), {"format": "csv"})
    return b"".join(answer.streaming_content).decode().strip().splitlines()


def test_a_file_of_accounts_holds_the_columns_of_the_list_and_no_password(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    head, *rows = lines(as_user, secretariat, "core:user-list")
    assert head.count(";") == 6 and len(rows) >= 2
    text = "\n".join([head, *rows])
    assert "pbkdf2" not in text and officer.password not in text and officer.email not in text


def test_t2_inlet_and_outlet_and_laboratory_are_told_apart(officer: Any, as_user: Any) -> None:
    for point, laboratory in (("inlet", "BBTKL"), ("outlet", "BBTKL"), ("outlet", "Labkesda")):
        make_result(make_sample(point=point, laboratory_text=laboratory))
    _head, *rows = lines(as_user, officer, "monitoring:sample-list")
    assert len({row.partition(";")[2] for row in rows}) == 3
    assert any("Labkesda" in row for row in rows) and any("Inlet" in row for row in rows)


def test_t2_numbers_are_numbers(officer: Any, as_user: Any) -> None:
    make_fact(value=Decimal("14.000"), area="Kec. Depok")
    make_fact(value=Decimal("2.500"))
    text = "\n".join(lines(as_user, officer, "ksm:dated-fact-list"))
    assert not any(number in text for number in ("14.000", "14,000", "2.500", "2,500"))
    assert "Kec. Depok" in text and ";2,5;" in text


def test_t2_contacts_go_along_only_for_whoever_may_see_them(
    officer: Any, official: Any, as_user: Any
) -> None:
    from tests.ksm.factories import make_group

    make_group(contact_name="Ibu Rahasia", contact_phone="0811999")
    told = [
        "Ibu Rahasia" in "".join(lines(as_user, user, "ksm:group-list"))
        for user in (officer, official)
    ]
    assert told == [True, False]


def test_no_two_columns_of_a_file_are_headed_alike(regions: Any, secretariat: Any) -> None:
    found = {}
    for name in lists():
        page = page_of(name, secretariat)
        if page is None:
            continue
        for shown in (page.chosen_columns(), page.get_columns()):
            rest, _related = page.rest(shown)
            heads = Counter(str(column.label).casefold() for column in [*shown, *rest])
            if alike := [head for head, times in heads.items() if times > 1]:
                found[name] = alike
    assert found == {}
