"""Search over all rooms, and the look-up of issued reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aksansi.verification import Code
from chapters.models import Chapter, Region, search_key
from events.models import Event
from ksm.models import Facility, Group
from planning.models import ArchivedReport

PER_SECTION = 8


@dataclass(frozen=True)
class Hit:
    title: str
    note: str
    url: str
    is_example: bool = False


@dataclass(frozen=True)
class Section:
    """Hits of one room; `more_url` leads to its list with the same text where there are more."""

    title: Any
    hits: list[Hit]
    more_url: str = ""


def find(user: Any, text: str) -> list[Section]:
    """Return what the user may see that fits the text, at most eight of each kind."""
    key = search_key(text)
    if not key:
        return []
    by_place = Q(region__search_text__contains=key)
    sections = [
        (
            _("Regions"),
            Region.objects.visible_to(user).search(text).select_related("parent"),
            lambda row: Hit(row.short_name, f"{row.code}{f' · {row.parent.name}' if row.parent else ''}", reverse("region-overview", args=[row.code]) if len(row.code) <= 5 else row.get_absolute_url()),
            "chapters:region-list",
        ),
        (
            _("Chapters"),
            Chapter.objects.visible_to(user).current().filter(by_place).select_related("region"),
            lambda row: Hit(str(row), row.get_status_display(), row.get_absolute_url(), row.is_example),
            "chapters:chapter-list",
        ),
        (
            _("Facilities"),
            Facility.objects.visible_to(user).current().filter(Q(name__icontains=text) | Q(code__startswith=text) | Q(village__icontains=text)).select_related("region"),
            lambda row: Hit(row.name, f"{row.code} · {row.village or '–'} · {row.region.short_name}", row.get_absolute_url(), row.is_example),
            "ksm:facility-list",
        ),
        (
            _("Groups"),
            Group.objects.visible_to(user).current().filter(Q(name__icontains=text) | Q(village__icontains=text)).select_related("region"),
            lambda row: Hit(row.name, f"{row.village or '–'} · {row.region.short_name}", row.get_absolute_url(), row.is_example),
            "ksm:group-list",
        ),
        (
            _("Events"),
            Event.objects.visible_to(user).current().filter(title__icontains=text),
            lambda row: Hit(row.title, row.date_words, row.get_absolute_url(), row.is_example),
            "events:event-list",
        ),
    ]
    found = []
    for title, rows, make, list_name in sections:
        hits = [make(row) for row in rows[: PER_SECTION + 1]]
        if hits:
            more = reverse(list_name, query={"q": text}) if len(hits) > PER_SECTION else ""
            found.append(Section(title, hits[:PER_SECTION], more))
    return found


@dataclass(frozen=True)
class Issued:
    """What can be said in public about a printed code: no figure, no name of a person."""

    code: Code | None
    region: str = ""
    archived: ArchivedReport | None = None


def find_issued(code: Code | None) -> Issued:
    """Return whether a code is genuine and, where its report was archived, under which number."""
    if code is None:
        return Issued(None)
    region = Region.objects.filter(pk=code.region).first()
    archived = ArchivedReport.objects.filter(verification_code=code.text).first()
    return Issued(code, region.short_name if region else code.region, archived)
