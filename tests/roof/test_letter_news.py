"""An issued letter: its officials are mailed once, find it first at home, and have a receipt ready for the chapter."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.records.notices import sending, switches
from core.records.notices.models import Notice
from planning.archiving import record_delivery
from planning.models import ArchivedReport
from tests.conftest import make_user
from tests.planning.factories import PDF, make_archived
from tests.roof.test_kept import approved, words

pytestmark = pytest.mark.django_db


def issue(officer: Any, secretariat: Any, browser: Any, patch: Any) -> ArchivedReport:
    """Return a letter that was just issued; what stands on its paper is no matter here."""
    approved(officer, secretariat)
    patch.setattr("aksansi.letter.views.render_pdf", lambda report, **letter: PDF)
    given = {"letter_date": "2019-01-15", "addressee": "Bupati Sleman", "number": ""}
    browser.post(reverse("region-report-archive", args=["34.04", 2018]), given)
    return ArchivedReport.objects.get()


def test_each_official_of_the_region_is_mailed_once(
    officer: Any, secretariat: Any, official: Any, other_official: Any, province_official: Any,
    as_user: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    silent = make_user("silent", Role.GOVERNMENT, "34.04")
    switches.switch_off(user=silent, kind="letter")
    letter = issue(officer, secretariat, as_user(officer), monkeypatch)
    Notice.objects.exclude(kind="letter").delete()  # of the review before it
    for _again in range(2):
        sending.send_waiting(gathered=dt.timedelta())
    assert sorted(one.to[0] for one in mail.outbox) == sorted(
        [official.email, province_official.email]
    )
    assert letter.number in mail.outbox[0].body
    assert letter.get_absolute_url() in mail.outbox[0].body
    assert "/mails/off/" in mail.outbox[0].body


def test_an_official_finds_it_first_and_has_a_receipt_to_send(
    officer: Any, official: Any, as_user: Any
) -> None:
    letter = make_archived(by=officer)
    home = words(as_user(official).get(reverse("home")))
    assert home.index(letter.number) < home.index("sarana terdata")
    own = words(as_user(officer).get(reverse("home")))
    assert own.index(letter.number) > own.index("sarana terdata")
    page = words(as_user(official).get(letter.get_absolute_url()))
    assert "belum tercatat" in page and "Tanda terima surat" in page
    assert "Tanda terima surat" not in words(as_user(officer).get(letter.get_absolute_url()))
    record_delivery(
        report=letter,
        by=officer,
        sent_on=letter.letter_date,
        received_on=timezone.localdate(),
        received_by="Sekretaris Bappeda",
    )
    page = words(as_user(official).get(letter.get_absolute_url()))
    assert "Sekretaris Bappeda" in page and "Tanda terima surat" not in page
