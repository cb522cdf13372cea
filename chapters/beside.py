"""What this room shows on the pages of regions and accounts: chapter and offices, office and post."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from chapters.models import Affiliation, Chapter, Office
from chapters.views.chapters import status_badge
from chapters.views.offices import OFFICE_COLUMNS
from core.access import Reader, ScopedQuerySet
from core.land.regions import Region
from core.pages import beside
from core.people.users import User
from core.tools.tables import Badge, Column, Fact, Table

# --- Regions ----------------------------------------------------------------------


def _chapters(user: Reader) -> Any:
    return Chapter.objects.visible_to(user).current().standing()


def _with_chapters(rows: ScopedQuerySet, user: Reader) -> Any:
    return rows.prefetch_related(Prefetch("chapters", _chapters(user), to_attr="shown_chapters"))


def _shown_chapter(region: Any) -> Badge | None:
    return status_badge(region.shown_chapters[0]) if region.shown_chapters else None


def _chapter_facts(page: Any) -> list[Fact]:
    chapters = _chapters(page.request.user).filter(region=page.object)
    return [
        Fact(_("Chapter"), status_badge(chapter), url=chapter.get_absolute_url())
        for chapter in chapters
    ]


def _offices(page: Any) -> list[Table]:
    region = page.object
    offices = Office.objects.visible_to(page.request.user).current().filter(region=region)
    more = f"{reverse('chapters:office-list')}?region={region.code}"
    return [page.related(_("Offices"), OFFICE_COLUMNS, offices, more_url=more)]


# --- Accounts ---------------------------------------------------------------------


def _with_office(rows: ScopedQuerySet, user: Reader) -> Any:
    name = Coalesce(NullIf("office__short_name", Value("")), "office__name")
    own = Affiliation.objects.visible_to(user).filter(user=OuterRef("pk"))
    return rows.annotate(office_name=Subquery(own.values_list(name)))


def _post_facts(page: Any) -> list[Fact]:
    rows = Affiliation.objects.visible_to(page.request.user).filter(user=page.object)
    own = rows.select_related("office", "official__office").first() or Affiliation()
    return [
        Fact(label, of, url=of.get_absolute_url() if of else "")
        for label, of in ((_("Office"), own.office), (_("Post held"), own.official))
    ]


def _post_actions(page: Any) -> list[tuple[object, str]]:
    return [
        (__("Office and post"), reverse("chapters:affiliation-edit", args=[page.object.pk])),
    ]


def put() -> None:
    """Make these known; called once, when the rooms are loaded."""
    beside.put(
        Region,
        facts=_chapter_facts,
        columns=[Column("chapter", _("Chapter"), _shown_chapter, kind="badge")],
        load=_with_chapters,
        tables=_offices,
    )
    beside.put(
        User,
        facts=_post_facts,
        columns=[Column("office", _("Office"), "office_name", hidden=True)],
        load=_with_office,
        actions=_post_actions,
    )
