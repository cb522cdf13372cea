"""Pictures of the letter: works before and after, then what was seen in the year; and the chapter's own sign."""

from __future__ import annotations

from django.db.models import Model, Q

from chapters.models import Chapter
from core.land.regions import Region
from core.people.users import User
from core.records.journal import Attachment, FileKind, PhotoMoment
from core.records.pictures import MOST_PHOTOS, Photo, shown
from ksm.models import Desludging, Facility, Works
from monitoring.models import Visit

SHOWN_OF = (Works, Facility, Visit, Desludging)


def pictures_of(
    *, user: User, region: Region, chapter: Chapter | None, year: int, embed: bool
) -> tuple[str, tuple[Photo, ...]]:
    """Return the chapter's own sign ("" where it has none) and at most eight pictures dated in a year; one query.

    Pictures of works finished stand first, each after the picture before them; then the newest others. `embed`: in
    themselves, for paper; else by their address.
    """
    rows = Attachment.objects.visible_to(user).current().in_region(region.pk)
    of_year = Q(taken_on__year=year) | Q(moment=PhotoMoment.BEFORE, taken_on__isnull=False)
    wanted = of_year & _about(*SHOWN_OF)
    if chapter:
        wanted |= _about(Chapter) & Q(moment=PhotoMoment.LOGO, object_id=str(chapter.pk))
    found = list(rows.filter(wanted, kind=FileKind.PHOTO).order_by("-taken_on", "-pk"))
    signs = [row for row in found if row.moment == PhotoMoment.LOGO]
    photos = [row for row in found if row.moment != PhotoMoment.LOGO]
    newest = max(signs, key=lambda row: row.pk, default=None)
    logo = "" if newest is None else shown(newest, embed=embed).src
    return logo, tuple(shown(row, embed=embed) for row in _chosen(photos, year)[:MOST_PHOTOS])


def _about(*models: type[Model]) -> Q:
    found = Q()
    for model in models:
        app, name = model._meta.app_label, model._meta.model_name
        found |= Q(content_type__app_label=app, content_type__model=name)
    return found


def _chosen(photos: list[Attachment], year: int) -> list[Attachment]:
    """Return the pictures of a year in the order they are shown, without twins; `photos` the newest first."""
    before: dict[tuple[int, str], Attachment] = {}
    for photo in photos:
        if photo.moment == PhotoMoment.BEFORE:
            before.setdefault((photo.content_type_id, photo.object_id), photo)
    of_year = [photo for photo in photos if photo.taken_on and photo.taken_on.year == year]
    order: list[Attachment | None] = []
    for photo in of_year:
        if photo.moment == PhotoMoment.AFTER:
            order += [before.get((photo.content_type_id, photo.object_id)), photo]
    return [photo for photo in dict.fromkeys([*order, *of_year]) if photo]
