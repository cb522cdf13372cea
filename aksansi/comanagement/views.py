"""Door of the page on co-management: chosen beside found."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from aksansi.comanagement.comanagement import CoManagement, build_comanagement
from aksansi.overview.views import RegionPage
from core.tools import formats
from core.tools.drawn.charts import Bar, bars
from core.tools.formats import Words
from core.tools.rows.figures import address
from core.tools.tables import Column, Table
from events.models import Spectrum
from events.views.commitments import status_badge

DUTY_COLUMNS = [
    Column("label", _("Duty")),
    Column("chosen", _("Chosen")),
    Column("found", _("Found by visits")),
    Column("badge", _("Practice"), "badge"),
]


COMMITMENT_COLUMNS = [
    Column("text", _("What was agreed"), link=True),
    Column("owner", _("Responsible office"), lambda row: row.owner or row.owner_text),
    Column("state", _("State"), status_badge, note="tally_words"),
]


class CoManagementPage(RegionPage):
    template_name = "aksansi/comanagement.html"
    is_heavy = True
    room = "overview"

    @override
    def get_title(self) -> Words:
        return __("Co-management: %(region)s") % {"region": self.object.name}

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        address = reverse("region-overview", args=[self.object.pk])
        return [*super().get_crumbs(), (self.object.name, address)]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        found = build_comanagement(user=self.request.user, region=self.object)
        return self.render({"found": found, **_tables(found)})


def _tables(found: CoManagement) -> dict[str, object]:
    levels = [
        Bar(
            level.label,
            found.practice.levels.get(level.value, 0),
            url=address(
                "monitoring:visit-list",
                region=found.region.pk,
                since=found.since or "",
                level=level.value,
            ),
        )
        for level in Spectrum
    ]
    title = __("Four duties a government always keeps")
    return {
        "stats": _stats(found),
        "levels": bars(__("Facilities by the model found"), levels) if found.found else None,
        "minimum": Table([DUTY_COLUMNS[0], *DUTY_COLUMNS[2:]], found.minimum, title=title),
        "duties": Table(
            DUTY_COLUMNS, found.duties, title=__("Who was to do what, and what is done")
        ),
        "commitments": Table(
            COMMITMENT_COLUMNS,
            found.commitments,
            title=__("What was promised at that meeting"),
            total=len(found.commitments),
            empty=__("Nothing was promised there."),
        ),
    }


def _meeting_note(found: CoManagement) -> str:
    if found.meeting is None:
        return __("no meeting has talked about it yet")
    words = f"{found.meeting.title}, {found.meeting.date_words}".rstrip(", ")
    if found.choice is None:
        return __("%(meeting)s: the model chosen is not recorded") % {"meeting": words}
    return words


def _stats(found: CoManagement) -> list[dict[str, object]]:
    once = [row for row in found.commitments if not row.rhythm]
    done = sum(1 for row in once if row.done_on)
    again = len(found.commitments) - len(once)
    return [
        {
            "value": found.chosen or formats.DASH,
            "label": __("chosen"),
            "note": _meeting_note(found),
            "url": found.meeting.get_absolute_url() if found.meeting else "",
        },
        {
            "value": found.found or formats.DASH,
            "label": __("found most often"),
            "note": __("%(n)s facilities visited") % {"n": formats.number(found.practice.visited)}
            if found.practice.visited
            else "",
            "tone": "part" if found.differs else "",
        },
        {
            "value": f"{formats.number(done)} / {formats.number(len(once))}"
            if found.meeting
            else formats.DASH,
            "label": __("promises of that meeting done"),
            "note": __("%(n)s more come again and again") % {"n": formats.number(again)}
            if again
            else "",
        },
    ]
