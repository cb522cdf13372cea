"""What sources state beside our own count: told with source, date and what was counted, never summed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as __

from core.land.regions import Region
from core.people.users import User
from core.tools import partial_dates
from ksm.models.figures import DatedFact, FactTopic
from ksm.reports import Registry

# The units in which sources count what a figure of ours counts.
UNITS = {
    "facilities": ("sarana", "unit", "ipal", "lokasi", "mck", "facilities", "plants"),
    "groups": ("ksm", "kpp", "ksm/kpp", "kelompok", "groups"),
    "sr": ("sr", "sambungan rumah"),
    "kk": ("kk", "kepala keluarga", "households"),
}


@dataclass(frozen=True)
class Published:
    """A sentence for each figure of which a source states another number than our records; "" where none does."""

    facilities: str = ""
    groups: str = ""
    sr: str = ""
    kk: str = ""


def build_published(*, user: User, region: Region, at: dt.date, registry: Registry) -> Published:
    """Return the newest figure of the whole region that a source stated until a day, where ours is unknown or another.

    One query.
    """
    ours = {
        "facilities": registry.facilities_total or None,
        "groups": registry.groups_total or None,
        "sr": registry.sr.used.value,
        "kk": registry.kk.used.value,
    }
    facts = DatedFact.objects.visible_to(user).current().of_region_itself()
    facts = facts.filter(region=region.pk, area="", is_planned=False)
    facts = facts.filter(topic=FactTopic.REGISTRY, as_of__gt="", as_of__lte=at.isoformat())
    newest: dict[str, DatedFact] = {}
    for fact in facts.newest_first():
        for name, units in UNITS.items():
            if fact.unit.lower() in units:
                newest.setdefault(name, fact)
    return Published(
        **{name: words_of(fact) for name, fact in newest.items() if fact.value != ours[name]}
    )


def words_of(fact: DatedFact) -> str:
    """Return “75 KSM menurut Kompas, April 2015 (KSM terbentuk)”: what was counted stays in the source's words."""
    return __("%(value)s according to %(source)s, %(date)s (%(subject)s)") % {
        "value": fact.value_words,
        "source": fact.source or __("a source"),
        "date": partial_dates.display(fact.as_of),
        "subject": fact.subject,
    }
