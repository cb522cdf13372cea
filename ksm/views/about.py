"""What sources state of a thing, on its page: its tariffs and figures."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from chapters.models import Chapter, Office
from core.access import Action, ScopedQuerySet, may, rows_of
from core.land.borders import codes_before, went_from
from core.land.regions import Region
from core.pages import CreatePage, DetailPage, beside
from core.people.users import SignedInRequest
from core.records.records import Record
from core.tools.rows.areas import prefix_q
from core.tools.tables import Column, Fact, Table
from ksm.models import DatedFact, Facility, Group, Tariff
from ksm.models.about import About

PARENTS: dict[str, type[Record]] = {
    "facility": Facility, "group": Group, "chapter": Chapter, "office": Office,
}  # fmt: skip
TARIFFS = [
    Column("customer", _("Class of user"), lambda row: row.customer or row.get_kind_display(), link=True),
    Column("amount", _("Amount"), "amount_words"),
    Column("valid", _("Valid"), "valid_words"),
]  # fmt: skip
FIGURES = [
    Column("subject", _("What was counted"), link=True, note="area"),
    Column("value", _("Value"), "value_words"),
    Column("when", _("When"), "when_words"),
    Column("source", _("Source"), lambda row: row.source or row.source_url),
]


def add_address(name: str, thing: models.Model) -> str:
    """Return where what is stated about a thing is entered, or listed."""
    key = getattr(thing, getattr(thing, "key_field", "pk"))
    return reverse(name, query={thing._meta.model_name or "": key})


def tariff_tables(page: DetailPage) -> list[Table]:
    """Return the tariffs of a page's object, the newest first; none where there are none to see or add."""
    thing = page.object
    rows = Tariff.objects.visible_to(page.request.user).current().about(thing)
    table = page.related(
        _("Tariffs and fees"), TARIFFS, rows.order_by("-valid_from", "pk"), cap=12,
        add=add_address("ksm:tariff-create", thing), add_label=__("Add tariff"),
        more_url=add_address("ksm:tariff-list", thing),
    )  # fmt: skip
    return [table] if table.rows or table.add_url else []


def figure_tables(page: DetailPage) -> list[Table]:
    """Return what sources state of a page's object, the newest first; none where there is none to see or add."""
    thing = page.object
    rows = DatedFact.objects.visible_to(page.request.user).current().about(thing)
    table = page.related(
        _("Dated figures"), FIGURES, rows.newest_first(),
        add=add_address("ksm:dated-fact-create", thing), add_label=__("Add figure"),
        more_url=add_address("ksm:dated-fact-list", thing),
    )  # fmt: skip
    return [table] if table.rows or table.add_url else []


def stated_tables(page: DetailPage) -> list[Table]:
    """Return all that is stated of a page's object."""
    return [*tariff_tables(page), *figure_tables(page)]


def about_fact(row: About) -> Fact:
    """Return whom a stated fact is about."""
    thing = row.about
    return Fact(
        _("About"), thing or __("Whole country"), url=thing.get_absolute_url() if thing else ""
    )


def named(request: SignedInRequest) -> Record | None:
    """Return the thing an address names as what a new fact is about (`?group=12`), else None. Raises Http404."""
    for name, model in PARENTS.items():
        if key := request.GET.get(name):
            field = model.key_field
            is_key = field != "pk" or (key.isdecimal() and len(key) < 19)
            rows = rows_of(model).visible_to(request.user)
            found = rows.filter(**{field: key}).first() if is_key else None
            if found is None:
                raise Http404
            return found
    return None


def asked_region(request: SignedInRequest) -> dict[str, Region]:
    """Return the region an address names, as what a form begins with."""
    region = Region.objects.visible_to(request.user).of_code(request.GET.get("region", "")).first()
    return {"region": region} if region else {}


def about_address(page: CreatePage) -> str:
    """Return where a new stated fact leads: to whom it is about."""
    url: str = (page.parent or page.object.about or page.object).get_absolute_url()
    return url


def facts_by_borders(page: DetailPage) -> list[Fact]:
    """Return how many facilities a divided region has by its borders of today and of before; [] for any other.

    Each opens its rows: the switch between old and new borders.
    """
    code = page.object.pk
    if not went_from(code):
        return []
    rows = Facility.objects.visible_to(page.request.user).current()
    within = reduce(or_, (prefix_q("region", now) for now in codes_before(code)))
    lists: tuple[tuple[object, ScopedQuerySet, dict[str, str]], ...] = (
        (_("Facilities, borders of today"), rows.in_region(code), {}),
        (_("Facilities, borders before the division"), rows.filter(within), {"borders": "True"}),
    )
    return [
        Fact(
            label,
            counted.count(),
            "number",
            url=reverse("ksm:facility-list", query={"region": code, **asked}),
        )
        for label, counted, asked in lists
    ]


def access_step(page: DetailPage) -> list[tuple[object, str]]:
    """Return the way to the ladder and the SPM of a region, for whoever may record its figures."""
    if not may(page.request.user, Action.ADD, DatedFact(region=page.object)):
        return []
    return [(__("Record access and SPM"), reverse("ksm:region-access", args=[page.object.pk]))]


def put() -> None:
    """Show what is stated on the pages of regions, chapters and offices; called once, when the rooms are loaded."""
    for model in (Region, Chapter, Office):
        beside.put(model, tables=stated_tables)
    beside.put(Region, facts=facts_by_borders, actions=access_step)
