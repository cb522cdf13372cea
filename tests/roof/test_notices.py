"""Mails at events: once to whom they concern, claimed before they leave, with a switch, in the Secretariat's words."""

from __future__ import annotations

import datetime as dt
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from aksansi.jobs import news
from chapters.models import Affiliation, Office
from core.access import Role
from core.people import mails
from core.people.users import User
from core.records.notices import kinds, reference, sending, switches
from core.records.notices.models import MailOff, MailText, Notice, NoticeState, ReminderRule
from core.records.review import ReviewMove
from core.records.steps import move
from planning import services
from tests.conftest import make_user
from tests.ksm.factories import make_facility
from tests.monitoring.factories import make_finding
from tests.planning import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(regions: Any) -> None:
    reference.load()


NOW = dt.timedelta()


def outgoing() -> list[tuple[str, str]]:
    """Send what waits; return (to whom, subject) of what left."""
    before = len(mail.outbox)
    sending.send_waiting(gathered=NOW)
    return [(one.to[0], one.subject) for one in mail.outbox[before:]]


def test_each_step_of_a_review_is_told_to_whoever_waits_for_it(
    officer: Any, secretariat: Any, other_officer: Any, official: Any
) -> None:
    plan = make.make_activity().plan
    plan = move(obj=plan, move_=ReviewMove.SUBMIT, by=officer)
    ((to, subject),) = outgoing()
    assert to == secretariat.email and "diajukan" in subject.lower()
    assert plan.get_absolute_url() in mail.outbox[-1].body and str(plan) in mail.outbox[-1].body
    plan = move(obj=plan, move_=ReviewMove.RETURN, by=secretariat, remark="Target?")
    ((to, subject),) = outgoing()
    assert to == officer.email and "dikembalikan" in subject.lower()
    plan = move(obj=plan, move_=ReviewMove.SUBMIT, by=officer)
    assert len(outgoing()) == 1  # handed in again is news again
    move(obj=plan, move_=ReviewMove.APPROVE, by=secretariat)
    ((to, subject),) = outgoing()
    assert to == officer.email and "disetujui" in subject.lower()
    assert outgoing() == []


def test_advice_is_told_and_many_pieces_come_in_one_mail(officer: Any, secretariat: Any) -> None:
    activity = make.make_activity()
    for text in ("Tambah dana", "Geser bulan"):
        services.advise(line=activity, by=secretariat, text=text)
    ((to, subject),) = outgoing()
    assert to == officer.email and "(2)" in subject
    assert "Tambah dana" in mail.outbox[-1].body and "Geser bulan" in mail.outbox[-1].body


def test_what_happens_within_minutes_waits_for_one_mail(officer: Any, secretariat: Any) -> None:
    services.advise(line=make.make_activity(), by=secretariat, text="Tambah dana")
    assert sending.send_waiting() == 0 and not mail.outbox
    Notice.objects.update(created_at=timezone.now() - sending.GATHERED)
    assert sending.send_waiting() == 1


def test_a_mail_is_switched_off_from_the_mail_without_a_sign_in(
    officer: Any, secretariat: Any, client: Any
) -> None:
    activity = make.make_activity()
    services.advise(line=activity, by=secretariat, text="Satu")
    outgoing()
    letter = mail.outbox[-1]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert address in letter.body
    path = address[address.index("/mails/") :]
    page = client.get(path)
    assert page.status_code == 200 and not MailOff.objects.exists()  # looking switches nothing off
    assert page["Referrer-Policy"] == "no-referrer"
    for _again in range(2):
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert MailOff.objects.get().kind == "advised"
    services.advise(line=activity, by=secretariat, text="Dua")
    assert outgoing() == [] and Notice.objects.count() == 1
    assert client.post("/mails/off/palsu/").status_code == 404
    assert client.post(path[:-3] + "xx/").status_code == 404


def test_the_weekly_mail_is_switched_off_the_same_way(officer: Any, client: Any) -> None:
    path = switches.address_for(officer, "digest").partition("/mails/")[2]
    client.post(f"/mails/{path}")
    officer.refresh_from_db()
    assert not officer.wants_digest and not MailOff.objects.exists()


