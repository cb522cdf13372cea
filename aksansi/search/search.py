"""Search over all rooms, and the look-up of issued reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aksansi.navigation import pages_named
from aksansi.verify import codes
from aksansi.verify.codes import Code
from chapters.models import Chapter
from core.land.regions import Region, search_key
from core.pages.filters import holds_words
from core.people.users import User
from core.tools.rows.values import value_class
from events.models import Event
from ksm.codes import understood
from ksm.models import DatedFact, Facility, Group
from planning.models import ArchivedReport

PER_SECTION = 8


@value_class
class Hit:
    title: str
    note: str
    url: str
    is_example: bool = False


@value_class
class SearchSection:
    """Hits of one room; `more_url` leads to its list with the same text where there are more."""

    title: Any
    hits: list[Hit]
    more_url: str = ""


def _region(row: Region) -> Hit:
    url = (
        reverse("region-overview", args=[row.code])
        if len(row.code) <= 5
        else row.get_absolute_url()
    )
    return Hit(
        row.short_name,
        " · ".join(filter(None, [row.code, row.parent.name if row.parent else ""])),
        url,
    )


def _chapter(row: Chapter) -> Hit:
    return Hit(str(row), row.get_status_display(), row.get_absolute_url(), row.is_example)


def _facility(row: Facility) -> Hit:
    note = " · ".join(filter(None, [row.code, row.village, row.region.short_name]))
    return Hit(row.name, note, row.get_absolute_url(), row.is_example)


def _group(row: Group) -> Hit:
    note = " · ".join(filter(None, [row.village, row.region.short_name]))
    return Hit(row.name, note, row.get_absolute_url(), row.is_example)


def _event(row: Event) -> Hit:
    return Hit(row.title, row.date_words, row.get_absolute_url(), row.is_example)


def _coded(text: str) -> Q:
    return Q(code__startswith=understood(text) or text) | Q(code__endswith=f"-{text}")


def _figure(row: DatedFact) -> Hit:
    about = str(row.about) if row.about else ""
    note = " · ".join(filter(None, [row.value_words, row.when_words, about]))
    return Hit(row.subject, note, row.get_absolute_url(), row.is_example)


def find(user: User, text: str) -> list[SearchSection]:
    """Return what the user may see that fits the text, at most eight of each kind."""
    key = search_key(text)
    if not key:
        return []

    def seen(model: Any, condition: Q) -> Any:
        rows = model.objects.visible_to(user).current().filter(condition)
        if model is DatedFact:
            return rows.with_about().newest_first()
        return rows.select_related("region") if model is not Event else rows

    named = holds_words(text, ("name", "village"))
    regions = Region.objects.visible_to(user).down_to_regencies().search(text)
    regions = regions.select_related("parent")
    kinds: list[tuple[Any, Any, Callable[[Any], Hit], str]] = [
        (_("Regions"), regions, _region, "core:region-list"),
        (
            _("Chapters"),
            seen(Chapter, Q(region__search_text__contains=key)),
            _chapter,
            "chapters:chapter-list",
        ),
        (
            _("Facilities"),
            seen(Facility, named | _coded(text)),
            _facility,
            "ksm:facility-list",
        ),
        (_("Groups"), seen(Group, named), _group, "ksm:group-list"),
        (_("Events"), seen(Event, holds_words(text, ("title",))), _event, "events:event-list"),
        (
            _("Dated figures"),
            seen(
                DatedFact, holds_words(text, ("subject", "area", "facility__name", "group__name"))
            ),
            _figure,
            "ksm:dated-fact-list",
        ),
    ]
    pages = [Hit(str(label), str(room), url) for label, room, url in pages_named(user, key)]
    found = [SearchSection(_("Pages"), pages[:PER_SECTION])] if pages else []
    for title, rows, make, list_name in kinds:
        hits = [make(row) for row in rows[: PER_SECTION + 1]]
        if hits:
            more = reverse(list_name, query={"q": text}) if len(hits) > PER_SECTION else ""
            found.append(SearchSection(title, hits[:PER_SECTION], more))
    return found


@value_class
class Issued:
    """What can be said in public about a printed code: no figure, no name of a person."""

    code: Code | None
    region: str = ""
    archived: ArchivedReport | None = None


def find_issued(typed: str) -> Issued:
    """Return whether a code as typed is genuine and, where its report was archived, under which number.

    The archive is asked first: a letter that stands there stays genuine when the keys have changed.
    """
    code = codes.of_archive(typed)
    if code is None:
        return Issued(None)
    archived = ArchivedReport.objects.filter(verification_code=code.text).first()
    if archived is None and codes.read_code(typed) is None:
        return Issued(None)
    region = Region.objects.filter(pk=code.region).first()
    return Issued(code, region.short_name if region else code.region, archived)
