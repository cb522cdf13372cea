"""What sources state of a thing, on its page: its tariffs."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters.models import Chapter, Office
from core.land.regions import Region
from core.pages import CreatePage, DetailPage, beside
from core.tools.tables import Column, Fact, Table
from ksm.models import Facility, Group, Tariff

PARENTS: dict[str, type[models.Model]] = {
    "facility": Facility, "group": Group, "chapter": Chapter, "office": Office,
}  # fmt: skip
TARIFFS = [
    Column("customer", _("Class of user"), lambda row: row.customer or row.get_kind_display(), link=True),
    Column("amount", _("Amount"), "amount_words"),
    Column("valid", _("Valid"), "valid_words"),
]  # fmt: skip


def add_address(name: str, thing: models.Model) -> str:
    """Return where a stated fact about a thing is entered."""
    key = getattr(thing, getattr(thing, "key_field", "pk"))
    return reverse(name, query={thing._meta.model_name or "": key})


def tariff_tables(page: DetailPage, **options: Any) -> list[Table]:
    """Return the tariffs of a page's object, the newest first; none where there are none to see or add."""
    thing = page.object
    rows = Tariff.objects.visible_to(page.request.user).current().about(thing)
    table = page.related(
        _("Tariffs and fees"), TARIFFS, rows.order_by("-valid_from", "pk"), cap=12,
        add=add_address("ksm:tariff-create", thing), add_label=__("Add tariff"),
        more_url=reverse("ksm:tariff-list", query={thing._meta.model_name or "": thing.pk}),
        **options,
    )  # fmt: skip
    return [table] if table.rows or table.add_url else []


def about_fact(row: Any) -> Fact:
    """Return whom a stated fact is about."""
    thing = row.about
    return Fact(
        _("About"), thing or __("Whole country"), url=thing.get_absolute_url() if thing else ""
    )


class AboutCreatePage(CreatePage):
    """A stated fact about the thing its address names (`?group=12`), else asked for in the form."""

    @override
    def get_parent(self) -> Any:
        for name, model in PARENTS.items():
            if key := self.request.GET.get(name):
                field = getattr(model, "key_field", "pk")
                manager: Any = model._default_manager
                is_key = field != "pk" or (key.isdecimal() and len(key) < 19)
                found = (
                    is_key and manager.visible_to(self.request.user).filter(**{field: key}).first()
                )
                if not found:
                    raise Http404
                return found
        return None

    @override
    def get_initial(self) -> dict[str, Any]:
        region = Region.objects.visible_to(self.request.user).of_code(
            self.request.GET.get("region", "")
        )
        return {"region": region} if region else {}

    @override
    def get_success_url(self) -> str:
        url: str = (self.parent or self.object.about or self.object).get_absolute_url()
        return url


def put() -> None:
    """Show what is stated on the pages of regions, chapters and offices; called once, when the rooms are loaded."""
    for model in (Region, Chapter, Office):
        beside.put(model, tables=tariff_tables)
