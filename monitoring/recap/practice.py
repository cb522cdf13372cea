"""How facilities of a region are really managed, as approved visits found it: counts with their n."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Max, Min, Window
from django.db.models.functions import RowNumber

from core.land.regions import Region
from core.people.users import User
from monitoring import codes
from monitoring.models import Answer, Visit
from monitoring.recap.recap import approved, as_number

# Which answers speak for a duty being done (domain §4.3); numbers from the bound on.
DONE: dict[str, frozenset[str] | int] = {
    "G03": 1,  # visits of the supervising office
    "G04": frozenset({"keduanya", "salah-satu"}),  # public funding
    "G05": frozenset({"ada"}),  # local rule on the fee
    "G06": frozenset({"tertulis"}),  # roles divided in writing
    "G07": frozenset({"dipakai", "ada"}),  # channel for complaints
    "K09": frozenset({"keduanya", "salah-satu"}),  # training
    codes.PAYING: 50,  # per cent that pays
}


@dataclass(frozen=True)
class KeptRule:
    """`done` of the `n` facilities that gave an answer; without any, nothing is known."""

    done: int = 0
    n: int = 0


@dataclass(frozen=True)
class FoundPractice:
    """`levels`: facilities per level of the spectrum found (1–5); `kept`: by question code."""

    visited: int
    first_visit: dt.date | None
    last_visit: dt.date | None
    levels: dict[int, int]
    kept: dict[str, KeptRule]

    @property
    def commonest(self) -> int | None:
        return max(self.levels, key=lambda level: (self.levels[level], -level), default=None)


def build_practice(*, user: User, region: Region, since: dt.date | None = None) -> FoundPractice:
    """Return what the latest approved visit of each facility (since a day) found. Two queries."""
    rows = approved(user=user, region=region)
    if since is not None:
        rows = rows.filter(visited_on__gte=since)
    newest = [F("visited_on").desc(), F("pk").desc()]
    ranked = rows.order_by().annotate(
        rank=Window(RowNumber(), partition_by=[F("facility")], order_by=newest)
    )
    latest = Visit.objects.filter(pk__in=ranked.filter(rank=1).values("pk"))
    told = latest.aggregate(n=Count("pk"), first=Min("visited_on"), last=Max("visited_on"))
    answers = (
        Answer.objects.current()
        .filter(visit__in=latest, reason="", question__code__in=[*DONE, codes.MODEL])
        .order_by()
        .values_list("question__code", "value")
        .annotate(n=Count("pk"))
    )
    levels: Counter[int] = Counter()
    done: dict[str, int] = defaultdict(int)
    asked: dict[str, int] = defaultdict(int)
    for code, value, n in answers:
        if code == codes.MODEL:
            if value in "12345":
                levels[int(value)] += n
            continue
        asked[code] += n
        done[code] += n if _speaks_for(code, value) else 0
    return FoundPractice(
        visited=told["n"],
        first_visit=told["first"],
        last_visit=told["last"],
        levels=dict(levels),
        kept={code: KeptRule(done[code], asked[code]) for code in DONE},
    )


def _speaks_for(code: str, value: str) -> bool:
    wanted = DONE[code]
    if isinstance(wanted, frozenset):
        return value in wanted
    figure = as_number(value)
    return figure is not None and figure >= wanted
