"""The page "who may do what" of the Secretariat."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters.models import Chapter, ChapterStatus
from chapters.validation import ValidationLine, build_validation
from core.access import Action
from core.pages import ListPage
from core.tools.tables import Badge, Column


def _names(people: list[Any]) -> str:
    return ", ".join(map(str, people))


def _state(line: ValidationLine) -> Badge:
    return Badge(_("Gaps"), "part") if line.gaps else Badge(_("Complete"), "good")


WORKING = (ChapterStatus.ACTIVE, ChapterStatus.DORMANT)


class ValidationPage(ListPage):
    for_programs = False
    only_for = Action.ADMINISTER
    model = Chapter
    title = _("Who may do what")
    lead = _(
        "Each chapter with its officers, its reviewers, the officials who read, and what is lacking."
    )
    empty = _("There is no chapter yet.")
    columns = [
        Column("chapter", _("Chapter"), "chapter.region.short_name", link=True),
        Column("officers", _("Officers (enter and submit)"), lambda line: _names(line.officers)),
        Column("reviewers", _("Reviewers (Secretariat)"), lambda line: _names(line.reviewers)),
        Column("readers", _("Government (reads)"), lambda line: _names(line.readers)),
        Column("state", _("Status"), _state, kind="badge", note=lambda line: " ".join(line.gaps)),
        Column("gaps", _("Gaps"), lambda line: " ".join(line.gaps), hidden=True),
    ]
    above = ((_("Chapters"), "chapters:chapter-list"),)

    @override
    def get_queryset(self) -> object:
        rows = build_validation(self.request.user, today=timezone.localdate())
        if self.request.GET.get("lacks") == "officer":  # what the task on the first page counts
            return [row for row in rows if row.chapter.status in WORKING and not row.officers]
        return rows

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return {**super().get_context_data(**kwargs), "add_url": "", "may_restore": False}
