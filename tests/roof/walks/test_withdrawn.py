"""What is withdrawn leaves nothing behind: not in the letter, not on any page that tells figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from core.records.services import archive
from tests.agreements import factories as agreements
from tests.around import shared_world
from tests.conftest import make_persona, make_regions
from tests.events import factories as events
from tests.ksm import factories as ksm
from tests.monitoring import factories as monitoring
from tests.planning import factories as planning
from tests.roof.walks.test_properties import FACTS, PAGES, Fact, World, said, vision_of

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.once]


@pytest.fixture(scope="module")
def told_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, Any]]:
    """The world with every fact in it, and its letter: made once, each test takes back what it adds."""
    with shared_world(django_db_blocker):
        make_regions()
        found = World(make_persona("secretariat"))
        for fact in FACTS.values():
            fact(found)
        yield found, found.letter()


MORE: dict[str, Fact] = {
    "state": lambda w: ksm.make_status(w.first, observed_on="2018-11-30", active_sr=99, kk=5),
    "emptying": lambda w: ksm.make_desludging(w.second, "2018-09-02", volume_m3=Decimal(4)),
    "works": lambda w: ksm.make_works(
        w.second, kind="retrofit", status="selesai", finished_on="2018-08", type_after="mck_plus"
    ),
    "operator": lambda w: ksm.make_operation(w.second, ksm.make_group(name="KPP B"), started_on="2016"),
    "facility": lambda w: ksm.make_facility(code="34.04-0009", name="IPAL Baru", built_on="2018"),
    "group": lambda w: ksm.make_group(name="KSM Baru", membership="ya", member_from="2018"),
    "finding": lambda w: monitoring.make_finding(
        title="Bau", responsible="government", opened_on=dt.date(2018, 10, 1)
    ),
    "published figure": lambda w: monitoring.make_fact(as_of="2018", value=Decimal(7), subject="Lain"),
    "event": lambda w: events.make_event(title="Lokakarya", starts_on="2018-10-01"),
    "people": lambda w: events.make_attendance(w.event, men=3, women=4, category="desa"),
    "promise": lambda w: events.make_commitment(w.event, text="Iuran"),
    "agreement": lambda w: agreements.make_agreement(w.partnership, title="Lain", signed_on="2018-01"),
    "blocker": lambda w: agreements.make_blocker(
        w.partnership, "B4_NO_BUDGET_LINE", raised_on="2018-02"
    ),
    "contact": lambda w: agreements.make_contact(w.partnership, "2018-06-10"),
    "dream": vision_of("2018"),
    "goal": lambda w: planning.make_goal(chapter=w.chapter, title="Tujuan lain"),
    "activity": lambda w: planning.make_activity(plan=w.plan, title="Tambahan"),
    "money": lambda w: planning.make_budget(activity=w.activity, amount=9_000_000, fund="csr"),
    "progress": lambda w: planning.make_progress(
        activity=w.activity, volume=Decimal(8), date=dt.date(2018, 9, 1)
    ),
    "achievement": lambda w: planning.make_achievement(annual_report=w.report, name="Baru"),
}  # fmt: skip


@pytest.mark.parametrize("kind", MORE)
def test_what_is_withdrawn_leaves_nothing_behind(
    told_world: tuple[World, Any], kind: str, db: None
) -> None:
    world, before = told_world
    row = MORE[kind](world)
    assert world.letter() != before, "nothing was told of it"
    alone = row.group if kind == "operator" else None
    archive(obj=row, by=world.by)
    if alone:
        archive(obj=alone, by=world.by)
    after = world.letter()
    for part, told in after.items():
        assert told == before[part], part


@pytest.mark.postgres
def test_what_is_withdrawn_is_on_no_page(told_world: tuple[World, Any], db: None) -> None:
    world, _letter = told_world
    before = said(world.by)
    rows = [MORE[kind](world) for kind in MORE]
    between = said(world.by)
    silent = {page for page in PAGES if between[page] == before[page]}
    # Of these facts no visit, sample, choice, membership or award tells.
    assert silent <= {"co-management", "recap", "comparison", "effluent", "alliances", "awards"}
    for row in reversed(rows):
        group = getattr(row, "group", None)
        archive(obj=row, by=world.by)
        if group is not None:
            archive(obj=group, by=world.by)
    for page, words in said(world.by).items():
        assert words == before[page], page
