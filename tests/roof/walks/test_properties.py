"""What holds of every letter: the order of entry tells nothing, parts add up to their whole."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from aksansi.board.board import build_summary
from aksansi.board.late import late_years, recent
from aksansi.letter.report import build_of_today
from core.land.regions import Region
from core.records.frozen import freeze
from ksm.reports import registry_by_region
from monitoring.effluent.region import build_region_effluent
from planning.models import Vision
from planning.reports.goal_matrix import build_goal_matrix
from planning.reports.matrices import build_national_matrix
from planning.services import set_vision
from tests.agreements import factories as agreements
from tests.conftest import make_persona, signed_in
from tests.events import factories as events
from tests.ksm import factories as ksm
from tests.monitoring import factories as monitoring
from tests.planning import factories as planning
from tests.roof.board_lines import board_lines

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.once]

PARTS = ("profile", "registry", "plan_year", "findings", "events", "cooperation")
# Numbers that say when a row was typed, not what it says.
OWN = {"url", "pk", "chapter_pk", "number", "digest", "code", "chapter"}


class World:
    """What facts of a year are told of: two facilities with a group, a plan, an event, a partnership."""

    def __init__(self, by: Any) -> None:
        self.by = by
        self.first = ksm.make_facility(code="34.04-0001", name="IPAL Satu", built_on="2010")
        self.second = ksm.make_facility(code="34.04-0002", name="IPAL Dua", built_on="2012")
        self.chapter = planning.make_chapter()
        self.plan = planning.make_plan(chapter=self.chapter)
        self.activity = planning.make_activity(plan=self.plan)
        self.report = planning.make_report(chapter=self.chapter)
        self.event = events.make_event()
        self.partnership = agreements.make_partnership()

    def letter(self) -> Any:
        """Return the figures of the letter of 2018 without the numbers of its rows."""
        region = Region.objects.get(pk="34.04")
        found = build_of_today(user=self.by, region=region, year=2018)
        return {name: scrubbed(freeze(getattr(found, name))) for name in PARTS if name != "profile"}


def scrubbed(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: scrubbed(value) for key, value in tree.items() if key not in OWN}
    if isinstance(tree, list):
        return sorted((scrubbed(one) for one in tree), key=repr)
    return tree


# Every page that tells figures of more than one record.
PAGES: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {
    "kabupaten": ("region-overview", ("34.04",), {}),
    "province": ("region-overview", ("34",), {}),
    "letter of the province": ("region-report", ("34", 2018), {}),
    "co-management": ("region-co-management", ("34.04",), {}),
    "board": ("board", (), {"year": 2018}),
    "year matrix": ("planning:year-matrix", (), {"year": 2018}),
    "goal matrix": ("planning:goal-matrix", (), {"from": 2016, "to": 2018}),
    "pipeline": ("agreements:board", (), {}),
    "analysis": ("agreements:analysis", (), {}),
    "recap": ("monitoring:recap", (), {}),
    "comparison": ("monitoring:comparison", (), {}),
    "effluent": ("monitoring:effluent", (), {}),
    "watch": ("monitoring:watch-list", (), {}),
    "schedule": ("ksm:desludging-schedule-list", (), {}),
    "facilities": ("ksm:facility-list", (), {}),
    "groups": ("ksm:group-list", (), {}),
    "alliances": ("events:alliance-list", (), {}),
    "awards": ("events:award-list", (), {}),
}


def said(by: Any) -> dict[str, list[str]]:
    """Return the words of every page, in no order: rows alike may stand either way."""
    cache.clear()
    browser = Client()
    signed_in(browser, by)
    found = {}
    for short, (name, args, query) in PAGES.items():
        answer = browser.get(reverse(name, args=args), query)
        assert answer.status_code == 200, (short, answer.status_code)
        body = re.search(r"<main.*?</main>", answer.content.decode(), re.S)
        assert body, short
        text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", body[0], flags=re.S)
        # A letter's code is made of the keys of its rows too, which a database may give once only.
        found[short] = sorted(word for word in text.split() if "34-2018-" not in word)
    return found


Fact = Callable[[World], Any]


def vision_of(day: str) -> Fact:
    return lambda world: set_vision(
        vision=Vision(chapter=world.chapter, text=f"Visi {day}", set_on=day), by=world.by
    )


FACTS: dict[str, Fact] = {
    "state of 2016": lambda w: ksm.make_status(w.first, observed_on="2016", active_sr=40, jiwa=200),
    "state of May": lambda w: ksm.make_status(w.first, observed_on="2018-05", active_sr=80),
    "people of June": lambda w: ksm.make_status(
        w.first, observed_on="2018-06-10", jiwa=310, is_estimate=True
    ),
    "state after the year": lambda w: ksm.make_status(
        w.first, observed_on="2019", function_status="tidak_berfungsi", active_sr=7
    ),
    "state of the other": lambda w: ksm.make_status(
        w.second, observed_on="2017-03", function_status="tidak_berfungsi"
    ),
    "emptied": lambda w: ksm.make_desludging(w.first, "2018-03-02", volume_m3=Decimal(6)),
    "emptied before": lambda w: ksm.make_desludging(w.first, "2015"),
    "works": lambda w: ksm.make_works(
        w.first, kind="pengembangan", status="selesai", finished_on="2018-06", sr_added=15
    ),
    "operator": lambda w: ksm.make_operation(w.first, ksm.make_group(name="KPP A"), started_on="2015"),
    "third facility": lambda w: ksm.make_facility(
        code="34.04-0003", name="MCK Tiga", facility_type="mck_plus", built_on="2016"
    ),
    "group": lambda w: ksm.make_group(name="KSM Lain", membership="ya", member_from="2015"),
    "finding": lambda w: monitoring.make_finding(
        title="Pompa rusak", responsible="government", opened_on=dt.date(2018, 4, 1)
    ),
    "published figure": lambda w: monitoring.make_fact(as_of="2017", value=Decimal(129)),
    "other event": lambda w: events.make_event(title="Rapat", starts_on="2018-02-01"),
    "people at the event": lambda w: events.make_attendance(w.event, men=12, women=9),
    "promise": lambda w: events.make_commitment(w.event, text="Jadwal penyedotan"),
    "agreement": lambda w: agreements.make_agreement(w.partnership),
    "blocker": lambda w: agreements.make_blocker(w.partnership, raised_on="2017-02"),
    "contact": lambda w: agreements.make_contact(w.partnership, "2018-01-10"),
    "older contact": lambda w: agreements.make_contact(w.partnership, "2017-01-10", people="Camat"),
    "dream of 2012": vision_of("2012"),
    "dream of 2016": vision_of("2016"),
    "dream of 2020": vision_of("2020"),
    "goal": lambda w: planning.make_goal(chapter=w.chapter),
    "further activity": lambda w: planning.make_activity(plan=w.plan, title="Kampanye", field="teknis"),
    "money": lambda w: planning.make_budget(activity=w.activity, amount=5_000_000),
    "progress": lambda w: planning.make_progress(
        activity=w.activity, volume=Decimal(3), date=dt.date(2018, 5, 1)
    ),
    "achievement": lambda w: planning.make_achievement(annual_report=w.report, name="Dampingan"),
}  # fmt: skip


def test_the_order_of_entry_tells_nothing(regions: Any) -> None:
    by = make_persona("secretariat")
    letters = []
    for seed in range(4):
        names = list(FACTS)
        random.Random(seed).shuffle(names)
        with transaction.atomic():
            world = World(by)
            for name in names if seed else FACTS:
                FACTS[name](world)
            letters.append(world.letter())
            transaction.set_rollback(True)
    for other in letters[1:]:
        for part, told in other.items():
            assert told == letters[0][part], part


@pytest.mark.postgres
def test_the_order_of_entry_is_on_no_page(regions: Any) -> None:
    by = make_persona("secretariat")
    told = []
    for names in (list(FACTS), list(reversed(FACTS))):
        with transaction.atomic():
            world = World(by)
            for name in names:
                FACTS[name](world)
            told.append(said(by))
            transaction.set_rollback(True)
    for page, words in told[0].items():
        assert words == told[1][page], page


@pytest.fixture
def world(regions: Any) -> World:
    """The world with every fact in it."""
    found = World(make_persona("secretariat"))
    for fact in FACTS.values():
        fact(found)
    return found


@pytest.mark.postgres
def test_parts_add_up_on_every_page(world: World) -> None:
    planning.make_chapter("34")
    planning.make_chapter("34.01")
    standard = monitoring.make_standard()
    for number, value in enumerate((12, 45, None), 1):
        sample = monitoring.make_sample(facility=world.first, taken_on=f"2018-0{number}-03")
        monitoring.make_result(sample, value=value, stated="" if value else "meets")
    assert standard
    today = dt.date.today()
    summary = build_summary(
        user=world.by, today=today, late=late_years(world.by, recent(today), today)
    )
    lines = board_lines(world.by, "completeness", year=2018)
    kabupaten = [line for line in lines if len(line.code) > 2]
    (province,) = (line for line in lines if line.code == "34")
    assert 0 < summary.facilities == province.completeness.facilities
    assert summary.facilities == sum(row.completeness.facilities for row in kabupaten)
    pipeline = summary.pipeline
    assert pipeline.total == sum(len(stage.rows) for stage in pipeline.stages) == 1
    matrix = build_national_matrix(user=world.by, year=2018)
    for name, whole in matrix.totals.items():
        known = [getattr(row, name) for row in matrix.rows if getattr(row, name) is not None]
        assert whole == (sum(known) if known else None), name
    states = ("done", "running", "not_started", "postponed")
    assert matrix.totals["lines"] == sum(matrix.totals[state] or 0 for state in states)
    year = build_of_today(user=world.by, region=Region.objects.get(pk="34.04"), year=2018)
    assert matrix.totals["budget"] == year.plan_year.money_total.planned
    assert matrix.totals["spent"] == year.plan_year.money_total.realised
    assert matrix.totals["lines"] == year.plan_year.planned_count
    (goal,) = build_goal_matrix(user=world.by, from_year=2016, to_year=2018).rows
    known = [one.realised for one in goal.years if one.realised is not None]
    assert goal.realised == (sum(known) if known else None)
    lab = year.findings.effluent
    assert lab.results == sum(dataclasses.astuple(lab.verdicts)) == 3
    assert lab.stated == 1
    region = build_region_effluent(user=world.by, region=Region.objects.get(pk="34.04"), shown=9)
    (told,) = region.years
    of_page = (told.samples, told.results, told.verdicts, told.stated)
    assert of_page == (lab.samples, lab.results, lab.verdicts, lab.stated)
    assert sum(map(len, year.findings.by_office.values())) == len(year.findings.government)
    works = year.registry.works
    assert works.count == sum(part.count for part in works.by_kind)
    people = year.events.people
    sexes = (people.women, people.men, people.unspecified)
    assert people.present == sum(part or 0 for part in sexes)
    for served in (year.registry.sr, year.registry.kk, year.registry.jiwa):
        parts = [part for _state, part in served.by_function]
        assert sum(part.known for part in parts) <= served.used.known
        assert sum(part.value or 0 for part in parts) <= (served.used.value or 0)


def test_parts_add_up_to_their_whole(world: World) -> None:
    at = dt.date(2018, 12, 31)
    other = ksm.make_facility("34.01", code="34.01-0001", name="IPAL Wates", built_on="2011")
    ksm.make_status(other, observed_on="2018-02", function_status="berfungsi", active_sr=21, kk=30)
    monitoring.make_finding("34.01", title="Retak", responsible="government", opened_on=at)
    told = {
        code: build_of_today(user=world.by, region=Region.objects.get(pk=code), year=2018)
        for code in ("34", "34.01", "34.04")
    }
    whole, *parts = (report.registry for report in told.values())
    for registry in (whole, *parts):
        assert registry.facilities_total == sum(p.count for p in registry.facilities_by_type)
        assert registry.facilities_total == sum(p.count for p in registry.facilities_by_function)
    for name in ("facilities_total", "groups_total", "groups_members", "without_operator"):
        assert getattr(whole, name) == sum(getattr(part, name) for part in parts), name
    for unit in ("sr", "kk", "jiwa"):
        used = [getattr(registry, unit).used for registry in (whole, *parts)]
        assert used[0].value == sum(figure.value or 0 for figure in used[1:]), unit
        assert used[0].known == sum(figure.known for figure in used[1:]), unit
    needed = [len(report.findings.government) for report in told.values()]
    assert needed[0] == sum(needed[1:]) == 2
    year = told["34.04"].plan_year
    assert year.money_total.planned == sum(row.planned or 0 for row in year.money)
    assert year.money_total.planned == sum(row.budget or 0 for row in year.activities)
    lines = registry_by_region(user=world.by, at=at)
    assert sum(line.facilities for line in lines.values()) == whole.facilities_total
