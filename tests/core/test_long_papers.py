"""Papers of many sheets: short ones at once, long ones as a job, bound from parts, inside the wall."""

from __future__ import annotations

import inspect
import io
import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import get_resolver, reverse
from django.utils import timezone
from pypdf import PdfReader

from aksansi.letter.book import ReportBookPage
from chapters.models import Chapter
from core.pages import long_papers
from core.people import limits
from core.people.security_log import SecurityEvent
from core.records.jobs import queue
from core.records.jobs.models import Job, JobPart
from core.records.jobs.worker import WorkerProcess
from core.tools import layout
from core.tools.files.binding import bind
from ksm.views.paper_forms import FacilityFormsPage
from planning.models import AnnualPlan
from planning.views.matrices import YearMatrixPage
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db
FORMS = "ksm:facility-forms"


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.TASK_WORKER = True
    monkeypatch.setattr(FacilityFormsPage, "most", 2)


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_a_long_paper_is_asked_for_made_and_fetched(
    regions: Any, officer: Any, as_user: Any, short: None
) -> None:
    for number in range(5):
        f.make_facility(name=f"IPAL {number}")
    f.make_facility("33.72", name="IPAL Jauh")
    browser, place = as_user(officer), reverse(FORMS)
    offer = browser.get(place)
    assert offer["Content-Type"].startswith("text/html") and "5 lembar" in offer.content.decode()
    assert not Job.objects.exists()  # reading a page asks for nothing
    answer = browser.post(reverse("job-paper"), {"address": f"{place}?type=ipal_komunal"})
    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url() and job.total == 5
    assert WorkerProcess().run(is_drain=True) == 1
    result = browser.get(reverse("job-result", args=[job.uuid]))
    found = pages(b"".join(result.streaming_content))
    assert [text.count("IPAL") > 0 for text in found] == [True] * 5
    assert not any("IPAL Jauh" in text for text in found)


