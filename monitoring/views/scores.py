"""Scores: the sheet of a visit on the page and as PDF, and a facility's visits beside each other."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.pages import DetailPage
from core.pages.base import Page
from core.people.users import User
from core.tools import formats, pdf
from core.tools.tables import Badge, Column, Fact, Table
from ksm.models import Facility
from monitoring.effluent.facility import Ends, facility_ends, trend_charts
from monitoring.models import Finding, Instrument, Visit
from monitoring.scoring import words as score_words
from monitoring.scoring.kept import versions_of
from monitoring.scoring.report import ScoreSheet, build_score_sheet, tell
from monitoring.scoring.visits import ScoredVisit, visits_of
from monitoring.views.effluent import facility_table
from monitoring.views.findings import FINDING_SHORT

# Answers that cost points and findings on paper: as many as one sheet holds, the fullest first.
ON_PAPER = ((5, 3), (4, 2), (2, 1))
OPEN_ON_PAPER = 3


class ScorePage(Page):
    """What a visit came to, why, and what to do: the sheet that is left with the group."""

    is_about_one = True
    model = Visit
    template_name = "monitoring/score.html"
    title = _("Score sheet: %(what)s")
    select_related = ("facility__region", "round", "instrument")

    @cached_property
    def versions(self) -> list[Instrument]:
        return versions_of(self.object)

    @property
    def chosen(self) -> int | None:
        """The version named in the address (`?version=`); None: the visit's own."""
        wanted = self.request.GET.get("version", "")
        return next((row.pk for row in self.versions if str(row.pk) == wanted), None)

    def sheet(self) -> ScoreSheet:
        today = timezone.localdate()
        return build_score_sheet(
            user=self.request.user, visit=self.object, today=today, by=self.chosen
        )

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        context = sheet_context(self.sheet())
        query = {"version": self.chosen} if self.chosen else {}
        address = reverse("monitoring:visit-score-pdf", args=[self.object.pk], query=query)
        now = self.chosen or self.object.instrument_id
        return self.render(
            {
                "object": self.object,
                **context,
                "inner": "monitoring/_score_body.html",
                "pdf_url": address,
                "versions": [(row, f"?version={row.pk}", row.pk == now) for row in self.versions]
                if len(self.versions) > 1
                else [],
            }
        )


@pdf.in_turn(holds="one visit on one sheet")
class ScorePdf(ScorePage):
    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        sheet = self.sheet()
        content = sheet_pdf(sheet)
        name = __("score sheet") + f" {sheet.facility_code} {sheet.visited_on.isoformat()}"
        return pdf.response(content, filename=name)


def sheet_pdf(sheet: ScoreSheet) -> bytes:
    """Return the sheet as one page of A4."""
    return pdf.write_first_on_one_sheet(
        render_to_string(
            "monitoring/score_pdf.html", sheet_context(sheet, lost_shown=lost, findings_shown=found)
        )
        for lost, found in ON_PAPER
    )


def sheet_context(
    sheet: ScoreSheet, *, lost_shown: int | None = None, findings_shown: int | None = None
) -> dict[str, object]:
    """Return what the sheet's template needs, the dearest points first; None: all of them."""
    score = sheet.score
    lost, left = score.lost, score.open
    most_lost = len(lost) if lost_shown is None else lost_shown
    most_open = len(left) if lost_shown is None else OPEN_ON_PAPER
    findings = sheet.findings[:findings_shown]
    before = sheet.before
    return {
        "sheet": sheet,
        "findings": findings,
        "more_findings": sheet.more_findings + len(sheet.findings) - len(findings),
        "paper": _paper(sheet),
        "total": formats.number(score.total, 1),
        "grade": score_words.grade_badge(score.grade),
        "other_grade": score_words.grade_badge(sheet.other_now.grade) if sheet.other_now else None,
        "reason": score_words.class_reason(score),
        "change": score_words.change_words(before.total) if before else "",
        "aspect_changes": [(one.label, score_words.change_words(one)) for one in before.aspects]
        if before
        else [],
        "chart": score_words.chart(score),
        "strengths": score.strengths,
        "lost": lost[:most_lost],
        "more_lost": max(len(lost) - most_lost, 0),
        "open_lines": [
            {"label": one.label, "why": score_words.why_words(one.why)} for one in left[:most_open]
        ],
        "more_open": max(len(left) - most_open, 0),
    }


def _paper(sheet: ScoreSheet) -> dict[str, object]:
    visited = __("Visit of %(day)s") % {"day": sheet.day_words}
    subtitle = [visited, sheet.place]
    if sheet.group:
        subtitle.append(__("run by %(group)s") % {"group": sheet.group})
    return {
        "letterhead": {"name": "AKSANSI", "unit": __("Score sheet of a monitoring visit")},
        "title": f"{Truncator(sheet.facility).chars(60)} ({sheet.facility_code})",
        "subtitle": Truncator(" · ".join(filter(None, subtitle))).chars(95),
        "subject": __("Score sheet of a monitoring visit"),
        "as_of": sheet.day_words,
        "draft": __("PROVISIONAL") if sheet.is_provisional else "",
        "is_example": sheet.is_example,
    }


