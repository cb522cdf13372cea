from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from django.utils.translation import gettext as __

from aksansi.letter.lists import Lists
from aksansi.letter.published import Published, beside
from aksansi.letter.regencies import Regencies
from core.records.review import State
from core.tools import formats, partial_dates
from core.tools.rows.figures import Figure, sentence
from core.tools.rows.values import value_class
from ksm.reports import Added, Registry, Served
from monitoring.reports import FindingsReport
from planning.reports import YearReport

NO_REGENCIES = Regencies()


@value_class
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


def known_of(figure: Added) -> str:
    """Return of how many of all a figure is known, and the newest day of it, in words."""
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


def _achieved(year: YearReport, below: Regencies, lists: Lists) -> dict[str, object]:
    """Return the achievements of the year; of a province without a chapter, how many of those within it told them."""
    if below.chapters and not year.chapter_pk:
        return {
            "value": Figure(below.accounts_approved, url=lists.accounts(state=State.APPROVED)),
            "label": __("kabupaten and kota whose achievements of %(year)s are approved")
            % {"year": year.year},
            "note": __("of %(n)s with a chapter") % {"n": formats.number(below.chapters)},
        }
    reached = sum(n for badge, n in year.words if badge.tone in ("good", "info"))
    return {
        "value": Figure(len(year.achievements) or None, url=lists.achievements()),
        "label": __("achievements in %(year)s") % {"year": year.year},
        "note": sentence(
            __("%(n)s on or above target"),
            n=Figure(reached, url=lists.achievements(word="reached")),
        )
        if year.achievements
        else __("none recorded yet"),
    }


def headline(
    registry: Registry,
    year: YearReport,
    findings: FindingsReport,
    published: Published,
    lists: Lists,
    below: Regencies = NO_REGENCIES,
) -> list[dict[str, object]]:
    """Return the figures at the top as {value, label, note}; unknown is a dash, never 0, and beside it
    what a source states.
    """
    working = registry.working
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
            "note": published.sr or known_of(registry.sr.used),
        },
        {
            "value": registry.kk.used.figure(lists.used("kk")),
            "label": __("households (KK) served"),
            "note": published.kk or known_of(registry.kk.used),
        },
        _achieved(year, below, lists),
        {
            "value": Figure(
                len(findings.government) if findings.is_known else None,
                url=lists.for_government,
            ),
            "label": __("findings that need the government"),
            "note": __("open, as of %(day)s") % {"day": formats.day(findings.at)}
            if findings.is_known
            else __("nobody has monitored here yet, as far as recorded"),
        },
    ]
