"""Two example rounds at the example facilities: visits entered, handed in, returned and approved; samples.

So that recap, comparison, score sheets and charts have something to show. All of it is marked CONTOH and
lies at facilities that are examples themselves: no real group gets a made-up score.
"""

from __future__ import annotations

from aksansi.demo.accounts import who_enters
from aksansi.demo.entering import enter, rows
from core.access import Reader, Role
from core.people.users import User
from core.records.review import ReviewMove
from core.tools.rows.history import one_action
from ksm.models import Facility
from monitoring import services
from monitoring.entry.sheet import load_sheet
from monitoring.forms import ResultForm, RoundForm, RoundTargetForm, SampleForm, VisitForm
from monitoring.models import Instrument, Round, RoundTarget, Sample, Visit

EXAMPLE = "Contoh untuk latihan"
ROUNDS = {
    "awal": ("Prapemantauan 2024 (contoh latihan)", "pre", "2024-05-01", "2024-06-30"),
    "rutin": ("Pemantauan rutin 2025 (contoh latihan)", "routine", "2025-06-01", "2025-07-15"),
}
# What the Secretariat wrote at the visit that it sent back, by question.
RETURNED = "Mohon dicocokkan dengan buku kas."
REMARKS = {"F06": "Pendapatan tahun lalu Rp900.000; mohon lampirkan foto buku kas."}
EXPLAINED = "Sesuai buku kas kelompok."
UNITS = {"ph": "", "bod": "mg/L", "cod": "mg/L", "tss": "mg/L", "ammonia": "mg/L"}


def load(actor: User) -> None:
    """Enter what is missing; a visit that is there is left as people keep it."""
    facilities = {
        row.name: row for row in Facility.objects.current().filter(is_example=True).order_by("-pk")
    }
    _samples(actor, facilities)
    instrument = Instrument.objects.published().filter(code="aksansi-2021").order_by("-pk").first()
    if instrument is None or not facilities:
        return
    rounds = {key: _round(actor, instrument, *about) for key, about in ROUNDS.items()}
    profiles = {row["code"]: row for row in rows("example_profiles.csv")}
    for row in rows("example_visits.csv"):
        facility = facilities.get(row["facility"])
        officer = facility and who_enters(role=Role.CHAPTER, regions=(facility.region_id,))
        known = Visit.objects.filter(facility=facility, visited_on=row["visited_on"]).exists()
        if facility is not None and officer and not known:
            enter_visit(actor, officer, facility, rounds[row["round"]], row, profiles)


def _round(
    actor: Reader, instrument: Instrument, name: str, kind: str, start: str, end: str
) -> Round:
    found = Round.objects.filter(name=name).first()
    return found or enter(
        RoundForm,
        actor,
        {
            "name": name,
            "kind": kind,
            "instrument": instrument,
            "starts_on": start,
            "ends_on": end,
            "source": EXAMPLE,
            "is_example": True,
        },
    )


def enter_visit(
    actor: User,
    officer: User,
    facility: Facility,
    round_: Round,
    row: dict[str, str],
    profiles: dict[str, dict[str, str]],
) -> None:
    """Enter one visit as its officer would, and take it as far in the review as the row says."""
    _target(actor, officer, facility, round_, row["visited_on"])
    data = {
        "facility": facility,
        "round": round_,
        "instrument": round_.instrument,
        "visited_on": row["visited_on"],
        "team": "AKSANSI Daerah",
        "women": row["women"],
        "men": row["men"],
        "narrative": row["narrative"],
        "source": EXAMPLE,
        "is_example": True,
    }
    # That it is an example only the Secretariat may say; the rest is the officer's.
    visit = enter(VisitForm, actor, data)
    with one_action(by=officer):
        own = dict(part.split("=") for part in row["answers"].split(";"))
        given = {}
        for part in load_sheet(visit).parts:
            for line in part.lines:
                code = line.question.code
                text = own.get(code) or profiles.get(code, {}).get(row["profile"], "")
                if line.asked and text:
                    reason = text[1:] if text.startswith("!") else ""
                    given[line.question] = ("" if reason else text, reason)
        services.save_answers(visit=visit, by=officer, answers=given)
        contradictions = load_sheet(visit).contradictions
        services.explain(
            visit=visit, by=officer, texts={one.code: EXPLAINED for one in contradictions}
        )
        visit = services.take_step(visit=visit, step=ReviewMove.SUBMIT, by=officer)
    with one_action(by=actor):
        if row["state"] == "approved":
            services.take_step(visit=visit, step=ReviewMove.APPROVE, by=actor)
        elif row["state"] == "returned":
            asked = {line.question.code: line for p in load_sheet(visit).parts for line in p.lines}
            remarks = {asked[code].question.pk: text for code, text in REMARKS.items()}
            services.take_step(
                visit=visit, step=ReviewMove.RETURN, by=actor, remark=RETURNED, remarks=remarks
            )


def _target(actor: User, officer: Reader, facility: Facility, round_: Round, day: str) -> None:
    services.add_targets(
        round_=round_, facilities=Facility.objects.filter(pk=facility.pk), by=actor
    )
    target = RoundTarget.objects.get(round=round_, facility=facility)
    data = {"planned_on": day, "assignee": officer, "source": EXAMPLE}
    enter(RoundTargetForm, actor, data, instance=target)


def _samples(actor: Reader, facilities: dict[str, Facility]) -> None:
    for row in rows("example_samples.csv"):
        facility = facilities.get(row["facility"])
        key = {"facility": facility, "point": row["point"], "taken_on": row["taken_on"]}
        if facility is None or Sample.objects.filter(**key).exists():
            continue
        sample = enter(
            SampleForm,
            actor,
            {
                **key,
                "region": facility.region,
                "laboratory_text": row["laboratory"],
                "source": EXAMPLE,
                "is_example": True,
            },
        )
        for parameter, unit in UNITS.items():
            if text := row[parameter]:
                bound = text.startswith("<")
                enter(
                    ResultForm,
                    actor,
                    {
                        "parameter": parameter,
                        "comparator": "<" if bound else "=",
                        "value": text.lstrip("<"),
                        "unit": unit,
                    },
                    parent=sample,
                )
