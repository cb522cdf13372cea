from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as __

from aksansi.letter.lists import Lists
from aksansi.letter.published import Published, beside
from core.tools import formats, partial_dates
from core.tools.rows.figures import Figure, sentence
from ksm.reports import Added, Registry, Served
from monitoring.models import Responsible
from monitoring.reports import FindingsReport
from planning.reports import YearReport


@dataclass(frozen=True)
class ServedRow:
    """People and connections served in one unit, by community facilities or by area plants."""

    label: str
    served: Served
    is_area: bool = False
    urls: Mapping[str, str] = field(default_factory=dict)


def served(registry: Registry, lists: Lists | None = None) -> list[ServedRow]:
    """Return a row per unit; area plants (IPAL kawasan) have rows of their own. `lists`: where the sums open."""
    labels = {
        "sr": __("House connections (SR)"),
        "kk": __("Households (KK)"),
        "jiwa": __("Persons"),
    }

    def row(unit: str, label: str, own: Served, is_area: bool = False) -> ServedRow:
        return ServedRow(label, own, is_area, lists.served(unit, is_area=is_area) if lists else {})

    rows = [row(unit, label, getattr(registry, unit)) for unit, label in labels.items()]
    if registry.area is None:
        return rows
    title = __("%(unit)s, area plants (IPAL kawasan)")
    return rows + [
        row(unit, title % {"unit": label}, getattr(registry.area, unit), True)
        for unit, label in labels.items()
    ]


def _as_of(figure: Added) -> str:
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
    registry: Registry,
    year: YearReport,
    findings: FindingsReport,
    published: Published,
    lists: Lists,
) -> list[dict[str, object]]:
    """Return the figures at the top as {value, label, note}; unknown is a dash, never 0, and beside it
    what a source states.
    """
    working = registry.working
    reached = sum(n for badge, n in year.words if badge.tone in ("good", "info"))
    return [
        {
            "value": Figure(registry.facilities_total or None, url=lists.standing),
            "label": __("facilities recorded"),
            "note": published.facilities or _recorded(registry, year),
        },
        {
            "value": Figure(
                working.wholly if working.known else None,
                url=lists.working,
            ),
            "label": __("working"),
            "note": sentence(
                __(
                    "%(percent)s of %(known)s in operation whose function is known; %(partly)s partly"
                ),
                percent=formats.percent(working.wholly, working.known),
                known=Figure(working.known, url=lists.known),
                partly=Figure(working.partly, url=lists.partly),
            )
            if working.known
            else __("function not known yet"),
        },
        {
            "value": registry.sr.used.figure(lists.used("sr")),
            "label": __("active house connections (SR)"),
            "note": published.sr or _as_of(registry.sr.used),
        },
        {
            "value": registry.kk.used.figure(lists.used("kk")),
            "label": __("households (KK) served"),
            "note": published.kk or _as_of(registry.kk.used),
        },
        {
            "value": Figure(len(year.achievements) or None, url=lists.achievements()),
            "label": __("achievements in %(year)s") % {"year": year.year},
            "note": sentence(
                __("%(n)s on or above target"),
                n=Figure(reached, url=lists.achievements(word="reached")),
            )
            if year.achievements
            else __("none recorded yet"),
        },
        {
            "value": Figure(
                len(findings.government) if findings.is_known else None,
                url=lists.findings(status="open", responsible=Responsible.GOVERNMENT),
            ),
            "label": __("findings that need the government"),
            "note": __("open, as of %(day)s") % {"day": formats.day(findings.at)}
            if findings.is_known
            else __("nobody has monitored here yet, as far as recorded"),
        },
    ]
