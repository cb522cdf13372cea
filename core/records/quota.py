"""How much one account may upload in 24 hours, counted by what is kept."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as __

from core.people.users import User
from core.records.journal import Attachment


def since() -> dt.datetime:
    """Return the moment from which on uploads count."""
    return timezone.now() - dt.timedelta(days=1)


def require_room_for_file(by: User, *, size: int) -> None:
    """Raise ValidationError in words where a file of `size` bytes is beyond what the account may upload."""
    kept = Attachment.objects.filter(created_by=by, created_at__gt=since()).aggregate(
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
