"""Checklists, suggested blockers, the matrix, drafts, signed versions, renewals, changes of officials, calendar."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, connections
from django.urls import reverse
from django.utils import timezone

from agreements import clauses, reference, services
from agreements.dated import dated_for
from agreements.gates import checks
from agreements.models import Agreement, Blocker, ClauseTemplate, Contact, LegalBasis, Partnership
from agreements.pipeline import STAGES, StageKind
from agreements.reports.analysis import build_analysis
from agreements.reports.draft import build_draft
from agreements.reports.matrix import build_matrix
from agreements.suggestions import suggestion_for
from agreements.todo import tasks_for
from agreements.turnover import turnovers
from chapters.models import Office, Official
from chapters.services import replace_official
from core.tools.rows.moment import Moment
from tests.agreements.factories import (
    NEXT_STEP,
    make_agreement,
    make_blocker,
    make_budget_line,
    make_contact,
    make_partnership,
    make_reference,
)
from tests.files import pdf

pytestmark = pytest.mark.django_db
AT = dt.date(2016, 6, 14)
URL = "agreements:"


def loaded(partnership):
    return Partnership.objects.with_standing().get(pk=partnership.pk)


def met(user, partnership, at=AT):
    return [check.is_met for check in checks(user=user, partnership=loaded(partnership), at=at)]


@pytest.mark.parametrize("stage", [s.code for s in STAGES.values() if not s.closes])
def test_every_stage_has_a_checklist_that_begins_unmet(regions, officer, stage):
    partnership = make_partnership(stage=stage, counterpart=stage)
    assert not all(met(officer, partnership))


def test_the_checklist_of_a_signed_mou_follows_the_facts(regions, officer):
    partnership = make_partnership(stage="mou")
    assert met(officer, partnership) == [False] * 6
    mou = make_agreement(partnership, number_ours="1", number_theirs="2")
    # Without an end it is taken to be in force; the missing end is a gap of its own.
    assert met(officer, partnership) == [True, False, False, False, True, False]
    mou.signatory_ours, mou.signatory_theirs = "Ketua", "Bupati"
    mou.ends_on = dt.date(2016, 6, 13)
    mou.save()
    assert met(officer, partnership) == [True, True, True, False, False, False]
    make_agreement(
        partnership, "pks", parent=mou, paper="handed_over", signed_on="", handed_over_on="2016-05"
    )
    assert met(officer, partnership)[-1]


def test_a_reply_counts_only_after_the_stage_began(regions, officer):
    partnership = make_partnership(stage="draf_pks", entered_on="2016-03-01")
    make_contact(partnership, "2016-02-28")
    make_contact(partnership, "2016-04-01", outcome="no_reply")
    assert met(officer, partnership)[1] is False
    make_contact(partnership, "2016-04-02", outcome="follow_up")
    assert met(officer, partnership)[1] is True


@pytest.mark.parametrize(
    ("kind", "outcome", "answers"),
    [
        ("surat", "informed", False),  # our own letter: it tells the government something
        ("surat", "follow_up", False),
        ("whatsapp", "follow_up", False),
        ("audiensi", "informed", False),
        ("rapat", "no_reply", False),
        ("surat", "postponed", True),
        ("whatsapp", "positive", True),
        ("telepon", "refused", True),
        ("rapat", "follow_up", True),
    ],
)
def test_only_what_the_government_let_us_know_is_its_answer(
    regions, officer, kind, outcome, answers
):
    partnership = make_partnership(stage="draf_pks", entered_on="2016-03-01")
    contact = make_contact(partnership, "2016-04-02", kind=kind, outcome=outcome)
    assert met(officer, partnership)[1] is answers
    # The row and the query say the same, and so does what silence suggests.
    assert contact.is_answer is answers
    assert Contact.objects.answered().exists() is answers
    found = suggestion_for(loaded(partnership), at=AT)
    assert (found.since if found else None) == ("2016-04-02" if answers else "2016-03-01")


def test_a_running_cooperation_is_told_of_by_any_contact_of_the_year(regions, officer):
    partnership = make_partnership(stage="pelaksanaan")
    make_contact(partnership, "2015-06-14", kind="surat", outcome="informed")
    assert met(officer, partnership)[1] is False
    make_contact(partnership, "2015-07-01", kind="surat", outcome="informed")
    assert met(officer, partnership)[1] is True


@pytest.mark.parametrize(
    ("stage", "entered", "contact", "outcome", "expected"),
    [
        ("draf_pks", "2016-03-01", "", "", "B1_NO_RESPONSE_DRAFT"),
        ("mekanisme", "2016-03-01", "", "", "B3_NO_RESPONSE_FUNDING"),
        ("mou", "2016-03-01", "", "", None),  # nobody owes an answer here
        ("draf_pks", "2016-04-16", "", "", None),  # 59 days
        ("draf_pks", "2016-04-15", "", "", "B1_NO_RESPONSE_DRAFT"),  # 60 days
        ("draf_pks", "2015-01-01", "2016-06-01", "positive", None),
        ("draf_pks", "2015-01-01", "2016-06-01", "no_reply", "B1_NO_RESPONSE_DRAFT"),
        ("draf_pks", "", "", "", None),  # since when is not known
    ],
)
def test_silence_suggests_a_blocker(regions, stage, entered, contact, outcome, expected):
    partnership = make_partnership(stage=stage, entered_on=entered)
    if contact:
        make_contact(partnership, contact, outcome=outcome)
    found = suggestion_for(loaded(partnership), at=AT)
    assert (found.reason if found else None) == expected


def test_a_suggestion_is_raised_by_one_click_and_only_once(regions, as_user, officer):
    partnership = make_partnership(stage="draf_pks", entered_on="2016-03-01")
    browser = as_user(officer)
    page = reverse(URL + "partnership-detail", args=[partnership.pk])
    place = reverse(URL + "partnership-suggested", args=[partnership.pk])
    assert place in browser.get(page).content.decode()
    assert browser.post(place).status_code == 302
    blocker = Blocker.objects.get()
    assert (blocker.reason_id, blocker.raised_on) == (
        "B1_NO_RESPONSE_DRAFT",
        timezone.localdate().isoformat(),
    )
    assert browser.post(place).status_code == 422
    assert Blocker.objects.count() == 1
    assert place not in browser.get(page).content.decode()


@pytest.fixture
def blockers(regions):
    """Blockers in three regions and a province, against two offices and none."""
    office = Office.objects.create(region_id="34.04", name="Bappeda", kind="bappeda")
    for code in ("34.04", "34.01", "33.72", "34"):
        partnership = make_partnership(code, stage="draf_pks")
        make_blocker(partnership)
        if code == "34.04":
            make_blocker(partnership, "B2A_PERSON_MOVED", office=office)
            make_blocker(partnership, "B2_OFFICIAL_TURNOVER", office=office)
            make_blocker(
                partnership,
                "B4_NO_BUDGET_LINE",
                raised_on="2016-01",
                resolved_on="2016-05",
                resolution="budgeted",
            )
    return office


@pytest.mark.parametrize("by", ["region", "office"])
@pytest.mark.parametrize("state", ["open", "resolved", "all"])
@pytest.mark.parametrize("as_of", ["", "2016-04"])
def test_every_cell_of_the_matrix_opens_a_list_of_the_same_total(
    blockers, as_user, secretariat, by, state, as_of
):
    moment = Moment(dt.date(2016, 4, 30), as_of) if as_of else Moment(timezone.localdate())
    matrix = build_matrix(user=secretariat, by=by, state=state, moment=moment)
    browser, seen = as_user(secretariat), 0
    lines = [(row.cells, row.total) for row in matrix.rows] + [(matrix.totals, matrix.total)]
    for cells, total in lines:
        assert sum(cell.count for cell in cells) == total.count
        for cell in (*cells, total):
            assert bool(cell.url) is bool(cell.count)
            if cell.url:
                assert browser.get(cell.url).context["total"] == cell.count, cell
                seen += 1
    rows = Blocker.objects.all()
    expected = {"open": rows.unresolved().count(), "resolved": 1, "all": 7}[state]
    if as_of:
        expected = {"open": 7, "resolved": 0, "all": 7}[state]
    assert matrix.total.count == expected
    assert seen or not expected


def test_the_matrix_shows_an_officer_only_the_own_region(blockers, as_user, officer):
    page = as_user(officer).get(reverse(URL + "blocker-matrix"))
    assert [row.label for row in page.context["matrix"].rows] == ["Kab. Sleman"]
    file = as_user(officer).get(reverse(URL + "blocker-matrix"), {"format": "csv"})
    text = b"".join(file.streaming_content).decode()
    assert "Sleman" in text and "Surakarta" not in text


def test_solved_blockers_are_searched_by_reason_and_words(regions, as_user, officer):
    partnership = make_partnership(stage="draf_pks")
    make_blocker(
        partnership, resolved_on="2016-09", resolution="answered", resolution_text="Didatangi77"
    )
    make_blocker(partnership, "B4_NO_BUDGET_LINE", resolved_on="2016-09", resolution="budgeted")
    make_blocker(partnership, "B5_GRANT_RULES")
    browser, place = as_user(officer), reverse(URL + "solved-list")
    assert browser.get(place).context["total"] == 2
    assert browser.get(place, {"reason": "B1_NO_RESPONSE_DRAFT"}).context["total"] == 1
    found = browser.get(place, {"q": "didatangi77"})
    assert found.context["total"] == 1 and "Didatangi77" in found.content.decode()


def test_the_analysis_is_computed_from_the_stays(regions, secretariat):
    for index, left in enumerate(("2015-03-04", "2015-03-14", "2015-02-12")):
        partnership = make_partnership(stage="draf_pks", counterpart=f"Dinas {index}")
        services.move_stage(
            partnership=partnership,
            to="mekanisme",
            by=secretariat,
            told=services.Stay(entered_on=left),
        )
    make_partnership(stage="audiensi", entered_on="", counterpart="Tanpa tanggal")
    make_agreement(Partnership.objects.first(), ends_on=AT + dt.timedelta(days=20))
    found = build_analysis(user=secretariat, moment=Moment(AT))
    lines = {line.code: line for line in found.stages}
    assert (lines["draf_pks"].median_days, lines["draf_pks"].n) == (30, 3)  # of 10, 30 and 40
    assert (lines["audiensi"].reached, lines["audiensi"].recorded) == (4, 1)
    assert (lines["mekanisme"].reached, lines["mekanisme"].here, found.undated) == (3, 3, 1)
    government = next(line for line in found.waiting if line.who == "government")
    assert government.partnerships.value == 4 and government.stays == 6
    assert [(row.days, row.alert) for row in found.ending] == [(20, 30)]


def test_placeholders_are_checked_and_filled(regions):
    assert clauses.faults("Antara {daerah} dan {mitra}") == []
    assert clauses.faults("{kota} {daerah {") == ["{kota}", "{"]
    assert (
        clauses.fill("{daerah}: {akhir}", {"daerah": "Kab. Sleman"})
        == f"Kab. Sleman: {clauses.BLANK}"
    )
    two = clauses.paragraphs("Satu:\n- a;\n- b.\n\nDua")
    assert [(p.number, p.points) for p in two] == [(1, ("a;", "b.")), (2, ())]
    assert clauses.paragraphs("Satu")[0].number == 0


def test_only_the_secretariat_writes_clauses_and_wrong_marks_are_refused(
    regions, as_user, secretariat, officer
):
    make_reference()
    template = ClauseTemplate.objects.get(kind="mou")
    place = reverse(URL + "clause-create", args=[template.pk])
    data = {"number": "40", "heading": "Lain-lain", "body": "Di {kabupaten}"}
    assert as_user(officer).post(place, data).status_code == 403
    refused = as_user(secretariat).post(place, data)
    assert refused.status_code == 422 and "{kabupaten}" in refused.content.decode()
    assert as_user(secretariat).post(place, {**data, "body": "Di {daerah}"}).status_code == 302
    assert template.clauses.filter(number=40).exists()


def test_a_draft_keeps_the_wording_and_the_rules_of_its_day(regions, secretariat):
    partnership = make_partnership(stage="draf_mou")
    mou = make_agreement(
        partnership,
        paper="handed_over",
        signed_on="",
        handed_over_on="2026-03",
        scope="baris satu\nbaris dua",
    )
    old = ClauseTemplate.objects.get(kind="mou")
    new = services.copy_template(template=old, valid_from=dt.date(2026, 6, 1), by=secretariat)
    assert new.clauses.count() == old.clauses.count() > 5
    agreement = Agreement.objects.select_related("partnership__region", "parent").get(pk=mou.pk)
    draft = build_draft(user=secretariat, agreement=agreement, at=dt.date(2026, 11, 1))
    assert draft.template == old and draft.counterpart == "Pemerintah Kabupaten Sleman"
    told = {rule.short_name: rule.subject for rule in draft.bases}
    assert {name for name, subject in told.items() if subject == "kerja_sama"} == {
        "UU 23/2014",
        "PP 28/2018",
        "Permendagri 22/2020",
    }
    # What the cooperation is about rests on the laws of its sector (SPM, SPALD, Pokja).
    sector = {name for name, subject in told.items() if subject == "sektor"}
    assert sector >= {"PP 2/2018", "Permen PUPR 4/2017", "Perpres 185/2014"}
    scope = next(a for a in draft.articles if "Ruang" in a.heading)
    assert "baris satu baris dua" in scope.paragraphs[0].text
    assert draft.blanks
    agreement.paper = "draft"
    assert (
        build_draft(user=secretariat, agreement=agreement, at=dt.date(2026, 11, 1)).template == new
    )
    assert build_draft(user=secretariat, agreement=agreement, at=dt.date(2020, 1, 1)) is None
    rules = LegalBasis.objects.cited().in_force(dt.date(2016, 1, 1))
    assert {rule.short_name for rule in rules.filter(subject="kerja_sama")} == {
        "UU 23/2014",
        "PP 50/2007",
        "Permendagri 22/2009",
    }


def test_the_rule_that_limits_grants_is_named_with_its_article(regions):
    reference.load()
    rule = LegalBasis.objects.get(subject="hibah", source="UU 23/2014 pasal 298 ayat (5)")
    assert "berbadan hukum" in rule.meaning
    assert not rule.is_cited
    fifth = LegalBasis.objects.get(short_name="Permendagri 99/2019")
    assert (fifth.replaced_by.short_name, fifth.is_checked) == ("Permendagri 77/2020", False)


def test_one_file_of_a_signed_agreement_is_the_signed_version(regions, officer, other_officer):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from core.records.services import add_file

    partnership = make_partnership()
    mou = make_agreement(partnership, paper="draft", signed_on="")
    other = make_agreement(partnership, title="MoU lain")
    upload = SimpleUploadedFile("pindai.pdf", pdf(), content_type="application/pdf")
    scan = add_file(obj=mou, by=officer, upload=upload)
    with pytest.raises(ValidationError):  # not signed yet
        services.name_signed_file(agreement=mou, file=scan, by=officer)
    services.sign_agreement(agreement=mou, by=officer, signed_on="2016-01", advance=False)
    with pytest.raises(ValidationError):  # another agreement's file
        services.name_signed_file(agreement=other, file=scan, by=officer)
    assert services.name_signed_file(agreement=mou, file=scan, by=officer).signed_file == scan


def test_a_renewal_begins_where_the_old_one_ends_and_silences_its_alert(regions, as_user, officer):
    partnership = make_partnership(**NEXT_STEP)
    ends = timezone.localdate() + dt.timedelta(days=40)
    old = make_agreement(partnership, starts_on=dt.date(2016, 1, 1), ends_on=ends)
    assert any(
        str(old.get_absolute_url()) == task.url
        for task in tasks_for(officer, today=timezone.localdate())
    )
    place = reverse(URL + "agreement-create", args=[partnership.pk])
    form = as_user(officer).get(place, {"renews": old.pk}).context["form"]
    assert form.initial["starts_on"] == ends + dt.timedelta(days=1)
    new = Agreement(
        partnership=partnership,
        kind="mou",
        title="MoU baru",
        renews=old,
        paper="signed",
        signed_on="2016-02",
        starts_on=dt.date(2015, 1, 1),
    )
    with pytest.raises(ValidationError):
        new.full_clean()
    new.starts_on = form.initial["starts_on"]
    new.full_clean()
    new.save()
    assert not any(
        str(old.get_absolute_url()) == task.url
        for task in tasks_for(officer, today=timezone.localdate())
    )


@pytest.fixture
def moved(regions, officer):
    """An official in charge who left last week, with the successor in post, and a cooperation under way."""
    partnership = make_partnership(stage="draf_pks", **NEXT_STEP)
    office = Office.objects.create(region_id="34.04", name="Dinas PU", kind="opd")
    left = timezone.localdate() - dt.timedelta(days=7)
    official = Official.objects.create(
        office=office, position="Kepala Bidang", handles_sanitation=True, phone="081234567890"
    )
    replace_official(
        official=official,
        by=officer,
        on=left,
        successor=Official(office=office, position="Kepala Bidang"),
    )
    official.refresh_from_db()
    return partnership, official


def test_a_change_of_officials_asks_for_an_audience_until_it_is_followed_up(
    moved, as_user, officer, official, other_officer
):
    partnership, person = moved
    today = timezone.localdate()
    place = reverse(URL + "turnover", args=[partnership.pk, person.pk])
    assert [task.due for task in tasks_for(officer, today=today) if task.url == place] == [
        person.ended_on + dt.timedelta(days=14)
    ]
    assert turnovers(user=other_officer, at=today) == []
    browser = as_user(officer)
    gone = browser.get(reverse("chapters:official-detail", args=[person.pk])).content.decode()
    assert f"{reverse(URL + 'turnover-list')}?official={person.pk}" in gone
    assert place in browser.get(reverse(URL + "turnover-list")).content.decode()
    pack = as_user(official).get(place)
    assert pack.status_code == 200 and "081234567890" not in pack.content.decode()
    done = browser.post(
        f"{place}follow/",
        {
            "audience": "on",
            "what": "Audiensi",
            "owner": "daerah",
            "due": "1/12/2026",
            "reason": "B2A_PERSON_MOVED",
        },
    )
    assert done.status_code == 302
    partnership.refresh_from_db()
    blocker = Blocker.objects.get()
    assert (partnership.next_step, blocker.reason_id, blocker.office) == (
        "Audiensi",
        "B2A_PERSON_MOVED",
        person.office,
    )
    assert not [task for task in tasks_for(officer, today=today) if task.url == place]


def test_an_answer_of_the_successor_follows_the_change_up_too(moved, officer):
    partnership, person = moved
    today = timezone.localdate()
    make_contact(partnership, person.ended_on.isoformat(), outcome="no_reply")
    assert turnovers(user=officer, at=today)[0].followed_on == ""
    make_contact(partnership, today.isoformat(), outcome="positive")
    assert turnovers(user=officer, at=today)[0].followed_on == today.isoformat()


def test_the_hand_over_pack_prints_without_personal_data(moved, as_user, official):
    partnership, person = moved
    answer = as_user(official).get(reverse(URL + "turnover-pdf", args=[partnership.pk, person.pk]))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


def test_the_calendar_holds_next_steps_and_ends(regions, officer, other_officer):
    partnership = make_partnership(**NEXT_STEP)
    make_agreement(partnership, ends_on=dt.date(2026, 12, 20))
    make_budget_line(partnership.agreements.get())
    found = dated_for(officer, start=dt.date(2026, 12, 1), end=dt.date(2026, 12, 20))
    assert [(item.day.day, item.kind) for item in found] == [
        (1, "next-step"),
        (20, "agreement-end"),
    ]
    assert dated_for(officer, start=dt.date(2026, 12, 2), end=dt.date(2026, 12, 19)) == []
    assert dated_for(other_officer, start=dt.date(2026, 12, 1), end=dt.date(2026, 12, 31)) == []


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_raise_one_suggested_blocker(regions, officer):
    partnership = make_partnership(stage="draf_pks", entered_on="2016-03-01")
    gate, results = threading.Barrier(2, timeout=20), []

    def attempt():
        try:
            gate.wait()
            for _try in range(200):
                try:
                    services.accept_suggestion(partnership=partnership, by=officer, on=AT)
                    results.append("raised")
                    return
                except ValidationError:
                    results.append("refused")
                    return
                except OperationalError as error:
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
    assert sorted(results) == ["raised", "refused"]
    assert Blocker.objects.count() == 1


def test_stages_of_the_checklist_are_the_open_ones():
    from agreements.gates import GATES

    assert set(GATES) == {
        s.code for s in STAGES.values() if not s.closes and s.kind != StageKind.STOP
    }
