"""What was approved stays: figures, letters and their codes, whatever is recorded afterwards."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from aksansi.letter.front import build_front
from aksansi.letter.kept import differences, kept_parts
from aksansi.letter.report import build_of_today
from core.records.review import ReviewMove
from core.records.steps import move
from ksm.models import Facility
from ksm.reports import ANNEX_ROWS
from planning.models import ApprovedFigures, ArchivedReport
from tests.following import Follower, Page
from tests.ksm.factories import make_facility, make_status
from tests.planning import factories as make

pytestmark = pytest.mark.django_db


def words(answer: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def approved(officer: Any, secretariat: Any) -> Any:
    """Return a report of Sleman 2018 approved with one facility of 80 SR in it."""
    facility = make_facility(name="IPAL Mawar", code="34.04-0001", built_on="2015")
    make_status(facility, observed_on="2018-05", active_sr=80)
    report = make.make_achievement(realised=40).annual_report
    report.summary = "Tahun yang baik."
    report.save()
    move(obj=report, move_=ReviewMove.SUBMIT, by=officer)
    return move(obj=report, move_=ReviewMove.APPROVE, by=secretariat)


@pytest.fixture
def no_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands on the paper is no matter here."""
    monkeypatch.setattr("aksansi.letter.views.render_pdf", lambda report, **letter: make.PDF)


@pytest.fixture
def place() -> str:
    return reverse("region-report", args=["34.04", 2018])


def test_a_late_fact_stands_beside_the_approved_figure(
    officer: Any, secretariat: Any, as_user: Any, place: str
) -> None:
    approved(officer, secretariat)
    first = as_user(officer).get(place).context["report"]
    late = make_facility(name="IPAL Susulan", code="34.04-0002", built_on="2016")
    make_status(late, observed_on="2018-08", active_sr=20)
    answer = as_user(officer).get(place)
    report, said = answer.context["report"], words(answer)
    assert (report.registry.facilities_total, report.registry.sr.used.value) == (1, 80)
    assert report.code == first.code
    assert re.search(r"Sarana terdata 1 2 IPAL Susulan : – → tercatat", said)
    assert re.search(r"Sambungan rumah \(SR\) 80 100 IPAL Susulan : – → 20", said)
    assert late.get_absolute_url() in answer.content.decode()


def test_a_figure_that_reads_otherwise_today_opens_the_difference(
    officer: Any, secretariat: Any, as_user: Any, place: str
) -> None:
    approved(officer, secretariat)
    follower = Follower(as_user(officer))
    before = Page.of(follower.browser.get(place).content.decode()).figures
    assert not [seen for seen in before if seen.url.startswith("#")]
    late = make_facility(name="IPAL Susulan", code="34.04-0002", built_on="2016")
    make_status(late, observed_on="2018-08", active_sr=20)
    page = follower.browser.get(place).content.decode()
    figures = Page.of(page).figures
    moved = [seen for seen in figures if seen.url.startswith("#")]
    # All that counts or adds the late one: the approved number, and the place that tells both.
    assert {seen.text for seen in moved} >= {"1", "80"}
    assert all(f'id="{seen.url[1:]}"' in page for seen in moved)
    told = words(follower.browser.get(place))
    assert re.search(r"Sarana terdata 1 2 IPAL Susulan", told)
    # What did not change opens its rows as before.
    others = [seen for seen in figures if seen not in moved]
    assert others and not [x for seen in others if (x := follower.fault(seen, place))]
    # On paper nothing is followed.
    pdf = follower.browser.get(reverse("region-report-pdf", args=["34.04", 2018]))
    assert pdf.status_code == 200


def test_rows_beyond_the_annex_are_kept_and_compared(
    officer: Any, secretariat: Any, as_user: Any, place: str
) -> None:
    for number in range(2, ANNEX_ROWS + 4):
        make_facility(name=f"IPAL {number}", code=f"34.04-{number:04d}", built_on="2015")
    last = Facility.objects.get(code=f"34.04-{ANNEX_ROWS + 3:04d}")
    report = approved(officer, secretariat)
    make_status(last, observed_on="2018-08", active_sr=20)
    answer = as_user(officer).get(place)
    told = answer.context["report"]
    assert len(told.registry.annex) == ANNEX_ROWS and told.registry.facilities_left_out == 3
    assert len(told.registry.facilities) == ANNEX_ROWS + 3
    assert re.search(rf"Sambungan rumah \(SR\) 80 100 {last.name} : – → 20", words(answer))
    every = f"{reverse('ksm:facility-list')}?region=34.04&amp;stage=berdiri"
    assert every in answer.content.decode()
    # Of a year whose rows were not all kept, no row is called new.
    kept = ApprovedFigures.objects.get(annual_report=report)
    kept.figures["registry"]["facilities"] = kept.figures["registry"]["facilities"][:ANNEX_ROWS]
    kept.save()
    told = as_user(officer).get(place).context["report"]
    assert [one.rows for one in told.differences] == [()] * len(told.differences) != []


