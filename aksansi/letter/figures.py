from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as __

from aksansi.letter.published import Published, beside
from core.tools import formats, partial_dates
from ksm.reports import Figure, Registry, Served
from monitoring.reports import FindingsReport
from planning.reports import YearReport


@dataclass(frozen=True)
class ServedRow:
    """People and connections served in one unit, by community facilities or by area plants."""

    label: str
    served: Served
    is_area: bool = False


def served(registry: Registry) -> list[ServedRow]:
    """Return a row per unit; area plants (IPAL kawasan) have rows of their own."""
    rows = [
        ServedRow(__("House connections (SR)"), registry.sr),
        ServedRow(__("Households (KK)"), registry.kk),
        ServedRow(__("Persons"), registry.jiwa),
    ]
    if registry.area is None:
        return rows
    area = (registry.area.sr, registry.area.kk, registry.area.jiwa)
    label = __("%(unit)s, area plants (IPAL kawasan)")
    return rows + [
        ServedRow(label % {"unit": row.label}, own, is_area=True)
        for row, own in zip(rows, area, strict=True)
    ]


def _as_of(figure: Figure) -> str:
    if not figure.known:
        return __("not known")
    text = __("known for %(known)s of %(total)s") % {
        "known": formats.number(figure.known),
        "total": formats.number(figure.total),
    }
    return f"{text}, {partial_dates.display(figure.newest_as_of)}" if figure.newest_as_of else text


def _recorded(registry: Registry, year: YearReport) -> str:
    """Return what our count of facilities is, and beside it another one that the year's achievements state."""
    rows = (row for row in year.achievements if row.code == "unit-terdata")
    stated = next((words for row in rows if (words := beside(row, registry))), "")
    own = __("recorded in this system, as of %(day)s") % {"day": formats.day(registry.at)}
    return stated or own


def headline(
    registry: Registry, year: YearReport, findings: FindingsReport, published: Published
) -> list[dict[str, object]]:
    """Return the figures at the top as {value, label, note}; unknown is a dash, never 0, and beside it
    what a source states.
    """
    working = registry.working
    total = registry.facilities_total
    return [
        {
            "value": formats.recorded(total),
            "label": __("facilities recorded"),
            "note": published.facilities or _recorded(registry, year),
        },
        {
            "value": formats.number(working.wholly) if working.known else formats.DASH,
            "label": __("working"),
            "note": __(
                "%(percent)s of %(known)s in operation whose function is known; %(partly)s partly"
            )
            % {
                "percent": formats.percent(working.wholly, working.known),
                "known": formats.number(working.known),
                "partly": formats.number(working.partly),
            }
            if working.known
            else __("function not known yet"),
        },
        {
            "value": formats.about(registry.sr.used.value, registry.sr.used.is_rough),
            "label": __("active house connections (SR)"),
            "note": published.sr or _as_of(registry.sr.used),
        },
        {
            "value": formats.about(registry.kk.used.value, registry.kk.used.is_rough),
            "label": __("households (KK) served"),
            "note": published.kk or _as_of(registry.kk.used),
        },
        {
            "value": formats.recorded(len(year.achievements)),
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
            "value": formats.number(len(findings.government))
            if findings.is_known
            else formats.DASH,
            "label": __("findings that need the government"),
            "note": __("open, as of %(day)s") % {"day": formats.day(findings.at)}
            if findings.is_known
            else __("nobody has monitored here yet, as far as recorded"),
        },
    ]