def test_a_mail_that_may_have_left_is_never_sent_again_by_itself(
    officer: Any, secretariat: Any, as_user: Any, monkeypatch: Any
) -> None:
    services.advise(line=make.make_activity(), by=secretariat, text="Tambah dana")

    def lost(self: object, *args: object, **kwargs: object) -> int:
        raise smtplib.SMTPServerDisconnected("gone")

    with monkeypatch.context() as patch:
        patch.setattr(mail.EmailMessage, "send", lost)
        assert outgoing() == []
    assert outgoing() == []
    notice = Notice.objects.get()
    assert notice.state == NoticeState.CLAIMED and "gone" in notice.failure
    assert not Notice.objects.unsure().exists()
    Notice.objects.update(claimed_at=timezone.now() - dt.timedelta(minutes=11))
    browser = as_user(secretariat)
    listed = browser.get(reverse("core:notice-list") + "?state=unsure").content.decode()
    assert "Tambah dana" in listed
    page = browser.get(notice.get_absolute_url()).content.decode()
    assert "wa.me" in page and "Tambah dana" in page
    assert browser.post(notice.get_absolute_url(), {"what": "waiting"}).status_code == 302
    assert len(outgoing()) == 1
    assert browser.post(notice.get_absolute_url(), {"what": "by_hand"}).status_code == 302
    assert Notice.objects.get().state == NoticeState.SENT  # what is sure is settled by nobody


def test_a_mail_the_server_refused_is_shown_and_the_others_leave(
    officer: Any, secretariat: Any, monkeypatch: Any
) -> None:
    colleague = make_user("colleague", Role.CHAPTER, "34.04")
    services.advise(line=make.make_activity(), by=secretariat, text="Tambah dana")
    real = mail.EmailMessage.send

    def full(self: mail.EmailMessage, *args: Any, **kwargs: Any) -> int:
        if self.to == [officer.email]:
            raise smtplib.SMTPRecipientsRefused({officer.email: (552, b"full")})
        return real(self, *args, **kwargs)

    monkeypatch.setattr(mail.EmailMessage, "send", full)
    assert [to for to, _subject in outgoing()] == [colleague.email]
    assert [one.recipient for one in Notice.objects.unsure()] == [officer]


def test_nothing_is_claimed_while_the_mail_server_is_away(
    officer: Any, secretariat: Any, monkeypatch: Any
) -> None:
    services.advise(line=make.make_activity(), by=secretariat, text="Tambah dana")

    class Away:
        def open(self) -> None:
            raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(sending, "get_connection", Away)
        assert sending.send_waiting(gathered=NOW) == 0
    assert Notice.objects.get().state == NoticeState.WAITING
    assert len(outgoing()) == 1


def test_whoever_lost_the_region_meanwhile_is_not_told(officer: Any, secretariat: Any) -> None:
    services.advise(line=make.make_activity(), by=secretariat, text="Tambah dana")
    officer.regions = ("34.01",)
    officer.save()
    assert outgoing() == []
    assert Notice.objects.get().state == NoticeState.UNWANTED


