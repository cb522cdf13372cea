"""The letter on one page: what a mayor reads when nothing else is read."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as __
from django.utils.translation import ngettext

from aksansi.letter.report import RegionReport
from core.tools import formats
from core.tools.rows.values import value_class
from core.tools.tables import Badge

OFFICES = 4  # told one by one


@value_class
class FirstLine:
    """One subject in a sentence or two."""

    label: str
    words: str


def first_page(report: RegionReport) -> list[FirstLine]:
    """Return the year in lines: done, found, asked for, agreed, approved; what nothing is known of has no line."""
    return [FirstLine(label, words) for label, words in _lines(report) if words]


def _lines(report: RegionReport) -> Iterator[tuple[str, str]]:
    yield __("Kabupaten and kota"), _below(report)
    yield __("Plan and money"), _plan(report)
    yield __("Achievements"), counted(report.plan_year.words)
    yield __("Condition found by visits"), _scores(report)
    yield __("Asked of the regional government"), _asked_of_offices(report)
    yield __("Proposed for %(year)s") % {"year": report.year + 1}, _proposed(report)
    yield __("Cooperation"), _cooperation(report)
    yield __("Approved by the Secretariat"), approved_words(report)


def counted(grades: list[tuple[Badge, int]] | tuple[tuple[Badge, int], ...]) -> str:
    """Return “3 sesuai, 1 belum mencapai target”; "" where there is none."""
    return ", ".join(
        f"{formats.number(n)} {str(badge.word)[:1].lower()}{str(badge.word)[1:]}"
        for badge, n in grades
        if n
    )


def _below(report: RegionReport) -> str:
    """Return what the chapters within a province did; "" of any other region."""
    below = report.regencies
    if not below.chapters:
        return ""
    return __(
        "%(chapters)s with a chapter; of %(year)s the plans of %(plans)s and the achievements of %(accounts)s approved"
    ) % {
        "chapters": formats.number(below.chapters),
        "year": report.year,
        "plans": formats.number(below.plans_approved),
        "accounts": formats.number(below.accounts_approved),
    }


def _plan(report: RegionReport) -> str:
    year = report.plan_year
    if not year.activities:
        return ""
    words = __("%(done)s of %(planned)s activities done") % {
        "done": formats.number(year.done_count),
        "planned": formats.number(year.planned_count),
    }
    money = year.money_total
    if money.realised is None:
        return words
    told = __("%(words)s; %(realised)s spent of %(planned)s planned") % {
        "words": words,
        "realised": formats.rupiah(money.realised),
        "planned": formats.rupiah(money.compared),
    }
    if money.compared == money.planned:
        return told
    return __("%(words)s for the activities whose spending is recorded") % {"words": told}


def _scores(report: RegionReport) -> str:
    found = report.findings
    words = [
        __("%(n)s of %(total)s facilities visited")
        % {
            "n": formats.number(found.facilities_visited),
            "total": formats.number(found.facilities_total),
        }
        if found.visits
        else ""
    ]
    for scores in found.scores:
        words.append(counted(scores.total.grades))
        words.append(change_words(scores.total.better, scores.total.worse, scores.total.same))
    return "; ".join(filter(None, words))


def change_words(better: int, worse: int, same: int) -> str:
    """Return how many facilities rose, fell and stayed since the visit before; "" where none was visited twice."""
    if not better + worse + same:
        return ""
    return __("since the visit before %(better)s better, %(worse)s worse, %(same)s unchanged") % {
        "better": formats.number(better),
        "worse": formats.number(worse),
        "same": formats.number(same),
    }


def _asked_of_offices(report: RegionReport) -> str:
    offices = list(report.findings.by_office.items())
    told = []
    for office, rows in offices[:OFFICES]:
        overdue = sum(row.is_overdue for row in rows)
        words = ngettext("%(n)s finding", "%(n)s findings", len(rows)) % {
            "n": formats.number(len(rows))
        }
        if overdue:
            words = __("%(words)s (%(n)s overdue)") % {"words": words, "n": formats.number(overdue)}
        told.append(f"{office}: {words}")
    if (more := len(offices) - OFFICES) > 0:
        words = ngettext("%(n)s more office", "%(n)s more offices", more)
        told.append(words % {"n": formats.number(more)})
    return "; ".join(told)


def _proposed(report: RegionReport) -> str:
    """Each proposal by itself: the same need is often put forward twice, and its money asked for once."""
    return "; ".join(
        __("%(office)s: %(amount)s for %(n)s facilities")
        % {
            "office": row.addressee,
            "amount": formats.rupiah(row.total),
            "n": formats.number(row.facilities),
        }
        for row in report.plan_year.asked
    )


def _cooperation(report: RegionReport) -> str:
    coop = report.cooperation
    own = str(coop.stage_badge.word) if coop else ""
    stages = (f"{stage.word} ({formats.number(n)})" for stage, n in report.regencies.stages)
    below = __("Kabupaten and kota: %(what)s") % {"what": ", ".join(stages)}
    return "; ".join(filter(None, (own, below if report.regencies.cooperation else "")))


def approved_words(report: RegionReport) -> str:
    """Return how much of what stands here the Secretariat has approved."""
    year, found = report.plan_year, report.findings
    handed_in = found.visits + found.visits_waiting
    told = [
        __("visits %(n)s of %(total)s handed in")
        % {"n": formats.number(found.visits), "total": formats.number(handed_in)}
        if handed_in
        else "",
        _state(__("plan"), year.plan is not None, bool(year.plan and year.plan.is_approved)),
        _state(__("achievements"), year.annual_report is not None, report.is_final),
    ]
    return "; ".join(filter(None, told))


def _state(what: str, is_there: bool, is_approved: bool) -> str:
    if not is_there:
        return ""
    word = __("%(what)s approved") if is_approved else __("%(what)s not approved yet")
    return word % {"what": what}
