"""How far a round is: its targets by what became of them, per region and team."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from chapters.models import Region
from monitoring.models import Round, RoundTarget

# In the order of a round's life; domain §4.4 names planned, done, postponed and returned.
PROGRESS = (
    ("planned", _("Planned")),
    ("under_way", _("Under way")),
    ("done", _("Visited and handed in")),
    ("postponed", _("Postponed")),
    ("returned", _("Returned to the office")),
)


@dataclass
class Line:
    """One region and team; `counts` are numbers of targets by progress, `urls` lead to those very ones."""

    region: str
    team: str
    counts: dict[str, int] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    is_example = False

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass
class RoundProgress:
    lines: list[Line]
    totals: dict[str, int]
    urls: dict[str, str]

    @property
    def total(self) -> int:
        return sum(self.totals.values())


def build_progress(*, user: Any, round_: Round) -> RoundProgress:
    """Return the counts of the targets the user may see. Two queries."""
    rows = (
        RoundTarget.objects.visible_to(user)  # type: ignore[misc]
        .current()
        .filter(round=round_)
        .with_progress()
        .order_by()
        .values("facility__region", "team", "progress")
        .annotate(n=Count("pk"))
    )
    lines: dict[tuple[str, str], Line] = {}
    totals = {name: 0 for name, _label in PROGRESS}
    found = list(rows)
    names = {
        row.pk: row.short_name
        for row in Region.objects.filter(pk__in={r["facility__region"] for r in found})
    }
    for row in found:
        code, team, progress, n = (
            row["facility__region"],
            row["team"],
            row["progress"],
            row["n"],
        )
        line = lines.setdefault((code, team), Line(names.get(code, code), team))
        line.counts[progress] = n
        line.urls[progress] = _url(round_, progress=progress, region=code, team=team or "-")
        totals[progress] += n
    urls = {name: _url(round_, progress=name) for name in totals}
    ordered = [lines[key] for key in sorted(lines)]
    return RoundProgress(ordered, totals, urls)


def _url(round_: Round, **narrow: str) -> str:
    query = urlencode({"round": round_.pk, **narrow})
    return f"{reverse('monitoring:round-target-list')}?{query}"


def stats(progress: RoundProgress) -> list[dict[str, Any]]:
    """Return the totals as `components/stats.html` shows them, each leading to its list."""
    tones = {"done": "good", "postponed": "part", "returned": "part"}
    return [
        {
            "value": progress.totals[name],
            "label": label,
            "note": __("of %(n)s") % {"n": progress.total},
            "tone": tones.get(name, ""),
            "url": progress.urls[name],
        }
        for name, label in PROGRESS
    ]
