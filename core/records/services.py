"""Writes of the ground floor that touch more than one row or change a status."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from itertools import chain
from pathlib import PurePath
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import Action, Key, recheck, region_code_of, require
from core.people.users import User
from core.records.journal import Attachment, Note
from core.records.quota import require_room_for_file
from core.records.review import hold_row, require_unlocked
from core.tools.files import uploads
from core.tools.rows.in_the_way import lead_there
from core.tools.visible import visible


@transaction.atomic
def archive(*, obj: Any, by: User, reason: str = "") -> Any:
    """Take a record out of the lists; nothing is deleted.

    Raises PermissionDenied, Locked; ValidationError where something speaks against it.
    """
    obj = hold_row(obj)
    require(by, Action.ARCHIVE, obj)
    require_unlocked(obj)
    if reason_against := against_archiving(type(obj), [obj]).get(obj.pk):
        raise ValidationError(reason_against)
    obj.archived_at = timezone.now()
    obj._change_reason = reason
    obj.save()
    return obj


def against_archiving(model: type[models.Model], rows: Sequence[models.Model]) -> dict[Key, str]:
    """Return what the room has against archiving rows of a model, by primary key."""
    asked = getattr(model, "why_not_archived", None)
    return asked(rows) if asked else {}


@transaction.atomic
def restore(*, obj: Any, by: User, reason: str = "") -> Any:
    """Bring an archived record back. Raises PermissionDenied; ValidationError where its place is taken."""
    obj = hold_row(obj)
    require(by, Action.RESTORE, obj)
    obj.archived_at = None
    if hasattr(obj, "merged_into"):
        obj.merged_into = None  # it stands for itself again; what moved is moved back by hand
    obj._change_reason = reason
    try:
        obj.validate_constraints()
    except ValidationError as error:
        refused = error.error_dict.values() if hasattr(error, "error_dict") else [error.error_list]
        lead_there(chain.from_iterable(refused), row=obj, user=by)
        raise
    obj.save()
    return obj


def _subject(obj: models.Model, by: User) -> dict[str, object]:
    return {
        "content_type": ContentType.objects.get_for_model(obj),
        "object_id": str(obj.pk),
        "region_id": region_code_of(obj),
        "created_by": by,
    }


@transaction.atomic
def add_note(*, obj: models.Model, by: User, text: str, kind: str) -> Note:
    """Write a journal entry on a record, whatever its lock (a note changes no fact)."""
    require(by, Action.ADD, obj)
    note = Note.objects.create(**_subject(obj, by), text=text, kind=kind)
    recheck(by, note)
    return note


@transaction.atomic
def add_file(
    *,
    obj: models.Model,
    by: User,
    upload: object,
    title: str = "",
    taken_on: dt.date | None = None,
    moment: str = "",
) -> Attachment:
    """Keep an upload, checked already or now, privately on a record.

    Raises ValidationError for a file that is refused, or beyond what the account may upload.
    """
    require(by, Action.ADD, obj)
    checked = uploads.check(upload)
    digest = hashlib.sha256(checked.content).hexdigest()
    twin = Attachment.objects.of(obj).filter(sha256=digest, archived_at__isnull=True).first()
    if twin:
        raise ValidationError(
            __("This file is attached already: “%(title)s”.") % {"title": twin.title},
            code="attached_already",
        )
    require_room_for_file(by, size=len(checked.content))
    attachment = Attachment(
        **_subject(obj, by),
        kind=checked.kind,
        title=visible(title) or PurePath(checked.name).stem,
        taken_on=taken_on,
        moment=moment,
        original_name=checked.name,
        extension=checked.extension,
        mime_type=checked.mime_type,
        size=len(checked.content),
        sha256=digest,
    )
    attachment.file.save(checked.name, ContentFile(checked.content), save=False)
    attachment.save()
    recheck(by, attachment)
    return attachment
