"""Events nobody knows the day of: in no year and no month, so the page of their region names them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.land.regions import Region
from core.pages import DetailPage, beside
from core.tools.tables import Column, Table
from events.models import Event
from events.views.meetings import state_badge

COLUMNS = [
    Column("title", _("Event"), link=True),
    Column("kind", _("Kind"), "get_kind_display"),
    Column("state", _("State"), state_badge, kind="badge"),
    Column("source", _("Source")),
]


def region_tables(page: DetailPage) -> list[Table]:
    region = page.object.pk
    rows = (
        Event.objects.visible_to(page.request.user).current().in_region(region).filter(starts_on="")
    )
    more = reverse("events:event-list", query={"region": region, "dated": "no"})
    table = page.related(_("Events without a date"), COLUMNS, rows, more_url=more)
    return [table] if table.total else []


def put() -> None:
    """Make the table known to the pages of regions; called once, when the rooms are loaded."""
    beside.put(Region, tables=region_tables)
