"""History: field by field, by whom, and one stamp per request."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from chapters.models import Chapter, Office
from core.records.timeline import timeline_of
from core.tools.rows.history import one_action


def form_data(page: Any) -> dict[str, Any]:
    """Return what a browser would send back for the form of an answer."""
    form = page.context["form"]
    return {
        name: ("" if (value := form[name].value()) is None else value)
        for name in form.fields
        if form[name].value() is not False
    }


def test_an_edit_is_told_in_words(regions: Any, as_user: Any, officer: Any) -> None:
    chapter = Chapter.objects.create(region_id="34.04", status="active")
    browser = as_user(officer)
    place = reverse("chapters:chapter-edit", args=[chapter.pk])
    answer = browser.post(
        place, form_data(browser.get(place)) | {"status": "dormant", "decree": "SK 12/2014"}
    )
    assert answer.status_code == 302
    entries, more = timeline_of(Chapter.objects.get(), reader=officer)
    assert not more
    assert entries[0].who == "officer"
    assert {change.new for change in entries[0].changes} >= {"SK 12/2014"}
    assert len(entries[0].changes) == 2
    assert entries[0].stamp


def test_a_bulk_action_shares_one_stamp(regions: Any, secretariat: Any) -> None:
    with one_action(by=secretariat) as stamp:
        for name in ("A", "B", "C"):
            Office.objects.create(name=name, kind="ngo")
    rows = Office.history.all()
    assert {row.request_stamp for row in rows} == {stamp}
    assert {row.history_user for row in rows} == {secretariat}


def test_archiving_keeps_the_row_and_says_why(
    regions: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    office = Office.objects.create(name="BLH", kind="opd", region_id="34.04")
    place = reverse("chapters:office-archive", args=[office.pk])
    assert as_user(officer).post(place, {"remark": "Bergabung ke DLH"}).status_code == 302
    office.refresh_from_db()
    assert office.is_archived
    assert not Office.objects.current().exists()
    entry = timeline_of(office, reader=officer)[0][0]
    assert entry.text == "Bergabung ke DLH"
    assert as_user(officer).get(office.get_absolute_url()).status_code == 200
    assert (
        as_user(officer).get(reverse("chapters:office-edit", args=[office.pk])).status_code == 403
    )
    restore = reverse("chapters:office-restore", args=[office.pk])
    assert as_user(officer).post(restore).status_code == 403
    assert as_user(secretariat).post(restore, {"remark": ""}).status_code == 302
    assert Office.objects.current().exists()


def test_a_shared_record_names_nothing_the_reader_does_not_see(
    regions: Any, as_user: Any, officer: Any, other_officer: Any, secretariat: Any
) -> None:
    """A national office may be the successor of one of a region: others read that there was one, not which."""
    first = Office.objects.create(name="BLH Sleman", kind="opd", region_id="34.04")
    second = Office.objects.create(name="DLH Sleman", kind="opd", region_id="34.04")
    shared = Office.objects.create(name="Balai Bersama", kind="ngo", successor_of=first)
    shared.successor_of = second
    shared.save()
    place = reverse("chapters:office-history", args=[shared.pk])
    assert "BLH Sleman" in as_user(officer).get(place).content.decode()
    told = as_user(other_officer).get(place).content.decode()
    assert "Sleman" not in told and "–" in told


def test_each_reading_of_a_history_is_of_one_class_and_its_own_rows(regions: Any) -> None:
    """Its class is made once, not for each write of each record; which record it is of, each time."""
    first, second = (
        Chapter.objects.create(region_id=code, status="active") for code in ("34.04", "34.01")
    )
    assert type(first.history) is type(second.history) is type(Chapter.history)
    assert first.history.get().region_id == "34.04"
    assert second.history.get().region_id == "34.01"
    assert Chapter.history.count() == 2
