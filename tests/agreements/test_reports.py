"""Figures for overview, board and report; tasks that come and go; the demonstration set; the admin."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from agreements.models import Agreement, Blocker, Partnership, StageEntry
from agreements.reports import build_cooperation, build_pipeline
from agreements.services import Stay, move_stage
from agreements.todo import tasks_for
from core.access import Role
from core.land.regions import Region
from tests.agreements.factories import (
    NEXT_STEP,
    make_agreement,
    make_blocker,
    make_contact,
    make_partnership,
)
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
AT = dt.date(2016, 6, 14)


def test_cooperation_tells_stage_days_blockers_and_history(
    regions, secretariat, officer, other_officer
):
    partnership = make_partnership(**NEXT_STEP)
    make_agreement(partnership, number_ours="01/AKS", ends_on=dt.date(2018, 2, 1))
    move_stage(
        partnership=partnership,
        to="mekanisme",
        by=secretariat,
        told=Stay(entered_on="2016-06-04", reason="Draf langsung dibahas"),
    )
    make_blocker(partnership, action_taken="Surat kedua")
    make_contact(partnership, "2016-06-04")
    with translation.override("en"):
        found = build_cooperation(user=officer, region="34.04", at=AT)
    assert (found.stage, found.days, found.since) == (
        "Technical mechanism being formulated",
        10,
        "since 4 June 2016",
    )
    assert [(h.stage, h.days, h.is_open) for h in found.history] == [
        ("MoU signed", "488 days", False),
        ("Technical mechanism being formulated", "10 days", True),
    ]
    assert [(a.kind, a.number, a.ends_on, a.status.tone) for a in found.agreements] == [
        ("MoU", "01/AKS", dt.date(2018, 2, 1), "good")
    ]
    assert [(b.label, b.since, b.action) for b in found.blockers] == [
        ("No reply to the PKS draft", "March 2016", "Surat kedua")
    ]
    assert found.last_contact.on == "4 June 2016"
    assert any(sentence.startswith("Recorded blockers:") for sentence in found.sentences)
    assert build_cooperation(user=other_officer, region="34.04", at=AT) is None
    assert build_cooperation(user=secretariat, region=Region.objects.get(pk="33.72"), at=AT) is None


def test_unknown_dates_are_said_not_invented(regions, secretariat):
    make_partnership(entered_on="")
    with translation.override("en"):
        found = build_cooperation(user=secretariat, region="34.04", at=AT)
        today = build_cooperation(user=secretariat, region="34.04", at=timezone.localdate())
    assert found.days is None and found.entered_on == ""
    assert found.since == "known as of 2016, since when is not recorded"
    # Of a past day it is not told what nobody wrote down.
    assert "No dated contact is recorded." in today.sentences
    assert "No dated contact is recorded." not in found.sentences


def test_own_government_comes_first_and_others_are_named(regions, secretariat):
    make_partnership(counterpart="Dinas Cipta Karya", stage="mekanisme")
    make_partnership()
    found = build_cooperation(user=secretariat, region="34.04", at=AT)
    assert found.counterpart == "Pemerintah Daerah"
    assert found.others == ("Dinas Cipta Karya",)


def test_pipeline_counts_and_its_queries_do_not_grow(regions, secretariat, officer):
    def fill(codes):
        for code in codes:
            Region.objects.get_or_create(pk=code, defaults={"name": f"Kota {code}", "kind": "kota"})
            partnership = make_partnership(code, stage="draf_pks", **NEXT_STEP)
            mou = make_agreement(partnership)
            make_agreement(partnership, title="MoU kedua")
            make_agreement(partnership, "pks", parent=mou, paper="draft", signed_on="")
            make_blocker(partnership, "B2A_PERSON_MOVED")

    fill(["34.04", "33.72"])
    make_partnership("34.01", stage="dihentikan")
    example = make_partnership("34.01", counterpart="Contoh", is_example=True)
    make_agreement(example, is_example=True)
    with CaptureQueriesContext(connection) as few:
        report = build_pipeline(user=secretariat, at=AT)
    assert (report.total, report.mou_signed, report.pks_signed, report.examples) == (4, 2, 0, 1)
    assert (report.known, report.forgotten, report.moving) == (2, 0, 0)
    assert {c.code: c.count for c in report.stages if c.count} == {
        "mou": 1,
        "draf_pks": 2,
        "dihentikan": 1,
    }
    assert {r.code[:2]: r.count for r in report.reasons if r.count} == {"B2": 2}
    assert [column["count"] for column in report.board] == [1, 2, 1]
    assert len(report.empty_stages) == 9
    fill(["35.10", "35.11", "35.12", "35.13"])
    with CaptureQueriesContext(connection) as more:
        build_pipeline(user=secretariat, at=AT)
    assert len(few) == len(more) <= 10
    assert build_pipeline(user=officer, at=AT).total == 1
    assert build_pipeline(user=secretariat, at=AT, region="34").total == 3


TODAY = dt.date(2026, 11, 22)


def titles(user):
    with translation.override("en"):
        return [str(task.title) for task in tasks_for(user, today=TODAY)]


def test_next_step_is_a_task_until_it_is_renewed(
    regions, officer, other_officer, official, secretariat
):
    partnership = make_partnership(
        entered_on="2026-11-01",
        next_step="Kirim draf",
        next_step_owner="pusat",
        next_step_due=dt.date(2026, 11, 21),
    )
    assert (
        titles(officer) == titles(secretariat) == ["Do the next step with Kab. Sleman: Kirim draf"]
    )
    assert tasks_for(officer, today=TODAY)[0].tone == "late"
    assert titles(other_officer) == titles(official) == []
    partnership.next_step_due = dt.date(2026, 12, 21)
    partnership.next_step_owner = "pemda"
    partnership.save()
    assert titles(officer) == []
    assert titles(official) == ["AKSANSI waits for: Kirim draf"]


def test_expired_account_has_no_tasks(regions, expired):
    make_partnership(next_step="x", next_step_owner="pusat", next_step_due=dt.date(2026, 1, 1))
    assert tasks_for(expired, today=TODAY) == []


def test_ending_agreement_is_a_task_from_180_days_on_until_extended(regions, officer):
    partnership = make_partnership(entered_on="2026-11-01")
    mou = make_agreement(partnership, ends_on=TODAY + dt.timedelta(days=181))
    assert titles(officer) == []
    mou.ends_on = TODAY + dt.timedelta(days=90)
    mou.save()
    assert titles(officer) == ["Renew or close the MoU of Kab. Sleman"]
    make_agreement(partnership, "addendum", parent=mou, ends_on=TODAY + dt.timedelta(days=900))
    assert titles(officer) == []


def test_silence_in_a_waiting_stage_suggests_a_blocker_until_one_is_raised(regions, officer):
    step = {"next_step": "Rapat", "next_step_owner": "pemda", "next_step_due": dt.date(2026, 9, 30)}
    partnership = make_partnership(stage="draf_pks", entered_on="2026-01-01", **step)
    make_contact(partnership, "2026-09-23")  # 60 days ago
    asked = "Ask Kab. Sleman for an answer, or record what blocks it"
    assert asked in titles(officer)
    with translation.override("en"):
        [task] = [task for task in tasks_for(officer, today=TODAY) if task.title == asked]
        assert "B1" in task.note
    blocker = make_blocker(partnership)
    assert asked not in titles(officer)
    blocker.resolved_on, blocker.resolution = "2026-10", "answered"
    blocker.save()
    make_contact(partnership, "2026-09-24")
    assert asked not in titles(officer)
    make_partnership(
        stage="mou", entered_on="2026-01-01", counterpart="Dinas", **step
    )  # our own turn
    assert asked not in titles(officer)


def test_many_tasks_of_a_kind_are_grouped_in_few_queries(regions, secretariat):
    for number in range(5):
        Region.objects.create(pk=f"35.{number + 10}", name=f"Kota {number}", kind="kota")
        partnership = make_partnership(
            f"35.{number + 10}",
            stage="draf_pks",
            next_step="x",
            next_step_owner="pusat",
            next_step_due=dt.date(2026, 1, 1),
        )
        make_agreement(partnership, ends_on=TODAY + dt.timedelta(days=20))
    with CaptureQueriesContext(connection) as queries:
        tasks = tasks_for(secretariat, today=TODAY)
    assert [task.count for task in tasks] == [5, 5, 5]
    assert len(queries) <= 9


def test_demonstration_set_tells_the_state_as_the_source_does_and_loads_once(db):
    from aksansi.demo import agreements as demo
    from core.land import reference as chapters_reference

    chapters_reference.load()
    from agreements import reference

    reference.load()
    actor = make_user("sekretariat", Role.SECRETARIAT)
    demo.load(actor)
    real = Agreement.objects.filter(kind="mou", is_example=False)
    assert set(real.values_list("partnership__region_id", flat=True)) == {
        "33.75",
        "34.01",
        "33.23",
        "35.76",
        "33.11",
        "33.72",
        "35.71",
        "16.73",
    }
    assert Agreement.objects.filter(kind="pks", is_example=False).get().as_of == "2018-04"
    now = {
        e.partnership.region_id: e.stage_id
        for e in StageEntry.objects.filter(is_open=True).select_related("partnership")
    }
    assert now["35.76"] == "mekanisme" and now["51.02"] == "audiensi" and now["33.23"] == "pks"
    assert (
        now["34.01"] == "mou"
        and StageEntry.objects.get(partnership__region="34.01", is_open=True).entered_on
        == "2015-02-02"
    )
    assert all(b.is_example for b in Blocker.objects.all())
    assert all(p.source and (p.source_url or p.is_example) for p in Partnership.objects.all())
    report = build_pipeline(user=actor, at=AT)
    assert (report.mou_signed, report.pks_signed) == (8, 1)
    before = [m.history.count() for m in (Partnership, StageEntry, Agreement, Blocker)]
    demo.load(actor)
    assert [m.history.count() for m in (Partnership, StageEntry, Agreement, Blocker)] == before


def test_admin_shows_officers_their_own_rows_only(regions, as_user, officer, official, secretariat):
    own, foreign = make_partnership(), make_partnership("33.72")
    make_blocker(own)
    browser = as_user(officer)
    page = browser.get(reverse("admin:agreements_partnership_changelist"))
    assert page.status_code == 200
    assert (
        b"Kab. Sleman" in page.content
        and b"Kota Surakarta" not in page.content.split(b"<tbody>")[-1]
    )
    assert (
        browser.get(reverse("admin:agreements_partnership_change", args=[own.pk])).status_code
        == 200
    )
    assert browser.get(
        reverse("admin:agreements_partnership_change", args=[foreign.pk])
    ).status_code in (302, 404)
    assert browser.get(reverse("admin:agreements_blocker_changelist")).status_code == 200
    assert browser.get(reverse("admin:agreements_stage_changelist")).status_code == 403
    assert (
        as_user(secretariat).get(reverse("admin:agreements_blockerreason_add")).status_code == 200
    )
    assert as_user(official).get(
        reverse("admin:agreements_partnership_changelist")
    ).status_code in (302, 403)
