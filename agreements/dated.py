"""Days of this room for calendars: next steps due, agreements that end, audiences after a change of officials."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as __

from agreements.models import Agreement, AgreementKind, Partnership
from core.people.users import User
from core.tools.dated import Dated, in_order


def dated_for(user: User, *, start: dt.date, end: dt.date) -> list[Dated]:
    """Return what falls on a day of start … end, both included, that the user may see. 2 queries."""
    return in_order([*_next_steps(user, start, end), *_endings(user, start, end)])


def _next_steps(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    rows = Partnership.objects.visible_to(user).current().with_standing().prefetch_related(None)
    due = rows.under_way().filter(next_step_due__gte=start, next_step_due__lte=end)
    return [
        Dated(
            uid=f"partnership-{row.pk}-next-step",
            day=row.next_step_due,
            title=row.next_step,
            url=row.get_absolute_url(),
            kind="next-step",
            kind_label=__("Next step"),
            region=row.region_id,
            place=row.region.short_name,
            note=row.get_next_step_owner_display(),
            is_example=row.is_example,
        )
        for row in due
        if row.next_step_due
    ]


def _endings(user: User, start: dt.date, end: dt.date) -> list[Dated]:
    """Return the last days in force of MoU and PKS; one that was renewed announces no end."""
    rows = Agreement.objects.visible_to(user).current().with_end()
    found = rows.ending(at=start, within=(end - start).days).select_related("partnership__region")
    return [
        Dated(
            uid=f"agreement-{row.pk}-end",
            day=row.last_day,
            title=__("%(kind)s of %(region)s ends")
            % {"kind": row.short_kind, "region": row.partnership.region.short_name},
            url=row.get_absolute_url(),
            kind="agreement-end",
            kind_label=__("End of an agreement"),
            region=row.partnership.region_id,
            place=row.partnership.region.short_name,
            note=row.title,
            is_example=row.is_example,
        )
        for row in found
        if row.kind in (AgreementKind.MOU, AgreementKind.PKS) and row.last_day
    ]
