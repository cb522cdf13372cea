"""Regions: the list that finds every spelling, and what is known of one."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from aksansi.tables import Column, Fact, Table
from chapters.access import Action, may
from chapters.filters import RegionListFilter
from chapters.forms import RegionForm
from chapters.models import Chapter, Office, Region, User
from chapters.pages import CreatePage, DetailPage, EditPage
from chapters.views.chapters import status_badge
from chapters.views.links import RoomListPage
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


class RegionListPage(RoomListPage):
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
        return with_chapters(super().get_rows().select_related("parent"), self.request.user)


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
        """Return the table of the regions below, or else beside, this one that the user may see."""
        region, rows = self.object, with_chapters(self.rows().current(), self.request.user)
        if region.is_province:
            title, rows = _("Regencies and cities"), rows.filter(parent=region)
            more = f"?province={region.code}"
        else:
            title, rows = _("Neighbours in the province"), rows.filter(parent_id=region.parent_id)
            rows, more = rows.exclude(pk=region.pk), f"?province={region.parent_id}"
        table = self.related(
            title, [NAME, CODE, CHAPTER], rows, more_url=reverse("chapters:region-list") + more
        )
        return [table] if table.rows else []

    def get_actions(self) -> list[tuple[Any, str]]:
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
