"""Plain makers of this room's records; a test names only what it is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from chapters.models import Office
from ksm.models import Facility
from monitoring.models import (
    Answer,
    Aspect,
    CrossCheck,
    EffluentClass,
    EffluentLimit,
    EffluentStandard,
    Finding,
    Instrument,
    OfficeDuty,
    Option,
    Question,
    Result,
    Round,
    RoundTarget,
    Sample,
    SubmissionServer,
    Visit,
)
from monitoring.servers import keys
from tests.ksm.factories import make_facility
from tests.ksm.factories import make_fact as make_fact


def make_instrument(code: str = "uji", **extra: Any) -> Instrument:
    """An instrument of two aspects with one question of each kind, made once."""
    found = Instrument.objects.filter(code=code).first()
    if found is not None:
        return found
    values = {"edition": "1", "published_at": timezone.now(), **extra}
    row = Instrument.objects.create(code=code, title_id="Instrumen uji", title_en="Test", **values)
    technical = Aspect.objects.create(
        instrument=row, code="T", label_id="Teknis", label_en="Technical", weight=30, order=1
    )
    money = Aspect.objects.create(
        instrument=row, code="F", label_id="Keuangan", label_en="Financial", weight=25, order=2
    )
    for order, (aspect, number, kind, weight) in enumerate(
        (
            (technical, "T01", "single", 20),
            (technical, "T02", "number", 0),
            (technical, "T10", "date", 10),
            (money, "F03", "ratio", 25),
            (money, "F11", "multi", 0),
            (money, "F12", "text", 0),
            (money, "S01", "computed", 25),
        )
    ):
        question = Question.objects.create(
            aspect=aspect,
            code=number,
            label_id=f"Soal {number}",
            label_en=f"Question {number}",
            kind=kind,
            weight=weight,
            order=order,
            minimum=0 if kind == "number" else None,
            maximum=500 if kind == "number" else None,
        )
        if kind in ("single", "multi"):
            for place, (value, score) in enumerate((("baik", 100), ("rusak", 0))):
                Option.objects.create(
                    question=question, value=value, label_id=value.title(), score=score, order=place
                )
    return row


def question(code: str, instrument: Instrument | None = None) -> Question:
    row = Question.objects.select_related("aspect__instrument")
    return row.get(code=code, aspect__instrument=instrument or make_instrument())


def make_check(instrument: Instrument, code: str = "lebih", **extra: Any) -> CrossCheck:
    values = {"label_id": "T02 {kiri}", "left": "T02", "relation": "more", "right": "100", **extra}
    return CrossCheck.objects.get_or_create(instrument=instrument, code=code, defaults=values)[0]


def make_round(region: str | None = "34.04", **extra: Any) -> Round:
    values = {"name": "Putaran 2018", "kind": "routine", "instrument": make_instrument(), **extra}
    return Round.objects.create(region_id=region, **values)


def make_visit(facility: Facility | None = None, **extra: Any) -> Visit:
    values = {"visited_on": dt.date(2018, 5, 8), "instrument": make_instrument(), **extra}
    return Visit.objects.create(facility=facility or make_facility(), **values)


def make_target(round_: Round, facility: Facility | None = None, **extra: Any) -> RoundTarget:
    return RoundTarget.objects.create(round=round_, facility=facility or make_facility(), **extra)


def make_answer(visit: Visit, code: str = "T01", value: str = "baik", **extra: Any) -> Answer:
    return Answer.objects.create(
        visit=visit, question=question(code, visit.instrument), value=value, **extra
    )


def make_finding(region: str = "34.04", **extra: Any) -> Finding:
    values = {
        "title": "Manhole disemen",
        "aspect": "T",
        "severity": "medium",
        "responsible": "government",
        "opened_on": dt.date(2018, 5, 8),
        "action_required": "Membuka manhole",
        **extra,
    }
    return Finding.objects.create(region_id=region, **values)


def make_duty(region: str = "34.04", office__name: str = "Dinas PU", **extra: Any) -> OfficeDuty:
    office = Office.objects.create(
        name=office__name[:200], kind="opd", region_id=region, valid_from="2001"
    )
    return OfficeDuty.objects.create(region_id=region, office=office, **extra)


def make_sample(region: str = "34.04", **extra: Any) -> Sample:
    values = {"place": "IPAL Uji", "taken_on": "2018-11-13", "point": "outlet", **extra}
    return Sample.objects.create(region_id=region, **values)


def make_result(sample: Sample, **extra: Any) -> Result:
    return Result.objects.create(
        sample=sample, **{"parameter": "bod", "value": 25, "unit": "mg/L", **extra}
    )


def make_standard(code: str = "p68", **extra: Any) -> EffluentStandard:
    values = {"name": "P.68/2016", "valid_from": "2016-09-02", "is_complete": True, **extra}
    found, made = EffluentStandard.objects.get_or_create(code=code, defaults=values)
    if made and found.is_complete:
        EffluentLimit.objects.create(standard=found, parameter="bod", unit="mg/L", maximum=30)
    return found


def make_class(standard: EffluentStandard, name: str = "A.2", **extra: Any) -> EffluentClass:
    return EffluentClass.objects.get_or_create(standard=standard, name=name, defaults=extra)[0]


def make_server(**extra: Any) -> SubmissionServer:
    values = {
        "title": "Peladen uji",
        "kind": "central",
        "address": "https://odk.example.org",
        "project": 7,
        "form": "uji",
        "account": "sekretariat@example.org",
        "instrument": make_instrument(),
        **extra,
    }
    server = SubmissionServer.objects.create(**values)
    keys.keep(server=server, key="rahasia-peladen")
    return server
