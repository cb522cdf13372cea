"""Gaps of a region's facilities and groups filled in a grid, by keyboard: a row for each, a field for what it lacks."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Exists, OuterRef, Value
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from typing_extensions import override

from aksansi.board.clinic import completeness_of
from aksansi.board.gaps import FACILITIES, KINDS, GridRow, Kind, row_of, write
from core.access import Action, require
from core.land.regions import Region
from core.pages import Page
from core.tools.formats import Words
from ksm.models import Facility, StatusRecord
from ksm.reports import Completeness

MOST = 25


class GridPage(Page):
    """At most MOST facilities at once; what is typed is written row by row, each as if it were alone.

    Sent twice it writes once: what is filled in is no gap any more.
    """

    model = Region
    is_about_one = True
    sent_once = False
    template_name = "aksansi/grid.html"
    room = "board"
    title = _("Fill gaps: %(what)s")
    above = ((_("Control board"), "board"),)

    @override
    def check(self) -> None:
        require(self.request.user, Action.CHANGE, Facility)

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        here = reverse("board-clinic", args=[self.object.pk])
        return [*self.crumbs_above(), (__("Data of %(what)s") % {"what": self.object}, here)]

    @cached_property
    def kind(self) -> Kind:
        return KINDS.get(self.request.GET.get("of", ""), FACILITIES)

    def rows_to_fill(self, keys: list[int] | None = None) -> list[GridRow]:
        """Return the rows to fill in: the first that lack something, or those of the page that was sent."""
        user, kind = self.request.user, self.kind
        rows = kind.model.objects.visible_to(user).existing().in_region(self.object.pk)
        found = rows.filter(pk__in=keys) if keys is not None else rows.filter(kind.lacking(user))
        stated = StatusRecord.objects.visible_to(user).current().filter(facility=OuterRef("pk"))
        has_state = Exists(stated) if kind is FACILITIES else Value(True)
        data = self.request.POST if keys is not None else None
        listed = found.annotate(has_state=has_state).select_related("region")
        listed = listed.order_by("region__code", *kind.model._meta.ordering, "pk")[:MOST]
        return [row_of(record, kind, user, data) for record in listed]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self._shown(self.rows_to_fill(), {})

    def _shown(
        self, rows: list[GridRow], wrong: dict[str, str], status: int = 200, unsaved: int = 0
    ) -> HttpResponse:
        """Return the page; `unsaved`: how many states are typed that the button will write."""
        stored = completeness_of(self.request.user, self.object.pk)
        return self.render(
            {
                "object": self.object,
                "rows": rows,
                "kind": self.kind,
                "labels": self.kind.labels(),
                "wrong": wrong,
                "complete": Completeness(stored.filled + unsaved, stored.asked),
                "unsaved": unsaved,
                "kinds": [
                    (one.label, f"?of={one.name}", one is self.kind) for one in KINDS.values()
                ],
                "back_url": reverse("board-clinic", args=[self.object.pk]),
            },
            status,
        )

    def post(self, request: HttpRequest, key: str) -> HttpResponseBase:
        keys = [int(one) for one in request.POST.getlist("row")[:MOST] if one.isdecimal()]
        rows = self.rows_to_fill([one for one in keys if one < 2**63])
        is_part = "HX-Request" in request.headers
        written, wrong = 0, {}
        for row in rows:
            told = write(row, by=self.request.user, with_state=not is_part)
            if told:
                wrong[str(row.record)] = told
            elif row.typed:
                written += 1
        if wrong or is_part:
            unsaved = sum(
                1 for row in rows if str(row.record) not in wrong and row.state() is not None
            )
            unsaved = unsaved if is_part else 0
            return self._shown(rows, wrong, 200 if is_part else 422, unsaved)
        words = ngettext("%(n)s record completed.", "%(n)s records completed.", written)
        messages.success(request, words % {"n": written})
        return HttpResponseRedirect(request.get_full_path())
