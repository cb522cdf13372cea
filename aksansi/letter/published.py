"""What sources state where our own records know nothing: told beside the dash, with source and date, never summed."""

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
    """A sentence for each figure our records do not know and a source states; "" where none does."""

    facilities: str = ""
    groups: str = ""
    sr: str = ""
    kk: str = ""


def build_published(*, user: User, region: Region, at: dt.date, registry: Registry) -> Published:
    """Return the newest figure of the whole region that a source stated until a day, for what is not known here.

    At most one query; none where everything is known.
    """
    known = {
        "facilities": registry.facilities_total,
        "groups": registry.groups_total,
        "sr": registry.sr.used.known,
        "kk": registry.kk.used.known,
    }
    if all(known.values()):
        return Published()
    facts = DatedFact.objects.visible_to(user).current().of_region_itself()
    facts = facts.filter(region=region.pk, area="", is_planned=False)
    facts = facts.filter(topic=FactTopic.REGISTRY, as_of__gt="", as_of__lte=at.isoformat())
    found: dict[str, str] = {}
    for fact in facts.newest_first():
        for name, units in UNITS.items():
            if not known[name] and name not in found and fact.unit.lower() in units:
                found[name] = words_of(fact)
    return Published(**found)


def words_of(fact: DatedFact) -> str:
    """Return “75 KSM menurut sumber, April 2015 (KSM terbentuk)”: what was counted stays in the source's words."""
    return __("%(value)s according to a source, %(date)s (%(subject)s)") % {
        "value": fact.value_words,
        "date": partial_dates.display(fact.as_of),
        "subject": fact.subject,
    }
