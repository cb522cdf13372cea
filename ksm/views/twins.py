"""Doors to what may be recorded twice: the list of suspected twins, and merging two into one."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, require
from core.pages import ActionPage, Page
from core.records import merging
from core.tools.rows.keyset import KeyPage
from core.tools.tables import Column, Fact, Table
from ksm.doubles.merging import left_alone, why_not_merge
from ksm.doubles.twins import MOST, TwinPair, suspected_facilities, suspected_groups
from ksm.forms import MergeForm
from ksm.models import Facility, Group
from ksm.wording import type_word


class TwinsPage(Page):
    """Pairs that may be one and the same, for those who may merge them."""

    template_name = "ksm/twins.html"
    is_heavy = True
    suspected: ClassVar[Any]

    @override
    def get_title(self) -> object:
        return __("Possible duplicates: %(what)s") % {"what": self.model._meta.verbose_name_plural}

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(str(self.model._meta.verbose_name_plural).capitalize(), self.address("list"))]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        require(request.user, Action.ARCHIVE, self.model)
        pairs: list[TwinPair] = type(self).suspected(request.user)
        size = self.request.user.page_length
        shown = Paginator(pairs, size).get_page(request.GET.get("page"))
        lines: list[object] = [
            {
                "first": pair.first,
                "second": pair.second,
                "where": ", ".join(filter(None, (pair.first.place, str(pair.first.region)))),
                "other_where": ", ".join(
                    filter(None, (pair.second.place, str(pair.second.region)))
                ),
                "reason": pair.reason,
                "url": f"{self.address('merge', pair.first.key)}?other={pair.second.pk}",
                "label": f"{pair.first} – {pair.second}",
                "is_example": pair.first.is_example and pair.second.is_example,
            }
            for pair in shown
        ]
        most = MOST if len(pairs) == MOST else 0
        chunk = KeyPage(lines, shown.start_index(), len(pairs), True)
        has_examples = any(pair.first.is_example or pair.second.is_example for pair in shown)
        told = {"lines": lines, "most": most, "shown": shown, "chunk": chunk}
        return self.render({**told, "has_examples": has_examples})


class FacilityTwinsPage(TwinsPage):
    model = Facility
    suspected = staticmethod(suspected_facilities)


class GroupTwinsPage(TwinsPage):
    model = Group
    suspected = staticmethod(suspected_groups)


class MergePage(ActionPage):
    """Choose the other record, see what would happen, then merge. The choice is in the address."""

    template_name = "ksm/merge.html"
    action = Action.ARCHIVE
    danger = True
    form_class = MergeForm
    merge: ClassVar[Any] = None
    title = _("Merge: %(what)s")
    select_related = ("region",)

    @override
    def get_initial(self) -> dict[str, Any]:
        return self.request.GET.dict() if self.request.method == "GET" else {}

    @override
    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "record": self.object}

    @override
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if "other" not in request.GET:
            return super().get(request, *args, **kwargs)
        asked = {"keep": "this", **request.GET.dict()}
        form = self.get_form(data=asked, initial={})
        return self.render({"form": form}, 200 if form.is_valid() else 422)

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        preview = self._preview(form) if form.is_bound and form.is_valid() else None
        return super().get_context_data(**kwargs, preview=preview)

    def _pair(self, form: forms.BaseForm) -> tuple[Any, Any]:
        other = form.cleaned_data["other"]
        first = form.cleaned_data["keep"] == "this"
        return (self.object, other) if first else (other, self.object)

    def _preview(self, form: forms.BaseForm) -> dict[str, Any]:
        kept, merged = self._pair(form)
        leave = left_alone(kept)
        moved = merging.counts(kept=kept, merged=merged)
        return {
            "kept": kept,
            "merged": merged,
            "reason": why_not_merge(kept=kept, merged=merged),
            "filled": [
                Fact(item.label, item.value)
                for item in merging.to_fill(kept=kept, merged=merged, leave=leave)
            ],
            "facts": _compared(kept, merged),
            "moved": Table(
                [
                    Column("label", _("What refers to it")),
                    Column("kept", _("Stays"), kind="number"),
                    Column("merged", _("Moves here"), kind="number"),
                    Column(
                        "sum", _("Afterwards"), lambda row: row.kept + row.merged, kind="number"
                    ),
                ],
                moved,
                caption=_("What moves"),
            ),
        }

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        self.kept, merged = self._pair(form)
        self.merge(kept=self.kept, merged=merged, by=self.request.user)
        return self.done(__("Merged: %(what)s. Both histories are kept.") % {"what": self.kept})

    @override
    def get_success_url(self) -> str:
        return self.kept.get_absolute_url()


def _compared(kept: Any, merged: Any) -> Table:
    """Return both records beside each other, fact by fact."""
    lines = [
        {"label": __("Name"), "kept": kept.name, "merged": merged.name},
        {"label": __("Place"), "kept": kept.place, "merged": merged.place},
    ]
    if isinstance(kept, Facility):
        lines += [
            {"label": __("Code"), "kept": kept.code, "merged": merged.code},
            {
                "label": __("Type"),
                "kept": type_word(kept.facility_type),
                "merged": type_word(merged.facility_type),
            },
            {"label": __("Coordinates"), "kept": kept.coordinates, "merged": merged.coordinates},
        ]
    lines.append({"label": __("Source"), "kept": kept.source, "merged": merged.source})
    columns = [
        Column("label", _("Fact")),
        Column("kept", _("Stays")),
        Column("merged", _("Is archived")),
    ]
    return Table(columns, lines, caption=_("Both records"))
