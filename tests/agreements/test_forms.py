"""Bad input is refused in words, beside its field; good input is saved through the services."""

from __future__ import annotations

import pytest

from agreements.forms import (
    AgreementForm,
    BlockerForm,
    BlockerReasonEditForm,
    BlockerReasonForm,
    ContactForm,
    MoveForm,
    OpenPartnershipForm,
    PartnershipForm,
    StageEntryForm,
)
from agreements.models import Agreement, Partnership
from chapters.models import Office
from tests.agreements.factories import (
    NEXT_STEP,
    make_agreement,
    make_partnership,
    make_reason,
    make_reference,
)

pytestmark = pytest.mark.django_db

OPENING = {
    "region": "34.04",
    "counterpart": "Pemerintah Daerah",
    "stage": "audiensi",
    "entered_on": "11 Juni 2025",
    "next_step": "Kirim draf MoU",
    "next_step_owner": "pusat",
    "next_step_due": "1/12/2026",
}


def test_opening_needs_a_next_step_and_saves_stage_and_all(regions, officer):
    make_reference()
    form = OpenPartnershipForm(OPENING, user=officer)
    assert form.is_valid(), form.errors
    partnership = form.save()
    assert partnership.stage_entries.get().entered_on == "2025-06-11"
    twin = OpenPartnershipForm(OPENING, user=officer)
    assert not twin.is_valid()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"next_step": ""}, "next_step"),
        ({"next_step_owner": ""}, "next_step_owner"),
        ({"next_step_due": ""}, "next_step_due"),
        ({"next_step_due": "2026"}, "next_step_due"),
        ({"entered_on": ""}, "entered_on"),
        ({"entered_on": "kemarin"}, "entered_on"),
        ({"entered_on": "1 Januari 2099"}, "entered_on"),
        ({"stage": "mou"}, "reason"),
        ({"stage": "tertahan"}, "stage"),
        ({"stage": "xx"}, "stage"),
        ({"region": "33.72"}, "region"),
        ({"region": "34"}, "region"),
    ],
)
def test_opening_refuses_beside_the_field(regions, officer, change, field):
    make_reference()
    form = OpenPartnershipForm({**OPENING, **change}, user=officer)
    assert not form.is_valid()
    assert field in form.errors


def test_what_an_old_document_states_needs_no_next_step(regions, secretariat):
    make_reference()
    data = {
        "region": "34.04",
        "counterpart": "Pemerintah Daerah",
        "stage": "mou",
        "reason": "Hanya MoU disebut",
        "as_of": "2016",
    }
    assert not OpenPartnershipForm(data, user=secretariat).is_valid()
    form = OpenPartnershipForm({**data, "only_known": "on"}, user=secretariat)
    assert form.is_valid(), form.errors
    assert form.save().next_step == ""


def test_next_step_is_not_taken_away_while_under_way(regions, officer):
    partnership = make_partnership(**NEXT_STEP)
    form = PartnershipForm(
        {"counterpart": "Pemerintah Daerah", "row_version": 1}, user=officer, instance=partnership
    )
    assert not form.is_valid() and "next_step" in form.errors
    stopped = make_partnership(stage="dihentikan", counterpart="Dinas", **NEXT_STEP)
    form = PartnershipForm(
        {"counterpart": "Dinas", "row_version": 1}, user=officer, instance=stopped
    )
    assert form.is_valid(), form.errors


def test_counterpart_is_not_changed_into_one_that_exists(regions, officer):
    make_partnership(counterpart="Dinas PU")
    partnership = make_partnership()
    form = PartnershipForm(
        {"counterpart": "dinas pu", "row_version": 1}, user=officer, instance=partnership
    )
    assert form.non_field_errors()


def test_half_a_next_step_is_refused(regions, officer):
    partnership = make_partnership()
    form = PartnershipForm(
        {"counterpart": "x", "next_step": "Surat", "row_version": 1},
        user=officer,
        instance=partnership,
    )
    assert set(form.errors) == {"next_step_owner", "next_step_due"}
    contact = ContactForm(
        {
            "kind": "surat",
            "held_on": "2016",
            "people": "Bappeda",
            "outcome": "positive",
            "next_step": "Surat",
        },
        user=officer,
        parent=partnership,
    )
    assert "next_step_due" in contact.errors


