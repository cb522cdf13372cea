"""The first steps of a chapter: what a newcomer sets up once, ticked by the records themselves."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as __

from chapters.reports import RegionProfile
from core.access import works_in_region
from core.people.users import User
from core.records.review import State
from core.tools.rows.values import value_class
from ksm.models import Group, StatusRecord
from monitoring.models import Visit
from planning.models import AnnualPlan


@value_class
class Step:
    """One thing to set up, whether it is done, where it is done, and its passage of the guide."""

    label: str
    is_done: bool
    url: str
    passage: str

    @property
    def help_url(self) -> str:
        return reverse("help-passage", args=["chapter", self.passage])


def recorded(user: User) -> dict[str, Exists]:
    """Return what a query over regions asks for the first steps: whether each has its first group, facility with
    a known function, visit and plan handed in; {} for who is no officer.
    """
    if not works_in_region(user):
        return {}
    below = {"facility__region": OuterRef("pk")}
    known = StatusRecord.objects.visible_to(user).current().filter(**below)
    sent = {"state__in": (State.SUBMITTED, State.APPROVED)}
    groups = Group.objects.visible_to(user).current().filter(region=OuterRef("pk"))
    visits = Visit.objects.visible_to(user).current().filter(**below, **sent)
    plans = AnnualPlan.objects.visible_to(user).current()
    return {
        "has_group": Exists(groups),
        "has_facility": Exists(known.exclude(function_status="")),
        "has_visit": Exists(visits),
        "has_plan": Exists(plans.filter(chapter__region=OuterRef("pk"), **sent)),
    }


def first_steps(profile: RegionProfile, known: Mapping[str, object]) -> list[Step]:
    """Return the six first steps of a region's chapter; [] once all are done, and for who is no officer.

    `profile`: the region's chapter as of today; `known`: what `recorded` told of it. Nothing is stored: a step is
    done where the records say so, whoever entered them.
    """
    if "has_group" not in known:
        return []
    chapter = profile.chapter if profile.is_standing else None
    own = chapter.get_absolute_url() if chapter else reverse("chapters:chapter-list")
    steps = [
        Step(
            __("Enter the decree (SK) of the chapter"),
            bool(chapter and chapter.decree),
            own,
            "start",
        ),
        Step(
            __("Name chair, secretary and treasurer"),
            bool(chapter and profile.core_filled == profile.core_total),
            own,
            "start",
        ),
        Step(
            __("Record the first group"),
            bool(known["has_group"]),
            reverse("ksm:group-list"),
            "group",
        ),
        Step(
            __("Record a facility and whether it works"),
            bool(known["has_facility"]),
            reverse("ksm:facility-list"),
            "facility",
        ),
        Step(
            __("Hand in the first visit"),
            bool(known["has_visit"]),
            reverse("monitoring:field"),
            "visit",
        ),
        Step(
            __("Hand in the first annual plan"),
            bool(known["has_plan"]),
            reverse("planning:annual-plan-list"),
            "plan",
        ),
    ]
    return [] if all(step.is_done for step in steps) else steps
