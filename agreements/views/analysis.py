"""Blockers by region and office, and what the history of stages tells; each as a page and as XLSX or CSV."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from agreements.models import AgreementKind, Blocker, Partnership
from agreements.pipeline import Waiting
from agreements.reports.analysis import ANY, Analysis, Ending, StageLine, build_analysis, days_words
from agreements.reports.matrix import BY, STATES, Matrix, MatrixRow, build_matrix
from agreements.views.paper import BASIS_COLUMNS
from core.pages import Page
from core.tools.files import exchange
from core.tools.rows.figures import Figure
from core.tools.rows.moment import Moment, moment_of
from core.tools.tables import Badge, Column, Table


def _choice(wanted: str | None, choices: tuple[str, ...]) -> str:
    return wanted if wanted in choices else choices[0]


class BlockerMatrixPage(Page):
    """Blocker × region or × office; every cell opens its list with the same total."""

    model = Blocker
    template_name = "agreements/matrix.html"
    is_heavy = True
    title = _("Blockers by region and office")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        moment, as_of = moment_of(request.GET)
        by, state = (_choice(request.GET.get(n), c) for n, c in (("by", BY), ("state", STATES)))
        matrix = build_matrix(user=self.request.user, by=by, state=state, moment=moment)
        if (fmt := request.GET.get("format")) in exchange.FORMATS:
            columns = matrix_columns(matrix)
            title = str(self.get_title())
            return exchange.file_response(
                fmt=fmt, title=title, columns=columns, records=matrix.rows
            )
        return self.render(
            {
                "matrix": matrix,
                "moment": moment,
                "as_of": as_of,
                "lead": moment.words,
                "choices": _switches(by, state, moment),
                "keep": [("by", by), ("state", state)],
                "export": urlencode({"by": by, "state": state, "as_of": moment.as_of}),
            }
        )


def _switches(by: str, state: str, moment: Moment) -> list[list[dict[str, object]]]:
    """Return the two rows of switches: by region or office, open or resolved or all."""
    address = reverse("agreements:blocker-matrix")
    labels = {
        "region": __("By region"),
        "office": __("By office"),
        "open": __("Open"),
        "resolved": __("Resolved"),
        "all": __("All"),
    }
    return [
        [
            {
                "label": labels[value],
                "url": moment.url(address, **{"by": by, "state": state, name: value}),
                "on": value == now,
            }
            for value in values
        ]
        for name, values, now in (("by", BY, by), ("state", STATES, state))
    ]


def matrix_columns(matrix: Matrix) -> list[Column]:
    """Return the columns of the file: the place, one per reason, the total."""

    def cell(index: int) -> Any:
        return lambda row: row.cells[index].count

    place = _("Region") if matrix.by == "region" else _("Office concerned")
    found = [Column("label", place)]
    if matrix.by == "office":
        found.append(Column("note", _("Region")))
    found += [
        Column(reason.code, f"{reason.short} {reason.label}", cell(index), kind="number")
        for index, reason in enumerate(matrix.reasons)
    ]

    def total(row: MatrixRow) -> int:
        return row.total.count

    return [*found, Column("total", _("Total"), total, kind="number")]


class AnalysisPage(Page):
    """Funnel, days per stage, whose turn, what ends, on which rules."""

    model = Partnership
    template_name = "agreements/analysis.html"
    is_heavy = True
    title = _("Analysis of cooperation")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        moment, as_of = moment_of(request.GET)
        examples = request.GET.get("examples") == "1"
        found = build_analysis(user=self.request.user, moment=moment, examples=examples)
        if (fmt := request.GET.get("format")) in exchange.FORMATS:
            title = str(self.get_title())
            return exchange.file_response(
                fmt=fmt, title=title, columns=STAGE_COLUMNS, records=found.stages
            )
        here = moment.url(reverse("agreements:analysis"))
        joint = "&" if "?" in here else "?"
        return self.render(
            {
                "analysis": found,
                "moment": moment,
                "as_of": as_of,
                "lead": moment.words,
                "stats": analysis_stats(found) if found.total else [],
                "stages": stage_table(found),
                "waiting": waiting_table(found),
                "ending": ending_table(found),
                "bases": Table(BASIS_COLUMNS, found.bases, title=__("Legal bases")),
                "switch_url": here if examples else f"{here}{joint}examples=1",
                "export": f"{here}{joint}{urlencode({'examples': '1'} if examples else {})}",
            }
        )


def analysis_stats(found: Analysis) -> list[dict[str, object]]:
    turns = {line.who: line for line in found.waiting}
    return [
        {
            "value": Figure(found.total, url=found.lists.partnerships(been=ANY)),
            "label": __("partnerships"),
        },
        {
            "value": Figure(found.with_mou, url=found.lists.signed(AgreementKind.MOU)),
            "label": __("with a signed MoU"),
            "note": _without_paper(found.past_mou),
        },
        {
            "value": Figure(found.with_pks, url=found.lists.signed(AgreementKind.PKS)),
            "label": __("with a signed PKS (MoA)"),
            "note": _without_paper(found.past_pks),
        },
        {
            "value": turns[Waiting.GOVERNMENT].partnerships,
            "label": __("wait for the government"),
        },
        {"value": turns[Waiting.US].partnerships, "label": __("wait for us")},
        {
            "value": Figure(len(found.ending), url=ENDING),
            "label": __("agreements end within 180 days"),
            "note": __("%(n)s signed ones have no end recorded") % {"n": found.without_end}
            if found.without_end
            else "",
        },
    ]


ENDING = "#ending"  # the table of exactly these, on this very page


def _without_paper(number: int) -> str:
    """Tell those a stage counts and the paper of that stage does not; "" where there are none."""
    if not number:
        return ""
    return __("%(n)s more came to that stage or beyond; no signed paper is on record") % {
        "n": number
    }


def _counted(name: str) -> Callable[[StageLine], Figure]:
    return lambda row: row.figures[name]


STAGE_COLUMNS = [
    Column("label", _("Stage"), link=True),
    Column("waits_for", _("Waits for"), lambda row: Waiting(row.waits_for).label),
    Column("reached", _("Here or beyond"), _counted("reached"), "number"),
    Column("recorded", _("With a record here"), _counted("recorded"), "number"),
    Column("here", _("Stand here"), _counted("here"), "number"),
    Column("median", _("Median days"), days_words),
    Column("n", _("n (stays dated at both ends)"), kind="number"),
]


def stage_table(found: Analysis) -> Table:
    title = __("Stage by stage")
    return Table(STAGE_COLUMNS, found.stages, title=title, caption=title)


def waiting_table(found: Analysis) -> Table:
    title = __("Whose turn it is, and was")
    columns = [
        Column("label", _("Waits for")),
        Column("partnerships", _("Partnerships now"), kind="number"),
        Column("days", _("Dated days in all"), kind="number"),
        Column("stays", _("n (dated stays)"), kind="number"),
    ]
    return Table(columns, found.waiting, title=title, caption=title)


def _alert(row: Ending) -> Badge:
    words = __("within %(n)s days") % {"n": row.alert}
    return Badge(words, {30: "bad", 90: "part"}.get(row.alert, "info"))


def ending_table(found: Analysis) -> Table:
    title = __("Agreements that end soon")
    columns = [
        Column("region", _("Region"), link=True),
        Column("kind", _("Kind"), lambda row: row.agreement.short_kind, note="agreement.title"),
        Column("last_day", _("In force until"), kind="date"),
        Column("days", _("Days left"), kind="number"),
        Column("alert", _("Alert"), _alert, kind="badge"),
    ]
    empty = __("Nothing ends within 180 days.")
    return Table(columns, found.ending, title=title, caption=title, empty=empty)
