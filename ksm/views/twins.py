"""Doors to what may be recorded twice: the list of suspected twins, and merging two into one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.access import Action, require
from core.pages import ActionPage, Page
from core.records import merging
from core.tools.tables import Column, Fact, Table
from ksm.doubles.merging import left_alone, merge_facilities, merge_groups
from ksm.doubles.twins import Pair, suspected_facilities, suspected_groups
from ksm.forms import MergeForm
from ksm.models import Facility, Group
from ksm.wording import type_word


class TwinsPage(Page):
    """Pairs that may be one and the same, for those who may merge them."""

    template_name = "ksm/twins.html"
    suspected: ClassVar[Any]

    def get_title(self) -> Any:
        return __("Possible duplicates: %(what)s") % {"what": self.model._meta.verbose_name_plural}

    def get_crumbs(self) -> list[tuple[Any, str]]:
        return [(str(self.model._meta.verbose_name_plural).capitalize(), self.address("list"))]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request.user, Action.ARCHIVE, self.model)
        pairs: list[Pair] = type(self).suspected(request.user)
        lines = [
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
            for pair in pairs
        ]
        return self.render({"lines": lines})


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
    write: ClassVar[Any]

    def plan(self, rows: Any) -> Any:
        return rows.select_related("region")

    def get_title(self) -> Any:
        return __("Merge: %(what)s") % {"what": self.object}

    def build_form(self, **kwargs: Any) -> Any:
        if self.request.method == "GET":
            kwargs["initial"] = {name: self.request.GET.get(name) for name in self.request.GET}
        return MergeForm(user=self.request.user, record=self.object, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "other" not in request.GET:
            return self.show(self.build_form())
        asked = {"keep": "this", **request.GET.dict()}
        form = MergeForm(user=request.user, record=self.object, data=asked)
        return self.show(form, 200 if form.is_valid() else 422)

    def show(self, form: Any, status: int = 200) -> HttpResponse:
        self.preview = self._preview(form) if form.is_bound and form.is_valid() else None
        return super().show(form, status)

    def render(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        return super().render({**context, "preview": self.preview}, status)

    def _pair(self, form: Any) -> tuple[Any, Any]:
        other = form.cleaned_data["other"]
        first = form.cleaned_data["keep"] == "this"
        return (self.object, other) if first else (other, self.object)

    def _preview(self, form: Any) -> dict[str, Any]:
        kept, merged = self._pair(form)
        leave = left_alone(kept)
        moved = merging.counts(kept=kept, merged=merged)
        return {
            "kept": kept,
            "merged": merged,
            "reason": merging.why_not_merge(kept=kept, merged=merged),
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

    def perform(self, form: Any) -> str:
        self.kept, merged = self._pair(form)
        type(self).write(kept=self.kept, merged=merged, by=self.request.user)
        return __("Merged: %(what)s. Both histories are kept.") % {"what": self.kept}

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


class FacilityMergePage(MergePage):
    model = Facility
    write = staticmethod(merge_facilities)


class GroupMergePage(MergePage):
    model = Group
    write = staticmethod(merge_groups)
