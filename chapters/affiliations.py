"""Which office and post the person of an account belongs to, as the Secretariat keeps it."""

from __future__ import annotations

from django.db import transaction

from chapters.models import Affiliation, Office, Official
from core.access import Action, require
from core.people.security import record
from core.people.security_log import SecurityKind
from core.people.users import User
from core.tools.rows.history import request_now


@transaction.atomic
def affiliate(*, user: User, by: User, office: Office | None, official: Official | None) -> None:
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
