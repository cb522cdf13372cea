"""Twins: asked about at entry, listed, merged; nothing that refers to either is lost."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.records import merging, services
from core.records.journal import Attachment, Note
from ksm.doubles import twins
from ksm.doubles.merging import merge_facilities, merge_groups
from ksm.models import Facility, Group, Operation, StatusRecord, Works
from ksm.place.nearness import box, distance_m
from monitoring.models import Finding, Visit
from tests.files import pdf
from tests.ksm import factories as f
from tests.refusing import refused_by

pytestmark = pytest.mark.django_db

HERE = (Decimal("-7.795600"), Decimal("110.369500"))
lats = st.decimals("-11", "6", places=6)
lons = st.decimals("95", "141", places=6)
steps = st.floats(0, 49.9)


@given(lats, lons, steps, st.floats(0, 2 * math.pi))
def test_what_lies_near_lies_in_the_box(
    lat: Decimal, lon: Decimal, metres: float, angle: float
) -> None:
    up = metres * math.cos(angle) / 111_195
    aside = metres * math.sin(angle) / (111_195 * math.cos(math.radians(float(lat))))
    lat2, lon2 = float(lat) + up, float(lon) + aside
    around = box(lat, lon, 50)
    assert distance_m(lat, lon, lat2, lon2) == pytest.approx(metres, abs=0.1)
    assert float(around.south) <= lat2 <= float(around.north)
    assert float(around.west) <= lon2 <= float(around.east)


def test_a_known_distance() -> None:
    # Tugu Yogyakarta to Monas, Jakarta.
    assert distance_m(-7.782889, 110.367083, -6.175392, 106.827153) == pytest.approx(
        429_000, rel=0.01
    )


def near(metres: float) -> dict[str, Any]:
    return {
        "latitude": HERE[0] + Decimal(metres / 111_195).quantize(Decimal("0.000001")),
        "longitude": HERE[1],
    }


def test_within_fifty_metres_counts_and_beyond_does_not(regions: Any, officer: Any) -> None:
    close = f.make_facility(**near(45))
    f.make_facility(**near(56))
    f.make_facility(**near(10), coordinate_source="desa")
    f.make_facility("33.72", **near(5))
    found = twins.close_by(officer, lat=HERE[0], lon=HERE[1])
    assert [twin.record for twin in found] == [close]
    assert "45 m" in found[0].reason
    assert twins.close_by(officer, lat=HERE[0], lon=HERE[1], but=close.pk) == []


def test_entry_shows_links_and_loses_nothing(regions: Any, officer: Any, as_user: Any) -> None:
    known = f.make_facility(name="IPAL Sehat", village="Sidoarum", **near(20))
    data = {
        "name": "IPAL Lain Sekali",
        "facility_type": "ipal_komunal",
        "region": "34.04",
        "position": f"{HERE[0]} {HERE[1]}",
        "description": "Catatan panjang dari kertas",
        "form_token": "0d6c1b8e-3f1f-4f5c-9d5a-111111111111",
    }
    browser = as_user(officer)
    answer = browser.post(reverse("ksm:facility-create"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert known.get_absolute_url() in page and "20 m" in page
    assert "Catatan panjang dari kertas" in page
    assert Facility.objects.count() == 1
    answer = browser.post(reverse("ksm:facility-create"), {**data, "confirm_twin": "on"})
    assert answer.status_code == 302
    assert Facility.objects.count() == 2


def test_suspected_pairs_are_found_once_and_inside_the_wall(
    regions: Any, officer: Any, secretariat: Any
) -> None:
    one = f.make_facility(name="IPAL Sehat", village="Sidoarum", **near(0))
    two = f.make_facility(name="ipal sehat", village="SIDOARUM", **near(30))
    f.make_facility(name="IPAL Sehat", village="Condongcatur")
    f.make_facility("33.72", name="IPAL Sehat", village="Sidoarum", **near(3))
    pairs = twins.suspected_facilities(officer)
    assert [(pair.first, pair.second) for pair in pairs] == [(one, two)]
    assert "same village" in pairs[0].reason and "30 m" in pairs[0].reason
    assert len(twins.suspected_facilities(secretariat)) == 3
    services.archive(obj=two, by=officer)
    assert twins.suspected_facilities(officer) == []


def test_groups_without_a_village_may_be_the_same(regions: Any, officer: Any) -> None:
    one = f.make_group(name="KSM Sehati", village="")
    two = f.make_group(name="KSM SEHATI", village="Sidoarum")
    f.make_group(name="KSM Lain", village="")
    assert [(p.first, p.second) for p in twins.suspected_groups(officer)] == [(one, two)]


@pytest.fixture
def pair(regions: Any, officer: Any) -> tuple[Facility, Facility]:
    """Two records of one plant, each with a life of its own; `merged` states what `kept` does not."""
    kept = f.make_facility(name="IPAL Sehat", built_on="2012")
    merged = f.make_facility(
        name="IPAL Sehat RT 4", village="Sidoarum", design_sr=60, built_on="2013"
    )
    for number, row in enumerate((kept, merged)):
        f.make_status(row, f"201{5 + number}")
        f.make_works(row)
        f.make_desludging(row, f"201{6 + number}")
        f.make_contribution(row)
        f.make_paper(row)
        services.add_note(obj=row, by=officer, text=f"Catatan {number}", kind="info")
        upload = SimpleUploadedFile("bukti.pdf", pdf(str(number)))
        services.add_file(obj=row, by=officer, upload=upload)
    f.make_works(merged, status="selesai")
    services.archive(obj=f.make_status(merged, "2009"), by=officer)
    return kept, merged


def totals() -> dict[str, int]:
    return {
        referrer.label: referrer.model._base_manager.count()
        for referrer in merging.referrers(Facility)
    }


def test_a_merge_loses_nothing(pair: Any, officer: Any) -> None:
    kept, merged = pair
    before, told = totals(), merging.counts(kept=kept, merged=merged)
    expected = {item.label: item.kept + item.merged for item in told}
    merge_facilities(kept=kept, merged=merged, by=officer)
    after = {
        item.label: (item.kept, item.merged) for item in merging.counts(kept=kept, merged=merged)
    }
    notes = str(Note._meta.verbose_name_plural).capitalize()
    expected[notes] += 1  # the merge itself is noted
    # What was merged into another one is itself a row that points at the kept record.
    own = str(Facility._meta.verbose_name_plural).capitalize()
    expected[own] = expected.get(own, 0) + 1
    assert after == {label: (count, 0) for label, count in expected.items()}
    assert totals() == {**before, notes: before[notes] + 1}
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.village, kept.design_sr, kept.built_on) == ("Sidoarum", 60, "2012")
    assert merged.merged_into == kept and merged.is_archived and merged.design_sr == 60


def test_a_merge_is_one_action_of_the_history(pair: Any, officer: Any) -> None:
    kept, merged = pair
    merge_facilities(kept=kept, merged=merged, by=officer)
    stamps = {
        kept.history.first().request_stamp,
        merged.history.first().request_stamp,
        kept.status_records.filter(observed_on="2016").get().history.first().request_stamp,
    }
    assert len(stamps) == 1 and None not in stamps
    assert kept.history.first().history_user == officer
    assert merged.code in Note.objects.of(kept).latest("pk").text


def test_rows_of_rooms_above_move_too(pair: Any, officer: Any, secretariat: Any) -> None:
    from tests.monitoring import factories as m

    kept, merged = pair
    visit = m.make_visit(facility=merged)
    finding = m.make_finding(facility=merged)
    merge_facilities(kept=kept, merged=merged, by=secretariat)
    assert Visit.objects.get(pk=visit.pk).facility == kept
    assert Finding.objects.get(pk=finding.pk).facility == kept


def test_the_old_address_leads_to_the_kept_record(pair: Any, officer: Any, as_user: Any) -> None:
    kept, merged = pair
    merge_facilities(kept=kept, merged=merged, by=officer)
    browser = as_user(officer)
    answer = browser.get(merged.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, kept.get_absolute_url())
    assert browser.get(f"{merged.get_absolute_url()}?alone=1").status_code == 200


def test_a_chain_of_merges_leads_to_the_last(pair: Any, officer: Any) -> None:
    kept, merged = pair
    last = f.make_facility()
    merge_facilities(kept=kept, merged=merged, by=officer)
    merge_facilities(kept=last, merged=kept, by=officer)
    merged.refresh_from_db()
    assert merged.merged_into == last


def test_the_same_operator_is_kept_once_and_two_are_refused(pair: Any, officer: Any) -> None:
    kept, merged = pair
    group = f.make_group()
    f.make_operation(kept, group)
    goes = f.make_operation(merged, f.make_group())
    with pytest.raises(ValidationError, match="End one of the two first"):
        merge_facilities(kept=kept, merged=merged, by=officer)
    merged.refresh_from_db()
    assert merged.archived_at is None and StatusRecord.objects.filter(facility=merged).count() == 2
    Operation.objects.filter(pk=goes.pk).update(group=group)
    merge_facilities(kept=kept, merged=merged, by=officer)
    assert Operation.objects.running().filter(facility=kept).count() == 1
    assert Operation.objects.filter(facility=kept).count() == 2


def test_a_rule_of_a_row_refuses_with_its_reason(pair: Any, officer: Any) -> None:
    kept, merged = pair
    for row in pair:
        f.make_paper(row, number="BAST-7")
    with pytest.raises(ValidationError, match="recorded already"):
        merge_facilities(kept=kept, merged=merged, by=officer)
    merged.refresh_from_db()
    assert merged.merged_into is None
    assert Works.objects.filter(facility=merged).count() == 2


def test_strangers_archived_ones_and_officials_do_not_merge(
    pair: Any, officer: Any, other_officer: Any, official: Any, secretariat: Any
) -> None:
    kept, merged = pair
    for user in (other_officer, official):
        with pytest.raises(PermissionDenied):
            merge_facilities(kept=kept, merged=merged, by=user)
    with pytest.raises(ValidationError, match="different regions"):
        merge_facilities(kept=f.make_facility("33.72"), merged=merged, by=secretariat)
    with pytest.raises(ValidationError, match="itself"):
        merge_facilities(kept=kept, merged=Facility.objects.get(pk=kept.pk), by=officer)
    merge_facilities(kept=kept, merged=merged, by=officer)
    with pytest.raises(ValidationError, match="archived"):
        merge_facilities(kept=kept, merged=merged, by=officer)


def test_the_secretariat_restores_what_was_merged(
    pair: Any, officer: Any, secretariat: Any
) -> None:
    kept, merged = pair
    merge_facilities(kept=kept, merged=merged, by=officer)
    merged.refresh_from_db()
    services.restore(obj=merged, by=secretariat)
    merged.refresh_from_db()
    assert merged.merged_into is None and not merged.is_archived


def test_the_database_holds_the_pointer(regions: Any) -> None:
    one, two = f.make_facility(), f.make_facility()
    for into in (two.pk, one.pk):
        with refused_by("ksm_facility_merged_is_archived"):
            Facility.objects.filter(pk=one.pk).update(merged_into=into)


def test_groups_merge_with_all_they_ran(regions: Any, officer: Any, as_user: Any) -> None:
    kept, merged = f.make_group(name="KSM Sehati"), f.make_group(name="KSM Sehati 2")
    Group.objects.filter(pk=merged.pk).update(
        membership="ya", member_from="2014", contact_phone="0812"
    )
    facility = f.make_facility()
    f.make_operation(facility, merged)
    page = as_user(officer).get(reverse("ksm:group-merge", args=[kept.pk]), {"other": merged.pk})
    assert page.status_code == 200
    merge_groups(kept=kept, merged=Group.objects.get(pk=merged.pk), by=officer)
    kept.refresh_from_db()
    assert facility.operations.get().group == kept
    assert (kept.contact_phone, kept.member_from) == ("0812", "")


def test_the_page_shows_what_would_happen_and_then_does_it(
    pair: Any, officer: Any, as_user: Any
) -> None:
    kept, merged = pair
    browser, url = as_user(officer), reverse("ksm:facility-merge", args=[kept.code])
    assert browser.get(url).status_code == 200
    assert browser.get(url, {"other": "tidak ada"}).status_code == 422
    preview = browser.get(url, {"other": merged.code}).content.decode()
    assert merged.code in preview and "IPAL Sehat RT 4" in preview
    assert Facility.objects.get(pk=merged.pk).archived_at is None
    turned = browser.post(url, {"other": merged.code, "keep": "other"})
    assert turned["Location"] == merged.get_absolute_url()
    assert Facility.objects.get(pk=kept.pk).merged_into == merged
    assert Attachment.objects.of(merged).count() == 2


def test_pairs_come_a_page_at_a_time(regions: Any, officer: Any, as_user: Any) -> None:
    officer.page_length = 25
    officer.save(update_fields=["page_length"])
    for number in range(8):  # every two of them: 28 pairs
        f.make_facility(name=f"IPAL {number}", **near(number))
    browser, address = as_user(officer), reverse("ksm:facility-twins")
    first, second = (browser.get(f"{address}?page={n}").content.decode() for n in (1, 2))
    assert [page.count('class="next"') for page in (first, second)] == [25, 3]
    assert "1–25 " in first and 'rel="next"' in first and 'rel="prev"' in second
