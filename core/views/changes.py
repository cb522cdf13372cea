"""Actions on many rows: what each did, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may, reads_only
from core.pages import ListPage, Page, url_noun
from core.people.users import SignedInRequest
from core.records import undo
from core.records.batches import Batch
from core.records.bulk import Skipped
from core.tools.tables import Badge, Column


def batch_state(batch: Batch) -> Badge | None:
    """Return whether an action was taken back, in all its rows or in some."""
    back = sum(one.changed for one in batch.undone_by.all())
    if not back:
        return None
    return Badge(__("Taken back") if back >= batch.changed else __("Partly taken back"), "none")


def list_words(batch: Batch) -> str | None:
    """Return in words which list an action was made on: the plural name of its records."""
    app, _colon, noun = batch.list_name.partition(":")
    for model in undo.tracked_models():
        if model._meta.app_label == app and url_noun(model) == noun.removesuffix("-list"):
            return str(capfirst(model._meta.verbose_name_plural))
    return None


class ChangeListPage(ListPage):
    for_programs = False
    model = Batch
    title = _("Changes of many rows")
    lead = _("Bulk changes, imports and what was taken back: each with what it did to which row.")
    empty = _("Nobody has changed many rows at once yet.")
    ordering = ("-created_at",)
    columns = [
        Column("created_at", _("When"), kind="moment", link=True, sort="created_at"),
        Column("kind", _("Action"), "get_kind_display", sort="kind"),
        Column("list", _("List"), list_words),
        Column("user", _("By"), lambda row: str(row.user or "") or None),
        Column("changed", _("Changed"), kind="number", sort="changed"),
        Column("skipped_count", _("Left out"), kind="number", sort="skipped_count"),
        Column("state", _("Status"), batch_state, kind="badge"),
        Column("reason", _("Reason"), hidden=True),
    ]

    @override
    def get_queryset(self) -> object:
        return super().get_queryset().select_related("user").prefetch_related("undone_by")


class ChangePage(Page):
    """What one action did, for whoever sees the rows; taking it back for whoever may change them."""

    template_name = "core/change.html"
    room = "chapters"
    above = ((_("Changes of many rows"), "core:change-list"),)

    def get(self, request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.render({})

    @override
    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        user, stamp = self.request.user, self.kwargs["stamp"]
        batch = Batch.objects.select_related("user", "undoes").filter(pk=stamp).first()
        personal = may(user, Action.SEE_CONTACTS)
        parts: list[dict[str, Any]] = []
        total = possible = 0
        for model, changes in undo.changes_of(stamp, user):
            refusals = [undo.why_not(change, user) for change in changes]
            possible += sum(not reason for reason in refusals)
            left = max(0, undo.SHOWN - total)
            total += len(changes)
            lines = undo.told(changes[:left], reader=user, personal=personal)
            parts.append(
                {
                    "title": capfirst(model._meta.verbose_name_plural),
                    "count": len(changes),
                    "lines": [
                        {
                            "what": str(change.row),
                            "url": address_of(change.row),
                            "created": change.created,
                            "changes": words,
                            "refusal": reason,
                        }
                        for (change, words), reason in zip(lines, refusals, strict=False)
                    ],
                }
            )
        own = batch is not None and Batch.objects.visible_to(user).filter(pk=stamp).exists()
        if not parts and not (batch and own and batch.user_id == user.pk):
            raise Http404
        undone = list(batch.undone_by.all()) if batch else []
        may_open = set(
            Batch.objects.visible_to(user).filter(undoes=batch).values_list("pk", flat=True)
        )
        done = bool(undone) and not possible
        return super().get_context_data(
            **{
                "title": str(batch) if batch else __("One action"),
                "batch": batch,
                "own": own,
                "parts": parts,
                "total": total,
                "possible": possible,
                "shown_most": undo.SHOWN,
                "skipped": [Skipped(*pair) for pair in batch.skipped] if batch and own else [],
                "skipped_more": batch.skipped_count - len(batch.skipped) if batch and own else 0,
                "tells_why": bool(batch) and not done and not reads_only(user),
                "may_undo": bool(batch) and not done and possible and not reads_only(user),
                "undone": [(one, one.pk in may_open) for one in undone],
                **kwargs,
            }
        )

    def post(self, request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        stamp = self.kwargs["stamp"]
        try:
            outcome = undo.undo(stamp=stamp, by=request.user)
        except PermissionDenied as error:  # no row of it is in sight: like an action that never was
            raise Http404 from error
        except ValidationError as error:
            return self.render({"error": " ".join(error.messages)}, 422)
        if not outcome.changed:
            return self.render({"error": __("Nothing of it can be taken back any more.")}, 422)
        target = reverse("core:change-detail", args=[outcome.stamp])
        messages.success(request, __("Taken back: %(count)s rows.") % {"count": outcome.changed})
        return HttpResponseRedirect(target)


def address_of(row: Any) -> str:
    try:
        return str(row.get_absolute_url())
    except (AttributeError, NoReverseMatch):
        return ""