def test_the_secretariats_wording_is_used_and_names_that_are_none_are_refused(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    row = MailText.objects.get(kind="advised")
    browser = as_user(secretariat)
    url = reverse("core:mail-text-edit", args=[row.pk])
    version = browser.get(url).context["form"]["row_version"].value()
    for body in ("Halo {nama} tanpa isi", "Halo {siapa}: {daftar}"):
        sent = {"subject": "", "body": body, "row_version": version}
        assert browser.post(url, sent).status_code == 422
    sent = {
        "subject": "Saran baru: {jumlah}",
        "body": "Halo {nama}!\n{daftar}",
        "row_version": version,
    }
    assert browser.post(url, sent).status_code == 302
    activity = make.make_activity()
    services.advise(line=activity, by=secretariat, text="Ubah {nama} {{ 7 }}")
    ((_to, subject),) = outgoing()
    assert subject == "Saran baru: 1"
    body = mail.outbox[-1].body
    assert body.startswith(f"Halo {officer}!") and "Ubah {nama} {{ 7 }}" in body
    User.objects.filter(pk=officer.pk).update(language="en")
    services.advise(line=activity, by=secretariat, text="X")
    outgoing()
    assert mail.outbox[-1].body.startswith("Dear ")


def test_a_finding_is_told_to_the_accounts_of_its_office_once(
    official: Any, other_official: Any
) -> None:
    office = Office.objects.create(name="DPUPKP Sleman", region_id="34.04", kind="opd")
    Affiliation.objects.create(user=official, office=office)
    Affiliation.objects.create(user=other_official, office=office)  # of another region: sees none
    finding = make_finding("34.04", office=office)
    for _again in range(2):
        news.tell_of_findings(timezone.localdate())
    ((to, _subject),) = outgoing()
    assert to == official.email and finding.get_absolute_url() in mail.outbox[-1].body


def test_an_account_that_ends_is_told_on_the_days_of_the_reminders(
    officer: Any, secretariat: Any
) -> None:
    today = timezone.localdate()
    ReminderRule.objects.filter(what="account").delete()
    ReminderRule.objects.create(what="account", days_before=20)
    officer.valid_until = today + dt.timedelta(days=20)
    officer.save()
    for _again in range(2):
        news.tell_of_ending_accounts(today)
        news.tell_of_ending_accounts(today + dt.timedelta(days=1))
    assert {to for to, _subject in outgoing()} == {officer.email, secretariat.email}
    assert Notice.objects.count() == 2


def test_officials_read_in_the_first_week_of_a_quarter_how_their_region_stands(
    official: Any, officer: Any
) -> None:
    make.make_chapter()
    news.tell_of_quarter(dt.date(2026, 4, 8))
    assert outgoing() == []
    for at in (3, 4):
        news.tell_of_quarter(dt.date(2026, 4, at))
    ((to, _subject),) = outgoing()
    assert to == official.email
    assert "Kab. Sleman" in mail.outbox[-1].body and mail.outbox[-1].body.count("\n- ") > 3


def test_each_person_chooses_the_kinds(official: Any, as_user: Any) -> None:
    browser = as_user(official)
    form = browser.get(reverse("core:me-digest")).context["form"]
    offered = {value for value, _label in form.fields["kinds"].choices}
    assert offered == {"finding", "letter", "quarter", "account-ends"}
    assert browser.post(reverse("core:me-digest"), {"kinds": ["quarter"]}).status_code == 302
    assert switches.wanted(official) == {"quarter"}
    browser.post(reverse("core:me-digest"), {"kinds": ["quarter", "letter"]})
    assert switches.wanted(official) == {"quarter", "letter"}


def test_every_kind_has_its_row_and_says_its_list_in_both_languages() -> None:
    assert set(MailText.objects.values_list("kind", flat=True)) == set(kinds.KINDS)
    for language in ("id", "en"):
        with translation.override(language):
            for kind in kinds.KINDS.values():
                assert "{daftar}" in str(kind.body)
                assert kinds.unknown_names(f"{kind.subject} {kind.body}") == []


def test_who_hands_in_and_who_reviews_get_different_mails(officer: Any, secretariat: Any) -> None:
    both = {"digest", "reminders", "account-ends"}
    assert switches.wanted(officer) == both | {"returned", "approved", "advised"}
    assert switches.wanted(secretariat) == both | {"submitted"}


def test_what_fills_a_demonstration_is_news_to_nobody(officer: Any, secretariat: Any) -> None:
    activity = make.make_activity()
    with sending.silent():
        services.advise(line=activity, by=secretariat, text="Satu")
    assert not Notice.objects.exists()
    services.advise(line=activity, by=secretariat, text="Dua")
    assert Notice.objects.count() == 1


def test_what_came_back_is_told_with_the_remark_and_a_mail_reads_like_a_letter(
    officer: Any, secretariat: Any, official: Any
) -> None:
    plan = move(obj=make.make_activity().plan, move_=ReviewMove.SUBMIT, by=officer)
    outgoing()
    move(obj=plan, move_=ReviewMove.RETURN, by=secretariat, remark="Lengkapi target")
    outgoing()
    body = str(mail.outbox[-1].body)
    assert "Catatan peninjau: Lengkapi target" in body
    paragraphs = body.split("\n\n")
    assert paragraphs[0] == f"Yth. {officer},"
    assert all(part[0].isupper() or part[0] == "-" for part in paragraphs[1:]), paragraphs
    assert "Hormat kami,\nSekretariat AKSANSI" in body
    # Whoever words a mail closes it too.
    MailText.objects.filter(kind="approved").update(body="Halo {nama}\n{daftar}")
    move(
        obj=move(obj=plan, move_=ReviewMove.SUBMIT, by=officer),
        move_=ReviewMove.APPROVE,
        by=secretariat,
    )
    outgoing()
    (approved,) = [one for one in mail.outbox if str(one.body).startswith("Halo ")]
    assert "Hormat kami" not in str(approved.body)


def test_every_kind_begins_in_indonesian_as_a_letter_does() -> None:
    with translation.override("id"):
        for kind in kinds.KINDS.values():
            greeting, first, *_rest = str(kind.body).split("\n\n")
            assert greeting == "Yth. {nama}," and (first[0].isupper() or first[0] == "{"), kind.name


def test_a_finding_is_told_with_its_facility_and_an_invitation_with_the_region(
    regions: Any, officer: Any
) -> None:
    row = make_finding(facility=make_facility())
    assert news.found_words(row) == f"{row} – {row.facility.name}, Kab. Sleman"
    letter = mails.written("invitation", user=officer, by="Sekretariat", url="/x/", days=3)
    assert "Pengurus AKSANSI Daerah, Kab. Sleman" in str(letter.body)
