"""Pictures of the letter: works before and after, then what was seen in the year; and the chapter's own sign."""

from __future__ import annotations

from django.db.models import Q

from chapters.models import Chapter
from core.land.regions import Region
from core.people.users import User
from core.records.journal import Attachment, FileKind, PhotoMoment
from core.records.pictures import MOST_PHOTOS, Photo, printable, shown
from ksm.models import Desludging, Facility, Works
from monitoring.models import Visit

SHOWN_OF = (Works, Facility, Visit, Desludging)


def build_photos(*, user: User, region: Region, year: int, embed: bool) -> tuple[Photo, ...]:
    """Return at most eight pictures dated in a year: of works with the picture before them, then the newest others.

    `embed`: in themselves, for paper; else by their address. Two queries.
    """
    kinds = Q()
    for model in SHOWN_OF:
        app, name = model._meta.app_label, model._meta.model_name
        kinds |= Q(content_type__app_label=app, content_type__model=name)
    photos = Attachment.objects.visible_to(user).current().in_region(region.pk)
    photos = photos.filter(kinds, kind=FileKind.PHOTO, taken_on__isnull=False)
    of_year = list(photos.filter(taken_on__year=year).order_by("-taken_on", "-pk"))
    after = [photo for photo in of_year if photo.moment == PhotoMoment.AFTER]
    before: dict[tuple[int, str], Attachment] = {}
    if after:
        earlier = photos.filter(
            moment=PhotoMoment.BEFORE, object_id__in={photo.object_id for photo in after}
        )
        for photo in earlier.order_by("-taken_on", "-pk"):
            before.setdefault((photo.content_type_id, photo.object_id), photo)
    chosen: dict[int, Attachment] = {}
    for photo in after:
        pair = before.get((photo.content_type_id, photo.object_id))
        for one in (pair, photo) if pair else (photo,):
            chosen.setdefault(one.pk, one)
    for photo in of_year:
        chosen.setdefault(photo.pk, photo)
    return tuple(shown(photo, embed=embed) for photo in list(chosen.values())[:MOST_PHOTOS])


def logo_of(chapter: Chapter | None, *, user: User, embed: bool) -> str:
    """Return the address of a chapter's own sign, or the picture itself; "" where it has none. One query."""
    if chapter is None:
        return ""
    signs = Attachment.objects.visible_to(user).current().of(chapter)
    newest = signs.filter(kind=FileKind.PHOTO, moment=PhotoMoment.LOGO).order_by("-pk").first()
    if newest is None:
        return ""
    return printable(newest) if embed else newest.get_absolute_url()
