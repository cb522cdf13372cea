"""Bulk steps of a list: exactly the filtered rows (beyond one page too), or those ticked.

The selection is the address: filters, and `row` for ticked rows. First it says what would happen to how
many rows, by doing it and taking it back; then it does it, unless a row has changed in between.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may, reads_only, require
from core.pages.saved import tidy_query
from core.pages.scoped_forms import PlainForm, take_error
from core.records import bulk
from core.tools.tables import show

UNCHANGED = _("– leave as it is –")
SKIPPED_SHOWN = 50
CLEAR = "clear-"


@dataclass(frozen=True)
class BulkField:
    """A thing a list changes for many rows that is not a plain column of them.

    `field` makes the form field; `apply(rows, value, by, stamp)` writes it with history in a constant
    number of queries and returns the rows it changed something for.
    """

    name: str
    field: Callable[[], forms.Field]
    apply: Callable[[list[Any], Any, Any, uuid.UUID], Iterable[Any]]


class BulkMixin:
    """For list pages: `?bulk=edit|archive|restore` on the list's own address."""

    request: Any
    model: Any
    bulk_fields: ClassVar[Any] = ()

    KINDS = {
        "edit": Action.CHANGE,
        "archive": Action.ARCHIVE,
        "restore": Action.RESTORE,
    }

    def why_not_bulk(self, row: Any, values: dict[str, Any]) -> str:
        """Return what the room has against giving this row these values in bulk; "" where nothing. No queries."""
        return ""

    def bulk_kinds(self, *, archived: bool) -> list[str]:
        """Return which bulk steps this user has on this list."""
        user, found = self.request.user, []
        if reads_only(user):
            return []
        archivable = self._can_be_archived()
        if archived:
            return ["restore"] if archivable and may(user, Action.RESTORE, self.model) else []
        if self.bulk_fields and may(user, Action.CHANGE, self.model):
            found.append("edit")
        if archivable and may(user, Action.ARCHIVE, self.model):
            found.append("archive")
        return found

    def _can_be_archived(self) -> bool:
        """Whether single rows can be archived on a page of their own: many are archived only where one is."""
        if not any(f.name == "archived_at" for f in self.model._meta.concrete_fields):
            return False
        # Keys of either form: a number, or a facility's code.
        return any(self.address("archive", key) for key in ("1", "11.01-0001"))  # type: ignore[attr-defined]

    def bulk_context(self, listing: Any, total: int) -> dict[str, Any]:
        is_asked = isinstance(listing.rows, QuerySet)  # rows worked out in Python are no selection
        kinds = self.bulk_kinds(archived=listing.shows_archived) if total and is_asked else []
        query = tidy_query(self.request.GET, drop=("key", "page", "bulk", "row", "ticked"))
        words = {
            "edit": (__("Change"), "pencil"),
            "archive": (__("Archive"), "archive"),
            "restore": (__("Restore"), "arrow-counterclockwise"),
        }
        return {
            "bulk_steps": [
                {
                    "kind": kind,
                    "label": words[kind][0],
                    "icon": words[kind][1],
                    "url": f"{self.request.path}?{query}&bulk={kind}".replace("?&", "?"),
                }
                for kind in kinds
            ],
            "bulk_hidden": [
                (name, value)
                for name, values in self.request.GET.lists()
                if name not in ("key", "page", "bulk", "row", "ticked")
                for value in values
                if value
            ],
        }

    # --- The page -----------------------------------------------------------------------

    def bulk_get(self) -> HttpResponse:
        kind, rows, count = self._selection()
        return self._bulk_page(kind, rows, count, self._bulk_form(kind))

    def bulk_post(self) -> HttpResponseBase:
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

    def _do(self, kind: str, form: Any, keys: list[Any]) -> HttpResponse:
        user, task = self.request.user, self._task(kind, form)
        query = tidy_query(self.request.GET, drop=("bulk", "row", "ticked", "key", "page", "all"))
        try:
            with transaction.atomic():
                outcome = bulk.run(task=task, model=self.model, keys=keys, by=user)
                batch = bulk.remember(
                    outcome=outcome,
                    kind=task.kind,
                    by=user,
                    reason=task.reason,
                    list_name=self.list_name,  # type: ignore[attr-defined]
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
        kind = self.request.GET.get("bulk", "")
        if kind not in self.KINDS:
            raise Http404
        require(self.request.user, self.KINDS[kind], self.model)
        listing = self.listing()  # type: ignore[attr-defined]
        if kind not in self.bulk_kinds(archived=listing.shows_archived):
            raise Http404
        if not isinstance(listing.rows, QuerySet):
            raise Http404
        rows = listing.rows.order_by()
        if self.request.GET.get("ticked"):
            rows = rows.filter(pk__in=self._ticked())
        return kind, rows, rows.count()

    def _ticked(self) -> list[Any]:
        field, found = self.model._meta.pk, []
        for value in self.request.GET.getlist("row")[:1000]:
            try:
                found.append(field.to_python(value[:64]))
            except ValidationError:
                continue
        return [key for key in found if not isinstance(key, int) or 0 <= key < 2**63]

    def _bulk_form(self, kind: str, data: Any = None) -> Any:
        return bulk_form(
            self.model, self.bulk_fields if kind == "edit" else (), self.request.user, data
        )

    def _task(self, kind: str, form: Any) -> bulk.BulkTask:
        reason = form.cleaned_data["remark"]
        if kind == "archive":
            return bulk.archive_task(reason)
        if kind == "restore":
            return bulk.restore_task(reason)
        values, steps = form.changes()
        return bulk.change_task(values, steps=steps, why_not=self.why_not_bulk, reason=reason)

    def _bulk_page(
        self, kind: str, rows: Any, count: int, form: Any, *, outcome: Any = None,
        seen: str = "", moved: bool = False, status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        self.template_name = "pages/bulk.html"
        noun = self.model._meta.verbose_name_plural
        titles = {
            "edit": __("Change many: %(what)s"),
            "archive": __("Archive many: %(what)s"),
            "restore": __("Restore many: %(what)s"),
        }
        listing_query = tidy_query(self.request.GET, drop=("bulk", "row", "ticked"))
        cancel = f"{self.request.path}?{listing_query or 'all=1'}"
        ticked = bool(self.request.GET.get("ticked"))
        chips = self.listing().filterset  # type: ignore[attr-defined]
        return self.render(  # type: ignore[attr-defined]
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

    def _examples(self, rows: Any) -> Any:
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:5])
        found = self.model._default_manager.visible_to(self.request.user).filter(pk__in=keys)
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


# --- The form -------------------------------------------------------------------


class BulkForm(PlainForm):
    """What to change: a field left alone changes nothing; a tick empties what may be empty."""

    remark = forms.CharField(
        label=_("Reason or remark"),
        required=False,
        max_length=300,
        help_text=_("Stands in the history of every row."),
    )
    specs: dict[str, Any] = {}

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.specs:
            if self.cleaned_data.get(f"{CLEAR}{name}") and self._is_filled(name):
                self.add_error(name, __("Either a new value or empty, not both."))
        if self.specs and not any(map(self._asks, self.specs)) and not self.errors:
            raise ValidationError(_("Choose at least one thing to change."), code="nothing")
        return cleaned

    def _is_filled(self, name: str) -> bool:
        return self.cleaned_data.get(name) not in ("", None)

    def _asks(self, name: str) -> bool:
        return self._is_filled(name) or bool(self.cleaned_data.get(f"{CLEAR}{name}"))

    def changes(self) -> tuple[dict[str, Any], list[Any]]:
        """Return the new column values, and the steps that write elsewhere."""
        values, steps = {}, []
        for name, spec in self.specs.items():
            if not self._asks(name):
                continue
            value = self.cleaned_data.get(name)
            if isinstance(spec, BulkField):
                steps.append(_step(spec, value))
            elif self.cleaned_data.get(f"{CLEAR}{name}"):
                values[name] = None if spec.null else ""
            else:
                values[name] = value == "yes" if isinstance(spec, models.BooleanField) else value  # type: ignore[assignment]
        return values, steps

    def words(self) -> list[tuple[str, str]]:
        """Return (label, new value) of everything that is to change."""
        found = []
        for name in self.specs:
            if not self._asks(name):
                continue
            value: Any = self.cleaned_data.get(name)
            if self.cleaned_data.get(f"{CLEAR}{name}"):
                value = __("empty")
            else:
                value = dict(getattr(self.fields[name], "choices", ()) or ()).get(value, value)
            kind = "partial" if "Partial" in type(self.fields[name]).__name__ else "text"
            found.append((str(self.fields[name].label), show(value, kind)))
        return found


def _step(spec: BulkField, value: Any) -> Callable[..., Iterable[Any]]:
    return lambda rows, by, stamp: spec.apply(rows, value, by, stamp)


def bulk_form(model: Any, bulk_fields: Any, user: Any, data: Any = None) -> BulkForm:
    """Return the form over the fields a list lets be changed for many rows."""
    attributes: dict[str, Any] = {}
    specs: dict[str, Any] = {}
    for one in bulk_fields:
        if isinstance(one, BulkField):
            attributes[one.name], specs[one.name] = one.field(), one
            continue
        field = model._meta.get_field(one)
        attributes[one], specs[one] = _form_field(field), field
        if field.blank and not isinstance(field, models.BooleanField):
            attributes[f"{CLEAR}{one}"] = forms.BooleanField(
                label=__("Empty it: %(what)s") % {"what": field.verbose_name}, required=False
            )
    attributes["specs"] = specs
    made = type("ListBulkForm", (BulkForm,), attributes)
    form = made(data, user=user) if data is not None else made(user=user)
    form.order_fields([*[name for name in attributes if name != "specs"], "remark"])
    return form


def _form_field(field: Any) -> forms.Field:
    label = capfirst(field.verbose_name)
    if isinstance(field, models.BooleanField):
        choices = [("", UNCHANGED), ("yes", _("yes")), ("no", _("no"))]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    if field.choices:
        choices = [("", UNCHANGED), *[pair for pair in field.flatchoices if pair[0] != ""]]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    made = field.formfield(required=False, initial=None)
    if isinstance(made, forms.ModelChoiceField):
        made.empty_label = UNCHANGED
    return made
