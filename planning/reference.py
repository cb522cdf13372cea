"""Reference data of this room: headline indicators (domain §8.3), the catalogue of services, deadlines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from core.records.reference import put, rows
from planning.models import (
    Deadline,
    FormColumn,
    Indicator,
    NationalForm,
    Service,
    SipdCode,
    SipdEdition,
)

# File, model, the columns that tell rows apart, and how a column is read that is not text.
SETS: tuple[tuple[str, type[Any], tuple[str, ...], dict[str, Callable[[str], Any]]], ...] = (
    ("indicators.csv", Indicator, ("code",), {"lower_is_better": bool, "order": int}),
    ("services.csv", Service, ("code",), {"order": int}),
    (
        "deadlines.csv",
        Deadline,
        ("duty", "from_year"),
        {"day": int, "month": int, "years_after": int, "from_year": int},
    ),
)


@transaction.atomic
def load() -> None:
    """Add the rows that are missing and bring wording up to date that nobody changed."""
    for name, model, keys, read in SETS:
        for line in rows(name):
            values = {key: read.get(key, str)(value) for key, value in line.items()}
            put(model, {key: values.pop(key) for key in keys}, values)
    _load_codes()
    _load_forms()


def _load_codes() -> None:
    """Add the editions and codes of SIPD; an edition given another title meanwhile keeps its codes."""
    editions = {}
    for line in rows("sipd_editions.csv"):
        title = line.pop("title")
        editions[title] = put(SipdEdition, {"title": title}, dict(line))
    for line in rows("sipd_codes.csv"):
        key = {"edition": editions[line.pop("edition")], "code": line.pop("code")}
        put(SipdCode, key, dict(line))


def _load_forms() -> None:
    """Add the national forms with the columns of theirs that are known; a form somebody mapped anew keeps that map."""
    forms = {}
    for line in rows("national_forms.csv"):
        title = line.pop("title")
        forms[title] = put(NationalForm, {"title": title}, dict(line))
    mapped = set(FormColumn.objects.values_list("form", flat=True))
    for line in rows("national_columns.csv"):
        form = forms[line["form"]]
        if form.pk not in mapped:
            order = int(line["order"])
            FormColumn.objects.create(
                form=form, column=line["column"], field=line["field"], order=order
            )
