"""Rules the database holds, and statuses derived on read."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from agreements import reference
from agreements.models import (
    Agreement,
    AgreementKind,
    AgreementStatus,
    Blocker,
    BlockerReason,
    Partnership,
    Stage,
    StageEntry,
)
from agreements.pipeline import STAGES
from tests.agreements.factories import (
    make_agreement,
    make_blocker,
    make_budget_line,
    make_contact,
    make_partnership,
    make_reason,
    make_reference,
)
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def test_reference_rows_are_the_stages_and_the_seven_reasons_and_load_twice_without_change(regions):
    make_reference()
    assert list(Stage.objects.values_list("pk", "order")) == [
        (s.code, s.order) for s in STAGES.values()
    ]
    main = BlockerReason.objects.main()
    assert [r.short_code for r in main] == ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B9"]
    assert [r.short_code for r in BlockerReason.objects.filter(parent="B2_OFFICIAL_TURNOVER")] == [
        "B2A",
        "B2B",
    ]
    assert all(r.statement and r.source_url for r in main if r.short_code != "B9")
    before = Stage.history.count() + BlockerReason.history.count()
    reference.load()
    assert Stage.history.count() + BlockerReason.history.count() == before


def test_label_follows_the_language(regions, settings):
    from django.utils import translation

    make_reference()
    stage = Stage.objects.get(pk="mekanisme")
    with translation.override("id"):
        assert stage.label == "Perumusan mekanisme teknis"
    with translation.override("en"):
        assert stage.label == "Technical mechanism being formulated"


def test_one_partnership_per_region_and_counterpart_whatever_the_case(regions):
    first = make_partnership()
    refused(
        "agreements_partnership_one_per_counterpart",
        Partnership.objects.create,
        region_id="34.04",
        followed_up=False,
        counterpart="PEMERINTAH DAERAH",
    )
    Partnership.objects.create(
        region_id="34.04", followed_up=False, counterpart="Dinas Cipta Karya"
    )
    first.archived_at = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    first.save()
    Partnership.objects.create(region_id="34.04", followed_up=False)


def test_next_step_is_whole_or_absent(regions):
    refused(
        "agreements_partnership_next_step_whole",
        Partnership.objects.create,
        region_id="34.04",
        followed_up=False,
        next_step="Kirim surat",
    )
    refused(
        "agreements_partnership_next_step_whole",
        Partnership.objects.create,
        region_id="34.04",
        followed_up=False,
        next_step_due=dt.date(2026, 1, 1),
    )


def test_only_one_stage_entry_is_open(regions):
    partnership = make_partnership()
    refused(
        "agreements_stage_one_open",
        StageEntry.objects.create,
        partnership=partnership,
        stage_id="draf_pks",
        sequence=2,
        move="forward",
        entered_on="2016",
    )


def test_the_present_stage_has_no_end(regions):
    entry = make_partnership().stage_entries.get()
    entry.left_on = "2016"
    refused("agreements_stage_open_not_left", entry.save)


@pytest.mark.parametrize("move", ["skip", "return", "hold", "stop", "restart"])
def test_moves_that_need_a_reason_are_not_stored_without(regions, move):
    partnership = make_partnership()
    partnership.stage_entries.update(is_open=False)
    refused(
        "agreements_stage_reason_given",
        StageEntry.objects.create,
        partnership=partnership,
        stage_id="pks",
        sequence=2,
        move=move,
        entered_on="2016",
    )


@pytest.mark.parametrize(
    ("entered", "left", "fits"),
    [
        ("2015-03-05", "2015-03-04", False),
        ("2015-03-05", "2015-03", True),
        ("2015-03-05", "2015", True),
        ("2015-03", "2015-02-28", False),
        ("2015", "2014-12", False),
        ("2015", "2015-01", True),
        ("", "2015", True),
    ],
)
def test_end_before_beginning_is_refused_for_comparable_dates(regions, entered, left, fits):
    partnership = make_partnership()
    values = {
        "partnership": partnership,
        "stage_id": "pks",
        "sequence": 2,
        "move": "forward",
        "is_open": False,
    }
    values |= {"entered_on": entered, "left_on": left, "as_of": "2016"}
    if fits:
        StageEntry.objects.create(**values)
        StageEntry(**{**values, "sequence": 3}).full_clean()
    else:
        refused("agreements_stage_left_after_entered", StageEntry.objects.create, **values)
        with pytest.raises(ValidationError):
            StageEntry(**values).full_clean()


def test_blocker_ends_whole_and_after_it_began(regions):
    partnership = make_partnership()
    blocker = make_blocker(partnership, raised_on="2016-03")
    blocker.resolved_on = "2016-04"
    refused("agreements_blocker_resolved_whole", blocker.save)
    blocker.resolution = "answered"
    blocker.resolved_on = "2016-02"
    refused("agreements_blocker_resolved_after_raised", blocker.save)
    blocker.resolved_on = "2016"
    blocker.save()


def test_same_open_blocker_is_not_doubled_but_can_recur(regions):
    partnership = make_partnership()
    first = make_blocker(partnership)
    refused("agreements_blocker_open_once_no_office", make_blocker, partnership=partnership)
    make_blocker(partnership, "B4_NO_BUDGET_LINE")
    first.resolved_on, first.resolution = "2016-05", "answered"
    first.save()
    make_blocker(partnership)
    assert Blocker.objects.unresolved().count() == 2


def test_blockers_of_a_reason_include_its_sub_kinds(regions):
    partnership = make_partnership()
    make_blocker(partnership, "B2A_PERSON_MOVED")
    assert Blocker.objects.because_of("B2_OFFICIAL_TURNOVER").count() == 1
    assert Blocker.objects.because_of("B2B_OFFICE_RESTRUCTURED").count() == 0


def test_reasons_have_one_level_of_sub_kinds(regions):
    make_reference()
    with pytest.raises(ValidationError):
        make_reason("B8_X", parent_id="B2A_PERSON_MOVED").full_clean()


def test_agreement_constraints(regions):
    partnership = make_partnership()
    mou = make_agreement(partnership)
    base = {"partnership": partnership, "title": "x"}
    refused(
        "agreements_agreement_parent_fits_kind",
        Agreement.objects.create,
        **base,
        kind="mou",
        parent=mou,
    )
    refused(
        "agreements_agreement_parent_fits_kind", Agreement.objects.create, **base, kind="addendum"
    )
    refused(
        "agreements_agreement_signed_when_dated",
        Agreement.objects.create,
        **base,
        kind="mou",
        signed_on="2015",
        paper="draft",
    )
    refused(
        "agreements_agreement_ends_after_start",
        Agreement.objects.create,
        **base,
        kind="mou",
        starts_on=dt.date(2016, 1, 2),
        ends_on=dt.date(2016, 1, 1),
    )
    refused("agreements_budget_amount_not_negative", make_budget_line, agreement=mou, amount=-1)
    refused("agreements_budget_share_in_range", make_budget_line, agreement=mou, share_percent=101)


def test_pks_rests_on_the_mou_where_there_is_one(regions):
    partnership = make_partnership()
    pks = Agreement(partnership=partnership, kind=AgreementKind.PKS, title="PKS")
    pks.full_clean()  # no MoU recorded: allowed
    mou = make_agreement(partnership)
    with pytest.raises(ValidationError) as error:
        pks.full_clean()
    assert "parent" in error.value.error_dict
    pks.parent = mou
    pks.full_clean()
    pks.parent = make_agreement(make_partnership("33.72"))
    with pytest.raises(ValidationError):
        pks.full_clean()


AT = dt.date(2018, 6, 1)


@pytest.mark.parametrize(
    ("values", "addendum_until", "expected"),
    [
        ({"paper": "draft", "signed_on": ""}, None, AgreementStatus.DRAFT),
        ({"paper": "handed_over", "signed_on": ""}, None, AgreementStatus.HANDED_OVER),
        ({"paper": "cancelled"}, None, AgreementStatus.CANCELLED),
        ({}, None, AgreementStatus.NO_END),
        ({"ends_on": dt.date(2018, 6, 1)}, None, AgreementStatus.IN_FORCE),
        ({"ends_on": dt.date(2018, 5, 31)}, None, AgreementStatus.EXPIRED),
        (
            {"starts_on": dt.date(2018, 7, 1), "ends_on": dt.date(2019, 5, 31)},
            None,
            AgreementStatus.COMING,
        ),
        ({"ends_on": dt.date(2018, 2, 1)}, dt.date(2019, 2, 1), AgreementStatus.EXTENDED),
        ({"ends_on": dt.date(2018, 2, 1)}, dt.date(2018, 3, 1), AgreementStatus.EXPIRED),
        ({"ends_on": dt.date(2019, 2, 1)}, dt.date(2019, 1, 1), AgreementStatus.IN_FORCE),
        ({}, dt.date(2019, 2, 1), AgreementStatus.EXTENDED),
    ],
)
def test_status_is_derived_and_the_query_agrees(regions, values, addendum_until, expected):
    mou = make_agreement(make_partnership(), **values)
    if addendum_until:
        make_agreement(mou.partnership, "addendum", parent=mou, ends_on=addendum_until)
    rows = Agreement.objects.with_end().filter(pk=mou.pk)
    assert rows.get().status(AT) == expected
    matching = [s for s in AgreementStatus if rows.having_status(s, at=AT).exists()]
    assert matching == [expected]


def test_ending_soon_counts_the_addendum(regions):
    mou = make_agreement(make_partnership(), ends_on=dt.date(2018, 6, 20))
    assert Agreement.objects.with_end().ending(at=AT, within=30).count() == 1
    draft = {"paper": "draft", "signed_on": ""}
    later = make_agreement(
        mou.partnership, "addendum", parent=mou, ends_on=dt.date(2020, 1, 1), **draft
    )
    assert Agreement.objects.with_end().ending(at=AT, within=30).count() == 1, "not signed yet"
    Agreement.objects.filter(pk=later.pk).update(paper="signed", signed_on="2015-03-03")
    assert Agreement.objects.with_end().ending(at=AT, within=180).count() == 0


def test_children_are_seen_in_their_region_only_and_go_with_their_partnership(
    regions, officer, other_officer, province_official, expired, secretariat
):
    partnership = make_partnership()
    rows = [
        partnership,
        partnership.stage_entries.get(),
        make_agreement(partnership),
        make_blocker(partnership),
        make_contact(partnership),
        make_budget_line(make_agreement(partnership, number_ours="2")),
    ]
    for row in rows:
        visible = type(row).objects.visible_to
        assert visible(officer).filter(pk=row.pk).exists()
        assert visible(province_official).filter(pk=row.pk).exists()
        assert visible(secretariat).filter(pk=row.pk).exists()
        assert not visible(other_officer).filter(pk=row.pk).exists()
        assert not visible(expired).filter(pk=row.pk).exists()
    partnership.archived_at = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    partnership.save()
    assert not Blocker.objects.visible_to(officer).current().exists()
    assert not Agreement.objects.visible_to(officer).current().exists()


@pytest.mark.parametrize(
    ("stage", "entered", "contact", "blocked", "expected"),
    [
        ("draf_pks", "2018-01-01", "", False, "forgotten"),
        ("draf_pks", "", "", False, "forgotten"),
        ("draf_pks", "2018-01-01", "2018-05", False, "moving"),
        ("draf_pks", "2018-01-01", "2018-04-02", False, "forgotten"),
        ("draf_pks", "2018-01-01", "2018-04-03", False, "moving"),
        ("draf_pks", "2018-01-01", "", True, "known"),
        ("dihentikan", "2018-01-01", "", True, "closed"),
    ],
)
def test_query_of_stalls_agrees_with_the_rule(regions, stage, entered, contact, blocked, expected):
    from agreements.standing import standing_of

    late = dt.date(2018, 1, 5)
    facts = {"next_step": "Tagih", "next_step_owner": "pusat", "next_step_due": late}
    partnership = make_partnership(stage=stage, entered_on=entered, **facts)
    if contact:
        make_contact(partnership, contact)
    if blocked:
        make_blocker(partnership)
    rows = Partnership.objects.with_standing()
    kinds = ("moving", "known", "forgotten", "resting", "closed")

    def told() -> list[str]:
        return [kind for kind in kinds if rows.stalled(kind, at=AT).exists()]

    assert standing_of(rows.get(), AT).stall == expected and told() == [expected]
    # What nobody follows up is due for nothing.
    gone = {"next_step": "", "next_step_owner": "", "next_step_due": None, "followed_up": False}
    Partnership.objects.update(**gone)
    left = "resting" if expected == "forgotten" else expected
    assert standing_of(rows.get(), AT).stall == left and told() == [left]
