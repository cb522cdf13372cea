"""Changes of many rows of a list: exactly the filtered ones (beyond one page too), or those ticked.

The selection is the address: filters, and `row` for ticked rows. First it says what would happen to how
many rows, by doing it and taking it back; then it does it, unless a row has changed in between.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.access import Action, ScopedQuerySet, may, reads_only, require
from core.pages.beneath import BeneathList
from core.pages.bulk_forms import bulk_form
from core.pages.form_layout import take_error
from core.pages.saved import tidy_query
from core.records import bulk

SKIPPED_SHOWN = 50
KINDS = {"edit": Action.CHANGE, "archive": Action.ARCHIVE, "restore": Action.RESTORE}
WORDS = {
    "edit": (_("Change"), "pencil"),
    "archive": (_("Archive"), "archive"),
    "restore": (_("Restore"), "arrow-counterclockwise"),
}


def bulk_kinds(page: Any, *, archived: bool) -> list[str]:
    """Return which steps on many rows a user has on a list."""
    user, found = page.request.user, []
    if reads_only(user):
        return []
    if archived:
        return ["restore"] if page.archives and may(user, Action.RESTORE, page.model) else []
    if page.bulk_fields and may(user, Action.CHANGE, page.model):
        found.append("edit")
    if page.archives and may(user, Action.ARCHIVE, page.model):
        found.append("archive")
    return found


# What belongs to one page of the list, not to a step on its rows.
STEP_PASSING = ("key", "page", "row", "ticked", "drawer", "choose")


def bulk_context(page: Any, listing: Any, total: int) -> dict[str, Any]:
    """Return the steps a list offers."""
    is_asked = isinstance(listing.rows, QuerySet)  # rows worked out in Python are no selection
    kinds = bulk_kinds(page, archived=listing.shows_archived) if total and is_asked else []
    query = tidy_query(page.request.GET, drop=STEP_PASSING)
    return {
        "bulk_steps": [
            {
                "kind": kind,
                "label": WORDS[kind][0],
                "icon": WORDS[kind][1],
                "address": (address := page.beneath("bulk", kind)),
                "url": f"{address}?{query}" if query else address,
            }
            for kind in kinds
        ],
    }


def state_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Return name and value of the list's state in the address, for forms that bring it along."""
    return [
        (name, value)
        for name, values in request.GET.lists()
        if name not in STEP_PASSING
        for value in values
        if value
    ]


