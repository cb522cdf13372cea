"""Water samples with their results, as one paper of a laboratory states them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from core.access import Action, recheck, require
from core.people.users import User
from core.records.told import follow
from core.tools.rows import history
from monitoring.models import Result, Sample, SamplePoint

# What the sample at the other end of a facility shares with the one that was entered.
_SHARED = (
    "region_id", "facility_id", "place", "visit_id", "taken_on", "laboratory_id", "laboratory_text",
    "is_accredited", "sampler", "paid_by", "source", "source_url", "as_of", "is_example",
)  # fmt: skip


@transaction.atomic
def record_sample(
    *, sample: Sample, results: Sequence[Result], inlets: Sequence[Result], by: User
) -> Sample:
    """Save a sample with its results, and those of the inlet with a sample of their own; return the first.

    The inlet of the day is taken where it is known. Raises PermissionDenied; ValidationError for what breaks a rule.
    """
    require(by, Action.ADD, sample)
    reason = getattr(sample, "_change_reason", None) or ""
    history.add_many([sample], by=by, reason=reason)
    ends = [(sample, results)]
    if inlets:
        shared = {name: getattr(sample, name) for name in _SHARED}
        place = {name: shared[name] for name in ("region_id", "facility_id", "place", "taken_on")}
        rows = Sample.objects.visible_to(by).current().filter(**place, point=SamplePoint.INLET)
        inlet = rows.first() or Sample(**shared, point=SamplePoint.INLET)
        if inlet.pk is None:
            history.add_many([inlet], by=by)
        ends.append((inlet, inlets))
    for of, told in ends:
        for result in told:
            result.sample = of
            result.full_clean()
        history.add_many(told, by=by)
        follow(told)
        follow([of])
    recheck(by, sample)
    return sample
