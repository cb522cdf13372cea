"""What was found alike at many facilities is told once in the letter, with all the places."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import translation

from aksansi.letter.report import build_region_report
from aksansi.letter.views import render_pdf
from core.land.regions import Region
from monitoring.reports import FindingsReport, build_findings
from monitoring.reports.alike import PLACES_SHOWN
from tests.ksm.factories import make_facility
from tests.monitoring import factories as make
from tests.roof.test_report import text_of

AT = dt.date(2018, 12, 31)
UNTESTED = {"title": "Hasil uji efluen: Tidak diuji", "action_required": "Uji dua kali setahun"}


def found(user: Any) -> FindingsReport:
    return build_findings(user=user, region=Region.objects.get(pk="34.04"), at=AT)


def test_the_same_words_stand_once_with_every_place_and_the_whole_span(
    officer: Any, regions: Any
) -> None:
    for number, day in enumerate((20, 3, 11), start=1):
        make.make_finding(
            facility=make_facility("34.04", name=f"IPAL {number}"),
            opened_on=dt.date(2018, 5, day),
            due_on=dt.date(2018, 5 + number, 1),
            **UNTESTED,
        )
    make.make_finding(facility=make_facility("34.04", name="IPAL Lain"), title="Pipa pecah")
    report = found(officer)
    ((told, one),) = [
        sorted(rows, key=lambda alike: -len(alike.rows)) for rows in report.told_by_office.values()
    ]
    assert (len(told.rows), len(one.rows)) == (3, 1)
    assert sorted(place.partition(" ")[2] for place in told.places) == [
        "IPAL 1",
        "IPAL 2",
        "IPAL 3",
    ]
    with translation.override("id"):
        assert told.found == ("3 Mei 2018", "20 Mei 2018")
        assert told.due == ("1 Juni 2018", "1 Agustus 2018") and told.overdue == 3
        assert told.days_words == "242 hari"  # the oldest
    assert one.due == () and one.left_out == 0
    region = Region.objects.get(pk="34.04")
    with translation.override("id"):
        paper = build_region_report(user=officer, region=region, year=2018, today=AT)
        said = text_of(render_pdf(paper))
    assert said.count(UNTESTED["title"]) == 1 and "ditemukan 3 kali" in said
    assert all(f"IPAL {number}" in said for number in (1, 2, 3))


def test_another_reply_severity_or_action_is_told_by_itself(officer: Any, regions: Any) -> None:
    make.make_finding(**UNTESTED)
    make.make_finding(**UNTESTED, severity="high")
    make.make_finding(**{**UNTESTED, "action_required": "Uji sekali setahun"})
    make.make_finding(**UNTESTED, reply="budgeted", replied_on="2018-07")
    (told,) = found(officer).told_by_office.values()
    assert [len(alike.rows) for alike in told] == [1, 1, 1, 1]


def test_many_places_are_counted_where_they_are_not_named(officer: Any, regions: Any) -> None:
    for _number in range(PLACES_SHOWN + 2):
        make.make_finding(**UNTESTED)
    ((told,),) = found(officer).told_by_office.values()
    assert len(told.places) == PLACES_SHOWN and told.left_out == 2
