"""The page of one object: facts, related rows, files, timeline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as __
from typing_extensions import override

from core.access import Action, Reader, may
from core.pages.actions import APPROVAL
from core.pages.base import Page
from core.records.journal import Attachment, ReviewEvent
from core.records.review import (
    Reviewed,
    ReviewMove,
    State,
    possible_moves,
    what_keeps_from,
    why_locked,
    why_not_move,
)
from core.records.revisions import changes_since_approval
from core.records.steps import events_of
from core.records.timeline import timeline_of
from core.tools.formats import Words
from core.tools.pass_on import message_of
from core.tools.tables import Column, Fact, Table, visible_columns

RELATED_CAP = 10
FILES_SHOWN = 12


class DetailPage(Page):
    """Facts, related rows (capped, with a link to all), files, timeline."""

    template_name = "pages/detail.html"
    is_about_one = True

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        return self.crumbs_above()

    def get_facts(self) -> list[Fact]:
        return []

    def shown_facts(self) -> list[Fact]:
        """Return the facts this reader gets: personal ones only where allowed."""
        personal = may(self.request.user, Action.SEE_CONTACTS)
        return [fact for fact in self.get_facts() if personal or not fact.personal]

    def get_tables(self) -> list[Table]:
        return []

    def get_actions(self) -> list[tuple[str, str]]:
        """Return further (label, address) pairs beside Edit; rooms extend it."""
        return []

    def pass_on(self) -> list[str]:
        """Return the lines somebody passes on about this record, in Indonesian; [] for none. No contact data."""
        return []

    def related(
        self,
        title: Any,
        columns: Iterable[Column],
        rows: Any,
        *,
        more_url: str = "",
        add: str = "",
        empty: object = "",
        cap: int = RELATED_CAP,
        add_label: object = "",
    ) -> Table:
        """Return a related list of this page: at most `cap` rows, the true total, a link to all.

        `rows` must come from `visible_to`, a list of them is whole; `add`: an address for those who may add.
        """
        if isinstance(rows, QuerySet):
            shown = list(rows.annotate(in_all=_in_all(rows))[:cap])
            total = shown[0].in_all if shown else 0
        else:
            shown, total = rows[:cap], len(rows)
        personal = may(self.request.user, Action.SEE_CONTACTS)
        may_add = (
            add and may(self.request.user, Action.ADD, self.object) and not why_locked(self.object)
        )
        return Table(
            visible_columns(columns, personal=personal),
            shown,
            title=title,
            caption=title,
            total=total,
            more_url=more_url if total > cap else "",
            add_url=add if may_add else "",
            add_label=add_label,
            empty=empty or __("Nothing recorded yet."),
        )

    def revised(self) -> dict[str, object] | None:
        """Return how much was changed since the approval, and where it is listed; None where nothing was."""
        obj = self.object
        if not isinstance(obj, Reviewed) or not (n := changes_since_approval([obj]).get(obj.pk)):
            return None
        return {"n": n, "url": f"{self.address('history', obj.key)}?since={APPROVAL}"}

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.render({})

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        user, obj = self.request.user, self.object
        personal = may(user, Action.SEE_CONTACTS)
        locked = why_locked(obj, reader=user)
        may_change = may(user, Action.CHANGE, obj)
        moves = (
            review_buttons(obj, user, self.address("review", obj.key))
            if isinstance(obj, Reviewed)
            else []
        )
        has_history = hasattr(obj, "history")
        entries, more = (
            timeline_of(obj, reader=user, limit=8, personal=personal)
            if has_history
            else ([], False)
        )
        files = list(
            Attachment.objects.of(obj)
            .visible_to(user)
            .filter(archived_at__isnull=True)
            .order_by("-created_at")
        )
        with translation.override("id"):
            message = message_of(self.pass_on(), obj.get_absolute_url())
        return super().get_context_data(
            **{
                "object": obj,
                "message": message,
                "facts": self.shown_facts(),
                "tables": self.get_tables(),
                "locked": locked,
                "may_change": may_change,
                "edit_url": self.address("edit", obj.key) if may_change and not locked else "",
                "archive_url": self.address("archive", obj.key)
                if may(user, Action.ARCHIVE, obj)
                and not locked
                and not getattr(obj, "archived_at", None)
                else "",
                "restore_url": self.address("restore", obj.key)
                if getattr(obj, "archived_at", None) and may(user, Action.RESTORE, obj)
                else "",
                "actions": [pair for pair in self.get_actions() if pair[1]],
                "moves": moves,
                # For whoever has to mend it; others find it in the history.
                "returned": returned_with(obj) if moves else None,
                "revised": self.revised(),
                "timeline": entries,
                "history_url": self.address("history", obj.key) if has_history else "",
                "more_history": more,
                "note_url": self.address("note", obj.key) if may(user, Action.ADD, obj) else "",
                "file_url": self.address("file", obj.key) if may(user, Action.ADD, obj) else "",
                "files": files if self.request.GET.get("files") else files[:FILES_SHOWN],
                "files_total": len(files),
                **kwargs,
            }
        )


def _in_all(rows: QuerySet) -> Subquery:
    """Return how many rows there are, to be asked for with the first of them: one query, however many."""
    them: QuerySet = QuerySet(rows.model).filter(pk__in=rows.order_by().values("pk"))
    return Subquery(them.order_by().values(all=Value(1)).annotate(n=Count("pk")).values("n"))


def returned_with(obj: Reviewed) -> ReviewEvent | None:
    """Return the step by which a record came back, with its remark; None where it did not."""
    if obj.state != State.RETURNED:
        return None
    return events_of(obj).filter(move=ReviewMove.RETURN).first()


def review_deed(obj: Reviewed, user: Reader, url: str) -> tuple[str, str] | None:
    """Return the way to approve a record from its row, where nothing is against it; None for whoever may not."""
    move = ReviewMove.APPROVE
    if move not in possible_moves(obj, user) or why_not_move(obj, move, user):
        return None
    return str(move.label), f"{url}?{urlencode({'move': move.value})}"


def review_buttons(obj: Reviewed, user: Reader, url: str) -> list[dict[str, object]]:
    """Return the review moves as {label, url, move, reasons}; `reasons` say why one is not possible."""
    return [
        {
            "label": m.label,
            "url": f"{url}?{urlencode({'move': m.value})}",
            "move": m.value,
            "reasons": what_keeps_from(obj, m, user),
        }
        for m in possible_moves(obj, user)
    ]
