"""How much one account may upload in 24 hours, counted by what is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as __

from chapters.models import Attachment, ImportJob


def _since() -> dt.datetime:
    return timezone.now() - dt.timedelta(days=1)


def require_room_for_file(by: Any, *, size: int) -> None:
    """Raise ValidationError in words where a file of `size` bytes is beyond what the account may upload."""
    kept = Attachment.objects.filter(created_by=by, created_at__gt=_since()).aggregate(
        count=Count("pk"), size=Sum("size", default=0)
    )
    most, most_mb = settings.UPLOADS_PER_DAY, settings.UPLOAD_MB_PER_DAY
    if kept["count"] >= most or kept["size"] + size > most_mb * 1024 * 1024:
        raise ValidationError(
            __(
                "Your account has reached what it may upload in 24 hours: %(count)s files or %(mb)s MB. "
                "Go on tomorrow."
            )
            % {"count": most, "mb": most_mb},
            code="quota",
        )


def require_room_for_import(by: Any) -> None:
    """Raise ValidationError in words where the account has uploaded as many tables as it may."""
    most = settings.IMPORTS_PER_DAY
    if ImportJob.objects.filter(user=by, created_at__gt=_since()).count() >= most:
        raise ValidationError(
            __(
                "Your account has uploaded %(count)s tables in 24 hours; more are not accepted. Go on tomorrow."
            )
            % {"count": most},
            code="quota",
        )