def score_table(visit: Visit, user: User, instrument: Instrument) -> Table:
    """Return the visit's kept score per aspect for its page; what is not approved yet is reckoned on the
    score sheet only, which this table leads to.
    """
    if not visit.is_approved:
        return Table(
            [],
            [],
            title=__("Score"),
            caption=__("Score"),
            total=0,
            more_url=reverse("monitoring:visit-score", args=[visit.pk]),
            empty=__("Kept once the visit is approved; the score sheet shows it as it stands now."),
        )
    sheet = tell(user=user, visit=visit, instrument=instrument)
    changes = {one.label: one for one in sheet.before.aspects} if sheet.before else {}
    lines = [
        {
            "label": one.label,
            "value": one.value,
            "grade": score_words.grade_badge(one.grade),
            "share": one.share,
            "change": score_words.change_words(changes[one.label]) if one.label in changes else "",
            "is_example": visit.is_example,
        }
        for one in sheet.score.aspects
    ]
    lines.append(
        {
            "label": __("Total"),
            "value": sheet.score.total,
            "grade": score_words.grade_badge(sheet.score.grade),
            "share": None,
            "change": score_words.change_words(sheet.before.total) if sheet.before else "",
            "is_example": visit.is_example,
        }
    )
    title = __("Score (provisional)") if sheet.is_provisional else __("Score")
    return Table(
        [
            Column("label", _("Aspect"), lambda row: row["label"]),
            Column("value", _("Score (0–100)"), lambda row: row["value"], kind="number"),
            Column("grade", _("Class"), lambda row: row["grade"]),
            Column("share", _("Answered (%)"), lambda row: row["share"], kind="number"),
            Column("change", _("Since the last visit"), lambda row: row["change"]),
        ],
        lines,
        title=title,
        caption=title,
        total=len(lines),
        more_url=reverse("monitoring:visit-score", args=[visit.pk]),
    )


def _sheet_url(row: ScoredVisit) -> str:
    return reverse("monitoring:visit-score", args=[row.visit.pk])


def _aspect_words(row: ScoredVisit) -> str:
    return "; ".join(f"{label} {formats.number(value, 1)}" for label, value, _grade in row.aspects)


SCORED_COLUMNS = [
    Column(
        "visited_on",
        _("Visited on"),
        lambda row: row.visit.partial,
        kind="partial",
        url=_sheet_url,
        note=lambda row: str(row.visit.instrument),
    ),
    Column("total", _("Total"), lambda row: row.total, kind="number"),
    Column(
        "grade",
        _("Class"),
        lambda row: score_words.grade_badge(row.grade),
        note=lambda row: score_words.change_words(row.change),
    ),
    Column("aspects", _("Aspects"), _aspect_words),
]


class FacilityScoresPage(DetailPage):
    """What monitoring says of one facility: its visits with their scores, its open findings."""

    model = Facility
    room = "monitoring"
    template_name = "monitoring/facility.html"

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().select_related("region").with_operator()

    @override
    def get_title(self) -> Any:
        return __("Monitoring: %(what)s") % {"what": self.object.name}

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [
            (__("Facilities"), reverse("ksm:facility-list")),
            (self.object.name, self.object.get_absolute_url()),
        ]

    @override
    def get_facts(self) -> list[Fact]:
        row = self.object
        self.visits = visits_of(user=self.request.user, facility=row)
        latest = self.visits[0] if self.visits else None
        grade: Badge | None = score_words.grade_badge(latest.grade) if latest else None
        return [
            Fact(_("Facility"), row.name, note=row.code, url=row.get_absolute_url()),
            Fact(_("Region"), row.region.short_name),
            Fact(_("Run by"), row.operator_name or ""),
            Fact(_("Last approved visit"), latest.visit.visited_on if latest else None, "date"),
            Fact(_("Class"), grade, note=formats.number(latest.total, 1) if latest else ""),
        ]

    @override
    def get_actions(self) -> list[tuple[str, str]]:
        if not may(self.request.user, Action.ADD, self.object):
            return []
        address = reverse("monitoring:visit-create", query={"facility": self.object.pk})
        sample = reverse("monitoring:sample-create", query={"facility": self.object.pk})
        grid = reverse("monitoring:lab-grid", query={"facility": self.object.pk})
        return [
            (__("Record a visit"), address),
            (__("Record laboratory results"), sample),
            (__("Several samples at once"), grid),
        ]

    @override
    def get_tables(self) -> list[Table]:
        user = self.request.user
        findings = Finding.objects.visible_to(user).current().filter(facility=self.object)
        return [
            Table(
                SCORED_COLUMNS,
                self.visits,
                title=__("Visits and scores"),
                caption=__("Visits and scores"),
                total=len(self.visits),
                empty=__("No approved visit yet; scores appear once a visit is approved."),
            ),
            self.related(
                __("Open findings"),
                FINDING_SHORT,
                findings.open().select_related("office", "facility").by_urgency(),
                empty=__("No finding is open at this facility."),
            ),
            facility_table(self.ends),
        ]

    @cached_property
    def ends(self) -> list[Ends]:
        return facility_ends(user=self.request.user, facility=self.object)

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return {**super().get_context_data(**kwargs), "charts": trend_charts(self.ends)}
