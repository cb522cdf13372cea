"""The same pages as of 2016 and as of 2018, on the demonstration data: the state of the source, and what came later."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from agreements.models import Agreement, Partnership
from agreements.reports import build_pipeline
from agreements.reports.analysis import build_analysis
from core.access import Role
from core.tools.rows.moment import Moment
from tests.agreements.factories import make_agreement, make_blocker, make_contact, make_partnership
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
EIGHT = {
    "Kota Pekalongan",
    "Kab. Kulon Progo",
    "Kab. Temanggung",
    "Kota Mojokerto",
    "Kab. Sukoharjo",
    "Kota Surakarta",
    "Kota Kediri",
    "Kota Lubuk Linggau",
}


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    call_command("load_reference", without_villages=True, verbosity=0)
    call_command("load_demo", only=["chapters", "agreements"], verbosity=0)
    return make_user("pusat", Role.SECRETARIAT)


def test_2016_is_the_state_of_the_source_and_2018_another_true_picture(demo, as_user):
    with translation.override("en"):
        then = build_pipeline(user=demo, at=dt.date(2016, 12, 31), past=True)
        later = build_pipeline(user=demo, at=dt.date(2018, 12, 31), past=True)
    assert (then.mou_signed, then.pks_signed, then.examples) == (8, 0, 0)
    assert all(name in then.telling[0] for name in EIGHT)
    assert then.telling[0].startswith("8 MoU are signed")
    assert "yet" in then.telling[1]
    assert then.telling[2] == (
        "Gone on from the MoU: Kota Mojokerto (Technical mechanism being formulated)."
    )
    assert (later.mou_signed, later.pks_signed) == (8, 1)
    assert later.telling[1].endswith("Kab. Temanggung.")
    stages = {
        year: {row.region: row.standing.stage.pk for row in found.rows}
        for year, found in ((2016, then), (2018, later))
    }
    assert stages[2016]["Kab. Temanggung"] == "mou" and stages[2018]["Kab. Temanggung"] == "pks"
    assert stages[2016]["Kota Mojokerto"] == stages[2018]["Kota Mojokerto"] == "mekanisme"
    # Nobody dates the audience in Tabanan: no past day can hold it, and the page says so.
    assert "Kab. Tabanan" not in stages[2016] and then.unplaced == 1

    browser = as_user(demo)
    board = reverse("agreements:board")
    pages = {q: browser.get(f"{board}?as_of={q}").content.decode() for q in ("2016", "2018")}
    assert "8 MoU ditandatangani" in pages["2016"] and "8 MoU ditandatangani" in pages["2018"]
    assert "Belum ada yang berlanjut menjadi PKS (MoA)" in pages["2016"]
    assert "1 sudah menjadi PKS (MoA): Kab. Temanggung" in pages["2018"]
    assert "Sleman" not in pages["2016"]  # the made-up example lies later

    # The source names its seven obstacles for the eight MoU together: told, and not counted as nought met.
    assert sum(bool(reason.statement) for reason in then.reasons) == 7
    assert "8 MoU bersama-sama" in then.reasons_note and "2016" in then.reasons_note
    assert (
        then.reasons_note.split(":")[-1].strip()
        == "0 means not recorded, not that it did not stand in the way."
    )
    assert build_pipeline(user=demo, at=dt.date(2015, 6, 1), past=True).reasons_note == ""
    assert "SKPD memiliki perencanaan tersendiri" in pages["2016"]
    assert "0 berarti tidak tercatat" in pages["2016"]

    one = reverse(
        "agreements:partnership-detail", args=[Partnership.objects.get(region="33.23").pk]
    )
    old, new = (browser.get(f"{one}?as_of={q}").content.decode() for q in ("2016", "2018-04-30"))
    assert "Perjanjian kerja sama dengan Pemerintah Kabupaten Temanggung" not in old
    assert "Perjanjian kerja sama dengan Pemerintah Kabupaten Temanggung" in new

    found = build_analysis(user=demo, moment=Moment(dt.date(2016, 12, 31), "2016"))
    reached = {line.code: line.reached for line in found.stages}
    assert (found.with_mou, found.with_pks) == (8, 0)
    assert (reached["mou"], reached["mekanisme"], reached["pks"]) == (9, 2, 0)
    # One came further without a signed MoU on record; the page says so where the figures differ.
    assert (found.past_mou, found.past_pks) == (1, 0)
    told = browser.get(reverse("agreements:analysis"), {"as_of": "2016"}).content.decode()
    assert (
        "1 lainnya sampai di tahap itu atau sesudahnya; naskah yang ditandatangani tidak tercatat"
        in told
    )
    assert told.count("naskah yang ditandatangani tidak tercatat") == 1
    assert (
        "Di sini atau sesudahnya" in told and "angka MoU dan PKS di atas menghitung naskah" in told
    )


@pytest.mark.parametrize("asked", ["2999", "kemarin", "2016-13", "x" * 300, "2016'--"])
def test_a_bad_or_future_day_shows_today_and_says_why(regions, as_user, officer, asked):
    make_partnership()
    answer = as_user(officer).get(reverse("agreements:board"), {"as_of": asked})
    assert answer.status_code == 200
    assert not answer.context["moment"].is_past
    assert answer.context["as_of"].errors


def test_a_past_day_knows_only_what_was_so_then(regions, as_user, officer):
    partnership = make_partnership(
        entered_on="2015-02-02",
        next_step="Rahasia77",
        next_step_owner="pusat",
        next_step_due=dt.date(2026, 12, 1),
    )
    make_blocker(partnership, raised_on="2016-03", resolved_on="2016-09", resolution="answered")
    make_contact(partnership, "2017-01-10", people="Kontak kelak")
    make_agreement(partnership, paper="cancelled", cancelled_on="2017-05", title="MoU batal")
    one = reverse("agreements:partnership-detail", args=[partnership.pk])
    browser = as_user(officer)
    page = browser.get(one, {"as_of": "2016-06"})
    text = page.content.decode()
    assert page.context["standing"].stall == "known"
    assert "MoU batal" in text and "Rahasia77" not in text and "Kontak kelak" not in text
    assert browser.get(one, {"as_of": "2016-12"}).context["standing"].reasons == ()
    assert not page.context["actions"]
    listed = browser.get(
        reverse("agreements:partnership-list"), {"as_of": "2016-06", "stall": "known"}
    )
    assert listed.context["total"] == 1
    none = browser.get(reverse("agreements:partnership-list"), {"as_of": "2014"})
    assert none.context["total"] == 0
    assert browser.get(one, {"as_of": "2014"}).context["unknown_then"]


def test_what_was_cancelled_later_was_in_force_before(regions):
    partnership = make_partnership()
    paper = make_agreement(partnership, paper="cancelled", cancelled_on="2017-05-01")
    rows = Agreement.objects.filter(pk=paper.pk)
    assert rows.signed_by(dt.date(2016, 1, 1)).exists()
    assert not rows.signed_by(dt.date(2017, 5, 1)).exists()
    assert not rows.signed_by(dt.date(2015, 1, 1)).exists()
    assert paper.status(dt.date(2016, 1, 1)) == "no_end"
    assert paper.status(dt.date(2018, 1, 1)) == "cancelled"