def test_move_offers_only_legal_stages_and_asks_for_the_date(regions, officer):
    partnership = make_partnership(stage="dihentikan")
    form = MoveForm({"stage": "tertahan"}, user=officer, partnership=partnership)
    assert "stage" in form.errors and "entered_on" in form.errors
    assert "tertahan" not in dict(form.fields["stage"].choices)


def test_move_proposes_the_next_step(regions, officer):
    form = MoveForm(user=officer, partnership=make_partnership())
    assert form.fields["stage"].initial == "draf_pks"


def test_contact_needs_a_date_or_a_source_and_never_one_ahead(regions, officer):
    partnership = make_partnership()
    data = {"kind": "surat", "people": "Bappeda", "outcome": "positive"}
    assert "held_on" in ContactForm(data, user=officer, parent=partnership).errors
    assert (
        "held_on"
        in ContactForm({**data, "held_on": "2099"}, user=officer, parent=partnership).errors
    )
    assert ContactForm(
        {**data, "source": "Laman tidak bertanggal"}, user=officer, parent=partnership
    ).is_valid()


def test_same_open_blocker_is_refused_in_words_and_offices_are_of_the_region(regions, officer):
    partnership = make_partnership()
    here = Office.objects.create(name="Bappeda", kind="bappeda", region_id="34.04")
    there = Office.objects.create(name="Bappeda Solo", kind="bappeda", region_id="33.72")
    data = {"reason": "B1_NO_RESPONSE_DRAFT", "raised_on": "3/2016", "office": here.pk}
    first = BlockerForm(data, user=officer, parent=partnership)
    assert first.is_valid(), first.errors
    first.save()
    assert BlockerForm(data, user=officer, parent=partnership).errors
    assert (
        "office"
        in BlockerForm({**data, "office": there.pk}, user=officer, parent=partnership).errors
    )
    assert (
        "raised_on"
        in BlockerForm({**data, "raised_on": "2099"}, user=officer, parent=partnership).errors
    )


def test_agreement_rests_only_on_agreements_of_its_partnership(regions, secretariat):
    partnership = make_partnership()
    mou = make_agreement(partnership)
    foreign = make_agreement(make_partnership("33.72"))
    data = {"kind": "pks", "title": "PKS", "paper": "draft"}
    assert "parent" in AgreementForm(data, user=secretariat, parent=partnership).errors
    assert (
        "parent"
        in AgreementForm(
            {**data, "parent": foreign.pk}, user=secretariat, parent=partnership
        ).errors
    )
    form = AgreementForm({**data, "parent": mou.pk}, user=secretariat, parent=partnership)
    assert form.is_valid(), form.errors
    form.save()
    assert Agreement.objects.get(kind="pks").parent == mou
    wrong = AgreementForm(
        {
            **data,
            "parent": mou.pk,
            "starts_on": "2/1/2026",
            "ends_on": "1/1/2026",
            "signed_on": "2025",
        },
        user=secretariat,
        parent=partnership,
    )
    assert len(wrong.non_field_errors()) == 2


def test_present_stage_gets_no_end_and_reasons_stay(regions, officer):
    entry = make_partnership().stage_entries.get()
    form = StageEntryForm(
        {"entered_on": "2015", "left_on": "2016", "row_version": 1}, user=officer, instance=entry
    )
    assert "left_on" in form.errors
    entry.move = "skip"
    form = StageEntryForm(
        {"entered_on": "2015", "reason": " ", "row_version": 1}, user=officer, instance=entry
    )
    assert "reason" in form.errors


def test_reasons_take_a_plain_code_and_keep_it(regions, secretariat):
    make_reference()
    data = {"code": "lahan", "category": "other", "label_id": "Lahan", "label_en": "Land"}
    assert "code" in BlockerReasonForm(data, user=secretariat).errors
    form = BlockerReasonForm({**data, "code": "B8_LAND"}, user=secretariat)
    assert form.is_valid(), form.errors
    assert (
        "code" not in BlockerReasonEditForm(user=secretariat, instance=make_reason("B8_X")).fields
    )


def test_nothing_is_left_of_a_refused_opening(regions, officer):
    make_reference()
    assert not OpenPartnershipForm({**OPENING, "stage": "mou"}, user=officer).is_valid()
    assert not Partnership.objects.exists()
