"""The guides: every page leads to its passage, what they quote stands on the screen, and a card is one sheet."""

from __future__ import annotations

import io
import re
from typing import Any

import polib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from aksansi.help.first_steps import Step, first_steps, recorded
from aksansi.help.guides import GUIDES, guide_of
from chapters.models import BoardSeat, Chapter
from chapters.reports import build_region_profile
from core.land.regions import Region
from core.records.listed import glossary
from core.records.listed.glossary import Term
from core.records.review import State
from ksm.models import StatusRecord
from planning.models import AnnualPlan
from tests.ksm.factories import make_facility, make_group
from tests.monitoring.factories import make_visit
from tests.test_access_matrix import OWN_REGION, own_urls

pytestmark = pytest.mark.django_db

CATALOGUE = settings.BASE_DIR / "locale" / "id" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("guide", GUIDES.values(), ids=list(GUIDES))
def test_a_guide_tells_ten_things_and_each_page_has_one_of_them(guide: Any) -> None:
    assert len(guide.passages) == 10
    names = [name for one in guide.passages for name in one.pages.split()]
    assert len(names) == len(set(names))
    urls = own_urls()
    for name in names:
        # What a passage names are pages: itself, or what begins with it ("ksm:group" has "ksm:group-list").
        assert any(
            url == name or url.startswith((f"{name}-", f"{name}:", f"{name}_")) for url in urls
        ), name
    for url in urls:
        assert guide.passage_of(url) in guide.passages


def test_a_page_leads_to_the_passage_of_its_own_work() -> None:
    told = {
        ("chapter", "ksm:group-edit"): "group",
        ("chapter", "ksm:facility-detail"): "facility",
        ("chapter", "ksm:works-cost-edit"): "facility",
        ("chapter", "monitoring:field"): "visit",
        ("chapter", "planning:annual-plan-carry"): "plan",
        ("chapter", "planning:annual-report-list"): "report",
        ("chapter", "region-report-pdf"): "report",
        ("chapter", "agreements:blocker-matrix"): "cooperation",
        ("secretariat", "board-grid"): "late",
        ("secretariat", "planning:advice-answer"): "advice",
        ("secretariat", "core:user-invite"): "people",
        ("government", "monitoring:finding-list"): "findings",
        ("government", "verify-code"): "letter",
        ("government", "no-such-page"): "start",
        ("chapter", "field-forms"): "visit",
        ("secretariat", "core:see-as-end"): "people",
        ("chapter", "news"): "start",
        ("secretariat", "news"): "day",
        ("government", "news"): "start",
    }
    for (guide, name), passage in told.items():
        assert GUIDES[guide].passage_of(name).key == passage, name


def test_every_page_links_to_its_passage_and_the_passage_opens(
    regions: Any, as_user: Any, secretariat: Any, officer: Any, official: Any
) -> None:
    for person in (secretariat, officer, official):
        browser = as_user(person)
        for place in (
            "/",
            "/ksm/facilities/",
            "/planning/plans/",
            "/calendar/",
            "/me/",
            "/search/",
        ):
            page = browser.get(place)
            link = re.search(r'class="help-link" href="([^"]+)"', page.content.decode())
            assert link and link.group(1).startswith(f"/help/{guide_of(person).key}/"), place
            assert browser.get(link.group(1)).status_code == 200
        assert browser.get("/help/").context["guide"] is guide_of(person)


def test_every_guide_and_passage_opens_in_both_languages(
    regions: Any, as_user: Any, official: Any
) -> None:
    browser = as_user(official)
    for language in ("id", "en"):
        browser.cookies["django_language"] = language
        for guide in GUIDES.values():
            page = browser.get(reverse("help-guide", args=[guide.key]))
            assert page.content.decode().count('class="n"') == 10
            for one in guide.passages:
                page = browser.get(reverse("help-passage", args=[guide.key, one.key]))
                assert page.content.decode().count("<li>") >= len(one.steps) >= 3
    for address in ("/help/nobody/", "/help/chapter/nothing/", "/help/nobody/card/"):
        assert browser.get(address).status_code == 404


def test_a_card_is_one_sheet_with_all_ten(regions: Any, as_user: Any, officer: Any) -> None:
    browser = as_user(officer)
    for guide in GUIDES.values():
        answer = browser.get(reverse("help-card", args=[guide.key]))
        paper = PdfReader(io.BytesIO(answer.content))
        assert len(paper.pages) == 1, guide.key
        text = " ".join(paper.pages[0].extract_text().split())
        with translation.override("id"):
            for number, one in enumerate(guide.passages, 1):
                assert f"{number}. {one.title}" in text