class BulkPage(BeneathList):
    """A step on many rows of a list: what is selected, what to change, what would happen, the confirmation."""

    template_name = "pages/bulk.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        kind, rows, count = self._selection()
        return self._bulk_page(kind, rows, count, self._bulk_form(kind))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        kind, rows, count = self._selection()
        form = self._bulk_form(kind, self.request.POST)
        if not form.is_valid() or not 0 < count <= bulk.BULK_MOST:
            return self._bulk_page(kind, rows, count, form, status=422)
        keys, seen = bulk.fingerprint(rows)
        sent = self.request.POST.get("seen", "")
        if self.request.POST.get("confirm") and sent == seen:
            return self._do(kind, form, keys)
        moved = bool(self.request.POST.get("confirm"))
        outcome = bulk.run(
            task=self._task(kind, form), model=self.model, keys=keys, by=self.request.user, dry=True
        )
        return self._bulk_page(
            kind, rows, len(keys), form, outcome=outcome, seen=seen, moved=moved, status=200
        )

    def _do(self, kind: str, form: forms.BaseForm, keys: list[Any]) -> HttpResponse:
        user, task = self.request.user, self._task(kind, form)
        query = tidy_query(self.request.GET, drop=("row", "ticked", "key", "page", "all"))
        try:
            with transaction.atomic():
                outcome = bulk.run(task=task, model=self.model, keys=keys, by=user)
                batch = bulk.remember(
                    outcome=outcome,
                    kind=task.kind,
                    by=user,
                    reason=task.reason,
                    list_name=self.full_name,
                    query=query,
                )
        except ValidationError as error:
            take_error(form, error)
            return self._bulk_page(kind, self._selection()[1], len(keys), form, status=422)
        messages.success(
            self.request, __("Done: %(count)s rows changed.") % {"count": outcome.changed}
        )
        return HttpResponseRedirect(batch.get_absolute_url())

    def _selection(self) -> tuple[str, Any, int]:
        """Return the step, the rows it is about, and how many. 404 for a step this list has not, 403 for one
        that is not the user's.
        """
        kind = self.kwargs["kind"]
        if kind not in KINDS:
            raise Http404
        require(self.request.user, KINDS[kind], self.model)
        listing = self.listing = self.list.listing()
        if kind not in bulk_kinds(self.list, archived=listing.shows_archived):
            raise Http404
        if not isinstance(listing.rows, QuerySet):
            raise Http404
        rows = listing.rows.order_by()
        if self.request.GET.get("ticked"):
            rows = rows.filter(pk__in=self._ticked())
        return kind, rows, rows.count()

    def _ticked(self) -> list[object]:
        field, found = self.model._meta.pk, []
        for value in self.request.GET.getlist("row")[:1000]:
            try:
                found.append(field.to_python(value[:64]))
            except ValidationError:
                continue
        return [key for key in found if not isinstance(key, int) or 0 <= key < 2**63]

    def _bulk_form(self, kind: str, data: object = None) -> Any:
        return bulk_form(
            self.model, self.list.bulk_fields if kind == "edit" else (), self.request.user, data
        )

    def _task(self, kind: str, form: Any) -> bulk.BulkTask:
        reason = form.cleaned_data["remark"]
        if kind == "archive":
            return bulk.archive_task(reason)
        if kind == "restore":
            return bulk.restore_task(reason)
        values, steps = form.changes()
        return bulk.change_task(values, steps=steps, why_not=self.list.why_not_bulk, reason=reason)

    def _bulk_page(
        self, kind: str, rows: ScopedQuerySet, count: int, form: Any, *, outcome: Any = None,
        seen: str = "", moved: bool = False, status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        noun = self.model._meta.verbose_name_plural
        titles = {
            "edit": __("Change many: %(what)s"),
            "archive": __("Archive many: %(what)s"),
            "restore": __("Restore many: %(what)s"),
        }
        listing_query = tidy_query(self.request.GET, drop=("row", "ticked"))
        cancel = f"{self.list_url}?{listing_query or 'all=1'}"
        ticked = bool(self.request.GET.get("ticked"))
        chips = self.listing.filterset
        return self.render(
            {
                "title": titles[kind] % {"what": noun},
                "crumbs": [(capfirst(noun), cancel)],
                "kind": kind,
                "is_one_way": kind == "archive"
                and not may(self.request.user, Action.RESTORE, self.model),
                "form": form,
                "count": count,
                "most": bulk.BULK_MOST,
                "is_ticked": ticked,
                "empty_words": __("No row is ticked.")
                if ticked
                else __("Nothing matches these filters."),
                "chips": chips.chips() if chips is not None else [],
                "examples": [str(row) for row in self._examples(rows)] if count else [],
                "outcome": outcome,
                "skipped": outcome.skipped[:SKIPPED_SHOWN] if outcome else [],
                "skipped_more": max(0, len(outcome.skipped) - SKIPPED_SHOWN) if outcome else 0,
                "words": form.words() if outcome else [],
                "seen": seen,
                "moved": moved,
                "sent": _hidden(form) if outcome else [],
                "cancel_url": cancel,
            },
            status,
        )

    def _examples(self, rows: ScopedQuerySet) -> Any:
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:5])
        # As the list reads them: what their names are made of comes along.
        found = self.list.get_queryset().filter(pk__in=keys)
        related = bulk.related_for_access(self.model)
        return found.select_related(*related) if related else found


def _hidden(form: Any) -> list[tuple[str, str]]:
    """Return what was filled in, to be sent again with the confirmation."""
    return [
        (name, value)
        for name in form.fields
        for value in form.data.getlist(name)
        if value not in ("", None)
    ]
