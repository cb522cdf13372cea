"""Rows of this room in the access matrix, and its objects for matrix and canary."""

from __future__ import annotations

from typing import Any

from ksm.reports.ladder import rungs
from tests.ksm import factories as f
from tests.personas import ALL, NATIONAL, OWN, OWN_NATIONAL, OWN_WRITERS, PERSONAS, WRITERS

JOURNAL = {
    "archive": OWN_WRITERS,
    "restore": OWN_NATIONAL,
    "history": OWN,
    "note": OWN_WRITERS,
    "file": OWN_WRITERS,
}
CHILD = {"create": OWN_WRITERS, "detail": OWN, "edit": OWN_WRITERS}


def _record(noun: str, **pages: dict[str, int]) -> dict[str, dict[str, int]]:
    return {f"ksm:{noun}-{page}": row for page, row in {**JOURNAL, **pages}.items()}


# Without sign-in; the key in the address decides, and one that is worth nothing finds nothing.
PROGRAMMES = {
    **{f"ksm:programme-{page}": ALL for page in ("list", "detail", "history")},
    **{
        f"ksm:programme-{page}": NATIONAL
        for page in ("create", "edit", "archive", "restore", "note", "file")
    },
}
KEYED = dict.fromkeys(PERSONAS, 404)

ROWS: dict[str, dict[str, int]] = {
    "ksm:calendar-feed": KEYED,
    "ksm:desludging-schedule-list": ALL,
    "ksm:desludging-work-order": ALL,
    "ksm:group-twins": WRITERS,
    "ksm:group-merge": OWN_WRITERS,
    "ksm:facility-twins": WRITERS,
    "ksm:facility-merge": OWN_WRITERS,
    "ksm:facility-photos": OWN,
    "ksm:facility-form": OWN,
    "ksm:facility-forms": ALL,
    **_record("group", list=ALL, create=WRITERS, detail=OWN, edit=OWN_WRITERS),
    **_record("facility", list=ALL, create=WRITERS, detail=OWN, edit=OWN_WRITERS),
    **_record("status-record", list=ALL, **CHILD),
    **_record("operation", **CHILD),
    "ksm:operation-group": OWN_WRITERS,
    **_record("works", list=ALL, **CHILD),
    **_record("works-cost", **CHILD),
    **_record("funding-contribution", **CHILD),
    **_record("desludging", list=ALL, **CHILD),
    **_record("paper", **CHILD),
    **_record("cash-month", list=ALL, **CHILD),
    **_record("member-dues", list=ALL, **CHILD),
    **PROGRAMMES,
    **_record("dated-fact", list=ALL, create=WRITERS, detail=OWN, edit=OWN_WRITERS),
    "ksm:region-access": OWN_WRITERS,
    "ksm:group-cash": OWN,
    "ksm:group-fee": OWN,
    "ksm:group-fee-pdf": OWN,
    **_record("tariff", list=ALL, create=WRITERS, detail=OWN, edit=OWN_WRITERS),
    "ksm:village-names": ALL,
    "ksm:facility-map": ALL,
    "ksm:facility-points": ALL,
    "ksm:facility-popup": OWN,
}


def make_world(code: str, text: str) -> dict[str, dict[str, Any]]:
    """Make one of everything in a region, `text` in every text field; return the keys of the addresses."""
    short = text[:20]
    facts = {"source": text, "source_url": "https://example.org/", "as_of": "2018"}
    place = {"district": text, "village": text, "village_kind": "desa", "hamlet": text}
    group = f.make_group(
        code,
        name=text,
        decree=text,
        contact_name=text,
        contact_phone=short,
        description=text,
        membership="ya",
        member_from="2014",
        **place,
        **facts,
    )
    former = f.make_group(code, name=f"{text} lama", **place, **facts)
    facility = f.make_facility(
        code,
        name=text,
        rt=short[:10],
        rw=short[:10],
        receiving_water="sungai",
        receiving_water_name=text,
        description=text,
        latitude="-7.7",
        longitude="110.3",
        **place,
        **facts,
    )
    f.make_operation(facility, former, started_on="2010", ended_on="2015", remark=text, **facts)
    operation = f.make_operation(facility, group, remark=text, **facts)
    status = f.make_status(facility, active_sr=40, kk=45, jiwa=180, remark=text, **facts)
    works = f.make_works(facility, description=text, **facts)
    cost = f.make_cost(works, funder=text, **facts)
    contribution = f.make_contribution(facility, programme=f.make_programme(), remark=text, **facts)
    emptied = f.make_desludging(
        facility, provider=text, destination=text, manifest=text, remark=text, **facts
    )
    twin = f.make_facility(code, name=text, **place, **facts)
    f.make_operation(twin, None, named=text, remark=text, **facts)
    paper = f.make_paper(
        facility, number=text, issued_by=text, received_by=text, remark=text, **facts
    )
    tariff = f.make_tariff(
        group, customer=text, amount_text=text, set_by=text, regulation=text, remark=text, **facts
    )
    fact = f.make_fact(
        code,
        group=group,
        subject=text,
        area=text,
        value_text=text,
        unit=text[:40],
        other_sources=text,
        **facts,
    )
    f.make_fact(code, subject=text, area=text, value_text=text, **facts)
    cash = f.make_cash(group, remark=text, **facts)
    f.make_cash(group, "2018-04", remark=text, **facts)
    for rung in rungs():
        f.make_fact(code, code=rung.code, topic="access", unit="KK", subject=text, **facts)
    f.make_fact(
        code,
        code="spm-penerima",
        topic="access",
        unit="jiwa",
        subject=text,
        sample_size=40,
        **facts,
    )
    f.make_tariff(None, code, customer=text, **facts)
    found: dict[str, dict[str, Any]] = {
        "ksm:calendar-feed": {"token": "worthless"},
        "ksm:group-merge": {"key": group.key, "query": f"other={former.pk}"},
        "ksm:facility-merge": {"key": facility.key, "query": f"other={twin.code}"},
        "ksm:facility-photos": {"key": facility.key},
        "ksm:operation-group": {"key": twin.key},
        "ksm:facility-form": {"key": facility.key},
        "ksm:region-access": {"key": code},
        "ksm:group-cash": {"key": group.key},
        "ksm:group-fee": {"key": group.key},
        "ksm:group-fee-pdf": {"key": group.key},
    }
    for noun, obj, parent in (
        ("group", group, None),
        ("facility", facility, None),
        ("status-record", status, facility),
        ("operation", operation, facility),
        ("works", works, facility),
        ("works-cost", cost, works),
        ("funding-contribution", contribution, facility),
        ("desludging", emptied, facility),
        ("paper", paper, facility),
        ("tariff", tariff, None),
        ("dated-fact", fact, None),
        ("cash-month", cash, group),
        ("member-dues", f.make_dues(group, remark=text, **facts), group),
    ):
        for page in (*JOURNAL, "detail", "edit"):
            found[f"ksm:{noun}-{page}"] = {"key": obj.key}
        found[f"ksm:{noun}-create"] = {"key": parent.key} if parent is not None else {}
    programme = f.make_programme(f"p{code}")
    for page in (*JOURNAL, "detail", "edit"):
        found[f"ksm:programme-{page}"] = {"key": programme.key}
    found["ksm:programme-create"] = {}
    found["ksm:facility-popup"] = found["ksm:facility-detail"]
    return found
