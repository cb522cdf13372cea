"""How many tables one account may upload in 24 hours."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __

from core.importing.models import ImportJob
from core.people.users import User
from core.records.quota import since


def require_room_for_import(by: User) -> None:
    """Raise ValidationError in words where the account has uploaded as many tables as it may."""
    most = settings.IMPORTS_PER_DAY
    if ImportJob.objects.filter(user=by, created_at__gt=since()).count() >= most:
        raise ValidationError(
            __(
                "Your account has uploaded %(count)s tables in 24 hours; more are not accepted. Go on tomorrow."
            )
            % {"count": most},
            code="quota",
        )
