"""The Secretariat checks and guides between two reviews; the chapter keeps what it promised."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.tools.partial_dates import in_future
from planning.models import CheckIn


@transaction.atomic
def record_check_in(*, check_in: CheckIn, by: User) -> CheckIn:
    """Keep a new check-in. Raises PermissionDenied for whoever does not advise."""
    require(by, Action.ADVISE, check_in.chapter)
    check_in.checked_by = by
    check_in.save()
    return check_in


@transaction.atomic
def keep_promise(*, check_in: CheckIn, by: User, on: dt.date, how: str) -> CheckIn:
    """Note that a promise was kept. Raises PermissionDenied; ValidationError in words."""
    require(by, Action.CHANGE, check_in)
    check_in = CheckIn.objects.select_for_update(of=("self",)).get(pk=check_in.pk)
    if not check_in.promise:
        raise ValidationError(__("Nothing was promised here."))
    if check_in.kept_on:
        raise ValidationError(__("This promise is noted as kept already."))
    if in_future(on):
        raise ValidationError({"on": __("This day is in the future.")})
    if on < check_in.checked_on:
        raise ValidationError({"on": __("It cannot be kept before it was promised.")})
    if not how.strip():
        raise ValidationError({"how": __("Say what was done.")})
    check_in.kept_on, check_in.kept_how = on, how.strip()
    check_in.save()
    return check_in
