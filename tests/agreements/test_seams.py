"""Where a paper, a stage or a next step is told elsewhere: on the checklist, the board, the letter of a past year."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from agreements.gates import GateFacts, checks
from agreements.models import Partnership, StageEntry
from agreements.pipeline import Stall
from agreements.reports import build_cooperation, build_pipeline
from agreements.services import Stay, move_stage, sign_agreement
from agreements.standing import standing_of
from agreements.todo import tasks_for
from tests.agreements.factories import make_agreement, make_contact, make_partnership

pytestmark = pytest.mark.django_db
AT = dt.date(2019, 3, 1)


def loaded(partnership: Partnership) -> Any:
    return Partnership.objects.with_standing().get(pk=partnership.pk)


def met(user: Any, partnership: Partnership) -> dict[str, bool]:
    with translation.override("en"):
        found = checks(user=user, partnership=loaded(partnership), at=AT)
    return {check.words: check.is_met for check in found}


def renewed(user: Any, *, ends_on: dt.date) -> Partnership:
    """A partnership that stands at a draft MoU again, after one of 2015 to `ends_on`."""
    partnership = make_partnership(stage="berakhir", entered_on="2018-02-02")
    make_agreement(partnership, number_ours="01/AKS", handed_over_on="2015-01", ends_on=ends_on)
    move_stage(
        partnership=partnership,
        to="draf_mou",
        by=user,
        told=Stay(entered_on="2018-12-01", reason="Diperbarui"),
    )
    return partnership


@pytest.mark.parametrize("ends_on", [dt.date(2018, 2, 1), dt.date(2019, 12, 31)])
def test_a_renewal_is_not_met_by_the_former_paper(secretariat: Any, ends_on: dt.date) -> None:
    partnership = renewed(secretariat, ends_on=ends_on)
    found = met(secretariat, partnership)
    for words in ("A draft MoU is recorded", "The MoU is signed"):
        assert found[words] is False, words
    draft = make_agreement(partnership, paper="draft", signed_on="", title="MoU baru")
    assert met(secretariat, partnership)["A draft MoU is recorded"]
    assert not met(secretariat, partnership)["The draft MoU was handed over, with its date"]
    draft.paper, draft.handed_over_on = "handed_over", "2019-01"
    draft.save()
    assert met(secretariat, partnership)["The draft MoU was handed over, with its date"]
    assert not met(secretariat, partnership)["The MoU is signed"]


def test_the_paper_in_hand_is_the_new_draft(secretariat: Any) -> None:
    partnership = make_partnership(stage="mekanisme", entered_on="2018-06-01")
    make_agreement(partnership, "pks", signed_on="2018-01-01", ends_on=dt.date(2018, 12, 31))
    old = make_agreement(
        partnership, "pks", paper="handed_over", signed_on="", handed_over_on="2017"
    )
    new = make_agreement(
        partnership, "pks", paper="handed_over", signed_on="", handed_over_on="2019-02"
    )
    facts = GateFacts(user=secretariat, partnership=loaded(partnership), at=AT)
    assert facts.pks_draft == new != old
    assert facts.signed_now("pks") is None


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (dt.date(2019, 3, 2), Stall.MOVING),
        (AT, Stall.MOVING),
        (dt.date(2019, 2, 28), Stall.FORGOTTEN),
        (None, Stall.RESTING),
    ],
)
def test_who_waits_for_an_agreed_step_is_not_forgotten(
    regions: Any, due: dt.date | None, expected: Stall
) -> None:
    step = {"next_step": "Rapat pembahasan", "next_step_owner": "pemda", "next_step_due": due}
    partnership = make_partnership(
        stage="draf_pks", entered_on="2018-01-01", **(step if due else {})
    )
    make_contact(partnership, "2018-06-01")
    rows = Partnership.objects.with_standing()
    assert standing_of(loaded(partnership), AT).stall == expected  # type: ignore[union-attr]
    assert [kind for kind in Stall.values if rows.stalled(kind, at=AT).exists()] == [expected]


def test_a_signing_before_the_recorded_stage_is_taken(secretariat: Any) -> None:
    partnership = make_partnership(stage="mekanisme", entered_on="2026-01-10")
    pks = make_agreement(partnership, "pks", paper="draft", signed_on="")
    sign_agreement(agreement=pks, by=secretariat, signed_on="2025-12-20")
    pks.refresh_from_db()
    entry = StageEntry.objects.get(is_open=True)
    assert (pks.paper, pks.signed_on) == ("signed", "2025-12-20")
    assert (entry.stage_id, entry.entered_on) == ("pks", "2026-01-10")


def test_the_letter_of_a_past_year_tells_its_cooperation(secretariat: Any) -> None:
    partnership = make_partnership(
        stage="draf_mou",
        entered_on="2015-05-05",
        next_step="Tagih jawaban",
        next_step_owner="daerah",
        next_step_due=timezone.localdate(),
    )
    make_agreement(partnership, paper="signed", signed_on="2016-03-03", handed_over_on="2015-06")
    make_contact(partnership, "2015-07-01")
    make_contact(partnership, "2017-07-01")
    move_stage(
        partnership=partnership, to="mou", by=secretariat, told=Stay(entered_on="2016-03-03")
    )
    then = build_cooperation(user=secretariat, region="34.04", at=dt.date(2015, 12, 31))
    now = build_cooperation(user=secretariat, region="34.04", at=timezone.localdate())
    before = build_cooperation(user=secretariat, region="34.04", at=dt.date(2014, 12, 31))
    assert then and now and before is None
    assert then.stage == "Draf MoU" and now.stage == "MoU ditandatangani"
    assert [(row.signed_on, str(row.status)) for row in then.agreements] == [("", "Diserahkan")]
    assert [row.signed_on for row in now.agreements] == ["3 Maret 2016"]
    assert then.last_contact and then.last_contact.on == "1 Juli 2015"
    assert (then.next_step, now.next_step) == ("", "Tagih jawaban")
    assert not any("Tagih" in sentence for sentence in then.sentences)


# T15: what was handed over.


@pytest.mark.parametrize(
    ("handed", "signed", "paper", "said"),
    [
        ("2018-01", "", "draft", "draft"),
        ("2018-01", "2018-03-01", "signed", "draft"),
        ("2018-04", "2018-03-01", "signed", "signed"),
        ("2018", "2018-03-01", "signed", "signed"),
        ("2018-04", "", "signed", ""),
        ("", "2018-03-01", "signed", ""),
    ],
)
def test_t15_what_was_handed_over_is_the_draft_or_the_signed_paper(
    officer: Any, handed: str, signed: str, paper: str, said: str
) -> None:
    row = make_agreement(make_partnership(), handed_over_on=handed, signed_on=signed, paper=paper)
    row.full_clean()
    with translation.override("en"):
        assert row.handed_over_as == said


def test_t15_the_page_names_the_day_without_claiming_a_draft(officer: Any, as_user: Any) -> None:
    row = make_agreement(make_partnership(), handed_over_on="2018-04", signed_on="2018-03-01")
    page = as_user(officer).get(row.get_absolute_url()).content.decode()
    assert "Diserahkan pada" in page and "Draf diserahkan" not in page


def test_t16_what_nobody_follows_up_is_not_due_for_a_contact(
    secretariat: Any, officer: Any, as_user: Any
) -> None:
    """Known from an old paper only: silent, but nobody waits for it; on row, list, board and in the tasks."""
    old = make_partnership(stage="draf_pks", entered_on="2015-02-02")
    today = timezone.localdate()
    assert standing_of(loaded(old), today).stall == Stall.RESTING  # type: ignore[union-attr]
    assert build_pipeline(user=secretariat, at=today).forgotten == 0
    assert tasks_for(officer, today=today) == []
    browser, place = as_user(officer), reverse("agreements:partnership-list")
    row = f'href="{old.get_absolute_url()}"'
    assert row not in browser.get(place, {"stall": "forgotten"}).content.decode()
    assert row in browser.get(place, {"stall": "resting"}).content.decode()
    step = {"next_step": "Rapat", "next_step_owner": "pemda", "followed_up": True}
    Partnership.objects.filter(pk=old.pk).update(**step, next_step_due=dt.date(2016, 1, 1))
    assert build_pipeline(user=secretariat, at=today).forgotten == 1
    assert row in browser.get(place, {"stall": "forgotten"}).content.decode()
