"""Regions: the list that finds every spelling, and what is known of one."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from aksansi.tables import Column, Fact, Table
from chapters.access import Action, may
from chapters.filters import LEVELS, RegionListFilter
from chapters.forms import RegionForm
from chapters.models import Chapter, Office, Region, User
from chapters.pages import CreatePage, DetailPage, EditPage, ListPage
from chapters.views.chapters import status_badge
from chapters.views.offices import OFFICE_COLUMNS


def shown_chapter(region: Region) -> Any:
    """Return the status of the region's chapter as a badge, None where there is none."""
    chapters = region.shown_chapters  # type: ignore[attr-defined]
    return status_badge(chapters[0]) if chapters else None


def with_chapters(rows: Any, user: Any) -> Any:
    """Return regions with their visible chapters loaded as `shown_chapters`."""
    chapters = Chapter.objects.visible_to(user).current().standing()
    return rows.prefetch_related(Prefetch("chapters", chapters, to_attr="shown_chapters"))


NAME = Column("name", _("Name"), "short_name", link=True, sort="name")
CODE = Column("code", _("Code"), sort="code")
KIND = Column("kind", _("Kind"), "get_kind_display", sort=("kind", "code"))
CHAPTER = Column("chapter", _("Chapter"), shown_chapter, kind="badge")

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
        CODE,
        NAME,
        KIND,
        Column("province", _("Province"), "parent.short_name"),
        CHAPTER,
        Column("capital", _("Capital"), sort="capital"),
        Column(
            "aliases", _("Other spellings"), lambda row: ", ".join(row.aliases), export_only=True
        ),
    ]

    def get_rows(self) -> Any:
        rows = super().get_rows()
        if self.request.GET.get("level") not in dict(LEVELS):
            # 91,000 districts and villages would bury the 552 regions people look for.
            rows = rows.down_to_regencies()
        return with_chapters(rows.select_related("parent"), self.request.user)


class RegionDetailPage(DetailPage):
    model = Region

    def plan(self, rows: Any) -> Any:
        return with_chapters(rows.select_related("parent"), self.request.user)

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
            Fact(_("Kind"), region.get_kind_display()),
            Fact(_("Part of"), above, url=above_url),
            Fact(_("Capital"), region.capital),
            Fact(_("Seat of government"), place, note=_("latitude, longitude")),
            Fact(_("Other spellings"), ", ".join(region.aliases)),
            *([Fact(_("Valid until"), region.valid_to)] if region.valid_to else []),
            *[
                Fact(_("Chapter"), status_badge(chapter), url=chapter.get_absolute_url())
                for chapter in region.shown_chapters
            ],
        ]

    def visible_above(self) -> Any:
        return self.rows().in_codes([self.object.parent_id])

    def get_tables(self) -> list[Table]:
        user, region = self.request.user, self.object
        offices = Office.objects.visible_to(user).current().filter(region=region)
        if region.code.count(".") > 1:
            return self.neighbours()
        in_region = f"?region={region.code}"
        tables = [
            self.related(
                _("Offices"),
                OFFICE_COLUMNS,
                offices,
                more_url=reverse("chapters:office-list") + in_region,
            )
        ]
        if may(user, Action.ADMINISTER):
            accounts = User.objects.visible_to(user).current().filter(region=region)
            tables.append(
                self.related(
                    _("Accounts"),
                    ACCOUNT_COLUMNS,
                    accounts,
                    more_url=reverse("chapters:user-list") + in_region,
                    add=f"{reverse('chapters:user-create')}{in_region}",
                )
            )
        return [*tables, *self.neighbours()]

    def neighbours(self) -> list[Table]:
        """Return the tables of the regions below, and beside, this one that the user may see."""
        region, rows = self.object, with_chapters(self.rows().current(), self.request.user)
        below = rows.filter(parent=region)
        if region.is_province:
            tables = [self.places(_("Regencies and cities"), below, [NAME, CODE, CHAPTER])]
        elif region.is_regency:
            beside = rows.filter(parent_id=region.parent_id).exclude(pk=region.pk)
            tables = [
                self.places(_("Districts"), below, [NAME, CODE]),
                self.places(_("Neighbours in the province"), beside, [NAME, CODE, CHAPTER]),
            ]
        else:
            tables = [self.places(_("Villages"), below, [NAME, CODE])]
        return [table for table in tables if table.rows]

    def places(self, title: Any, rows: Any, columns: list[Column]) -> Table:
        """Return a table of regions: all districts or villages (not listed elsewhere), else ten."""
        region = self.object
        if columns[-1] is CODE:
            return self.related(title, columns, rows, cap=200)
        province = region.code[:2]
        more = f"{reverse('chapters:region-list')}?province={province}"
        return self.related(title, columns, rows, more_url=more)

    def get_actions(self) -> list[tuple[Any, str]]:
        if self.object.code.count(".") > 1:
            return []
        try:
            return [
                (__("Overview of the region"), reverse("region-overview", args=[self.object.pk]))
            ]
        except NoReverseMatch:
            return []


class RegionCreatePage(CreatePage):
    model = Region
    form_class = RegionForm


class RegionEditPage(EditPage):
    model = Region
    form_class = RegionForm