def test_words_in_quotation_marks_are_words_of_the_screen() -> None:
    """A button that is called otherwise now makes the guide wrong: the words are looked for in the catalogue."""
    entries = [e for e in polib.pofile(str(CATALOGUE)) if not e.obsolete]
    known = {"en": {e.msgid for e in entries}, "id": {e.msgstr for e in entries}}
    seen = 0
    for language, words in known.items():
        with translation.override(language):
            for guide in GUIDES.values():
                for one in guide.passages:
                    for step in one.steps:
                        for quoted in re.findall("“([^”]+)”", str(step)):
                            assert quoted in words, f"{guide.key} {one.key} ({language}): {quoted}"
                            seen += 1
    assert seen > 80


def test_the_guides_tell_of_what_saves_a_way() -> None:
    """Field notes, drafts, lines, the look through another account and what is new: found by whoever reads a guide."""
    told = {
        "chapter": ("Catatan lapangan", "Tambah beberapa", "Isi pengurus sekaligus"),
        "secretariat": ("Yang baru", "Lihat sebagai", "Simpan, berikutnya"),
        "government": ("Yang baru",),
    }
    with translation.override("id"):
        for key, words in told.items():
            text = " ".join(str(step) for one in GUIDES[key].passages for step in one.steps)
            for word in words:
                assert f"“{word}”" in text, f"{key}: {word}"
    with translation.override("id"):
        start = " ".join(map(str, GUIDES["chapter"].passages[0].steps))
    assert "belum disimpan" in start


@pytest.mark.parametrize("guide", GUIDES.values(), ids=list(GUIDES))
def test_each_passage_has_its_picture_in_both_languages(guide: Any) -> None:
    for one in guide.passages:
        for language, _name in settings.LANGUAGES:
            file = finders.find(f"help/{guide.key}-{one.key}-{language}.webp")
            assert file, f"{guide.key}-{one.key}-{language}: run scripts/guide_pictures.py"


def test_first_steps_are_ticked_by_the_records_and_go_when_all_are_done(
    regions: Any, as_user: Any, officer: Any, official: Any, secretariat: Any
) -> None:
    region, today = Region.objects.get(pk=OWN_REGION), timezone.localdate()

    def steps(user: Any) -> list[Step]:
        profile = build_region_profile(user=user, region=region, at=today, brief=True)
        told = Region.objects.filter(pk=region.pk).values(**recorded(user))
        return first_steps(profile, told.get())

    def done() -> list[bool]:
        return [step.is_done for step in steps(officer)]

    assert done() == [False] * 6
    assert steps(official) == steps(secretariat) == []
    assert "Langkah pertama" in as_user(officer).get("/").content.decode()
    chapter = Chapter.objects.create(region=region, status="active", decree="SK 1/2020")
    assert done() == [True, False, False, False, False, False]
    for role in ("ketua", "sekretaris", "bendahara"):
        BoardSeat.objects.create(chapter=chapter, role=role, person="Seseorang")
    make_group(OWN_REGION)
    facility = make_facility(OWN_REGION)
    assert done() == [True, True, True, False, False, False]
    StatusRecord.objects.create(
        facility=facility, observed_on="2026-01-05", function_status="berfungsi"
    )
    visit = make_visit(facility)
    assert done() == [True, True, True, True, False, False]
    type(visit).objects.filter(pk=visit.pk).update(state=State.SUBMITTED)
    AnnualPlan.objects.create(chapter=chapter, year=today.year, state=State.DRAFT)
    assert done() == [True, True, True, True, True, False]
    AnnualPlan.objects.update(state=State.APPROVED)
    assert done() == []
    assert "Langkah pertama" not in as_user(officer).get("/").content.decode()
    Chapter.objects.update(status="dissolved")
    assert done() == [False, False, True, True, True, True]


def test_the_glossary_is_read_by_all_and_kept_by_the_secretariat(
    regions: Any, as_user: Any, secretariat: Any, officer: Any, official: Any
) -> None:
    glossary.load()
    assert Term.objects.count() >= 30
    for person in (officer, official):
        browser = as_user(person)
        assert "Kelompok swadaya masyarakat" in browser.get("/terms/").content.decode()
        assert browser.get("/terms/add/").status_code == 403
    term = Term.objects.get(word_id="LLTT")
    browser = as_user(secretariat)
    page = browser.get(f"/terms/{term.pk}/edit/")
    sent = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    sent |= {"meaning_id": "Arti dari Sekretariat.", "form_token": ""}
    assert browser.post(f"/terms/{term.pk}/edit/", sent).status_code == 302
    glossary.load()
    term.refresh_from_db()
    assert term.meaning_id == "Arti dari Sekretariat."
    with translation.override("en"):
        assert term.word == "Scheduled desludging"
