"""How far a round is: its targets by what became of them, per region and team."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.land.regions import Region
from core.people.users import User
from monitoring.models import Round, RoundTarget

MOST_LINES = 60
# In the order of a round's life; domain §4.4 names planned, done, postponed and returned.
PROGRESS = (
    ("planned", _("Planned")),
    ("under_way", _("Under way")),
    ("done", _("Visited and handed in")),
    ("postponed", _("Postponed")),
    ("returned", _("Returned to the office")),
)


@dataclass
class ProgressLine:
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
    lines: list[ProgressLine]
    totals: dict[str, int]
    urls: dict[str, str]

    @property
    def total(self) -> int:
        return sum(self.totals.values())


def build_progress(*, user: User, round_: Round) -> RoundProgress:
    """Return the counts of the targets the user may see. Two queries.

    By region and team; a round that reaches over more than `MOST_LINES` of these is told by province.
    """
    rows = (
        RoundTarget.objects.visible_to(user)  # type: ignore[misc]
        .current()
        .filter(round=round_)
        .with_progress()
        .order_by()
        .values("facility__region", "team", "progress")
        .annotate(n=Count("pk"))
    )
    lines: dict[tuple[str, str | None], ProgressLine] = {}
    totals = {name: 0 for name, _label in PROGRESS}
    found = list(rows)
    if len({(row["facility__region"], row["team"]) for row in found}) > MOST_LINES:
        found = _by_province(found)
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
        line = lines.setdefault((code, team), ProgressLine(names.get(code, code), team or ""))
        line.counts[progress] = n
        narrow = {} if team is None else {"team": team or "-"}
        line.urls[progress] = _url(round_, progress=progress, region=code, **narrow)
        totals[progress] += n
    urls = {name: _url(round_, progress=name) for name in totals}
    ordered = [lines[key] for key in sorted(lines, key=lambda key: (key[0], key[1] or ""))]
    return RoundProgress(ordered, totals, urls)


def _by_province(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the counts put together by province; teams of many regions are no teams."""
    counted: Counter[tuple[str, str]] = Counter()
    for row in found:
        counted[row["facility__region"][:2], row["progress"]] += row["n"]
    return [
        {"facility__region": code, "team": None, "progress": progress, "n": n}
        for (code, progress), n in counted.items()
    ]


def _url(round_: Round, **narrow: str) -> str:
    query = urlencode({"round": round_.pk, **narrow})
    return f"{reverse('monitoring:round-target-list')}?{query}"


def stats(progress: RoundProgress) -> list[dict[str, object]]:
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
