"""Papers beside the web worker: the real process, its line, its end, and what is told where there is no turn."""

from __future__ import annotations

import ast
import io
import os
import re
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pypdf import PdfReader

from aksansi.letter import views as report_views
from core.records.journal import Submission
from core.tools import layout, pdf
from core.tools.press import LayoutEnded, LayoutFailed, Press, TooLong
from core.tools.turns import Busy, TooMany, Turns
from tests.planning import factories as make

ROOT = Path(__file__).resolve().parents[2]
HTML = '<html lang="id"><title>{0}</title><body>{0}</body></html>'


@pytest.fixture(scope="module")
def real() -> Iterator[Press]:
    """The press as a web worker has it; WeasyPrint is loaded once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEMO", "1")  # so that settings need no key outside the tests
        found = Press()
        yield found
        found.close()


def paper(press_: Press, *words: str, way: str = "together") -> PdfReader:
    parts = [HTML.format(word) for word in words]
    return PdfReader(io.BytesIO(press_.lay_out(way, parts)))


def process_of(press_: Press) -> Any:
    assert press_._process is not None
    return press_._process


def test_a_paper_is_the_same_as_one_laid_out_here(real: Press) -> None:
    found = paper(real, "satu", "dua")
    here = PdfReader(io.BytesIO(layout.together([HTML.format("satu"), HTML.format("dua")])))
    for reader in (found, here):
        assert [page.extract_text() for page in reader.pages] == ["satu", "dua"]
        assert reader.root_object["/Lang"] == "id" and reader.root_object["/MarkInfo"]["/Marked"]
    one = paper(real, *("x<div style='height: 400mm'></div>", "y"), way="first_on_one_sheet")
    assert [page.extract_text() for page in one.pages] == ["y"]


def test_one_process_lays_out_many_papers_and_holds_nothing_of_the_server(real: Press) -> None:
    paper(real, "satu")
    first = process_of(real).pid
    paper(real, "dua")
    assert process_of(real).pid == first
    opened = {os.readlink(f"/proc/{first}/fd/{fd}") for fd in os.listdir(f"/proc/{first}/fd")}
    assert not any(name.startswith("socket:") for name in opened), opened


def test_memory_of_the_server_is_not_taken_for_the_processs_own() -> None:
    """The kernel keeps the greatest size over an exec; a large server would renew the process with each paper."""
    held = bytearray(b"x" * (500 << 20))
    asked = "from core.tools import layout; print(layout._taken_mb())"
    told = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(told.stdout) < layout.MOST_MB, len(held)


def test_nothing_but_static_files_is_fetched(real: Press, tmp_path: Any) -> None:
    secret = tmp_path / "rahasia.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="9">RAHASIA</text></svg>')
    for address in (f"file://{secret}", "http://127.0.0.1:9/x.svg", "/static/../.env"):
        assert "RAHASIA" not in paper(real, f'<img src="{address}" alt="">').pages[0].extract_text()


def test_a_fault_comes_back_as_a_fault_and_the_next_paper_is_made(real: Press) -> None:
    with pytest.raises(LayoutFailed, match="KeyError"):
        real.lay_out("unknown", [])
    assert paper(real, "sesudahnya").pages


def test_a_dead_process_is_replaced(real: Press) -> None:
    paper(real, "satu")
    process_of(real).kill()
    process_of(real).wait()
    assert paper(real, "dua").pages


# --- With a process that lays out nothing, so that none of this waits for WeasyPrint --------------


@pytest.fixture
def quick(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A press whose process answers with its number; parts: "sleep", "last" ends, "die" and "die once" die."""
    (tmp_path / "quick_layout.py").write_text(
        "import json, os, struct, sys, time\n"
        "for line in sys.stdin.buffer:\n"
        "    way, parts = json.loads(line)\n"
        "    if 'die' in parts: os._exit(9)\n"
        "    if 'die once' in parts and not os.path.exists(__file__ + '.died'):\n"
        "        open(__file__ + '.died', 'w').close()\n"
        "        os._exit(9)\n"
        "    if 'sleep' in parts: time.sleep(30)\n"
        "    told = str(os.getpid()).encode()\n"
        "    sys.stdout.buffer.write(struct.pack('>BBQ', 1, 'last' in parts, len(told)) + told)\n"
        "    sys.stdout.buffer.flush()\n"
        "    if 'last' in parts: break\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made = []

    def make(**given: Any) -> Press:
        made.append(Press(program="quick_layout", **given))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_a_paper_that_takes_too_long_is_ended(quick: Any) -> None:
    found = quick(seconds=0.5)
    started = time.monotonic()
    with pytest.raises(TooLong):
        found.lay_out("together", ["sleep"])
    assert time.monotonic() - started < 10
    assert found._process is None
    assert found.lay_out("together", [])


def test_a_process_that_has_done_enough_ends_and_another_follows(quick: Any) -> None:
    found = quick()
    first = found.lay_out("together", ["last"])
    assert found.lay_out("together", []) != first


def test_a_paper_whose_process_is_ended_is_made_by_the_next_one(quick: Any) -> None:
    found = quick()
    first = found.lay_out("together", [])
    assert found.lay_out("together", ["die once"]) != first


def test_a_paper_that_ends_its_process_twice_is_given_up(quick: Any) -> None:
    found = quick()
    with pytest.raises(LayoutEnded):
        found.lay_out("together", ["die"])
    assert found.lay_out("together", [])


def test_the_second_process_has_no_time_of_its_own(quick: Any) -> None:
    found = quick(seconds=1)
    started = time.monotonic()
    with pytest.raises(TooLong):
        found.lay_out("together", ["die once", "sleep"])
    assert time.monotonic() - started < 10


def test_a_process_that_starts_after_the_time_is_over_gets_no_paper(
    quick: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = quick(seconds=0.2)
    begin = found._running

    def late() -> Any:
        time.sleep(0.5)
        return begin()

    monkeypatch.setattr(found, "_running", late)
    started = time.monotonic()
    with pytest.raises(TooLong):
        found.lay_out("together", ["sleep"])
    assert time.monotonic() - started < 10


def waits(condition: Any) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_of_the_threads_two_are_held_and_the_third_is_sent_away_at_once(quick: Any) -> None:
    found = quick(seconds=1)
    told: list[str] = []

    def ask(account: str) -> None:
        try:
            with found.turn_of(account):
                found.lay_out("together", ["sleep"])
        except TooLong:
            told.append(account)

    threads = [threading.Thread(target=ask, args=(account,)) for account in "ab"]
    for thread in threads:
        thread.start()
    waits(lambda: found._turns._inside._value == 0)
    started = time.monotonic()
    with pytest.raises(Busy), found.turn_of("c"):
        pass
    assert time.monotonic() - started < 0.5
    for thread in threads:
        thread.join(20)
    assert sorted(told) == ["a", "b"]  # the second one had its turn after the first


def test_who_waits_too_long_in_line_is_sent_away(quick: Any) -> None:
    found = quick(wait=0.1)
    with found.turn_of("a"), pytest.raises(Busy), found.turn_of("b"):
        pass


def test_one_account_has_two_papers_at_a_time_over_all_workers(quick: Any) -> None:
    """A turn is a file that is locked, so another worker's press sees it too."""
    here, there, third = quick(), quick(), quick()
    with here.turn_of("a"), there.turn_of("a"):
        for one in (here, third):
            with pytest.raises(TooMany), one.turn_of("a"):
                pass
        with third.turn_of("b"):
            pass
    with third.turn_of("a"):
        pass


# --- What a person reads ------------------------------------------------------------------------


def no_turn(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> list[str]:
    """Let every paper end in an error from here on; return who asked."""
    asked: list[str] = []

    class Full(Press):
        @contextmanager
        def turn_of(self, account: str) -> Iterator[None]:
            asked.append(account)
            raise error
            yield

    monkeypatch.setattr(pdf, "_press", Full())
    return asked


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (Busy, 503, "Dokumen lain sedang dibuat"),
        (TooMany, 429, "Dua dokumen Anda"),
        (TooLong, 503, "bagian demi bagian"),
        (LayoutEnded, 503, "terputus"),
    ],
)
def test_no_turn_is_told_in_words(
    regions: Any,
    as_user: Any,
    officer: Any,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
    status: int,
    words: str,
) -> None:
    asked = no_turn(monkeypatch, error)
    monkeypatch.setattr(report_views, "build_region_report", None)  # nothing is gathered before
    answer = as_user(officer).get(reverse("region-report-pdf", args=["34.04", 2018]))
    assert (answer.status_code, answer["Retry-After"]) == (status, "30")
    assert words in answer.content.decode()
    assert asked == [str(officer.pk)]


@pytest.mark.parametrize(("error", "status"), [(Busy, 503), (TooMany, 429), (LayoutEnded, 503)])
def test_a_form_that_makes_a_paper_is_handed_back(
    officer: Any,
    as_user: Any,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
    status: int,
) -> None:
    """As a browser sends it: with the token that lets a form be saved once only."""
    make.approve(make.make_achievement().annual_report)
    place = reverse("region-report-archive", args=["34.04", 2018])
    letter = {
        "letter_date": "20 Januari 2019",
        "addressee": "Bupati Sleman",
        "form_token": str(uuid.uuid4()),
    }
    no_turn(monkeypatch, error)
    answer = as_user(officer).post(place, letter)
    assert (answer.status_code, answer["Retry-After"]) == (status, "30")
    for typed in letter.values():
        assert typed in answer.content.decode()
    assert not Submission.objects.exists()
    monkeypatch.setattr(report_views, "render_pdf", lambda report, **letter: make.PDF)
    assert as_user(officer).post(place, letter).status_code == 302  # the token is free still


def test_the_line_of_a_worker_leaves_threads_for_pages() -> None:
    turns = Press()._turns
    assert isinstance(turns, Turns) and turns._inside._value == 2


def test_pages_that_are_papers_take_their_turn_before_they_gather_anything() -> None:
    """Else twenty clicks gather twenty reports in the web workers, and are sent away afterwards."""
    seen = 0
    for path in (*ROOT.glob("*/views/*.py"), *ROOT.glob("aksansi/*views.py")):
        text = path.read_text()
        if "pdf" not in text and "print_" not in text:
            continue
        for node in (item for item in ast.parse(text).body if isinstance(item, ast.ClassDef)):
            for door in (item for item in node.body if getattr(item, "name", "") == "get"):
                body = ast.get_source_segment(text, door) or ""
                if re.search(r"pdf\.(render|write|answer)|\w+_pdf\(|print_(forms|sheets)\(", body):
                    marks = [ast.unparse(mark) for mark in node.decorator_list]
                    assert (
                        any(mark.startswith("pdf.in_turn") for mark in marks) or "format" in body
                    ), node.name
                    seen += 1
    assert seen > 10


def test_only_words_of_no_human_length_may_end_a_line_anywhere() -> None:
    link = "https://contoh.id/" + "a" * 30 + "?x=1&amp;y=2"
    kept = "<title>" + "t" * 40 + "</title><svg><text>" + "s" * 40 + "</text></svg>"
    page = f'<p title="{"b" * 40}">Dinas Pekerjaan Umum {link}</p>{kept}'
    broken = layout._with_breaks(page)
    assert broken.replace("<wbr>", "") == page
    assert broken.count("<wbr>") == 3 and "y=2</p>" in broken and kept in broken
    assert "&am<wbr>" not in broken and "Pekerjaan Umum" in broken
