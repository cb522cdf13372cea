"""All pictures of a facility: its own and those of whatever refers to it (a visit, works, a paper)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from core.access import ScopedQuerySet
from core.people.users import User
from core.records.journal import Attachment, FileKind, PhotoMoment
from core.records.merging import referrers
from core.tools.rows.values import value_class
from ksm.models import Facility


@value_class
class PhotoDay:
    """Pictures of one day, None: nobody wrote down when."""

    day: Any
    photos: tuple[Attachment, ...]


@value_class
class PhotoPair:
    """Before beside after; either may be missing."""

    before: Attachment | None
    after: Attachment | None


def gallery(user: User, facility: Facility) -> list[PhotoDay]:
    """Return the pictures the user may see, newest day first, undated ones last."""
    wanted = Q(content_type=ContentType.objects.get_for_model(Facility), object_id=facility.pk)
    for referrer in referrers(Facility):
        rows = referrer.model._default_manager.all()
        if referrer.generic or not isinstance(rows, ScopedQuerySet):
            continue
        mine = rows.visible_to(user).current().filter(**{referrer.field: facility})
        keys = [str(key) for key in mine.values_list("pk", flat=True)]
        if keys:
            kind = ContentType.objects.get_for_model(referrer.model)
            wanted |= Q(content_type=kind, object_id__in=keys)
    photos = Attachment.objects.visible_to(user).current().filter(wanted, kind=FileKind.PHOTO)
    found: dict[Any, list[Attachment]] = {}
    for photo in photos.select_related("content_type").order_by("-taken_on", "-created_at"):
        found.setdefault(photo.taken_on, []).append(photo)
    dated = sorted((day for day in found if day), reverse=True)
    order = [*dated, *([None] if None in found else [])]
    return [PhotoDay(day, tuple(found[day])) for day in order]


def pairs(photos: Iterable[Attachment]) -> list[PhotoPair]:
    """Return pictures before and after beside each other, in the order they were taken."""
    photos = sorted(
        photos, key=lambda photo: (photo.taken_on is None, photo.taken_on or "", photo.pk)
    )
    before = [photo for photo in photos if photo.moment == PhotoMoment.BEFORE]
    after = [photo for photo in photos if photo.moment == PhotoMoment.AFTER]
    longest = max(len(before), len(after))
    return [
        PhotoPair(
            before[number] if number < len(before) else None,
            after[number] if number < len(after) else None,
        )
        for number in range(longest)
    ]
