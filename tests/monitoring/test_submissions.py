"""Submissions from ODK or Kobo: each becomes one visit, once; what is wrong comes back with its reason."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.importing.models import ImportJob
from core.records.journal import ReviewEvent
from core.records.review import State
from monitoring.models import Answer, Explanation, Instrument, Visit
from monitoring.questionnaire import xlsform
from monitoring.questionnaire.spec import spec_of
from monitoring.resources import sheet_name
from tests.importing import reasons, walk
from tests.ksm.factories import make_facility
from tests.monitoring import factories as f

ONE, TWO = "5f2a0d3e-0000-4000-8000-000000000001", "5f2a0d3e-0000-4000-8000-000000000002"
# As ODK Central writes it: groups before names, the own number with its scheme.
ODK = (
    "SubmissionDate,identitas-lokasi-Latitude,identitas-lokasi-Longitude,identitas-lokasi-Altitude,"
    "identitas-lokasi-Accuracy,identitas-kode_sarana,identitas-tanggal_kunjungan,identitas-SARANA,"
    "identitas-tim,identitas-perempuan,aspek_T-T01,aspek_T-T02,aspek_T-T02_alasan,aspek_T-T10,"
    "aspek_T-T10_alasan,aspek_F-F03_bagian,aspek_F-F03_dari,aspek_F-F11,aspek_F-S01,catatan,meta-instanceID,KEY"
)


def odk(code: str, key: str = ONE, **changed: str) -> str:
    cells = {
        "SubmissionDate": "2018-05-09T03:11:00Z",
        "identitas-kode_sarana": code,
        "identitas-tanggal_kunjungan": "2018-05-08",
        "identitas-tim": "AKSANSI, DPUPKP",
        "identitas-perempuan": "4",
        "aspek_T-T01": "baik",
        "aspek_T-T02": "42",
        "aspek_T-T10_alasan": "dk",
        "aspek_F-F03_bagian": "24.0",
        "aspek_F-F03_dari": "30",
        "aspek_F-F11": "rusak baik",
        "catatan": "Bak kontrol bersih",
        "meta-instanceID": f"uuid:{key}",
        "KEY": f"uuid:{key}",
        **changed,
    }
    return ",".join(f'"{cells.get(name, "")}"' for name in ODK.split(","))


def table(*rows: str) -> str:
    return "\n".join([ODK, *rows])


@pytest.fixture
def sheet(regions: Any) -> str:
    return sheet_name(f.make_instrument())


def test_a_whole_submission_becomes_a_visit_handed_in(officer: Any, sheet: str) -> None:
    facility = make_facility()
    counts, rows = walk(sheet, officer, table(odk(facility.code)), write=True)
    assert (counts.new, counts.faulty) == (1, 0), reasons(rows)
    visit = Visit.objects.get()
    assert (visit.facility, visit.visited_on) == (facility, dt.date(2018, 5, 8))
    assert (str(visit.client_uuid), visit.women, visit.men) == (ONE, 4, None)
    assert (visit.state, visit.submitted_by, visit.submission) == (State.SUBMITTED, officer, 1)
    assert "Bak kontrol bersih" in visit.narrative
    kept = {row.question.code: row.as_text() for row in visit.answers.select_related("question")}
    assert kept == {
        "T01": "baik",
        "T02": "42",
        "T10": "!dk",
        "F03": "24/30",
        "F11": "baik rusak",
    }
    assert len(visit.editions.get().answers) == 5
    event = ReviewEvent.objects.get(object_id=str(visit.pk))
    assert (event.from_state, event.to_state, event.created_by) == ("draft", "submitted", officer)
    assert visit.history.get().history_user == officer
    assert Answer.history.count() == 5
    assert Instrument.objects.get(code="uji").is_frozen


def test_kobo_writes_other_headers_and_one_cell_for_the_place(officer: Any, sheet: str) -> None:
    facility = make_facility(latitude="-7.7", longitude="110.4", coordinate_source="gps")
    head = "start;identitas/lokasi;_identitas/lokasi_latitude;identitas/kode_sarana;identitas/tanggal_kunjungan;aspek_T/T01;aspek_T/T10;aspek_F/F03_bagian;aspek_F/F03_dari;aspek_F/F11;aspek_F/F11/baik;_id;_uuid;_submission_time"
    line = f"2018;-7.7001 110.4 0 5;-7.7001;{facility.code};2018-05-08;rusak;2017-01-02;0;30;baik;1;77;{ONE};2018-05-09"
    counts, rows = walk(sheet, officer, f"{head}\n{line}", write=True)
    assert counts.new == 1, reasons(rows)
    visit = Visit.objects.get()
    assert visit.state == State.SUBMITTED
    found = {row.question.code: row.value for row in visit.answers.select_related("question")}
    assert found == {"T01": "rusak", "T10": "2017-01-02", "F03": "0/30", "F11": "baik"}


def test_the_second_upload_changes_nothing(officer: Any, secretariat: Any, sheet: str) -> None:
    content = table(odk(make_facility().code))
    walk(sheet, officer, content, write=True)
    before = list(Visit.objects.values()), list(Answer.objects.values())
    counts, rows = walk(sheet, officer, content, write=True)
    assert (counts.same, counts.new, counts.faulty) == (1, 0, 0), reasons(rows)
    counts, _rows = walk(sheet, secretariat, content, write=True)
    assert counts.same == 1
    assert before == (list(Visit.objects.values()), list(Answer.objects.values()))
    assert ReviewEvent.objects.count() == 1


def test_the_same_submission_with_other_answers_is_told_not_overwritten(
    officer: Any, sheet: str
) -> None:
    code = make_facility().code
    walk(sheet, officer, table(odk(code)), write=True)
    counts, rows = walk(sheet, officer, table(odk(code, **{"aspek_T-T01": "rusak"})), write=True)
    assert counts.faulty == 1 and "T01" in reasons(rows)[2][0][1]
    assert Answer.objects.get(question__code="T01").value == "baik"
    other = make_facility(name="IPAL Lain")
    _counts, rows = walk(sheet, officer, table(odk(other.code)), write=True)
    assert rows[0].reasons and Visit.objects.get().facility.code == code


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("identitas-kode_sarana", "34.04-9999", "34.04-9999"),
        ("identitas-kode_sarana", "", ""),
        ("identitas-tanggal_kunjungan", "2999-01-01", ""),
        ("identitas-tanggal_kunjungan", "kemarin", "kemarin"),
        ("aspek_T-T01", "hancur", "hancur"),
        ("aspek_T-T02", "501", "500"),
        ("aspek_T-T02", "-1", "0"),
        ("aspek_T-T02", "banyak", "banyak"),
        ("aspek_T-T02_alasan", "na", "T02"),
        ("aspek_F-F03_dari", "", "F03"),
        ("aspek_F-F03_dari", "0", "F03"),
        ("aspek_F-F11", "baik emas", "emas"),
        ("KEY", "bukan", ""),
        ("identitas-perempuan", "-3", ""),
    ],
)
def test_what_is_wrong_comes_back_and_nothing_is_half_saved(
    officer: Any, sheet: str, cell: str, value: str, told: str
) -> None:
    bad = {cell: value, **({"meta-instanceID": value} if cell == "KEY" else {})}
    good = make_facility(name="IPAL Baik")
    content = table(odk(make_facility().code, **bad), odk(good.code, TWO))
    for write in (False, True):
        counts, rows = walk(sheet, officer, content, write=write)
        assert (counts.faulty, counts.new) == (1, 1), reasons(rows)
    assert any(told in text for _column, text in reasons(rows)[2])
    assert Visit.objects.get().facility == good
    assert set(Answer.objects.values_list("visit__facility__code", flat=True)) == {good.code}


def test_decimals_are_a_machines(officer: Any, sheet: str) -> None:
    walk(sheet, officer, table(odk(make_facility().code, **{"aspek_T-T02": "1.250"})), write=True)
    assert Answer.objects.get(question__code="T02").value == "1.25"


def test_another_regions_facility_and_submission_are_refused(
    officer: Any, other_officer: Any, sheet: str
) -> None:
    foreign = make_facility(other_officer.regions[0], name="IPAL Rahasia")
    counts, rows = walk(sheet, officer, table(odk(foreign.code)), write=True)
    assert counts.faulty == 1 and not Visit.objects.exists()
    assert "Rahasia" not in str(reasons(rows))
    walk(sheet, other_officer, table(odk(foreign.code)), write=True)
    counts, rows = walk(sheet, officer, table(odk(make_facility().code)), write=True)
    assert counts.faulty == 1 and Visit.objects.count() == 1


def test_government_has_no_way_in(as_user: Any, official: Any, sheet: str) -> None:
    address = reverse("core:import-job-create", args=[sheet])
    browser = as_user(official)
    assert browser.get(address).status_code == 403
    upload = SimpleUploadedFile("a.csv", table(odk(make_facility().code)).encode())
    assert browser.post(address, {"file": upload}).status_code == 403
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize("key", ["0", "999999", "x", "1-1", "9" * 30])
def test_only_published_instruments_have_a_sheet(as_user: Any, officer: Any, key: str) -> None:
    browser = as_user(officer)
    draft = f.make_instrument("draf", published_at=None)
    for name in (f"submissions-{key}", sheet_name(draft)):
        if len(name) <= 40:
            address = reverse("core:import-job-create", args=[name])
            assert browser.get(address).status_code == 404


def test_what_is_missing_or_doubtful_stays_a_draft_and_says_why(officer: Any, sheet: str) -> None:
    open_ = make_facility(name="A")
    kind = make_facility(name="B", facility_type="ipal_komunal")
    far = make_facility(name="C", latitude="-7.7", longitude="110.4", coordinate_source="gps")
    content = table(
        odk(open_.code, str(uuid.uuid4()), **{"aspek_T-T01": ""}),
        odk(kind.code, str(uuid.uuid4()), **{"identitas-SARANA": "mck"}),
        odk(
            far.code,
            str(uuid.uuid4()),
            **{"identitas-lokasi-Latitude": "-7.8", "identitas-lokasi-Longitude": "110.4"},
        ),
    )
    counts, rows = walk(sheet, officer, content, write=True)
    assert counts.new == 3, reasons(rows)
    assert set(Visit.objects.values_list("state", flat=True)) == {State.DRAFT}
    assert "T01" in rows[0].why_draft
    assert "MCK" in Visit.objects.get(facility=kind).narrative
    assert "11" in Visit.objects.get(facility=far).narrative
    assert not ReviewEvent.objects.exists()


def test_the_secretariat_brings_in_drafts(secretariat: Any, sheet: str) -> None:
    walk(sheet, secretariat, table(odk(make_facility().code)), write=True)
    assert Visit.objects.get().state == State.DRAFT


def test_contradictions_wait_for_an_explanation(regions: Any, officer: Any) -> None:
    instrument = f.make_instrument()
    f.make_check(instrument, right="20")
    facility = make_facility(design_sr=20)
    walk(sheet_name(instrument), officer, table(odk(facility.code)), write=True)
    visit = Visit.objects.get()
    assert visit.state == State.DRAFT and not Explanation.objects.exists()
    assert "42" in " ".join(visit.missing_for_submission())


def test_it_counts_for_the_one_round_that_runs_and_targets_the_facility(
    officer: Any, sheet: str
) -> None:
    facility = make_facility()
    round_ = f.make_round(starts_on=dt.date(2018, 1, 1), ends_on=dt.date(2018, 12, 31))
    f.make_target(round_, facility)
    late = f.make_round(name="Nanti", starts_on=dt.date(2019, 1, 1))
    f.make_target(late, facility)
    walk(sheet, officer, table(odk(facility.code)), write=True)
    assert Visit.objects.get().round == round_


def test_a_day_is_entered_once(officer: Any, sheet: str) -> None:
    facility, other = make_facility(), make_facility(name="IPAL Lain")
    f.make_visit(facility)
    content = table(odk(facility.code), odk(other.code, TWO), odk(other.code, str(uuid.uuid4())))
    counts, rows = walk(sheet, officer, content, write=True)
    assert (counts.new, counts.faulty) == (1, 2), reasons(rows)
    assert Visit.objects.count() == 2


def test_two_imports_of_one_file_at_once_make_one_visit(
    officer: Any, sheet: str, monkeypatch: Any
) -> None:
    """The other import writes after this one has looked: the database refuses, and the row is looked at again."""
    from monitoring.resources import SubmissionSheet

    content = table(odk(make_facility().code), odk(make_facility(name="B").code, TWO))
    add, raced = SubmissionSheet.add, []

    def late(self: Any, rows: list[Any], writer: Any) -> None:
        if not raced:
            raced.append(True)
            walk(sheet, officer, table(odk(make_facility().code)), write=True)
        add(self, rows, writer)

    monkeypatch.setattr(SubmissionSheet, "add", late)
    counts, rows = walk(sheet, officer, content, write=True)
    assert counts.faulty == 0, reasons(rows)
    assert Visit.objects.count() == 2 and Answer.objects.count() == 10


def _queries(officer: Any, sheet: str, n: int, start: int) -> int:
    rows = []
    for i in range(start, start + n):
        facility = make_facility(name=f"IPAL {i}")
        f.make_visit(facility, visited_on=dt.date(2017, 1, 1), state=State.SUBMITTED)
        rows.append(odk(facility.code, str(uuid.uuid4())))
    with CaptureQueriesContext(
        connection,
    ) as counted:
        counts, told = walk(sheet, officer, table(*rows), write=True)
    assert counts.new == n, reasons(told)
    # SQLite takes so many parameters in one INSERT and no more; all else is per batch.
    return _but_inserts(counted)


def _but_inserts(counted: Any) -> int:
    return len([one for one in counted if not one["sql"].startswith("INSERT")])


def test_queries_grow_with_batches_not_with_rows(officer: Any, sheet: str) -> None:
    _queries(officer, sheet, 1, 50)  # the first answer freezes the instrument
    few = _queries(officer, sheet, 5, 0)
    many = _queries(officer, sheet, 15, 100)
    assert many == few and few <= 45


def test_two_thousand_submissions_in_four_batches(officer: Any, sheet: str) -> None:
    facilities = [make_facility(name=f"IPAL {i}").code for i in range(4)]
    first = dt.date(2010, 1, 1)
    rows = [
        odk(
            facilities[i % 4],
            str(uuid.uuid5(uuid.NAMESPACE_URL, str(i))),
            **{"identitas-tanggal_kunjungan": (first + dt.timedelta(days=i // 4)).isoformat()},
        )
        for i in range(2000)
    ]
    content = table(*rows)
    with CaptureQueriesContext(connection) as counted:
        counts, told = walk(sheet, officer, content, write=True)
    assert counts.new == 2000, list(reasons(told).items())[:3]
    assert _but_inserts(counted) <= 4 * 45
    counts, _rows = walk(sheet, officer, content, write=True)
    assert counts.same == 2000 and Visit.objects.count() == 2000


def test_the_wizard_takes_a_file_from_upload_to_visit_and_gives_the_faulty_row_back(
    as_user: Any, officer: Any, sheet: str
) -> None:
    browser = as_user(officer)
    page = browser.get(f.make_instrument().get_absolute_url()).content.decode()
    address = reverse("core:import-job-create", args=[sheet])
    assert address in page
    assert browser.get(reverse("core:import-template", args=[sheet])).status_code == 404
    start = browser.get(address).content.decode()
    assert reverse("monitoring:instrument-xlsform", args=[f.make_instrument().pk]) in start
    content = table(odk(make_facility().code), odk("34.04-9999", TWO)).encode()
    answer = browser.post(address, {"file": SimpleUploadedFile("odk.csv", content)})
    job = ImportJob.objects.get()
    assert answer.url == reverse("core:import-job-columns", args=[job.uuid])
    assert "aspek_T-T01" in browser.get(answer.url).content.decode()
    columns = {f"column-{number}": name for number, name in job.mapping.items()}
    browser.post(answer.url, columns)
    job.refresh_from_db()
    assert (job.state, job.checked["new"], job.checked["faulty"]) == ("checked", 1, 1)
    assert not Visit.objects.exists()
    browser.post(job.get_absolute_url(), {"confirm": "1"})
    job.refresh_from_db()
    assert (job.state, job.read_back) == ("done", {"new": 1, "changed": 0})
    assert job.errors_file and Visit.objects.get().history.get().request_stamp == job.uuid
    assert browser.get(reverse("core:import-job-list")).status_code == 200


REVIEWED = ODK + ",ReviewState"


@pytest.mark.parametrize(
    "state", ["rejected", "Rejected", "validation_status_not_approved", "Not Approved"]
)
def test_b02_what_was_rejected_on_the_server_does_not_come_in(
    officer: Any, sheet: str, state: str
) -> None:
    content = f'{REVIEWED}\n{odk(make_facility().code)},"{state}"'
    counts, rows = walk(sheet, officer, content, write=True)
    assert counts.faulty == 1 and Visit.objects.count() == 0
    assert "ditolak" in rows[0].reasons[0].text


@pytest.mark.parametrize("state", ["hasIssues", "validation_status_on_hold", "On hold"])
def test_b02_what_is_doubtful_on_the_server_stays_a_draft(
    officer: Any, sheet: str, state: str
) -> None:
    content = f'{REVIEWED}\n{odk(make_facility().code)},"{state}"'
    walk(sheet, officer, content, write=True)
    visit = Visit.objects.get()
    assert visit.state == State.DRAFT and state in visit.narrative


@pytest.mark.parametrize("state", ["", "approved", "received", "validation_status_approved", "-"])
def test_b02_what_is_good_on_the_server_is_handed_in(officer: Any, sheet: str, state: str) -> None:
    content = f'{REVIEWED}\n{odk(make_facility().code)},"{state}"'
    walk(sheet, officer, content, write=True)
    assert Visit.objects.get().state == State.SUBMITTED


@pytest.mark.parametrize(
    "changed",
    [
        {"identitas-tanggal_kunjungan": "2018-05-07"},
        {"aspek_T-T01": "rusak"},
        {"identitas-kode_sarana": "34.04-0002"},
    ],
)
def test_b03_a_correction_is_known_by_its_key(
    officer: Any, sheet: str, changed: dict[str, str]
) -> None:
    facility = make_facility(code="34.04-0001")
    make_facility(code="34.04-0002", name="IPAL Lain")
    walk(sheet, officer, table(odk(facility.code)), write=True)
    corrected = table(odk(facility.code, **{"meta-instanceID": f"uuid:{TWO}", **changed}))
    counts, rows = walk(sheet, officer, corrected, write=True)
    assert counts.faulty == 1 and Visit.objects.count() == 1
    assert "sudah masuk" in rows[0].reasons[0].text


def test_b03_kobo_names_the_first_edition(officer: Any, sheet: str) -> None:
    facility = make_facility()
    head = "identitas/kode_sarana;identitas/tanggal_kunjungan;aspek_T/T01;_uuid"
    first = f"{head}\n{facility.code};2018-05-08;baik;{ONE}"
    walk(sheet, officer, first, write=True)
    again = f"{head};meta/rootUuid\n{facility.code};2018-05-07;baik;{TWO};uuid:{ONE}"
    counts, _rows = walk(sheet, officer, again, write=True)
    assert counts.faulty == 1 and Visit.objects.count() == 1


@pytest.mark.parametrize(
    "typed", ["34.04-1", "34.04-01", "34.04–0001", "34.04 -0001", "3404-0001", "34,04-0001"]
)
def test_b26_a_code_as_a_surveyor_types_it_is_understood(
    officer: Any, sheet: str, typed: str
) -> None:
    make_facility(code="34.04-0001")
    counts, rows = walk(sheet, officer, table(odk(typed)), write=True)
    assert counts.new == 1, reasons(rows)
    assert Visit.objects.get().facility.code == "34.04-0001"


def test_rigid_01_02_a_submission_tells_a_month_or_a_year(officer: Any, sheet: str) -> None:
    row = make_facility()
    told = {
        "identitas-tanggal_kunjungan": "2018-05",
        "aspek_T-T10": "2016",
        "aspek_T-T10_alasan": "",
    }
    counts, _rows = walk(sheet, officer, table(odk(row.code, **told)), write=True)
    visit = Visit.objects.get()
    assert (counts.new, visit.partial, visit.day_words) == (1, "2018-05", "Mei 2018")
    assert visit.answers.get(question__code="T10").value == "2016"
    # The same again says nothing new; the day itself would.
    day = {"identitas-tanggal_kunjungan": "2018-05-01"}
    again = [table(odk(row.code, **told)), table(odk(row.code, **told | day))]
    assert walk(sheet, officer, again[0])[0].same == 1
    assert walk(sheet, officer, again[1])[0].faulty == 1


def test_rigid_01_the_form_for_phones_asks_for_a_date_as_far_as_it_is_known(sheet: str) -> None:
    spec = spec_of(Instrument.objects.with_questions().get())
    survey = openpyxl.load_workbook(io.BytesIO(xlsform.write(spec)))["survey"]
    head = [cell.value for cell in survey[1]]
    asked = {
        row[1]: dict(zip(head, row, strict=True)) for row in survey.iter_rows(values_only=True)
    }
    assert asked["T10"]["type"] == "text" and asked["T10"]["constraint"] == xlsform.DATE_SHAPE
    shape = re.compile(xlsform.DATE_SHAPE.removeprefix("regex(., '").removesuffix("')"))
    assert [bool(shape.fullmatch(text)) for text in ("2019", "2019-05", "2019-05-14", "19", "Mei")] == [
        True, True, True, False, False,
    ]  # fmt: skip
