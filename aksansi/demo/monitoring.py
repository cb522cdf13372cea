"""Real figures and laboratory results of public records; findings and visits as marked examples."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from aksansi.demo import monitoring_examples
from aksansi.demo.entering import enter, rows
from chapters.models import Office
from core.land.regions import Region
from core.people.users import User
from ksm.forms import DatedFactForm
from ksm.models import DatedFact, Facility
from monitoring import services
from monitoring.forms import (
    FindingForm,
    ResultForm,
    RoundForm,
    RoundTargetForm,
    SampleForm,
    VisitForm,
)
from monitoring.models import (
    Finding,
    Instrument,
    Question,
    Result,
    Round,
    RoundTarget,
    Sample,
    Visit,
)

EXAMPLE = "Contoh untuk latihan"
PLACES = ("provinsi", "kabupaten", "kota")


def load(actor: Any) -> None:
    """Enter what is missing; what is there already is left as people keep it."""
    regions = {region.pk: region for region in Region.objects.filter(kind__in=PLACES)}
    _facts(actor, regions)
    _lab_results(actor, regions)
    _findings(actor, regions)
    _visits(actor)
    _round(actor, regions)
    monitoring_examples.load(actor)


def _facts(actor: User, regions: dict[str, Region]) -> None:
    """Enter the aggregates that reports state without the units behind them."""
    known = set(DatedFact.objects.values_list("subject", "region", "area", "as_of", "source_url"))
    for row in rows("monitoring_facts.csv"):
        code = row["region"] or None
        if (row["subject"], code, row["area"], row["as_of"], row["source_url"]) in known:
            continue
        enter(DatedFactForm, actor, {**row, "region": regions.get(row["region"])})


def _lab_results(actor: User, regions: dict[str, Region]) -> None:
    """Enter one sample per place, day and point, with its results as values or as stated."""
    for row in rows("lab_results.csv"):
        key = {
            "region": row["region"],
            "place": row["place"],
            "point": row["point"],
            "taken_on": row["taken_on"],
            "source_url": row["source_url"],
        }
        sample = Sample.objects.filter(**key).first()
        if sample is None:
            data = {**key, "region": regions[row["region"]], "source": row["source"]}
            data["facility"] = Facility.objects.filter(
                region=row["region"], name__iexact=row["place"]
            ).first()
            sample = enter(SampleForm, actor, data)
        if not Result.objects.filter(sample=sample, parameter=row["parameter"]).exists():
            names = ("parameter", "comparator", "value", "unit", "stated", "stated_by")
            enter(ResultForm, actor, {name: row[name] for name in names}, parent=sample)


def _findings(actor: Any, regions: dict[str, Region]) -> None:
    for row in rows("findings.csv"):
        region, office = row.pop("region"), row.pop("office")
        closed_on, action_taken = row.pop("closed_on"), row.pop("action_taken")
        if Finding.objects.filter(region=region, title=row["title"]).exists():
            continue
        data: dict[str, Any] = {**row, "region": regions[region], "is_example": True}
        data["office"] = Office.objects.filter(short_name=office).first() if office else None
        finding = enter(FindingForm, actor, {**data, "source": EXAMPLE})
        if closed_on:
            services.close_finding(
                finding=finding,
                by=actor,
                on=dt.date.fromisoformat(closed_on),
                action_taken=action_taken,
            )


def _visits(actor: Any) -> None:
    """Enter one example visit per region of the demonstration, with a few answers."""
    instrument = Instrument.objects.filter(code="aksansi-2021").first()
    answers = rows("example_answers.csv")
    for region, day in (("34.04", "2018-05-08"), ("34.01", "2021-10-20")):
        facility = Facility.objects.filter(region=region).current().order_by("code").first()
        if instrument is None or facility is None:
            continue
        if Visit.objects.filter(facility=facility, visited_on=day).exists():
            continue
        visit = enter(
            VisitForm,
            actor,
            {
                "facility": facility,
                "instrument": instrument,
                "visited_on": day,
                "team": "AKSANSI Daerah",
                "women": 3,
                "men": 5,
                "narrative": "Kunjungan contoh; tidak menggambarkan keadaan sarana ini.",
                "source": EXAMPLE,
                "is_example": True,
            },
        )
        questions = Question.objects.filter(aspect__instrument=instrument).select_related(
            "aspect__instrument"
        )
        by_code = {question.code: question for question in questions}
        services.save_answers(
            visit=visit,
            by=actor,
            answers={by_code[row["code"]]: (row["value"], row["reason"]) for row in answers},
        )


# Days from the first loading, so that the officer's home shows something late and something near.
PLAN: tuple[dict[str, Any], ...] = (
    {"day": -3},
    {"day": 1},
    {"day": 3},
    {"day": 17},
    {"day": -5, "state": "postponed", "reason": "Jalan menuju lokasi terputus"},
    {"day": -2, "state": "returned", "reason": "Aset masih ditangani dinas"},
)


def _round(actor: Any, regions: dict[str, Region]) -> None:
    """Enter one example round with its plan; what happened to it afterwards is left alone."""
    name = "Putaran rutin (contoh latihan)"
    instrument = Instrument.objects.published().filter(code="aksansi-2021").order_by("-pk").first()
    region = regions.get("34.04")
    if instrument is None or region is None or Round.objects.filter(name=name).exists():
        return
    facilities = Facility.objects.filter(region=region).current().order_by("code")
    facilities = facilities[: len(PLAN)]
    today = timezone.localdate()
    campaign = enter(
        RoundForm,
        actor,
        {
            "name": name,
            "kind": "routine",
            "region": region,
            "instrument": instrument,
            "starts_on": today - dt.timedelta(days=14),
            "ends_on": today + dt.timedelta(days=60),
            "source": EXAMPLE,
            "is_example": True,
        },
    )
    services.add_targets(round_=campaign, facilities=facilities, by=actor)
    officer = User.objects.filter(username="pengurus-sleman").first()
    targets = RoundTarget.objects.filter(round=campaign).order_by("facility__code")
    for number, (target, plan) in enumerate(zip(targets, PLAN, strict=False)):
        data = {
            "planned_on": today + dt.timedelta(days=plan["day"]),
            "team": "Tim A" if number % 2 == 0 else "Tim B",
            "assignee": officer,
            "state": plan.get("state", "planned"),
            "reason": plan.get("reason", ""),
            "source": EXAMPLE,
        }
        enter(RoundTargetForm, actor, data, instance=target)
