"""Moves, blockers, contacts and signing, as the services make them; two users at once."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection, connections

from agreements import services
from agreements.models import Agreement, Blocker, Contact, Partnership, StageEntry
from agreements.pipeline import STAGES, Move, may_move
from tests.agreements.factories import (
    NEXT_STEP,
    make_agreement,
    make_blocker,
    make_partnership,
    make_reference,
)
from tests.refusing import refused_by


def history_of(partnership):
    return [(e.stage_id, e.move, e.is_open) for e in partnership.stage_entries.order_by("sequence")]


@pytest.mark.django_db
def test_opening_writes_partnership_and_first_stage(regions, officer):
    make_reference()
    partnership = services.open_partnership(
        partnership=Partnership(region_id="34.04", **NEXT_STEP),
        stage="audiensi",
        by=officer,
        told=services.Stay(entered_on="2026-01-05"),
    )
    assert history_of(partnership) == [("audiensi", "start", True)]
    assert partnership.stage_entries.get().entered_by == officer


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "reason", "entered_on", "as_of"),
    [
        ("tertahan", "x", "2016", ""),
        ("mou", "", "2016", ""),
        ("audiensi", "", "", ""),
        ("audiensi", "", "2999", ""),
    ],
)
def test_opening_refuses_and_leaves_nothing(regions, officer, stage, reason, entered_on, as_of):
    make_reference()
    with pytest.raises(ValidationError):
        services.open_partnership(
            partnership=Partnership(region_id="34.04", **NEXT_STEP),
            stage=stage,
            by=officer,
            told=services.Stay(reason=reason, entered_on=entered_on, as_of=as_of),
        )
    assert not Partnership.objects.exists()


@pytest.mark.django_db
def test_what_is_followed_up_owes_a_next_step_and_the_database_holds_it(regions, officer):
    make_reference()
    with pytest.raises(ValidationError, match=r"(?i)next step|langkah berikutnya"):
        services.open_partnership(
            partnership=Partnership(region_id="34.04"),
            stage="audiensi",
            by=officer,
            told=services.Stay(entered_on="2026-01-05"),
        )
    partnership = make_partnership(**NEXT_STEP)
    assert partnership.followed_up
    empty = {"next_step": "", "next_step_owner": "", "next_step_due": None}
    with refused_by("agreements_partnership_next_step_while_followed"):
        Partnership.objects.filter(pk=partnership.pk).update(**empty)
    Partnership.objects.filter(pk=partnership.pk).update(**empty, followed_up=False)


@pytest.mark.django_db
def test_nobody_opens_or_moves_outside_the_region_or_without_the_right(
    regions, other_officer, official
):
    partnership = make_partnership()
    for user in (other_officer, official):
        with pytest.raises(PermissionDenied):
            services.open_partnership(
                partnership=Partnership(region_id="34.04"), stage="potensi", by=user
            )
        with pytest.raises(PermissionDenied):
            services.move_stage(
                partnership=partnership,
                to="draf_pks",
                by=user,
                told=services.Stay(entered_on="2016"),
            )


@pytest.mark.django_db
@pytest.mark.parametrize("source", STAGES)
def test_every_legal_move_works_and_every_other_is_refused(regions, secretariat, source):
    """As rows in the database, from each of the 13 stages; held and stopped ones stood at "MoU signed"."""
    sideways = STAGES[source].kind != "step"
    for target in STAGES:
        start = "mou" if sideways else source
        partnership = make_partnership(stage=start, counterpart=f"Dinas {target}")
        move = {"partnership": partnership, "by": secretariat}
        told = services.Stay(entered_on="2016", reason="Sebab")
        before = [(start, "start", True)]
        if sideways:
            first = services.move_stage(**move, to=source, told=told)
            before = [(start, "start", False), (source, first.move, True)]
        rule = may_move(source, target, held_at="mou" if sideways else None)
        if not rule.allowed:
            with pytest.raises(ValidationError) as error:
                services.move_stage(**move, to=target, told=told)
            assert str(rule.refusal) in str(error.value)
            assert history_of(partnership) == before
            continue
        if rule.needs_reason:
            with pytest.raises(ValidationError) as error:
                services.move_stage(**move, to=target, told=services.Stay(entered_on="2016"))
            assert "reason" in error.value.error_dict
            assert history_of(partnership) == before
        services.move_stage(**move, to=target, told=told)
        left = [(stage, how, False) for stage, how, _open in before]
        assert history_of(partnership) == [*left, (target, rule.move, True)]


@pytest.mark.django_db
def test_held_partnership_resumes_where_it_stood(regions, secretariat):
    partnership = make_partnership(stage="draf_pks")
    move = {"partnership": partnership, "by": secretariat}
    services.move_stage(
        **move, to="tertahan", told=services.Stay(entered_on="2016-01", reason="Pilkada")
    )
    services.move_stage(
        **move, to="dihentikan", told=services.Stay(entered_on="2016-02", reason="Surat pemda")
    )
    services.move_stage(
        **move, to="draf_pks", told=services.Stay(entered_on="2017", reason="Bupati baru berminat")
    )
    services.move_stage(
        **move, to="tertahan", told=services.Stay(entered_on="2017-02", reason="Anggaran")
    )
    entry = services.move_stage(**move, to="draf_pks", told=services.Stay(entered_on="2017-03"))
    assert entry.move == Move.RESUME
    closed = partnership.stage_entries.get(sequence=2)
    assert (closed.entered_on, closed.left_on, closed.is_open) == ("2016-01", "2016-02", False)


@pytest.mark.django_db
def test_move_back_in_time_and_without_any_date_is_refused(regions, secretariat):
    partnership = make_partnership(entered_on="2016-05-01")
    with pytest.raises(ValidationError) as error:
        services.move_stage(
            partnership=partnership,
            to="draf_pks",
            by=secretariat,
            told=services.Stay(entered_on="2016-04"),
        )
    assert "entered_on" in error.value.error_dict
    with pytest.raises(ValidationError):
        services.move_stage(partnership=partnership, to="draf_pks", by=secretariat)
    entry = services.move_stage(
        partnership=partnership, to="draf_pks", by=secretariat, told=services.Stay(as_of="2016-08")
    )
    assert partnership.stage_entries.get(sequence=1).left_on == "" and entry.is_open


@pytest.mark.django_db
def test_move_on_a_stale_page_is_refused(regions, secretariat):
    partnership = make_partnership()
    seen = partnership.stage_entries.get().pk
    services.move_stage(
        partnership=partnership,
        to="draf_pks",
        by=secretariat,
        expected=seen,
        told=services.Stay(entered_on="2016"),
    )
    with pytest.raises(ValidationError, match=r"(?i)meanwhile|sementara"):
        services.move_stage(
            partnership=partnership,
            to="mekanisme",
            by=secretariat,
            expected=seen,
            told=services.Stay(entered_on="2016"),
        )


@pytest.mark.django_db
def test_a_stage_that_closes_clears_the_next_step(regions, secretariat):
    partnership = make_partnership(**NEXT_STEP)
    services.move_stage(
        partnership=partnership,
        to="dihentikan",
        by=secretariat,
        next_step=services.NextStep("x", "pusat", dt.date(2026, 1, 1)),
        told=services.Stay(entered_on="2026-01", reason="Surat"),
    )
    partnership.refresh_from_db()
    assert (partnership.next_step, partnership.next_step_owner, partnership.next_step_due) == (
        "",
        "",
        None,
    )


@pytest.mark.django_db
def test_blockers_are_raised_while_under_way_and_resolved_once(regions, officer):
    partnership = make_partnership()
    blocker = services.raise_blocker(
        blocker=Blocker(
            partnership=partnership, reason_id="B1_NO_RESPONSE_DRAFT", raised_on="2016-03"
        ),
        by=officer,
    )
    assert blocker.raised_by == officer
    with pytest.raises(ValidationError):
        services.resolve_blocker(blocker=blocker, by=officer, on="2016-02", resolution="answered")
    with pytest.raises(ValidationError):
        services.resolve_blocker(blocker=blocker, by=officer, on="", resolution="answered")
    services.resolve_blocker(
        blocker=blocker, by=officer, on="2016-09", resolution="answered", text="Didatangi"
    )
    with pytest.raises(ValidationError):
        services.resolve_blocker(blocker=blocker, by=officer, on="2016-09", resolution="answered")
    stopped = make_partnership(stage="dihentikan", counterpart="Dinas")
    with pytest.raises(ValidationError):
        services.raise_blocker(
            blocker=Blocker(
                partnership=stopped, reason_id="B1_NO_RESPONSE_DRAFT", raised_on="2016"
            ),
            by=officer,
        )


@pytest.mark.django_db
def test_contact_hands_its_next_step_to_the_partnership(regions, officer):
    partnership = make_partnership()
    facts = {
        "partnership": partnership,
        "kind": "surat",
        "people": "Bappeda",
        "outcome": "follow_up",
    }
    services.record_contact(contact=Contact(**facts, held_on="2026-01-10", **NEXT_STEP), by=officer)
    partnership.refresh_from_db()
    assert partnership.next_step == NEXT_STEP["next_step"]
    services.record_contact(contact=Contact(**facts, held_on="2026-01-11"), by=officer)
    partnership.refresh_from_db()
    assert partnership.next_step == NEXT_STEP["next_step"]


@pytest.mark.django_db
def test_signing_dates_the_paper_and_moves_the_stage_forward_only(regions, secretariat):
    partnership = make_partnership(stage="draf_mou")
    mou = make_agreement(partnership, paper="draft", signed_on="")
    with pytest.raises(ValidationError):
        services.sign_agreement(agreement=mou, by=secretariat)
    signed = services.sign_agreement(
        agreement=mou, by=secretariat, signed_on="2016-06-14", place="Lubuk Linggau"
    )
    assert (signed.paper, signed.place) == ("signed", "Lubuk Linggau")
    assert history_of(partnership)[-1] == ("mou", "forward", True)
    with pytest.raises(ValidationError):
        services.sign_agreement(agreement=mou, by=secretariat, signed_on="2016-06-14")
    pks = make_agreement(partnership, "pks", parent=mou, paper="handed_over", signed_on="")
    with pytest.raises(
        ValidationError
    ):  # two stages are skipped: a reason is needed, and nothing is written
        services.sign_agreement(agreement=pks, by=secretariat, signed_on="2017")
    assert Agreement.objects.get(pk=pks.pk).paper == "handed_over"
    services.sign_agreement(
        agreement=pks, by=secretariat, signed_on="2017", reason="Langsung ditandatangani"
    )
    assert history_of(partnership)[-1] == ("pks", "skip", True)
    second = make_agreement(partnership, paper="draft", signed_on="", title="MoU kedua")
    services.sign_agreement(agreement=second, by=secretariat, signed_on="2018")
    assert history_of(partnership)[-1] == ("pks", "skip", True)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_neither_skip_nor_double_a_stage(regions, secretariat):
    partnership = make_partnership()
    seen = partnership.stage_entries.get().pk
    gate, results = threading.Barrier(2, timeout=20), []

    def attempt():
        try:
            gate.wait()
            for _try in range(200):
                try:
                    services.move_stage(
                        partnership=partnership,
                        to="draf_pks",
                        by=secretariat,
                        expected=seen,
                        told=services.Stay(entered_on="2016-07"),
                    )
                    results.append("moved")
                    return
                except ValidationError:
                    results.append("refused")
                    return
                except OperationalError as error:
                    # SQLite's in-memory test database cannot wait for the other writer; a file can.
                    if connection.vendor != "sqlite" or "locked" not in str(error):
                        raise
                    time.sleep(0.01)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(results) == ["moved", "refused"]
    assert history_of(partnership) == [("mou", "start", False), ("draf_pks", "forward", True)]
    assert StageEntry.objects.filter(is_open=True).count() == 1
    make_blocker(partnership)  # the database is whole and writable afterwards
