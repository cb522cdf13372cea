"""Which office and post the person of an account belongs to, as the Secretariat keeps it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from aksansi.history import request_now
from chapters.access import Action, require
from chapters.models import Affiliation, Office, Official, SecurityKind, User
from chapters.security import record


@transaction.atomic
def affiliate(*, user: User, by: Any, office: Office | None, official: Official | None) -> None:
    """Write down the office and the post of an account's person, with neither that none is known.

    What changes stands in the security log. Raises PermissionDenied.
    """
    require(by, Action.ADMINISTER)
    rows = Affiliation.objects.filter(user=user)
    before = rows.select_related("office", "official__office").first() or Affiliation()
    if office or official:
        rows.update_or_create(user=user, defaults={"office": office, "official": official})
    else:
        rows.delete()
    changed = [
        f"{name}: {old or '-'} → {new or '-'}"
        for name, old, new in (
            ("office", before.office, office),
            ("official", before.official, official),
        )
        if old != new
    ]
    if changed:
        detail = f"{user.username}: {'; '.join(changed)}"
        record(SecurityKind.ACCOUNT_CHANGED, request=request_now(), user=by, detail=detail)
