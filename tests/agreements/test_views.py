"""Pages: who gets in, what a POST does, filters, export, and SQL that does not grow with the rows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements import services
from agreements.models import Agreement, Blocker, Contact, Partnership
from core.land.regions import Region
from tests.agreements.factories import (
    NEXT_STEP,
    make_agreement,
    make_blocker,
    make_budget_line,
    make_contact,
    make_partnership,
    make_reference,
)
from tests.agreements.matrix import make_world

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"agreements:{name}", args=args)


def body(answer):
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def test_lists_and_board_hold_nothing_of_another_region(regions, as_user, officer):
    make_world("33.72", "Kenari77")
    make_world("34.04", "Sendiri77")
    browser = as_user(officer)
    for name in (
        "board",
        "partnership-list",
        "agreement-list",
        "blocker-list",
        "contact-list",
        "stage-list",
        "blocker-reason-list",
    ):
        for query in ("", "?format=csv", "?q=Kenari"):
            answer = browser.get(url(name) + query)
            text = body(answer)
            assert "Kenari77" not in text, name
            own = (
                "Sendiri77" in text
                or "reason" in name
                or name == "stage-list"
                or query == "?q=Kenari"
            )
            assert own, f"{name}{query} shows not even its own"
    assert "Kenari77" not in body(browser.get(url("blocker-reason-detail", "B1_NO_RESPONSE_DRAFT")))
    assert "Kenari77" not in body(browser.get(url("stage-detail", "mou")))


OPENING = {
    "region": "34.04",
    "counterpart": "Pemerintah Daerah",
    "stage": "audiensi",
    "entered_on": "11/06/2025",
    "next_step": "Kirim draf MoU",
    "next_step_owner": "pusat",
    "next_step_due": "1/12/2026",
}


def test_officer_opens_a_partnership_once_even_when_sending_twice(regions, as_user, officer):
    make_reference()
    browser = as_user(officer)
    token = "7f6f8c1e-3f0b-4a3e-9a55-1f2d3c4b5a69"
    first = browser.post(url("partnership-create"), {**OPENING, "form_token": token})
    second = browser.post(url("partnership-create"), {**OPENING, "form_token": token})
    assert first.status_code == 302
    assert second.status_code in (302, 422)
    assert Partnership.objects.count() == 1


def test_forged_region_saves_nothing(regions, as_user, officer):
    make_reference()
    answer = as_user(officer).post(url("partnership-create"), {**OPENING, "region": "33.72"})
    assert answer.status_code == 422
    assert not Partnership.objects.exists()


def move_data(partnership, **values):
    return {
        "stage": "draf_pks",
        "entered_on": "3/2016",
        "expected": partnership.stage_entries.get(is_open=True).pk,
        "next_step": "Tagih tanggapan",
        "next_step_owner": "pusat",
        "next_step_due": "1/12/2026",
        **values,
    }


def test_move_by_page_and_refusals_in_words(regions, as_user, officer):
    partnership = make_partnership()
    browser, place = as_user(officer), url("partnership-move", partnership.pk)
    data = move_data(partnership)
    assert browser.get(place).status_code == 200
    missing = browser.post(place, {**data, "stage": "pks"})
    assert missing.status_code == 422 and "reason" in missing.context["form"].errors
    early = browser.post(place, {**data, "entered_on": "2014"})
    assert early.status_code == 422 and "entered_on" in early.context["form"].errors
    assert browser.post(place, data).status_code == 302
    again = browser.post(place, data)
    assert again.status_code == 422
    assert [e.stage_id for e in partnership.stage_entries.order_by("sequence")] == [
        "mou",
        "draf_pks",
    ]
    partnership.refresh_from_db()
    assert partnership.next_step == "Tagih tanggapan"


def test_blocker_contact_and_agreement_are_added_on_the_page(regions, as_user, officer):
    partnership = make_partnership(stage="draf_pks")
    browser = as_user(officer)
    browser.post(
        url("blocker-create", partnership.pk),
        {"reason": "B4_NO_BUDGET_LINE", "raised_on": "2016-03"},
    )
    browser.post(
        url("contact-create", partnership.pk),
        {"kind": "surat", "held_on": "2016-04", "people": "Bappeda", "outcome": "no_reply"},
    )
    browser.post(
        url("agreement-create", partnership.pk), {"kind": "mou", "title": "MoU", "paper": "draft"}
    )
    blocker, contact, agreement = (
        Blocker.objects.get(),
        Contact.objects.get(),
        Agreement.objects.get(),
    )
    assert (blocker.raised_by, contact.entered_by) == (officer, officer)
    browser.post(
        url("budget-line-create", agreement.pk),
        {"year": 2026, "funding": "apbd", "kind": "uang", "amount": "75.000.000"},
    )
    assert agreement.budget_lines.get().amount == 75_000_000
    page = body(browser.get(partnership.get_absolute_url()))
    assert blocker.reason.label in page
    refused = browser.post(
        url("blocker-resolve", blocker.pk), {"on": "2015", "resolution": "answered"}
    )
    assert refused.status_code == 422
    browser.post(
        url("blocker-resolve", blocker.pk),
        {"on": "2016-09", "resolution": "budgeted", "text": "Masuk APBD"},
    )
    blocker.refresh_from_db()
    assert blocker.resolution_text == "Masuk APBD"


def test_signing_by_page(regions, as_user, secretariat):
    partnership = make_partnership(stage="draf_mou")
    mou = make_agreement(partnership, paper="draft", signed_on="")
    browser, place = as_user(secretariat), url("agreement-sign", mou.pk)
    bad = browser.post(
        place, {"signed_on": "2016-06-14", "starts_on": "2/6/2016", "ends_on": "1/6/2016"}
    )
    assert bad.status_code == 422
    assert browser.post(place, {"signed_on": "14 Juni 2016", "advance": "on"}).status_code == 302
    mou.refresh_from_db()
    assert mou.paper == "signed"
    assert partnership.stage_entries.get(is_open=True).stage_id == "mou"
    assert browser.post(place, {"signed_on": "14 Juni 2016"}).status_code == 422


def test_list_tells_stage_days_blockers_next_step_and_contact(regions, as_user, secretariat):
    today = timezone.localdate()
    partnership = make_partnership(
        entered_on=(today - dt.timedelta(days=40)).isoformat(),
        next_step="Tagih jawaban",
        next_step_owner="pusat",
        next_step_due=today - dt.timedelta(days=1),
    )
    make_blocker(partnership)
    make_contact(partnership, (today - dt.timedelta(days=12)).isoformat())
    lines = body(
        as_user(secretariat).get(url("partnership-list") + "?format=csv&columns=all")
    ).splitlines()
    head, row = lines[0].split(";"), lines[1].split(";")
    assert len(head) == len(row) == 11
    for value in ("Kab. Sleman", "40", "12", "Tagih jawaban"):
        assert value in row
    assert any("draf PKS" in cell or "PKS draft" in cell for cell in row)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=sleman", {"34.04"}),
        ("q=surakarta", {"33.72"}),
        ("region=34", {"34.04", "34.01"}),
        ("stage=draf_pks", {"33.72"}),
        ("reason=B2_OFFICIAL_TURNOVER", {"34.01"}),
        ("reason=B2A_PERSON_MOVED", {"34.01"}),
        ("stall=known", {"34.01"}),
        ("stall=forgotten", set()),
        ("stall=resting", {"33.72"}),
        ("stall=moving", {"34.04"}),
        ("stall=closed", set()),
        ("due=overdue", {"34.04"}),
        ("due=none", {"33.72", "34.01"}),
        ("stage=xx", set()),
    ],
)
def test_filters(regions, as_user, secretariat, query, expected):
    today = timezone.localdate()
    make_partnership(
        "34.04",
        entered_on=today.isoformat(),
        **{**NEXT_STEP, "next_step_due": today - dt.timedelta(days=2)},
    )
    make_partnership("33.72", stage="draf_pks")
    make_blocker(make_partnership("34.01"), "B2A_PERSON_MOVED")
    answer = as_user(secretariat).get(f"{url('partnership-list')}?{query}")
    assert {row.record.region_id for row in answer.context["table"].rows} == expected


def test_other_lists_filter_and_bad_input_is_no_error(regions, as_user, secretariat):
    soon = timezone.localdate() + dt.timedelta(days=20)
    partnership = make_partnership()
    make_agreement(partnership, ends_on=soon)
    make_blocker(partnership)
    make_contact(partnership)
    browser = as_user(secretariat)

    def total(name, query):
        return browser.get(f"{url(name)}?{query}").context["total"]

    assert total("agreement-list", "ends=30") == total("agreement-list", "status=in_force") == 1
    assert total("agreement-list", "status=expired") == total("agreement-list", "kind=pks") == 0
    assert total("agreement-list", "ends=7&status=zz") == 0
    assert total("blocker-list", "state=open&reason=B1_NO_RESPONSE_DRAFT") == 1
    assert total("blocker-list", "state=resolved") == 0
    assert total("contact-list", "kind=audiensi&outcome=positive&q=bappeda") == 1
    assert total("contact-list", "kind=surat") == 0


def test_malformed_keys_are_not_found(regions, as_user, secretariat):
    browser = as_user(secretariat)
    for place in (
        "partnerships/0/",
        "partnerships/99999999999999999999/",
        "blocker-reasons/xx/",
        "stages/xx/edit/",
        "agreements/x/",
    ):
        assert browser.get(f"/agreements/{place}").status_code == 404, place


def test_archived_partnership_leaves_list_and_board_and_comes_back(regions, as_user, secretariat):
    partnership = make_partnership()
    browser = as_user(secretariat)
    browser.post(url("partnership-archive", partnership.pk), {"remark": "Ganda"})
    assert browser.get(url("partnership-list")).context["total"] == 0
    assert browser.get(url("board")).context["report"].total == 0
    browser.post(url("partnership-restore", partnership.pk), {"remark": "Salah arsip"})
    assert browser.get(url("partnership-list")).context["total"] == 1


def many(n, start=0):
    for number in range(start, start + n):
        code = f"35.{number + 10}"
        Region.objects.get_or_create(
            code=code, defaults={"name": f"Kabupaten Uji {number}", "kind": "kabupaten"}
        )
        partnership = make_partnership(code, stage="draf_pks", **NEXT_STEP)
        mou = make_agreement(partnership)
        make_agreement(partnership, "pks", parent=mou, paper="draft", signed_on="")
        make_budget_line(mou)
        make_blocker(partnership)
        make_blocker(partnership, "B4_NO_BUDGET_LINE")
        make_contact(partnership)


@pytest.mark.parametrize(
    ("name", "budget"),
    [
        ("partnership-list", 12),
        ("agreement-list", 12),
        ("blocker-list", 12),
        ("contact-list", 12),
        ("blocker-reason-list", 12),
        ("stage-list", 12),
        ("board", 15),
        ("partnership-list?format=csv", 12),
    ],
)
def test_sql_of_lists_does_not_grow(regions, as_user, secretariat, name, budget):
    page, _, query = name.partition("?")
    browser, place = as_user(secretariat), url(page) + (f"?{query}" if query else "")
    many(3)
    body(browser.get(place))
    with CaptureQueriesContext(
        connection,
    ) as few:
        body(browser.get(place))
    many(6, start=3)
    with CaptureQueriesContext(connection) as more:
        body(browser.get(place))
    assert len(few) == len(more), [q["sql"][:120] for q in more]
    assert len(more) <= budget


def test_sql_of_the_page_of_one_does_not_grow(regions, as_user, secretariat):
    partnership = make_partnership()
    browser = as_user(secretariat)

    def fill(n):
        mou = Agreement.objects.filter(
            partnership=partnership, kind="mou"
        ).first() or make_agreement(partnership)
        for number in range(n):
            make_agreement(partnership, "pks", parent=mou)
            make_contact(partnership)
            make_blocker(partnership, resolved_on="2016-10", resolution="other", note=str(number))
            make_budget_line(mou)

    for place in (
        partnership.get_absolute_url,
        lambda: Agreement.objects.filter(kind="mou").first().get_absolute_url(),
    ):
        fill(3)
        browser.get(place())
        with CaptureQueriesContext(connection) as few:
            assert browser.get(place()).status_code == 200
        fill(6)
        with CaptureQueriesContext(connection) as more:
            browser.get(place())
        # Lists over the cap count their true total: at most one query each.
        assert len(more) <= 20, [q["sql"][:140] for q in more]
        assert len(more) - len(few) <= 4


def test_example_is_marked_in_list_and_page(regions, as_user, secretariat):
    partnership = make_partnership(is_example=True)
    real = make_partnership("33.72")
    make_blocker(real, is_example=True)
    browser = as_user(secretariat)
    assert "CONTOH" in body(browser.get(partnership.get_absolute_url()))
    page = body(browser.get(url("partnership-list") + "?region=33.72"))
    assert "(CONTOH)" in page
    # On the board of stages a sign at the card, explained once.
    make_partnership("34.01", is_example=True)
    board = body(browser.get(reverse("agreements:board")))
    assert board.count("Yang bertanda *") == 1
    cards = board[board.index('<div class="board"') : board.index("Yang bertanda *")]
    assert cards.count('class="example"') == 1 and cards.count('class="example-sign"') == 2


def test_a_move_from_an_old_page_is_told_where_it_stands_now(regions, officer, as_user):
    partnership = make_partnership()
    seen = partnership.stage_entries.get().pk
    services.move_stage(
        partnership=partnership, to="draf_pks", by=officer, told=services.Stay(entered_on="2016-07")
    )
    answer = as_user(officer).post(
        reverse("agreements:partnership-move", args=[partnership.pk]),
        {"stage": "draf_pks", "entered_on": "2016-07", "expected": seen},
    )
    told = str(answer.context["form"].errors)
    assert answer.status_code == 422
    assert "Draf PKS" in told and "bukan salah satu" not in told
    assert partnership.stage_entries.count() == 2
