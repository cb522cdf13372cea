"""Commands that fill a system: reference data, the demonstration, its accounts, the catalogues."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from aksansi.demo import chapters as demo
from aksansi.demo.accounts import ACCOUNTS, PASSWORD
from aksansi.demo.entering import NotEntered, enter
from aksansi.management.commands.compile_catalogues import compile_if_newer
from chapters.forms import ChapterForm
from chapters.models import BoardSeat, Chapter, Office, Official
from core.access import is_current
from core.land import reference
from core.people.users import User
from scripts import prepare

pytestmark = pytest.mark.postgres

SIXTEEN = [
    "35.05",
    "35.76",
    "32.71",
    "34.04",
    "32.04",
    "35.79",
    "33.72",
    "35.07",
    "33.75",
    "33.11",
    "33.08",
    "35.71",
    "36.04",
    "36.02",
    "34.01",
    "36.03",
]


@pytest.fixture
def load(db: None, settings: Any) -> Any:
    settings.DEMO = True
    reference.load()

    def run() -> str:
        out = StringIO()
        call_command("load_demo", only=["chapters"], stdout=out)
        return out.getvalue()

    return run


def test_the_sixteen_chapters_of_january_2016_are_there_with_their_source(load: Any) -> None:
    assert "chapter" in load()
    chapters = {chapter.region_id: chapter for chapter in Chapter.objects.all()}
    for code in SIXTEEN:
        assert chapters[code].status == "active"
        assert chapters[code].as_of == "2016-01-15"
        assert chapters[code].source
    assert chapters["34.01"].formed_on == "2014-03-21"
    assert chapters["34.01"].election_method == "acclamation"
    assert chapters["51.02"].status == "candidate"
    assert set(
        BoardSeat.objects.filter(chapter=chapters["34.01"]).values_list("group_name", flat=True)
    ) == {
        "KSM Raharja",
        "KSM Sumber Waras",
        "KSM Sehati",
    }
    dlh = Office.objects.get(short_name="DLH Sleman")
    assert dlh.successor_of.successor_of.short_name == "KLH Sleman"
    for region in ("Sleman", "Kulon Progo"):
        works = Office.objects.get(short_name=f"DPUPKP {region}")
        assert works.successor_of.short_name == f"Dinas PU {region}"
        assert "belum diperiksa" in works.source  # likely, not seen in a document
    assert not Official.objects.filter(is_example=False).exists(), (
        "no real person's post is invented"
    )


def test_loading_again_changes_nothing(load: Any) -> None:
    load()
    Chapter.objects.filter(region_id="34.04").update(status="dormant")
    before = {
        model: model.history.count() for model in (Chapter, BoardSeat, Office, Official, User)
    }
    assert load() == ""
    assert {model: model.history.count() for model in before} == before
    assert Chapter.objects.get(region_id="34.04").status == "dormant"


def test_everything_is_entered_by_the_demo_secretariat_as_one_action(load: Any) -> None:
    load()
    rows = Chapter.history.all()
    assert {row.history_user.username for row in rows} == {"sekretariat"}
    assert len({row.request_stamp for row in rows}) == 1


def test_demo_accounts_work_in_the_demonstration_only(load: Any, settings: Any) -> None:
    load()
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    for username, role, region, *_rest in ACCOUNTS:
        user = User.objects.get(username=username)
        assert (user.role, user.regions, user.is_demo) == (
            role,
            (region,) if region else (),
            True,
        )
        assert user.check_password(PASSWORD)
        assert username in out.getvalue()
        assert is_current(user)
        settings.DEMO = False
        assert not is_current(user)
        settings.DEMO = True


def test_demo_is_not_loaded_into_a_real_system(db: None, settings: Any) -> None:
    settings.DEMO = settings.DEBUG = False
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert not User.objects.exists()


def test_a_faulty_row_is_refused_in_words(regions: Any, secretariat: Any) -> None:
    with pytest.raises(NotEntered, match="status"):
        enter(ChapterForm, secretariat, {"region": "34.04", "status": "besar"})
    with pytest.raises(NotEntered, match="no field"):
        enter(ChapterForm, secretariat, {"region": "34.04", "status": "active", "colour": "red"})
    chapter = enter(
        ChapterForm, secretariat, {"region": "34.04", "status": "active", "formed_on": "2013-10-31"}
    )
    assert enter(ChapterForm, secretariat, {}, instance=chapter).version == 1
    assert (
        enter(ChapterForm, secretariat, {"status": "dormant"}, instance=chapter).formed_on
        == "2013-10-31"
    )


def test_demo_names_no_unknown_region(db: None) -> None:
    from aksansi.demo.entering import rows

    codes = {region.code for region in reference.read()} | {""}
    for name in ("chapters.csv", "board_seats.csv", "offices.csv"):
        assert {row["code"] for row in rows(name)} <= codes
    assert demo.load


def test_catalogues_are_compiled_only_when_newer(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "chapter"\nmsgstr "AKSANSI Daerah"\n'
    )
    assert compile_if_newer(source)
    assert polib.mofile(str(tmp_path / "django.mo"))[0].msgstr == "AKSANSI Daerah"
    assert not compile_if_newer(source)
    later = source.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert compile_if_newer(source)


def test_catalogues_are_compiled_before_anything_reads_them(tmp_path: Path) -> None:
    """A process keeps the catalogue it read first; the demonstration of a new clone stored English sentences."""
    source = tmp_path / "id" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
    code = (
        "import pathlib, sys; from scripts import prepare; "
        "prepare.compile_catalogues(pathlib.Path(sys.argv[1])); "
        "from django.conf import settings; assert not settings.configured"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=settings.BASE_DIR)
    assert source.with_suffix(".mo").exists()
    started = inspect.getsource(prepare).split("__main__")[1]
    assert started.index("compile_catalogues()") < started.index("django.setup()")