def test_nothing_is_said_where_nothing_differs(
    officer: Any, secretariat: Any, as_user: Any, place: str
) -> None:
    approved(officer, secretariat)
    answer = as_user(officer).get(place)
    assert answer.context["report"].approved_at and not answer.context["report"].differences
    assert "Catatan kini" not in words(answer)


def test_an_unlocked_year_tells_today_and_a_relock_keeps_anew(
    officer: Any, secretariat: Any, as_user: Any, place: str
) -> None:
    report = approved(officer, secretariat)
    make_facility(name="IPAL Susulan", code="34.04-0002", built_on="2016")
    move(obj=report, move_=ReviewMove.UNLOCK, by=secretariat, remark="Sarana susulan")
    assert as_user(officer).get(place).context["report"].registry.facilities_total == 2
    move(obj=report, move_=ReviewMove.RELOCK, by=secretariat)
    told = as_user(officer).get(place).context["report"]
    assert (told.registry.facilities_total, told.differences) == (2, ())


def test_what_can_no_longer_be_read_gives_way_to_today(
    officer: Any, secretariat: Any, as_user: Any, place: str
) -> None:
    report = approved(officer, secretariat)
    ApprovedFigures.objects.filter(annual_report=report).update(figures={"registry": {"at": 7}})
    answer = as_user(officer).get(place)
    assert answer.status_code == 200 and answer.context["report"].approved_at is None


def test_a_letter_that_was_sent_keeps_its_own(
    no_printing: None, officer: Any, secretariat: Any, as_user: Any, place: str
) -> None:
    report = approved(officer, secretariat)
    browser = as_user(officer)
    given = {"letter_date": "2019-01-15", "addressee": "Bupati Sleman", "number": ""}
    sent = browser.post(reverse("region-report-archive", args=["34.04", 2018]), given)
    assert sent.status_code == 302
    make_facility(name="IPAL Susulan", code="34.04-0002", built_on="2016")
    move(obj=report, move_=ReviewMove.UNLOCK, by=secretariat, remark="Sarana susulan")
    move(obj=report, move_=ReviewMove.RELOCK, by=secretariat)
    said = words(browser.get(place))
    # Total and total of communities, its kind, its unknown function, its operator and its emptying, both not recorded.
    assert re.findall(r"(\d+) angka kini berbeda dari surat ini", said) == ["6"]


def test_a_code_of_the_archive_stays_genuine_when_the_keys_change(
    no_printing: None, officer: Any, secretariat: Any, as_user: Any, client: Any, settings: Any
) -> None:
    approved(officer, secretariat)
    given = {"letter_date": "2019-01-15", "addressee": "Bupati Sleman", "number": ""}
    as_user(officer).post(reverse("region-report-archive", args=["34.04", 2018]), given)
    code = ArchivedReport.objects.get().verification_code
    settings.LETTER_KEYS = ["another key, made after the first was lost"]
    assert "Asli" in words(client.get(reverse("verify-code", args=[code])))
    other = code[:-1] + ("A" if code[-1] != "A" else "B")
    assert "Tidak asli" in words(client.get(reverse("verify-code", args=[other])))


def test_keys_of_letters_are_their_own(settings: Any) -> None:
    from aksansi.verify.codes import read_code
    from tests.roof.test_verification import code

    made = code()
    settings.SECRET_KEY = "x" * 50
    assert read_code(made)
    settings.LETTER_KEYS = ["new", *settings.LETTER_KEYS]
    assert read_code(made)
    settings.LETTER_KEYS = ["new"]
    assert read_code(made) is None


