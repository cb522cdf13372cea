"""Doors of an award's scores: the comparison, and taking it over into the award."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from aksansi.awards.scores import AwardScores, Scored, build_award_scores
from core.access import Action, may
from core.pages import ActionPage, Page
from core.pages.scoped_forms import PlainForm
from core.records.review import why_locked
from core.tools import formats
from core.tools.formats import Words
from core.tools.tables import Column, Table
from events import services
from events.models import Award
from monitoring.scoring.words import grade_badge


def _visit_url(row: Scored) -> str:
    return row.visit.get_absolute_url() if row.visit else ""


COLUMNS = [
    Column("place", _("Rank by score"), kind="number"),
    Column(
        "entrant",
        _("Entrant"),
        lambda row: row.entry.entrant or row.entry.region.short_name,
        note=lambda row: row.entry.facility.code if row.entry.facility else row.why_not,
    ),
    Column("total", _("Total"), lambda row: formats.number(row.total, 1)),
    Column("grade", _("Class"), lambda row: grade_badge(row.grade), "badge"),
    Column(
        "visit",
        _("Visited on"),
        lambda row: row.visit.visited_on if row.visit else None,
        "date",
        url=_visit_url,
    ),
    Column("rank", _("Rank in the award"), lambda row: row.entry.rank, "number"),
    Column("score", _("Score in the award"), lambda row: formats.number(row.entry.score, 1)),
]


def scores_of(page: Page) -> AwardScores:
    return build_award_scores(user=page.request.user, award=page.object)


class AwardScoresPage(Page):
    """What the visits say of each entry."""

    is_about_one = True
    model = Award
    room = "events"
    select_related = ("region",)
    template_name = "aksansi/award_scores.html"
    is_heavy = True

    @override
    def get_title(self) -> Words:
        return __("Scores by visits: %(award)s") % {"award": self.object}

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        found, award = scores_of(self), self.object
        may_adopt = may(request.user, Action.CHANGE, award) and not why_locked(award)
        return self.render(
            {
                "found": found,
                "table": Table(
                    COLUMNS,
                    found.rows,
                    title=__("Entries by their score"),
                    total=len(found.rows),
                    empty=__("No entry is recorded yet."),
                ),
                "adopt_url": reverse("award-scores-adopt", args=[award.pk])
                if may_adopt and found.to_adopt
                else "",
            }
        )


class AwardScoresAdoptPage(ActionPage):
    """Take scores and ranks of the visits over into the award."""

    model = Award
    room = "events"
    select_related = ("region",)
    action = Action.CHANGE
    checks_lock = True
    remark = False
    submit_label = _("Copy")

    @override
    def get_title(self) -> Words:
        return __("Copy the scores: %(award)s") % {"award": self.object}

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        n = len(scores_of(self).to_adopt)
        self.question = ngettext(
            "Score and rank of %(n)s entry become those of its visit.",
            "Score and rank of %(n)s entries become those of their visits.",
            n,
        ) % {"n": formats.number(n)}
        return super().get_context_data(**kwargs)

    @override
    def get_success_url(self) -> str:
        return reverse("award-scores", args=[self.object.pk])

    @override
    def form_valid(self, form: PlainForm) -> HttpResponse:
        rows = scores_of(self).to_adopt
        if not rows:
            raise ValidationError(__("Score and rank are those of the visits already."))
        n = services.set_scores(
            award=self.object,
            scores={row.entry.pk: (row.total, row.place) for row in rows},
            by=self.request.user,
        )
        return self.done(ngettext("%(n)s entry scored.", "%(n)s entries scored.", n) % {"n": n})