def test_a_paper_of_too_many_sheets_asks_to_narrow_the_list_and_links_no_part(
    regions: Any, officer: Any, as_user: Any, short: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        f.make_facility(name=f"IPAL {number}")
    page = as_user(officer).get(reverse(FORMS)).content.decode()
    assert page.count("part=") == 3
    monkeypatch.setattr(long_papers, "MOST", 4)
    page = as_user(officer).get(reverse(FORMS)).content.decode()
    assert "Paling banyak 4 lembar" in page and "part=" not in page


def test_what_a_run_has_made_is_not_made_again(
    regions: Any, officer: Any, as_user: Any, short: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        f.make_facility(name=f"IPAL {number}")
    made: list[list[str]] = []
    real = FacilityFormsPage.part

    def part(self: Any, keys: list[str], told: str = "") -> bytes:
        made.append(keys)
        if len(made) == 2:
            raise RuntimeError("torn")
        return real(self, keys)

    monkeypatch.setattr(FacilityFormsPage, "part", part)
    browser = as_user(officer)
    browser.post(reverse("job-paper"), {"address": reverse(FORMS)})
    WorkerProcess().run(is_drain=True)
    job = Job.objects.get()
    assert job.state == "failed" and JobPart.objects.count() == 1
    browser.post(job.get_absolute_url(), {"retry": "1"})
    WorkerProcess().run(is_drain=True)
    job.refresh_from_db()
    assert job.state == "done" and [len(keys) for keys in made] == [2, 2, 2, 1]
    assert len(pages(job.result.read())) == 5


def test_a_job_sees_what_its_owner_sees_when_it_runs(
    regions: Any, officer: Any, as_user: Any, short: None
) -> None:
    for number in range(3):
        f.make_facility(name=f"IPAL {number}")
    as_user(officer).post(reverse("job-paper"), {"address": reverse(FORMS)})
    officer.is_active = False
    officer.save()
    WorkerProcess().run(is_drain=True)
    job = Job.objects.get()
    assert job.state == "failed" and not job.result and "akun" in job.failure.lower()


@pytest.mark.parametrize(
    "address", ["/", "/jobs/", "/nowhere/", "//evil.example/", "", "\x00", "/ksm/facilities/"]
)
def test_only_a_long_paper_can_be_asked_for(
    regions: Any, officer: Any, as_user: Any, address: str
) -> None:
    assert as_user(officer).post(reverse("job-paper"), {"address": address}).status_code == 404
    assert not Job.objects.exists()


def test_who_may_not_have_a_paper_may_not_ask_for_it(
    regions: Any, official: Any, other_officer: Any, as_user: Any
) -> None:
    from tests.events import factories as events

    event = events.make_event("34.04")
    place = reverse("events:event-certificates", args=[event.pk])
    for user, code in ((official, 403), (other_officer, 404)):
        assert as_user(user).post(reverse("job-paper"), {"address": place}).status_code == code


def test_an_official_may_have_a_long_paper_too(
    regions: Any, official: Any, as_user: Any, short: None
) -> None:
    for number in range(3):
        f.make_facility(name=f"IPAL {number}")
    browser = as_user(official)
    browser.post(reverse("job-paper"), {"address": reverse(FORMS)})
    job = Job.objects.get()
    browser.post(job.get_absolute_url(), {"cancel": "1"})
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_book_binds_the_letters_of_the_readers_regions(
    regions: Any,
    secretariat: Any,
    officer: Any,
    as_user: Any,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.TASK_WORKER = True
    for code in ("34.01", "34.04", "33.72"):
        Chapter.objects.create(region_id=code, status="active")
    place = reverse("report-book", args=[2018])
    one = as_user(officer).get(place)  # the letter of one region is never queued
    assert one["Content-Type"] == "application/pdf"
    assert as_user(secretariat).get(reverse("report-book", args=[1900])).status_code == 404
    three = PdfReader(io.BytesIO(as_user(secretariat).get(place).content))
    first = three.outline[0]
    assert first.title == "Semua wilayah"  # type: ignore[union-attr]
    assert len(three.outline) == 4  # so few are bound at once, behind what they come to together
    job = long_papers.ask_for(place, secretariat)
    assert "3 laporan" in queue.progress(job), "a book has no forms"
    monkeypatch.setattr(ReportBookPage, "most", 2)
    offer = as_user(secretariat).get(place).content.decode()
    assert "3 laporan" in offer and "laporan 1–2 dari 3" in offer and "lembar" not in offer
    WorkerProcess().run(is_drain=True)
    job.refresh_from_db()
    assert job.state == "done", job.failure
    book = PdfReader(io.BytesIO(job.result.read()))
    front = " ".join(book.pages[0].extract_text().split())
    assert "Laporan Capaian Daerah 2018" in front and "Data per 31 Desember 2018" in front
    assert "AKSANSI Daerah dalam buku ini 3" in front or "3 AKSANSI Daerah dalam buku ini" in front
    assert "Belum ada laporan yang disetujui" in front
    assert "Belum ada catatan untuk" in front, "told by name, not in rows of dashes"
    assert all(name in front for name in ("Kab. Sleman", "Kab. Kulon Progo", "Kota Surakarta"))
    titles = [mark.title for mark in book.outline]  # type: ignore[union-attr]
    assert len(titles) == 4 and "Kab. Sleman" in titles and titles[0] == "Semua wilayah"
    assert any("Sleman" in page.extract_text() for page in book.pages)


def all_pages() -> list[Any]:
    """Return every page class an address leads to."""

    def walk(patterns: Any) -> Any:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns)
            elif page := getattr(pattern.callback, "view_class", None):
                yield page

    return list(dict.fromkeys(walk(get_resolver().url_patterns)))


def source(page: Any) -> str:
    """Return the code of a page and of its classes above, as far as they are ours."""
    ours = [
        one
        for one in page.__mro__
        if not one.__module__.startswith(("django", "core.", "builtins"))
    ]
    return "".join(inspect.getsource(one) for one in ours)


def test_every_paper_says_what_one_answer_holds() -> None:
    """How much, where it can be long; why it never is, where it cannot."""
    makes = re.compile(
        r"pdf\.(response|answer|render|write\w*)\(|_pdf\(|print_(forms|sheets)\(|table_paper\("
    )
    papers = [page for page in all_pages() if makes.search(source(page))]
    long = {page.__name__: page.most for page in papers if hasattr(page, "most")}
    never = {
        page.__name__: getattr(page, "paper_holds", "")
        for page in papers
        if page.__name__ not in long
    }
    assert len(papers) > 18 and all(0 < most <= 250 for most in long.values()), long
    assert [name for name, holds in never.items() if not holds] == []
    assert {
        "ReportBookPage",
        "YearMatrixPage",
        "GoalMatrixPage",
        "SignInPdf",
        "CertificatesPdf",
    } <= set(long)
    assert never["ReportPaperView"] == "the letter of one region"


def test_a_table_of_many_rows_is_asked_for_as_a_job(
    regions: Any,
    secretariat: Any,
    officer: Any,
    as_user: Any,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.TASK_WORKER = True
    for code in ("34.01", "34.04", "33.72"):
        chapter = Chapter.objects.create(region_id=code, status="active")
        AnnualPlan.objects.create(chapter=chapter, year=2025)
    place = f"{reverse('planning:year-matrix')}?year=2025&format=pdf"
    browser = as_user(secretariat)
    assert browser.get(place)["Content-Type"] == "application/pdf"
    monkeypatch.setattr(YearMatrixPage, "most", 2)
    assert (
        as_user(officer).get(place)["Content-Type"] == "application/pdf"
    )  # one region's is never queued
    offer = browser.get(place)
    assert offer["Content-Type"].startswith("text/html") and not Job.objects.exists()
    text = offer.content.decode()
    assert "3 baris" in text and "part=" not in text
    browser.post(reverse("job-paper"), {"address": offer.context["address"]})
    job = Job.objects.get()
    assert (job.kind, job.total) == ("table-paper", 3)
    WorkerProcess().run(is_drain=True)
    job.refresh_from_db()
    assert job.state == "done", job.failure
    (paper,) = pages(job.result.read())
    assert all(name in paper for name in ("Sleman", "Kulon Progo", "Surakarta"))
    page = browser.get(f"{reverse('planning:year-matrix')}?year=2025")
    assert page["Content-Type"].startswith("text/html")  # the page itself is one as before


def exports(user: Any) -> list[str]:
    found = SecurityEvent.objects.filter(event="export", account=user).order_by("pk")
    return list(found.values_list("detail", flat=True))


def test_a_paper_of_a_list_is_told_and_counted_like_its_file(
    regions: Any, officer: Any, secretariat: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forms, a table with names, and what a job has made: whoever fetches it, the owner or the Secretariat."""
    from tests.events import factories as events

    facility, event = f.make_facility(name="IPAL Satu"), events.make_event()
    monkeypatch.setattr(limits, "TABLES", limits.Rate("tables", 3, 3600))
    job = queue.ask(kind="paper", owner=officer, title="Formulir", args={}, total=1)
    Job.objects.filter(pk=job.pk).update(
        state="done", finished_at=timezone.now(), result_name="lembar.pdf"
    )
    job.refresh_from_db()
    job.result.save("", ContentFile(b"%PDF"))
    browser, result = as_user(officer), reverse("job-result", args=[job.uuid])
    browser.get(reverse("ksm:facility-form", args=[facility.code]))
    assert exports(officer) == [], "one row is what its page shows"
    for place in (reverse(FORMS), reverse("events:event-sign-in", args=[event.pk]), result):
        assert browser.get(place).status_code == 200, place
    assert [told.partition(" ")[0] for told in exports(officer)] == [
        "lembar-pendataan",
        f"daftar-hadir-{event.title}".partition(" ")[0],
        "Formulir:",
    ]
    for place in (reverse(FORMS), result, reverse("chapters:office-list") + "?format=csv"):
        assert browser.get(place).status_code == 429, place
    as_user(secretariat).get(result)
    assert len(exports(officer)) == 3 and exports(secretariat) == ["Formulir: lembar.pdf"]


HTML = (
    '<html lang="id"><title>{0}</title><body><h1>{0}</h1><a href="#x">ke bawah</a>'
    '<p id="x" style="break-before:page">bawah {0}</p></body></html>'
)


def test_bound_papers_keep_their_tags_links_and_names() -> None:
    parts = {name: layout.together([HTML.format(name)]) for name in ("Satu", "Dua", "Tiga")}
    whole = bind("Buku A & B", ((name, lambda it=it: it) for name, it in parts.items()))
    book = PdfReader(io.BytesIO(whole))
    assert [page.extract_text().split("\n")[0] for page in book.pages][::2] == list(parts)
    assert [mark.title for mark in book.outline] == list(parts)  # type: ignore[union-attr]
    assert [book.get_destination_page_number(mark) for mark in book.outline] == [0, 2, 4]  # type: ignore[arg-type]
    root: Any = book.root_object
    assert root["/Lang"] == "id" and root["/MarkInfo"]["/Marked"]
    assert b"Buku A &amp; B" in root["/Metadata"].get_data()
    (whole_tree,) = root["/StructTreeRoot"]["/K"]
    assert len(whole_tree.get_object()["/K"]) == 3
    pairs = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    places = {int(pairs[at]): pairs[at + 1].get_object() for at in range(0, len(pairs), 2)}
    assert len(places) == len(pairs) // 2  # no number twice
    for number, page in enumerate(book.pages):
        elements = places[int(page["/StructParents"])]
        assert all(el.get_object()["/Pg"].get_object() == page for el in elements), number
        for note in page.get("/Annots", ()):
            link = note.get_object()
            assert places[int(link["/StructParent"])].get_object()["/S"] == "/Link"
            assert link["/Dest"][0].get_object() == book.pages[number + 1]
