"""Taking counted figures into the yearly account, without typing them."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.records.review import require_unlocked
from planning.counted import count_indicators
from planning.models import Achievement, AnnualReport, Indicator
from planning.services.years import keep_achievement


@transaction.atomic
def take_counted(*, report: AnnualReport, by: User, codes: Iterable[str]) -> int:
    """Write the counted figure of each indicator named into the report; return how many lines.

    A line of the indicator that is there gets the figure, target and story stay. Raises PermissionDenied,
    Locked; ValidationError where nothing is chosen or a figure is not counted (any more).
    """
    require(by, Action.CHANGE, report)
    report = AnnualReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    require_unlocked(report)
    today = timezone.localdate()
    region = report.chapter.region
    with translation.override("id"):  # the words are kept, and the report is Indonesian
        known = count_indicators(user=by, region=region, year=report.year, today=today)
    wanted = list(dict.fromkeys(codes))
    if not wanted or set(wanted) - set(known):
        raise ValidationError(__("Choose at least one figure."))
    indicators = {row.code: row for row in Indicator.objects.current().filter(code__in=wanted)}
    lines = Achievement.objects.current().filter(annual_report=report, indicator__code__in=wanted)
    there = {line.indicator_id: line for line in lines.select_for_update(of=("self",))}
    for code in wanted:
        indicator = indicators[code]
        line = there.get(indicator.pk) or Achievement(annual_report=report, indicator=indicator)
        line.annual_report, line.indicator = report, indicator
        line.realised, line.counted = known[code].value, True
        with translation.override("id"):
            line.source = __("Counted by the system: %(how)s") % {"how": known[code].how}
        line.as_of = min(f"{report.year}-12-31", today.isoformat())
        line.full_clean()
        keep_achievement(line=line, by=by)
    return len(wanted)
