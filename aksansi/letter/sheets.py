"""The letter's figures as a workbook: a sheet for each part that holds something, from what its pages are made of."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aksansi.letter import figures
from aksansi.letter.first_page import first_page
from aksansi.letter.lists import Lists
from aksansi.letter.report import RegionReport
from core.tools import formats
from core.tools.files.sheets import TableSheet
from core.tools.formats import Words
from core.tools.rows.figures import Figure
from core.tools.rows.values import value_class
from core.tools.tables import Column
from monitoring.reports.scores import AspectSpread, ScoredFacility, ScoresReport
from planning.reports.rows import MoneyRow

Rows = Callable[[RegionReport], Iterable[object]]
Value = str | Callable[[Any], object] | None  # as a column takes it
STANDING = pgettext_lazy("against target", "Standing")


@value_class
class Line:
    """One row of a sheet that is made here: what it is called, its value, and what is said of it."""

    label: str
    value: object
    note: object = ""
    more: object = ""


def _count(text: object) -> object:
    """Return a count of the annex as a number where it is one: “±60” stays words."""
    return int(str(text)) if str(text).isdecimal() else text


def _about(value: object, is_rough: bool) -> object:
    """Return a number; a rough one in words ("±60"), as the pages have it."""
    return formats.about(value) if is_rough and value is not None else value


def _added(name: str) -> Value:
    def value(row: figures.ServedRow) -> object:
        found = getattr(row.served, name)
        return _about(found.value, found.is_rough) if found else None

    return value


def _people(name: str) -> Value:
    return lambda row: _about(getattr(row.people, name), row.people.is_rough)


def _t(name: str, label: object, value: Value = None, kind: str = "text") -> Column:
    return Column(name, label, value=value, kind=kind)


def _n(name: str, label: object, value: Value = None) -> Column:
    return Column(name, label, value=value, kind="number")


def _rp(name: str, label: object, value: Value = None) -> Column:
    return Column(name, label, value=value, kind="rupiah")


def _on(name: str, label: object, value: Value = None) -> Column:
    return Column(name, label, value=value, kind="date")


MARK = Column("mark", _("Example"), value=lambda row: "CONTOH" if row.is_example else "")


def _headline(report: RegionReport) -> Iterator[Line]:
    paper = Lists(report.region.code, report.at, report.year, is_open=False)
    found = figures.headline(
        report.registry,
        report.plan_year,
        report.findings,
        report.published,
        paper,
        report.regencies,
    )
    for row in found:
        value = row["value"]
        told = _about(value.value, value.is_rough) if isinstance(value, Figure) else value
        yield Line(str(row["label"]), told, html.unescape(strip_tags(str(row["note"]))))
    for line in first_page(report):
        yield Line(line.label, line.words)


def _slices(report: RegionReport) -> Iterator[Line]:
    for kind, parts in (
        (__("Type"), report.registry.facilities_by_type),
        (__("Function"), report.registry.facilities_by_function),
    ):
        yield from (Line(kind, part.label, part.count) for part in parts)


def _aspects(report: RegionReport) -> Iterator[Line]:
    for scores in report.findings.scores:
        yield from (Line(scores.instrument, row) for row in (*scores.aspects, scores.total))


def _asked(report: RegionReport) -> Iterator[Line]:
    for asked in report.plan_year.asked:
        yield from (Line(asked.title, row, asked.addressee, asked) for row in asked.services)


def _money(report: RegionReport) -> list[MoneyRow]:
    year = report.plan_year
    return [*year.money, year.money_total] if year.money else []


def _cooperation(name: str) -> Rows:
    return lambda report: getattr(report.cooperation, name) if report.cooperation else ()


PARTS: list[tuple[Words, Rows, list[Column]]] = [
    (_("Summary"), _headline,
     [_t("label", _("Figure")), _t("value", _("Value")), _t("note", _("Note"))]),
    (_("Facilities by type and function"), _slices,
     [_t("label", _("Part")), _t("value", _("Kind")), _n("note", pgettext_lazy("how many", "Number"))]),
    (_("Kabupaten and kota"), lambda report: report.regencies.lines,
     [_t("name", _("Region")), _t("chapter", _("Chapter")), _n("groups", _("Groups"), "registry.groups"),
      _n("facilities", _("Facilities"), "registry.facilities"), _n("working", _("Working"), "registry.working.wholly"),
      _t("plan", _("Plan")), _t("account", _("Achievements")), _t("stage", _("Cooperation"))]),
    (_("People and connections served"), lambda report: figures.served(report.registry),
     [_t("label", _("Unit")), _n("used", _("In use"), _added("used")),
      _n("known", _("Facilities that state it"), "served.used.known"),
      _n("total", _("Of facilities"), "served.used.total"),
      _n("designed", _("Design"), _added("designed")),
      _t("as_of", _("As of"), "served.used.newest_as_of", "partial")]),
    (_("Works"), lambda report: report.registry.works.rows,
     [_t("facility", _("Facility")), _t("kind", _("Works")), _t("when", _("When")), _t("status", _("State")),
      _n("sr_added", _("SR added")), _rp("cost", _("Cost")), MARK]),
    (_("Tariffs and fees"), lambda report: report.registry.tariffs,
     [_t("what", _("Who pays for what")), _t("about", _("Facility")), _t("amount", _("Amount")),
      _t("valid", _("Valid")), _t("rule", _("Rule")), MARK]),
    (_("Activities"), lambda report: report.plan_year.activities,
     [_t("title", _("Activity")), _t("field", _("Field")), _t("months", _("When")), _n("target", _("Target")),
      _t("unit", _("Unit")), _n("realised", _("Realised")), _n("percent", "%"), _t("word", STANDING),
      _rp("budget", _("Budget")), _rp("spent", _("Spent")), _t("obstacle", _("Obstacle")), MARK]),
    (_("Money by source"), _money,
     [_t("source", _("Source of money")), _rp("planned", _("Planned")),
      _rp("compared", _("Planned where spending is recorded")), _rp("realised", _("Realised"))]),
    (_("Achievements"), lambda report: report.plan_year.achievements,
     [_t("label", _("Indicator")), _t("unit", _("Unit")), _n("target", _("Target")),
      _n("realised", _("Realised")), _n("percent", "%"), _t("word", STANDING), _n("last_year", _("Last year")),
      _t("cause", _("What led to it")), _t("obstacle", _("Obstacle")), _t("solution", _("Solution")), MARK]),
    (_("Scores per aspect"), _aspects,
     [_t("label", _("Instrument")), _t("aspect", _("Aspect"), lambda row: row.value.label or __("All in all")),
      _n("median", _("Median"), "value.median"), _n("n", _("Facilities"), "value.n"),
      _t("classes", _("Facilities per class"), lambda row: _classes(row.value)),
      _n("better", _("Better"), "value.better"), _n("worse", _("Worse"), "value.worse"),
      _n("same", _("Unchanged"), "value.same")]),
    (_("Findings"), lambda report: report.findings.government,
     [_t("number", pgettext_lazy("of a document", "Number")), _t("title", _("Finding")),
      _t("responsible", _("Office")), _t("facility", _("Facility")), _t("severity_label", _("Severity")),
      _t("action_required", _("Action required")), _t("reply", _("Reply of the government")),
      _t("found_on", _("Since"), kind="partial"), _on("due_on", _("Due")), MARK]),
    (_("Events and trainings"), lambda report: report.events.events,
     [_t("title", _("Event")), _t("kind", _("Kind")), _t("date_words", _("Date")), _t("venue", _("Venue")),
      _n("women", _("Women"), _people("women")), _n("men", _("Men"), _people("men")),
      _n("present", _("Present"), _people("present")), MARK]),
    (_("Commitments carried out"), lambda report: report.events.done_commitments,
     [_t("text", _("What was agreed")), _t("owner", _("Responsible")), _t("place", _("Place")),
      _t("event", _("Event")), _on("due_on", _("Due")), _on("done_on", _("Done on")), _t("proof", _("Proof")),
      MARK]),
    (_("Commitments still open"), lambda report: report.events.open_commitments,
     [_t("text", _("What was agreed")), _t("owner", _("Responsible")), _t("place", _("Place")),
      _on("due_on", _("Due")), MARK]),
    (_("Agreements"), _cooperation("agreements"),
     [_t("title", _("Agreement")), _t("kind", _("Kind")), _t("number", _("Numbers")),
      _t("signed_on", _("Signed")), _on("ends_on", _("Ends")), _t("status", _("State")), MARK]),
    (_("Open blockers"), _cooperation("blockers"),
     [_t("label", _("Blocker")), _t("since", _("Since")), _t("office", _("Office")), _t("action", _("Action")),
      MARK]),
    (_("Cooperation of kabupaten and kota"), lambda report: report.regencies.cooperation,
     [_t("name", _("Region")), _t("stage", _("Stage")), _t("days", _("At this stage")),
      _t("agreements", _("Agreements"), lambda row: "; ".join(paper.words for paper in row.agreements)),
      _t("reasons", _("Open blockers"), lambda row: "; ".join(row.reasons)), MARK]),
    (_("Next year"), lambda report: report.plan_year.next_activities,
     [_t("title", _("Activity")), _t("field", _("Field")), _n("target", _("Target")), _t("unit", _("Unit")),
      _t("months", _("When")), _rp("budget", _("Budget")), MARK]),
    (_("Budget proposals"), _asked,
     [_t("label", _("Proposal")), _t("note", _("Put forward to")),
      _t("service", _("Service"), "value.service"), _t("sipd", _("SIPD code"), "value.sipd"),
      _n("facilities", _("Facilities"), "value.facilities"),
      _n("quantity", _("Quantity"), "value.quantity"), _t("unit", _("Unit"), "value.unit"),
      _rp("total", _("Cost"), "value.total"), _t("mark", MARK.label, lambda row: MARK.raw(row.more))]),
    (_("Medium-term goals"), lambda report: report.plan_year.goals,
     [_t("title", _("Goal")), _t("period", _("Period")), _t("indicator", _("Indicator")),
      _n("target", _("Target")), _t("unit", _("Unit")), MARK]),
    (_("Published figures"), lambda report: report.findings.facts,
     [_t("subject", _("Fact")), _t("value", _("Value")), _t("as_of", _("As of"), kind="partial"),
      _t("source", _("Source")), MARK]),
    (_("What is still missing"), lambda report: report.gaps,
     [_t("part", _("Part")), _t("missing", _("Missing")), _t("who", _("Who can add it"))]),
    (_("Facilities"), lambda report: report.registry.facilities,
     [_t("name", _("Facility")), _t("code", _("Code")), _t("village", _("Village")),
      _t("facility_type", _("Type")), _t("function", _("Function")),
      _t("function_on", _("As of"), kind="partial"), _n("active_sr", "SR", lambda row: _count(row.active_sr)),
      _n("kk", "KK", lambda row: _count(row.kk)), _n("jiwa", _("Persons"), lambda row: _count(row.jiwa)),
      _t("operator", _("Managed by")), MARK]),
]  # fmt: skip


def _classes(row: AspectSpread) -> str:
    return "; ".join(f"{badge.word}: {formats.number(n)}" for badge, n in row.grades if n)


def _aspect(at: int) -> Callable[[ScoredFacility], object]:
    return lambda row: row.aspects[at]


def _visited(scores: ScoresReport, lead: list[str], as_of: str) -> TableSheet:
    """Return the facilities of one instrument with their scores, an aspect a column."""
    aspects = [_n(f"aspect{at}", row.label, _aspect(at)) for at, row in enumerate(scores.aspects)]
    columns = [
        Column("name", __("Facility")),
        Column("place", __("Place")),
        Column("visited_on", __("Visited"), kind="date"),
        *aspects,
        _n("total", __("Total")),
        Column("grade", __("Class")),
        _n("change", __("Change")),
        MARK,
    ]
    title = __("Scores of facilities")
    return TableSheet(
        title, columns, scores.facilities, lead=[scores.instrument, *lead], as_of=as_of
    )


def build_sheets(report: RegionReport) -> list[TableSheet]:
    """Return the sheets of the letter's annex, in the order of its parts; a part without rows has none."""
    as_of = formats.day(report.at)
    lead = [
        f"{__('Regional achievement report %(year)s') % {'year': report.year}} – {report.region.name}",
        f"{__('Data as of')} {as_of} · {__('Verification code')} {report.code}",
    ]
    if not report.is_final:
        lead.append(__("DRAFT"))
    if report.has_examples:
        words = __("this report holds made-up records; it is not an official document.")
        lead.append(f"CONTOH – {words}")
    found = []
    for title, rows, columns in PARTS:
        records = list(rows(report))
        if records:
            filled = [it for it in columns if any(it.raw(row) not in (None, "") for row in records)]
            found.append(TableSheet(str(title), filled, records, lead=lead, as_of=as_of))
        if rows is _aspects:
            found += [_visited(scores, lead, as_of) for scores in report.findings.scores]
    return found
