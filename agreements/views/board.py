"""The board: partnerships as columns of cards, one per stage."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from agreements.models import Partnership
from agreements.pipeline import Stall
from agreements.reports import Pipeline, build_pipeline
from core.access import Action, may
from core.pages import Page
from core.tools.rows.moment import Moment, moment_of
from core.tools.tables import Column, Table


class PipelinePage(Page):
    model = Partnership
    template_name = "agreements/board.html"
    title = _("Cooperation by stage")
    room = "agreements"
    above = ((_("Partnerships"), "agreements:partnership-list"),)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        moment, as_of = moment_of(request.GET)
        report = build_pipeline(user=self.request.user, at=moment.day, past=moment.is_past)
        may_add = may(request.user, Action.ADD, Partnership)
        return self.render(
            {
                "report": report,
                "lead": moment.words,
                "moment": moment,
                "as_of": as_of,
                "stats": board_stats(report, moment) if report.total else [],
                "reasons": reasons_table(report),
                "add_url": reverse("agreements:partnership-create") if may_add else "",
            }
        )


def board_stats(report: Pipeline, moment: Moment) -> list[dict[str, object]]:
    """Return the figures above the board as number tiles; of the past those that dated facts can tell."""
    partnerships = reverse("agreements:partnership-list")
    tiles = [
        {
            "value": report.total,
            "label": __("partnerships"),
            "url": moment.url(partnerships),
            "note": __("of them made up as examples: %(n)s") % {"n": report.examples}
            if report.examples
            else "",
        },
        {"value": report.mou_signed, "label": __("with a signed MoU")},
        {"value": report.pks_signed, "label": __("with a signed PKS (MoA)")},
        {
            "value": report.known,
            "label": __("stand still for a known reason"),
            "url": moment.url(partnerships, stall=Stall.KNOWN.value),
        },
        {
            "value": report.forgotten,
            "label": __("contact due"),
            "note": __("no contact for the days its stage allows, no reason named"),
            "url": moment.url(partnerships, stall=Stall.FORGOTTEN.value),
        },
        {
            "value": report.overdue,
            "label": __("next steps overdue"),
            "url": f"{partnerships}?due=overdue",
        },
    ]
    # Silence and next steps are told of today only.
    return tiles[:-2] if report.is_past else tiles


def reasons_table(report: Pipeline) -> Table:
    """Return the open blockers counted by reason; each line leads to them."""
    columns = [
        Column(
            "label",
            _("Reason"),
            lambda row: f"{row['code']} {row['label']}",
            note=lambda row: row["statement"],
            link=True,
        ),
        Column("count", _("Open blockers"), kind="number"),
    ]
    rows = [
        {
            "code": found.code.split("_")[0],
            "label": found.label,
            "count": found.count,
            "statement": found.statement,
            "url": found.url,
        }
        for found in report.reasons
    ]
    title = _("Why they stand still")
    return Table(columns, rows, title=title, caption=title)
