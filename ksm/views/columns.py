"""Columns that several pages of the registry share."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.tools import partial_dates
from core.tools.rough import of_row as is_rough
from core.tools.tables import Badge, Column, Fact
from ksm.choices import STANDING, FunctionStatus, LifeStage, Membership, badge
from ksm.desludging.intervals import NextDue
from ksm.models import Group
from ksm.wording import operator_words, rough, use_text


def where(row: Any) -> str:
    """Return place and region of a group or facility in one line."""
    return ", ".join(filter(None, (row.place, str(row.region))))


def tags_fact(row: Any, list_name: str) -> Fact:
    """Return the tags of a group or facility; they lead to all that have them."""
    url = f"{reverse(list_name)}?{urlencode({'tag': row.tags})}" if row.tags else ""
    return Fact(_("Tags"), row.tags, url=url)


def code_and_where(row: Any) -> str:
    """Return the facility's code before its place: what an inspector writes on the form."""
    return f"{row.code} · {where(row)}"


def facility_where(row: Any) -> str:
    """The same for a record under a facility."""
    return where(row.facility)


def function_badge(row: Any) -> Badge | None:
    """Return the latest stated function, or the stage of what is not in use (not yet, no more)."""
    is_seen = row.stage == LifeStage.UNKNOWN and row.latest_function in STANDING
    if row.stage != LifeStage.BUILT and not is_seen:
        return Badge(row.get_stage_display(), "info" if row.stage != LifeStage.CLOSED else "none")
    return badge(FunctionStatus, row.latest_function) or Badge(__("Not known"), "none")


def function_date(row: Any) -> str:
    return partial_dates.display(row.latest_function_on or "", is_short=True)


def of_design(row: Any) -> str:
    """Return the design figure and the date of the count below it: "of 60 designed · 2018"."""
    parts = []
    if row.design_sr is not None:
        parts.append(
            __("of %(count)s designed")
            % {"count": rough(row.design_sr, is_rough(row, "design_sr"))}
        )
    if row.latest_active_sr_on:
        parts.append(partial_dates.display(row.latest_active_sr_on, is_short=True))
    return " · ".join(parts)


# Of the latest dated records; a list puts there what its columns need (`ksm.views.lists.with_columns`).
FUNCTION = Column(
    "function", _("Function"), function_badge, kind="badge", note=function_date,
    needs=("latest_function", "latest_function_on"),
)  # fmt: skip
ACTIVE_SR = Column(
    "active_sr", _("Active SR"), "latest_active_sr", kind="number", note=of_design,
    needs=("latest_active_sr_on",),
)  # fmt: skip
OPERATOR = Column(
    "operator", _("Operator"), operator_words, note="operator_village",
    needs=("operator_name", "operator_village"),
)  # fmt: skip


def membership_text(group: Group) -> Any:
    """Return the membership in AKSANSI with its dates."""
    if group.membership != Membership.YES:
        return group.get_membership_display()
    since, until = (partial_dates.display(d) for d in (group.member_from, group.member_to))
    if until:
        return __("Member until %(date)s") % {"date": until}
    return __("Member since %(date)s") % {"date": since} if since else __("Member")


STATUS = [
    Column("observed_on", _("Observed on"), kind="partial", link=True),
    Column("function_status", _("Function"), "function_badge", kind="badge"),
    Column("physical_condition", _("Condition"), "condition_badge", kind="badge"),
    Column("use", _("In use"), use_text, note="remark"),
    Column("source", _("Source")),
]
DESLUDGING = [
    Column("done_on", _("Emptied on"), kind="partial", link=True),
    Column("volume_m3", _("Volume (m³)"), kind="number"),
    Column("trips", _("Trips"), kind="number"),
    Column("provider", _("Provider"), lambda row: row.provider or row.get_provider_kind_display()),
    Column("destination", _("Destination")),
    Column("cost", _("Cost"), kind="rupiah"),
]
SOURCE = [
    Column("source", _("Source"), hidden=True),
    Column("source_url", _("Address of the source"), hidden=True),
    Column("as_of", _("As of"), kind="partial", hidden=True),
]


def due_badge(due: NextDue, *, is_short: bool = False) -> Badge | None:
    """Return the due date with its tone; None where there is nothing to count from.

    `is_short`: as tables write, where the last emptying, or that none is recorded, has a column of its own.
    """
    if not due.due:
        return None
    when = partial_dates.display(due.due, is_short=is_short)
    if not due.has_passed(timezone.localdate()):
        return Badge(when, "info")
    if not due.is_told:
        words = (
            __("Reckoned: %(date)s")
            if is_short
            else __("No emptying recorded, reckoned for %(date)s")
        )
        return Badge(words % {"date": when}, "part")
    told = (
        __("Reckoned due date passed: %(date)s")
        if due.is_assumption
        else __("Due date passed: %(date)s")
    )
    return Badge(told % {"date": when}, "bad")
