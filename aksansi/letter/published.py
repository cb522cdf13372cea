"""What is stated beside our own count: told with source, date and what was counted, never summed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as __

from core.land.regions import Region
from core.tools import formats, partial_dates
from core.tools.rows.values import value_class
from ksm.models.figures import DatedFact, FactTopic
from ksm.reports import Registry
from ksm.stages import told_stage
from planning.reports.rows import AchievementRow

# The units in which sources count what a figure of ours counts.
UNITS = {
    "facilities": ("sarana", "unit", "ipal", "lokasi", "mck", "facilities", "plants"),
    "groups": ("ksm", "kpp", "ksm/kpp", "kelompok", "groups"),
    "sr": ("sr", "sambungan rumah"),
    "kk": ("kk", "kepala keluarga", "households"),
}


SERVED = re.compile(r"layan|sambung|manfaat|guna|serv|connect|user", re.IGNORECASE)
# Shared indicators that count what the registry counts.
OWN = {"sr-aktif": "sr", "kk-terlayani": "kk", "jiwa-terlayani": "jiwa"}


@value_class
class Published:
    """A sentence for each figure our records do not know and a source states; "" where none does."""

    facilities: str = ""
    groups: str = ""
    sr: str = ""
    kk: str = ""


def build_published(*, facts: Iterable[DatedFact], region: Region, registry: Registry) -> Published:
    """Return the newest figure of the whole region that a source stated, for what is not known here.

    `facts`: what is stated of the region by the day, the newest first. A plan is none, nor are people who are not
    said to be served.
    """
    known = {
        "facilities": registry.facilities_total,
        "groups": registry.groups_total,
        "sr": registry.sr.used.known,
        "kk": registry.kk.used.known,
    }
    if all(known.values()):
        return Published()
    newest: dict[str, DatedFact] = {}
    for fact in facts:
        if fact.about != fact.region or fact.region_id != region.pk or fact.area:
            continue
        if fact.is_planned or fact.topic != FactTopic.REGISTRY or not fact.as_of:
            continue
        for name, units in UNITS.items():
            if not known[name] and fact.unit.lower() in units and _counts_it(name, fact.subject):
                newest.setdefault(name, fact)
    return Published(**{name: words_of(fact) for name, fact in newest.items()})


def _counts_it(name: str, subject: str) -> bool:
    """Return whether the words of a source mean what our figure counts: what stands, or who is served."""
    return told_stage(subject) is None and (
        name not in ("sr", "kk") or bool(SERVED.search(subject))
    )


def words_of(fact: DatedFact) -> str:
    """Return “75 KSM menurut Kompas, April 2015 (KSM terbentuk)”: what was counted stays in the source's words."""
    return __("%(value)s according to %(source)s, %(date)s (%(subject)s)") % {
        "value": fact.value_words,
        "source": fact.source or __("a source"),
        "date": partial_dates.display(fact.as_of),
        "subject": fact.subject,
    }


def _own(code: str, registry: Registry) -> tuple[int | None, bool]:
    """Return what the registry counts of a shared indicator, and whether roughly; None: nothing recorded of it."""
    if code == "unit-terdata":
        return registry.facilities_total or None, False
    if code not in OWN:
        return None, False
    used = getattr(registry, OWN[code]).used
    return used.value, used.is_rough


def beside(row: AchievementRow, registry: Registry) -> str:
    """Return what an achievement states and what the registry counts of the same, where the two differ; else ""."""
    own, is_rough = _own(row.code, registry)
    if own is None or row.realised is None or own == row.realised:
        return ""
    return __(
        "%(stated)s as stated by %(source)s; recorded in this system as of %(day)s: %(own)s"
    ) % {
        "stated": formats.number(row.realised),
        "source": row.source or __("the chapter"),
        "own": formats.about(own, is_rough),
        "day": formats.day(registry.at),
    }
