"""Regions: the list that finds every spelling, and what is known of one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.land import borders, bps
from core.land.regions import Region
from core.pages import CreatePage, DetailPage, EditPage, ListPage, beside
from core.people.users import User
from core.tools import formats, partial_dates
from core.tools.tables import Column, Fact, Table
from core.views.filters import LEVELS, RegionListFilter
from core.views.forms import RegionForm

NAME = Column("name", _("Name"), "short_name", link=True, sort="name")
CODE = Column("code", _("Code"), sort="code")
BPS = Column("bps", _("BPS code"), lambda row: bps.bps_code(row.pk), hidden=True)
KIND = Column("kind", _("Kind"), "get_kind_display", sort=("kind", "code"))

ACCOUNT_COLUMNS = [
    Column("name", _("Name"), str, link=True, note="position"),
    Column("role", _("Role"), "get_role_display"),
    Column("valid_until", _("Valid until"), kind="date"),
]


class RegionListPage(ListPage):
    model = Region
    filterset_class = RegionListFilter
    empty = _("No region fits. Try another spelling, or the code.")
    columns = [
        NAME,
        CODE,
        KIND,
        Column("province", _("Province"), "parent.short_name"),
        Column("capital", _("Capital"), sort="capital"),
        Column("aliases", _("Other spellings"), lambda row: ", ".join(row.aliases), hidden=True),
        BPS,
    ]

    @override
    def all_columns(self) -> list[Column]:
        before, after = self.columns[:4], self.columns[4:]
        return [*before, *beside.columns(Region), *after]

    @override
    def get_queryset(self) -> object:
        rows = super().get_queryset()
        if self.request.GET.get("level") not in dict(LEVELS):
            # 91,000 districts and villages would bury the 552 regions people look for.
            rows = rows.down_to_regencies()
        return beside.load(rows.select_related("parent"), self.request.user)


class RegionDetailPage(DetailPage):
    model = Region
    select_related = ("parent", "successor")

    @override
    def get_facts(self) -> list[Fact]:
        region = self.object
        above = region.parent
        above_url = above.get_absolute_url() if above and above in self.visible_above() else ""
        place = None
        if region.latitude is not None and region.longitude is not None:
            place = f"{region.latitude:.5f}, {region.longitude:.5f}"
        return [
            Fact(_("Official name"), region.name),
            Fact(_("Code"), region.code, note=region.reference_decree),
            *self.code_at_bps(),
            Fact(_("Kind"), region.get_kind_display()),
            Fact(_("Part of"), above, url=above_url),
            Fact(_("Capital"), region.capital),
            Fact(_("Seat of government"), place, note=_("latitude, longitude")),
            Fact(_("Other spellings"), ", ".join(region.aliases)),
            *self.validity(),
            *beside.facts(self),
        ]

    def code_at_bps(self) -> list[Fact]:
        """Return the code of BPS, or that none is known; nothing below kabupaten and kota."""
        region = self.object
        if region.code.count(".") > 1:
            return []
        told = bps.bps_code(region.pk)
        note = __("as of %(date)s") % {"date": partial_dates.display(bps.AS_OF)}
        return [Fact(_("BPS code"), told, note=note if told else "")]

    def validity(self) -> list[Fact]:
        """Return since and until when the region exists, what it became and what it came from; often nothing."""
        region = self.object
        found = [
            Fact(label, day)
            for label, day in (
                (_("Valid from"), region.valid_from),
                (_("Valid until"), region.valid_to),
            )
            if day
        ]
        others = [(_("Successor"), region.successor)] if region.successor else []
        others += [(_("Successor of"), one) for one in region.predecessors.order_by("code")]
        seen = (
            set(self.get_queryset().filter(pk__in=[one.pk for _label, one in others]))
            if others
            else ()
        )
        return [*found, *self.borders()] + [
            Fact(
                label,
                f"{one.short_name} ({one.code})",
                url=one.get_absolute_url() if one in seen else "",
            )
            for label, one in others
        ]

    def borders(self) -> list[Fact]:
        """Return what the region was before its province or kabupaten was divided, and what left it since."""
        before = [
            Fact(
                _("Before"),
                f"{one.name} ({one.code})",
                note=__("until %(day)s, %(law)s") % {"day": formats.day(one.until), "law": one.law},
            )
            for one in borders.former_of(self.object.pk)
        ]
        gone = borders.went_from(self.object.pk)
        if not gone:
            return before
        known = {row.pk: row for row in self.get_queryset().in_codes([one.now for one in gone])}
        names = [
            f"{known[one.now].short_name} ({one.now})" if one.now in known else one.now
            for one in gone
        ]
        note = __("since %(day)s") % {"day": formats.day(gone[0].until + dt.timedelta(days=1))}
        return [*before, Fact(_("Divided off"), ", ".join(names), note=note)]

    def visible_above(self) -> Any:
        return self.get_queryset().in_codes([self.object.parent_id])

    @override
    def get_tables(self) -> list[Table]:
        user, region = self.request.user, self.object
        if region.code.count(".") > 1:
            return self.neighbours()
        in_region = f"?region={region.code}"
        tables = beside.tables(self)
        if may(user, Action.ADMINISTER):
            accounts = User.objects.visible_to(user).current().of_region(region.code)
            tables.append(
                self.related(
                    _("Accounts"),
                    ACCOUNT_COLUMNS,
                    accounts,
                    more_url=reverse("core:user-list") + in_region,
                    add=f"{reverse('core:user-create')}{in_region}",
                )
            )
        return [*tables, *self.neighbours()]

    def neighbours(self) -> list[Table]:
        """Return the tables of the regions below, and beside, this one that the user may see."""
        region, rows = self.object, self.get_queryset().current()
        below = rows.filter(parent=region)
        if region.is_province:
            tables = [self.regencies(_("Regencies and cities"), below)]
        elif region.is_regency:
            around = rows.filter(parent_id=region.parent_id).exclude(pk=region.pk)
            tables = [
                self.places(_("Districts"), below),
                self.regencies(_("Neighbours in the province"), around),
            ]
        else:
            tables = [self.places(_("Villages"), below)]
        return [table for table in tables if table.rows]

    def places(self, title: object, rows: object) -> Table:
        """Return a table of all districts or villages, which are not listed elsewhere."""
        return self.related(title, [NAME, CODE], rows, cap=200)

    def regencies(self, title: object, rows: object) -> Table:
        """Return a table of ten regencies and cities, and where the others are."""
        more = f"{reverse('core:region-list')}?province={self.object.code[:2]}"
        columns = [NAME, CODE, *beside.columns(Region)]
        return self.related(title, columns, beside.load(rows, self.request.user), more_url=more)

    @override
    def get_actions(self) -> list[tuple[Any, str]]:
        if self.object.code.count(".") > 1:
            return []
        try:
            overview = reverse("region-overview", args=[self.object.pk])
            found = [(__("Overview of the region"), overview)]
        except NoReverseMatch:
            found = []
        return [*found, *beside.actions(self)]


class RegionCreatePage(CreatePage):
    model = Region
    form_class = RegionForm


class RegionEditPage(EditPage):
    model = Region
    form_class = RegionForm
