"""Every number opens its rows (design §5): each figure of each page is followed, as each role, and compared with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from chapters.models import Chapter
from core.people.users import User
from events.models import Alliance, Award
from planning.models import AnnualPlan, AnnualReport, ArchivedReport
from tests.around import shared_world
from tests.demonstration import Copy, load
from tests.following import Follower, Page

READERS = ("sekretariat", "pengurus-sleman", "pemda-sleman")
REGIONS = ("34.04", "34")


def pages(user: User) -> dict[str, str]:
    """Return the pages with figures that a reader may open, by name."""
    found = {"home": reverse("home", query={"all": 1})}
    if user.role == "secretariat":
        every = {"columns": "all", "region": "34"}
        found |= {f"board {y}": reverse("board", query={"year": y, **every}) for y in (2018, 2022)}
        found["clinic 34.04"] = reverse("board-clinic", args=["34.04"])
    else:
        found["board"] = reverse("board", query={"year": 2018})
    letters = [("34.04", 2018)]
    if user.role == "secretariat":
        # A year that nobody approved, and one whose letter was sent.
        letters += [("34.04", 2016), ("34.01", 2017)]
    for code, year in letters:
        found[f"letter {code} {year}"] = reverse("region-report", args=[code, year])
    found["matrix of the year"] = reverse("planning:year-matrix", query={"year": 2018})
    found["alliance"] = Alliance.objects.order_by("pk")[0].get_absolute_url()
    for award in Award.objects.visible_to(user).current().order_by("pk")[:1]:
        found["award"] = award.get_absolute_url()
        found["award scores"] = reverse("award-scores", args=[award.pk])
    found["indicator matrix"] = reverse("planning:indicator-matrix", query={"to": 2019})
    found["goal matrix"] = reverse("planning:goal-matrix")
    if user.role == "secretariat":  # of others no cooperation is there to be told of
        found["analysis"] = reverse("agreements:analysis")
    for plan in AnnualPlan.objects.visible_to(user).filter(chapter__region="34.04", year=2018):
        found["matrix of a plan"] = reverse("planning:annual-plan-matrix", args=[plan.pk])
    found["schedule"] = reverse("ksm:desludging-schedule-list")
    for state in ("open", "all"):
        found[f"blockers {state}"] = reverse("agreements:blocker-matrix", query={"state": state})
    found["blockers by office"] = reverse("agreements:blocker-matrix", query={"by": "office"})
    found["recap"] = reverse("monitoring:recap")
    for by in ("region", "round"):
        found[f"comparison by {by}"] = reverse("monitoring:comparison", query={"by": by})
    for chapter in Chapter.objects.visible_to(user).current().filter(region__in=REGIONS):
        found[f"chapter {chapter.region_id}"] = chapter.get_absolute_url()
    for code in REGIONS:
        if user.role == "secretariat" or code in user.regions:
            found[f"overview {code}"] = reverse("region-overview", args=[code])
            found[f"co-management {code}"] = reverse("region-co-management", args=[code])
    return found


# Figures whose address is no list: the rows stand on that page, and why there is none of them alone.
NO_LIST = {
    r"#difference-\d+": "what was approved and what the records say today stand side by side on that very page",
    "#ending": "the table of these agreements stands on that very page",
    r"/board/[\d.]+/": "particulars of facilities: the page tells each kind, and its lines open their lists",
    r"/chapters/chapters/\d+/": "the vacant core seats of one chapter, three at most, named on its page",
}
# Pages that may have no number over records, only what each record says.
WITHOUT = ("alliance", "award", "award scores")
# Where a number stands by itself without being one over records: page and path of its elements in part, and why.
OWN: dict[str, str] = {
    "li.none b": "a month without any has nothing to open",
    "section.sheet.busy-area": "the rows of a list: each says what one record says",
    "table.rt tbody": "each row of the letter's lists says what one record says",
    "table.rt.lead": "as above",
    "table.rt.published": "figures as their sources state them",
    "table.rt.tight": "a share of the two sums beside it",
    "td.r.nil div.v": "a 0 of a matrix has no row to open",
    "h2 span.count": "how many rows stand in the table right below it",
    "nav.years": "a year to choose",
    "alliance: ": "published counts and dues: each row says what one record says",
    "tr.of-title": "an activity or a goal of a matrix: what one record says",
    "td.r.of-left": "what is left of the two sums beside it",
    "table.t.cards.tight thead": "a year",
    "dl.facts": "what one record says",
    "div.stack.days": "days of stays: they stand in the history of each partnership, no list holds them",
    "ul.tasks li div small": "the year or day of one record that is named beside it",
}
# Sentences whose numbers open nothing by themselves: what of page, elements and words tells them, and why.
SAID: dict[str, str] = {
    r"ul\.tasks li\S* div a: ": "the whole line is the link to what it counts",
    r"a span: Dalam \d+ hari|th\.r: Dalam \d+ hari|(dt|p\.sheet-empty): .* 180 hari": "how far ahead is looked",
    r"h1: \d+ hal menunggu Anda": "they stand right below",
    r"h2: \d+\. |Bagian \d+ menunjukkan": "the number of a part",
    r"dd\.note: (di|diketahui untuk|dari) |dd\.note: \d+ sarana dikunjungi": "what the figure above rests on: it opens these rows",
    r"small: diketahui untuk |small: n = \d+|small: \d+ sarana yang menyatakan keduanya": "as above",
    r"dd\.note: \d+ dari \d+ keterangan ": "particulars, no rows: the lines of the clinic open each kind",
    r"(dd\.note|small|p): \(?.*\d+%? dari$": "the part of the number that is the link beside it, of the same rows",
    r"dd\.note: \d+ lainnya sampai di tahap|dd\.note: \d+ naskah .* tanpa tanggal": "told as left out of the figure above",
    r"p small: \d+ catatan tahap|p small: \d+ data contoh": "left out of every figure of the page",
    r"data contoh \(CONTOH\)": "each such row of the list bears the mark",
    r"p\.quiet: Kelanjutan \d+ komitmen": "left out of the letter on purpose: nobody knows what became of them",
    r"p\.quiet: (Sesuai: dalam rentang|Per sarana dipakai)|kurang dari 80% ": "a rule in words",
    r"12 bulan|lebih dari 75 m|\(0–100\)|tanpa kontak 60 hari": "a span, a limit or a scale in the name of a thing",
    r"table\.rt\.gaps .* td a: ": "the whole line is the link to what it counts",
    r"table\.rt\.found .* (th|td\.d small): ": "words and days of one finding, or of those whose places stand right below",
    r"table\.rt\.brief ": "the letter on one page: the same numbers stand linked in the parts below",
    r"figcaption: Tahap yang|span\.sr: : Tahap yang": "the bars right below",
    r"usulan \d+\)": "the edition of an instrument",
    r"(th|dd\.long): \d – |dd: \d / 5": "the number of a model",
    r"recap: .* td: .*\(\d+ dari \d+\)|recap: .* td: tidak berlaku \d": "answers of the visits that the figure of the row opens",
    r"recap: .* td: [FS]\d\d ": "the words of a question",
    r"co-management .* td\.fig div\.v: \d+ dari \d+ sarana": "what visits saw; each row is a hint, its visits open in the recap",
    r"ol\.in\.due-months li small: ": "the month's own figure opens them, by route",
    r"(dl\.story .*|ul\.sources li|section\.part div p|td\.head div\.v( small| a)?): ": "words of a record, a source or a law",
    r"small: \d+ menurut ": "as their source states it",
    r"section\.part p: (AKSANSI Daerah|Berada pada tahap)": "facts of one record: days since, seats of its board",
    r"p\.lead: ": "the code of a region",
}
# Numbers of a picture that open nothing: its title, and why. A 0 has nothing to open.
DRAWN = {
    "Dana rencana dan realisasi": "each sum stands in the table beneath with its rows",
    "Hari bertanggal": "days of stays: they stand in the history of each partnership, no list holds them",
    "Median hari per tahap": "as above",
    "Sarana menurut kelas": "the table beneath opens each class",
}


@pytest.fixture(scope="module")
def _demonstration(
    django_db_setup: None,
    django_db_blocker: Any,
    demo_copy: Copy,
) -> Iterator[None]:
    """The demonstration, loaded once for all readers."""
    with shared_world(django_db_blocker), override_settings(DEMO=True):
        if connection.vendor == "postgresql":
            load(demo_copy)
        else:  # a copy of a whole SQLite goes into no transaction
            call_command("load_reference", verbosity=0)
            call_command("load_demo", verbosity=0)
        yield


@pytest.mark.once
@pytest.mark.parametrize("name", READERS)
def test_every_figure_opens_exactly_its_rows(
    name: str, _demonstration: None, db: None, as_user: Any, capsys: Any
) -> None:
    faults, told = [], []
    user = User.objects.get(username=name)
    follower = Follower(as_user(user))
    for page, url in pages(user).items():
        answer = follower.browser.get(url)
        assert answer.status_code == 200, page
        found = Page.of(answer.content.decode())
        faults += [
            f"{page}: {x}"
            for seen in found.figures
            if not any(re.fullmatch(one, seen.url) for one in NO_LIST)
            and (x := follower.fault(seen, url))
        ]
        faults += [
            f"{page}: bare {text} in {path}"
            for text, path in found.bare
            if not any(part in f"{page}: {path}" for part in OWN)
        ]
        faults += [
            f"{page}: said without address: {text} in {path}"
            for text, path in found.said
            if not any(part in f"{page}: {path}" for part in OWN)
            and not any(re.search(one, f"{page}: {path}: {text}") for one in SAID)
        ]
        faults += [
            f"{page}: drawn without address: {text} in {title}"
            for text, title in found.drawn
            if not text.startswith("0") and not title.startswith(tuple(DRAWN))
        ]
        told.append(f"{name:16} {page:18} {len(found.figures):4} figures followed")
        assert found.figures or page in WITHOUT, page
    with capsys.disabled():
        print("", *told, f"{name}: {len(follower.kept)} addresses", sep="\n")
    assert not faults, "\n".join(faults)


NUMERALS = [
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
]


@pytest.mark.once
def test_the_demonstration_says_nothing_against_its_own_figures(
    _demonstration: None, db: None
) -> None:
    letters = ArchivedReport.objects.current()
    assert letters.exists() or connection.vendor == "sqlite"
    for letter in letters:
        account = AnnualReport.objects.get(chapter__region=letter.region_id, year=letter.year)
        approved_on = timezone.localdate(account.reviewed_at)
        assert approved_on <= letter.letter_date, f"{letter} is dated before its approval"
        assert not letter.sent_on or letter.letter_date <= letter.sent_on, letter
    plans = {(row.chapter_id, row.year): row for row in AnnualPlan.objects.current().with_totals()}
    for account in AnnualReport.objects.current():
        plan, words = plans.get((account.chapter_id, account.year)), account.summary.casefold()
        for done, of in re.findall(r"(\w+)(?: dari (\w+))? kegiatan\b", words):
            told = [NUMERALS.index(one) + 1 for one in (done, of) if one in NUMERALS]
            told += [int(one) for one in (done, of) if one.isdecimal()]
            if told:
                assert plan is not None and told[0] == plan.done_count, f"{account}: {words}"
                assert told[1:] in ([], [plan.activity_count]), f"{account}: {words}"