def test_changes_since_approval_are_listed_with_their_lines(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    report = approved(officer, secretariat)
    page = as_user(secretariat).get(report.get_absolute_url())
    assert "sejak disetujui" not in words(page)
    move(obj=report, move_=ReviewMove.UNLOCK, by=secretariat, remark="Salah hitung")
    line = report.achievements.get()
    line.realised = 45
    line.save()
    page = as_user(officer).get(report.get_absolute_url())
    assert "1 perubahan sejak disetujui" in words(page)
    listed = as_user(officer).get(page.context["revised"]["url"])
    assert re.search(rf"Capaian: {line} .*?: .*?40.*? → .*?45", words(listed), re.IGNORECASE)


def visited(officer: Any, secretariat: Any) -> Any:
    """Return an approved visit of 2018 with an answer."""
    from monitoring import services
    from tests.monitoring import factories as f

    f.make_instrument()
    visit = f.make_visit(make_facility(built_on="2010"), visited_on=dt.date(2018, 6, 17))
    given = {"T01": ("baik", ""), "T10": ("", "dk"), "F03": ("12/30", "")}
    answers = {f.question(code): value for code, value in given.items()}
    services.save_answers(visit=visit, by=officer, answers=answers)
    visit = services.take_step(visit=visit, step=ReviewMove.SUBMIT, by=officer)
    return services.take_step(visit=visit, step=ReviewMove.APPROVE, by=secretariat)


def test_the_board_tells_what_was_changed_since_its_approval(
    officer: Any, secretariat: Any, as_user: Any
) -> None:
    report = approved(officer, secretariat)
    move(obj=report, move_=ReviewMove.UNLOCK, by=secretariat, remark="Salah hitung")
    line = report.achievements.get()
    line.realised = 45
    line.save()
    visit = visited(officer, secretariat)
    browser = as_user(secretariat)
    quiet = words(browser.get(reverse("board"), {"year": 2018}))
    assert "1 perubahan sejak disetujui" in quiet and "kunjungan tahun 2018 diubah" not in quiet
    move(obj=visit, move_=ReviewMove.UNLOCK, by=secretariat, remark="Salah baca")
    answer = visit.answers.exclude(value="").first()
    answer.value = "rusak" if answer.value == "baik" else "11/30"
    answer.save()
    told = browser.get(reverse("board"), {"year": 2018})
    assert "1 kunjungan tahun 2018 diubah sejak disetujui" in words(told)
    listed = browser.get(reverse("monitoring:visit-list"), {"year": 2018, "changed": "since"})
    assert len(listed.context["table"].rows) == 1
    page = browser.get(visit.get_absolute_url())
    history = words(browser.get(page.context["revised"]["url"]))
    assert re.search(r"jawaban: T01: rusak .*baik → .*rusak", history)


def test_two_lines_of_one_name_are_compared_each(
    officer: Any, secretariat: Any, as_user: Any, place: str
) -> None:
    plan = make.make_plan()
    first, _second = (make.make_activity(plan=plan, title="Pelatihan") for _n in range(2))
    approved(officer, secretariat)
    make.make_progress(activity=first, volume=7)
    told = as_user(officer).get(place).context["report"].differences
    assert [one.label for one in told] == ["Kegiatan: Pelatihan"]


def test_the_book_of_a_year_tells_what_the_letters_tell(officer: Any, secretariat: Any) -> None:
    report = approved(officer, secretariat)

    def front() -> tuple[list[tuple[int, int, int]], str, str, int]:
        told = build_front(
            user=secretariat, year=2018, codes=["34.01", "34.04"], at=dt.date(2018, 12, 31)
        )
        figures = {label: value for label, value, _note in told.figures}
        rows = [(row.facilities, row.done, row.planned) for row in told.rows]
        return rows, figures["sarana terdata"], figures["KSM/KPP terdata"], told.kept

    before = front()
    assert before[1] == "1" and before[-1] == 1
    told = build_front(
        user=secretariat, year=2018, codes=["34.01", "34.04"], at=dt.date(2018, 12, 31)
    )
    # Of what is known in a row, of the others by name.
    assert [str(row.year.region) for row in told.told] == ["Kab. Sleman"]
    assert set(told.silent) == {str(row.year.region) for row in told.rows} - {"Kab. Sleman"}
    # Facts that come late change today's records, not what was approved; of a region without an approval they count.
    make_facility(name="IPAL Susulan", code="34.04-0002", built_on="2016")
    assert front() == before
    make_facility(region="34.01", name="IPAL Lain", code="34.01-0001", built_on="2016")
    assert front()[1] == "2"
    # Open for correction the letter tells today's figures, and so does the book.
    move(obj=report, move_=ReviewMove.UNLOCK, by=secretariat, remark="Data susulan.")
    assert front()[1] == "3" and front()[-1] == 0


def test_kept_badges_are_read_in_the_readers_language(officer: Any, secretariat: Any) -> None:
    report = approved(officer, secretariat)
    kept = ApprovedFigures.objects.get().figures
    assert "Disetujui" in str(kept) and "Approved" not in str(kept)
    parts = kept_parts(kept)
    assert parts is not None
    badges = [parts["plan_year"].annual_report.state, parts["plan_year"].achievements[0].word]
    badges.append(parts["registry"].facilities[0].function)
    with translation.override("id"):
        told = build_of_today(user=officer, region=report.chapter.region, year=2018)
    for language, said in (
        ("en", ["Approved", "On target", "Working"]),
        ("id", ["Disetujui", "Sesuai", "Berfungsi"]),
    ):
        with translation.override(language):
            assert [str(badge) for badge in badges] == said
            between = differences(dataclasses.replace(told, **parts), told)
            assert not list(between), "a word in another language is no other figure"


def test_the_letter_keeps_its_budget_before_and_after_the_approval(
    officer: Any, secretariat: Any, as_user: Any, place: str
) -> None:
    def asked(user: Any, url: str) -> int:
        browser = as_user(user)
        browser.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url).status_code == 200
        return len(captured)

    report = make.make_report(year=2017, summary="Setahun kerja.")
    make.make_achievement(annual_report=report)
    before = reverse("region-report", args=["34.04", 2017])
    still_open = [asked(officer, before), asked(secretariat, before)]
    approved(officer, secretariat)
    make_status(make_facility(name="IPAL Susulan"), observed_on="2018-09", active_sr=20)
    told = [asked(officer, place), asked(secretariat, place)]
    assert as_user(officer).get(place).context["report"].differences
    assert max(*still_open, *told) <= 40, (still_open, told)
