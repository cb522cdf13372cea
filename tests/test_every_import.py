"""Every kind of table the import takes, through the pages of the wizard from its own template to the list."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chapters.models import Chapter
from core.importing import Sheet, all_sheets, sheet_class
from core.importing.models import ImportJob
from core.importing.named import register
from core.importing.reading import SAMPLE
from core.people.users import User
from ksm.models import Facility
from monitoring.entry import visit_table
from monitoring.resources import sheet_name
from planning.models import Activity, AnnualPlan, AnnualReport
from tests.agreements.factories import make_agreement, make_partnership
from tests.around import shared_world
from tests.chapters.factories import make_office
from tests.conftest import make_persona, make_regions
from tests.events.factories import make_alliance, make_award, make_event
from tests.ksm.factories import make_facility, make_group, make_works
from tests.monitoring.factories import make_instrument, make_round
from tests.monitoring.test_submissions import odk, table
from tests.planning import factories as planned

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SHEETS = [sheet.name for sheet in all_sheets()]


def through_the_wizard(browser: Any, sheet: str, name: str, content: bytes) -> ImportJob:
    """Walk every page of an import; each must answer, and the last one leads to a list that answers."""
    start = reverse("core:import-job-create", args=[sheet])
    assert browser.get(start).status_code == 200
    sent = browser.post(start, {"file": SimpleUploadedFile(name, content)})
    assert sent.status_code == 302, sent.content.decode()
    job = ImportJob.objects.get()
    assert browser.get(sent.url).status_code == 200
    chosen = {f"column-{number}": column for number, column in job.mapping.items()}
    assert browser.post(sent.url, chosen).status_code == 302
    assert browser.get(job.get_absolute_url()).status_code == 200
    assert browser.post(job.get_absolute_url(), {"confirm": "1"}).status_code == 302
    done = browser.get(job.get_absolute_url())
    listed = reverse(sheet_class(sheet).list_url)
    assert done.status_code == 200 and f'href="{listed}"' in done.content.decode()
    assert browser.get(listed).status_code == 200
    assert browser.get(reverse("core:import-job-list")).status_code == 200
    job.refresh_from_db()
    return job


# What only the Secretariat enters.
NATIONAL = (
    "chapters",
    "memberships",
    "dues",
    "alliances",
    "programmes",
    "indicators",
    "services",
    "deadlines",
    "sipd-editions",
    "sipd-codes",
    "listed-words",
    "quiet-periods",
    "check-ins",
    "national-forms",
    "form-columns",
    "advice",
)


def make_parents() -> None:
    """Make what rows hang on, in Kab. Sleman, and the two who bring them in."""
    make_regions()
    for name in ("secretariat", "officer"):
        make_persona(name)
    make_facility(code="34.04-0001")
    make_group(name="KPP Tirta Guna")
    planned.make_activity(plan=planned.make_plan(year=2018), title="Bimtek pengurus")
    planned.make_report(year=2018)
    make_agreement(make_partnership(stage="audiensi"))
    planned.make_strategy(year=2017)
    planned.make_service(label_id="Penyedotan IPAL komunal")
    make_alliance(name="AKKOPSI")
    make_award()
    make_event(title="Bimtek operator IPAL komunal")
    make_instrument("pra-monitoring-2015")
    planned.make_indicator(label_id="KSM yang menarik iuran")


# What one sheet's row hangs on alone, or must not find there already.
OWN_PARENTS: dict[str, Callable[[], Any]] = {
    "officials": lambda: make_office(name="Dinas Pekerjaan Umum"),
    "partnership-offices": lambda: make_office(name="Dinas Pekerjaan Umum"),
    "progress": lambda: planned.approve(AnnualPlan.objects.get()),
    "form-columns": lambda: planned.make_form_column(),
    "sipd-codes": lambda: planned.make_sipd_code(code="1.03.05", edition="Permendagri 90/2019"),
    "round-targets": lambda: make_round(name="Pemantauan 2018"),
    "works-costs": lambda: make_works(Facility.objects.get()),
    "proposal-lines": lambda: planned.make_proposal(year=2018),
    "facilities": lambda: take_out(Facility),  # the number is given by the import
    "chapters": lambda: take_out(Activity, AnnualPlan, AnnualReport, Chapter),
}


def take_out(*models: Any) -> None:
    for model in models:
        model._base_manager.all().delete()


@pytest.fixture(scope="module")
def parents(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Made once for all sheets."""
    with shared_world(django_db_blocker):
        make_parents()
        yield


def bringer(sheet: str) -> User:
    """Return who brings such a table in, what its rows hang on made."""
    OWN_PARENTS.get(sheet, lambda: None)()
    return User.objects.get(username="secretariat" if sheet in NATIONAL else "officer")


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_sample_row_of_each_template_goes_in(
    sheet: str, parents: None, db: None, as_user: Any
) -> None:
    browser = as_user(bringer(sheet))
    sent = browser.get(reverse("core:import-template", args=[sheet]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(sent.streaming_content)))
    page = book.worksheets[0]
    assert page["A2"].value == SAMPLE
    page["A2"].value = None  # a row of one's own
    page.delete_rows(3, page.max_row)  # and none that was there
    kept = io.BytesIO()
    book.save(kept)
    job = through_the_wizard(browser, sheet, "tabel.xlsx", kept.getvalue())
    left = int(sheet == "stages")  # the stage before is left with it
    assert job.read_back == {"new": 1, "changed": left}, (job.checked, job.preview)


def test_submissions_from_elsewhere_go_in(parents: None, db: None, as_user: Any) -> None:
    sheet = sheet_name(make_instrument())
    facility = make_facility()
    content = table(odk(facility.code)).encode()
    job = through_the_wizard(as_user(bringer(sheet)), sheet, "kiriman.csv", content)
    assert job.read_back["new"] == 1, (job.checked, job.preview)


def test_visits_with_their_answers_go_in(parents: None, db: None, as_user: Any) -> None:
    sheet = visit_table.sheet_name(make_instrument())
    content = f"Sarana;Tanggal;T01\n{make_facility().code};8 Mei 2018;Baik".encode()
    job = through_the_wizard(as_user(bringer(sheet)), sheet, "kunjungan.csv", content)
    assert job.read_back["new"] == 1, (job.checked, job.preview)


def test_a_sheet_without_a_list_is_refused_when_it_is_declared() -> None:
    class Homeless(Sheet):
        name = "homeless"

    with pytest.raises(ValueError, match="Homeless"):
        register(Homeless)
