from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as __

from core.tools import formats, partial_dates
from ksm.choices import FunctionStatus
from ksm.reports import Figure, Registry
from monitoring.reports import FindingsReport
from planning.reports import YearReport


@dataclass(frozen=True)
class Served:
    """People and connections served in one unit, with the design where there is one."""

    label: str
    figure: Figure
    design: Figure | None = None


def working(registry: Registry) -> tuple[int, int]:
    """Return how many facilities work (wholly) and of how many the function is known."""
    known = sum(s.count for s in registry.facilities_by_function if s.key != FunctionStatus.UNKNOWN)
    good = sum(s.count for s in registry.facilities_by_function if s.key == FunctionStatus.WORKING)
    return good, known


def served(registry: Registry) -> list[Served]:
    return [
        Served(__("House connections (SR)"), registry.active_sr, registry.design_sr),
        Served(__("Households (KK)"), registry.kk, registry.design_kk),
        Served(__("Persons"), registry.jiwa),
    ]


def _as_of(figure: Figure) -> str:
    if not figure.known:
        return __("not known")
    text = __("known for %(known)s of %(total)s") % {
        "known": formats.number(figure.known),
        "total": formats.number(figure.total),
    }
    return f"{text}, {partial_dates.display(figure.newest_as_of)}" if figure.newest_as_of else text


def headline(
    registry: Registry, year: YearReport, findings: FindingsReport
) -> list[dict[str, Any]]:
    """Return the figures at the top as {value, label, note}; unknown is a dash, never 0."""
    good, known = working(registry)
    total = registry.facilities_total
    return [
        {
            "value": formats.number(total),
            "label": __("facilities recorded"),
            "note": __("as of %(day)s") % {"day": formats.day(registry.at)},
        },
        {
            "value": formats.number(good) if known else formats.DASH,
            "label": __("working"),
            "note": __("%(percent)s of %(known)s whose function is known")
            % {"percent": formats.percent(good, known), "known": formats.number(known)}
            if known
            else __("function not known yet"),
        },
        {
            "value": formats.number(registry.active_sr.value),
            "label": __("active house connections (SR)"),
            "note": _as_of(registry.active_sr),
        },
        {
            "value": formats.number(registry.kk.value),
            "label": __("households (KK) served"),
            "note": _as_of(registry.kk),
        },
        {
            "value": formats.number(len(year.achievements)) if year.annual_report else formats.DASH,
            "label": __("achievements in %(year)s") % {"year": year.year},
            "note": __("%(n)s on or above target")
            % {
                "n": formats.number(
                    sum(n for badge, n in year.words if badge.tone in ("good", "info"))
                )
            }
            if year.achievements
            else __("none recorded yet"),
        },
        {
            "value": formats.number(len(findings.government)),
            "label": __("findings that need the government"),
            "note": __("open, as of %(day)s") % {"day": formats.day(findings.at)},
        },
    ]
