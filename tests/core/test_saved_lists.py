"""What every list offers: columns, saved filters, pages by key, print, bulk steps and taking them back."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from core.access import LeftScope
from core.land.regions import Region
from core.pages.saved import ListChoice, SavedFilter
from core.records import bulk, undo
from core.records.batches import Batch, BatchKind
from ksm.models import Facility, FundingContribution, Group, Works
from tests.ksm import factories as f

pytestmark = pytest.mark.django_db
FACILITIES, GROUPS = "ksm:facility-list", "ksm:group-list"


def heads(html: str) -> list[str]:
    """Return the words of the columns; the one that ticks is none of the list's."""
    found = re.findall(
        r'<th scope="col" role="columnheader"(?! class="tick")[^>]*>(.*?)</th>', html, re.S
    )
    return [re.sub(r"<[^>]+>|\s+", " ", cell).strip() for cell in found]


def filters(name: str) -> str:
    return reverse(f"{name.removesuffix('-list')}-filters")


def many(name: str, kind: str = "edit", query: str = "") -> str:
    """Return the address of a step on many rows of a list, as the list links to it."""
    noun = name.removesuffix("-list")
    return f"{reverse(f'{noun}-bulk', args=[kind])}?{query}"


def page(browser: Any, name: str, query: str = "") -> str:
    return shown(browser, f"{reverse(name)}?{query}" if query else reverse(name))


def shown(browser: Any, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def file_heads(browser: Any, query: str) -> list[str]:
    answer = browser.get(f"{reverse(FACILITIES)}?{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return next(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.fixture
def thirty(regions: Any) -> list[Facility]:
    # Codes of their own: a search for "IPAL 01" reads codes too, and the factory counts on.
    return [
        f.make_facility(name=f"IPAL {n:02d}", code=f"34.04-{4200 + n}", village="Sinduadi")
        for n in range(30)
    ]


# --- Columns --------------------------------------------------------------------


def test_columns_of_the_address_win_and_files_hold_the_same(
    thirty: Any, as_user: Any, officer: Any, official: Any
) -> None:
    browser = as_user(officer)
    standard = heads(page(browser, FACILITIES))
    assert "Kelurahan/desa" not in " ".join(standard)
    chosen = heads(page(browser, FACILITIES, "columns=village,stage"))
    assert len(chosen) == 3 and chosen[0] == standard[0]
    # Behind them number and version, by which a row is known when the file comes back.
    known_by = ["Nomor sistem", "Versi baris"]
    assert file_heads(browser, "columns=village,stage&format=csv") == [*chosen, *known_by]
    # Whoever names no columns gets besides whatever tells one row from another.
    whole = file_heads(browser, "format=csv")
    assert whole[: len(standard)] == standard and whole[-2:] == known_by and "Sumber" in whole
    assert file_heads(as_user(official), "format=csv") == whole[:-2]
    assert len(file_heads(browser, "columns=all&format=csv")) > 20
    assert heads(page(browser, FACILITIES, "columns=nonsense,%00")) == standard


def test_a_choice_of_columns_is_kept_for_its_user_only(
    thirty: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    browser = as_user(officer)
    standard, whole = (heads(page(one, FACILITIES)) for one in (browser, as_user(secretariat)))
    answer = browser.post(
        filters(FACILITIES),
        {"do": "columns", "columns": ["village", "stage", "evil"], "query": "type=mck&key=x"},
    )
    assert answer.status_code == 302
    assert "type=mck" in answer.url and "columns=village,stage" in answer.url
    assert len(heads(page(browser, FACILITIES))) == 3
    assert len(heads(page(browser, FACILITIES, "columns=village"))) == 2
    assert heads(page(as_user(secretariat), FACILITIES)) == whole
    browser.post(filters(FACILITIES), {"do": "columns", "standard": "1"})
    assert heads(page(browser, FACILITIES)) == standard


def test_contact_columns_cannot_be_chosen_by_government(
    regions: Any, as_user: Any, officer: Any, official: Any
) -> None:
    f.make_group(contact_phone="0811000111")
    for query in ("columns=contact_phone", "columns=all", "columns=all&format=print"):
        assert "0811000111" in page(as_user(officer), GROUPS, query)
        assert "0811000111" not in page(as_user(official), GROUPS, query)


# --- Saved filters ----------------------------------------------------------------


def save(browser: Any, name: str, query: str, **extra: str) -> Any:
    return browser.post(filters(FACILITIES), {"do": "save", "name": name, "query": query, **extra})


def test_a_saved_filter_holds_the_state_and_nothing_of_the_page(
    thirty: Any, as_user: Any, officer: Any
) -> None:
    browser = as_user(officer)
    save(browser, "MCK saja", "type=mck&sort=-name&key=abc&row=1&ticked=1&format=csv&q=")
    saved = SavedFilter.objects.get()
    assert saved.query == "type=mck&sort=-name" and saved.list_name == FACILITIES
    assert "MCK saja" in page(browser, FACILITIES)
    save(browser, "mck SAJA", "type=mck")
    save(browser, "", "type=mck")
    assert SavedFilter.objects.count() == 1


def test_a_filter_to_begin_with_steps_in_only_on_the_bare_address(
    thirty: Any, as_user: Any, officer: Any
) -> None:
    browser = as_user(officer)
    save(browser, "Punya MCK", "type=mck", usual="1")
    answer = browser.get(reverse(FACILITIES))
    assert (answer.status_code, answer.url) == (302, f"{reverse(FACILITIES)}?type=mck")
    assert "IPAL 00" in page(browser, FACILITIES, "all=1")
    assert 'href="/ksm/facilities/?all=1"' in page(browser, FACILITIES, "type=mck&stage=terbangun")
    browser.post(filters(FACILITIES), {"do": "usual"})
    assert browser.get(reverse(FACILITIES)).status_code == 200


def test_only_the_secretariat_shares_and_keeps_shared_filters(
    thirty: Any, as_user: Any, officer: Any, secretariat: Any, official: Any
) -> None:
    assert save(as_user(officer), "Punya saya", "type=mck", shared="1").status_code == 403
    save(as_user(secretariat), "Milik semua", "stage=terbangun", shared="1")
    save(as_user(secretariat), "Rahasia kantor", "stage=rencana")
    shared, own = SavedFilter.objects.get(is_shared=True), SavedFilter.objects.get(is_shared=False)
    for reader in (officer, official):
        html = page(as_user(reader), FACILITIES)
        assert "Milik semua" in html and "Rahasia kantor" not in html
    browser = as_user(officer)
    for saved, status in ((shared, 403), (own, 404)):
        for step in ({"do": "delete"}, {"do": "rename", "name": "x"}):
            answer = browser.post(filters(FACILITIES), {**step, "filter": saved.pk})
            assert answer.status_code == status
    browser.post(filters(FACILITIES), {"do": "usual", "filter": shared.pk})
    assert browser.get(reverse(FACILITIES)).url.endswith("stage=terbangun")
    keeper = as_user(secretariat)
    keeper.post(filters(FACILITIES), {"do": "rename", "filter": shared.pk, "name": "Terbangun"})
    keeper.post(filters(FACILITIES), {"do": "share", "filter": shared.pk})
    shared.refresh_from_db()
    assert (shared.name, shared.is_shared) == ("Terbangun", False)
    # No longer shared: it does not step in for others any more.
    assert browser.get(reverse(FACILITIES)).status_code == 200
    keeper.post(filters(FACILITIES), {"do": "delete", "filter": shared.pk})
    assert list(SavedFilter.objects.all()) == [own]
    assert ListChoice.objects.get(user=officer).default_filter is None


@pytest.mark.parametrize("filter_id", ["", "x", "999999", "9" * 40, "-1"])
def test_a_filter_that_is_not_there(as_user: Any, officer: Any, filter_id: str) -> None:
    save(as_user(officer), "Tetap", "type=mck")
    answer = as_user(officer).post(filters(FACILITIES), {"do": "delete", "filter": filter_id})
    assert answer.status_code == 404
    assert as_user(officer).post(filters(FACILITIES), {"do": "evil"}).status_code == 404
    assert SavedFilter.objects.get().name == "Tetap"


def test_too_long_a_filter_is_refused_in_words(as_user: Any, officer: Any) -> None:
    browser = as_user(officer)
    assert save(browser, "Panjang", "q=" + "x" * 2500).status_code == 302
    assert save(browser, "n" * 200, "type=mck").status_code == 302
    assert SavedFilter.objects.count() == 0


# --- Pages and print ----------------------------------------------------------------


def test_everybody_keeps_how_many_rows_a_page_has(
    thirty: Any, as_user: Any, officer: Any, official: Any
) -> None:
    for user in (officer, official):
        browser = as_user(user)
        assert page(browser, FACILITIES).count('<tr role="row">') == 31, "fifty, and the head"
        refused = browser.post(reverse("core:me-lists"), {"page_length": "30"})
        assert refused.status_code == 422
        assert browser.post(reverse("core:me-lists"), {"page_length": "25"}).status_code == 302
        assert page(browser, FACILITIES).count('<tr role="row">') == 26


def test_a_list_is_walked_by_key(thirty: Any, as_user: Any, officer: Any) -> None:
    type(officer).objects.filter(pk=officer.pk).update(page_length=25)
    browser = as_user(officer)
    first = page(browser, FACILITIES, "sort=name")
    assert "1–25 dari 30" in first and "IPAL 24" in first and "IPAL 25" not in first
    (following,) = re.findall(r'href="\?([^"]+)" rel="next"', first)
    second = page(browser, FACILITIES, following.replace("&amp;", "&"))
    assert "26–30 dari 30" in second and "IPAL 25" in second and "IPAL 24" not in second
    (back,) = re.findall(r'href="\?([^"]+)" rel="prev"', second)
    assert "1–25 dari 30" in page(browser, FACILITIES, back.replace("&amp;", "&"))
    assert "1–25 dari 30" in page(browser, FACILITIES, "sort=name&key=tampered")


def test_print_holds_all_rows_and_the_chosen_columns(
    thirty: Any, as_user: Any, officer: Any, monkeypatch: Any
) -> None:
    browser = as_user(officer)
    html = page(browser, FACILITIES, "format=print&columns=village&stage=terbangun")
    assert len(re.findall(r"IPAL \d\d<", html)) == 30 and len(heads(html)) == 2
    assert "Terbangun" in html and 'name="row"' not in html
    monkeypatch.setattr("core.pages.lists.PRINT_MOST", 7)
    html = page(browser, FACILITIES, "format=print")
    assert len(re.findall(r"IPAL \d\d<", html)) == 7 and "Hanya 7 baris pertama" in html


# --- Bulk -----------------------------------------------------------------------------


def seen(html: str) -> str:
    return re.findall(r'name="seen" value="([^"]*)"', html)[0]


def bulk_step(browser: Any, url: str, **data: Any) -> Any:
    """Preview and confirm, as the form does; return the answer to the confirmation."""
    preview = browser.post(url, data)
    assert preview.status_code == 200, preview.content.decode()
    word = seen(preview.content.decode())
    return browser.post(url, {**data, "confirm": "1", "seen": word})


def test_exactly_the_filtered_rows_are_changed_beyond_one_page(
    thirty: Any, as_user: Any, officer: Any
) -> None:
    other = f.make_facility(name="IPAL lain", village="Caturtunggal")
    foreign = f.make_facility("33.72", name="IPAL asing", village="Sinduadi")
    browser = as_user(officer)
    url = many(FACILITIES, query="q=Sinduadi")
    assert "30 baris" in shown(browser, url)
    preview = browser.post(url, {"land_status": "desa"})
    assert "Ya, 30 baris" in preview.content.decode()
    assert not Facility.objects.filter(land_status="desa").exists(), "a preview writes nothing"
    answer = bulk_step(browser, url, land_status="desa", remark="Rapat desa")
    batch = Batch.objects.get()
    assert answer.url == batch.get_absolute_url()
    assert (batch.changed, batch.same, batch.skipped_count) == (30, 0, 0)
    assert Facility.objects.filter(land_status="desa").count() == 30
    for one in (other, foreign):
        one.refresh_from_db()
        assert one.land_status != "desa"
    row = thirty[0]
    line = row.history.first()
    row.refresh_from_db()
    assert (line.request_stamp, line.history_user, line.history_change_reason) == (
        batch.stamp,
        officer,
        "Rapat desa",
    )
    assert row.version == 2 and line.land_status == "desa"
    told = browser.get(answer.url).content.decode()
    assert "IPAL 00" in told and "Rapat desa" in told


def test_ticked_rows_only_and_none_ticked_is_not_all(
    thirty: Any, as_user: Any, officer: Any
) -> None:
    browser = as_user(officer)
    keys = "&".join(f"row={row.pk}" for row in thirty[:2])
    bulk_step(
        browser, many(FACILITIES, "edit", f"ticked=1&{keys}&row=x&row=%00"), land_status="hibah"
    )
    assert Facility.objects.filter(land_status="hibah").count() == 2
    html = shown(browser, many(FACILITIES, "edit", "ticked=1"))
    assert "Belum ada baris yang dicentang" in html
    answer = browser.post(many(FACILITIES, "edit", "ticked=1"), {"land_status": "desa"})
    assert answer.status_code == 422
    foreign = f.make_facility("33.72")
    answer = browser.post(
        many(FACILITIES, "edit", f"ticked=1&row={foreign.pk}"), {"land_status": "desa"}
    )
    assert answer.status_code == 422


def test_rows_changed_since_the_preview_are_shown_again(
    thirty: Any, as_user: Any, officer: Any
) -> None:
    browser = as_user(officer)
    url = many(FACILITIES, "edit", "q=Sinduadi")
    word = seen(browser.post(url, {"land_status": "desa"}).content.decode())
    f.make_facility(name="IPAL baru", village="Sinduadi")
    data = {"land_status": "desa", "confirm": "1", "seen": word}
    again = browser.post(url, data).content.decode()
    assert "Ada baris pilihan yang berubah" in again and "Ya, 31 baris" in again
    assert not Batch.objects.exists()
    thirty[3].name = "IPAL ganti"
    thirty[3].save()
    data["seen"] = seen(again)
    assert "yang berubah" in browser.post(url, data).content.decode()
    assert not Facility.objects.filter(land_status="desa").exists()


def test_a_confirmation_sent_twice_is_one_action(thirty: Any, as_user: Any, officer: Any) -> None:
    browser = as_user(officer)
    url = many(FACILITIES)
    data = {"land_status": "desa", "form_token": "0f8fad5b-d9cb-469f-a165-70867728950e"}
    word = seen(browser.post(url, data).content.decode())
    first = browser.post(url, {**data, "confirm": "1", "seen": word})
    second = browser.post(url, {**data, "confirm": "1", "seen": word})
    assert first.url == second.url and Batch.objects.count() == 1


def test_rows_that_break_a_rule_are_left_out_with_the_reason(
    regions: Any, as_user: Any, officer: Any
) -> None:
    fine = [f.make_group(name=f"KSM {n}") for n in range(5)]
    member = f.make_group(name="KSM Anggota", membership="ya", member_from="2014")
    answer = bulk_step(as_user(officer), many(GROUPS), membership="belum", status="aktif")
    batch = Batch.objects.get()
    assert (batch.changed, batch.skipped_count) == (5, 1)
    assert (
        batch.skipped[0][0].startswith("KSM Anggota") and "anggota" in batch.skipped[0][1].lower()
    )
    member.refresh_from_db()
    assert (member.membership, member.version) == ("ya", 1) and member.history.count() == 1
    assert {g.membership for g in Group.objects.filter(pk__in=[g.pk for g in fine])} == {"belum"}
    assert "KSM Anggota" in as_user(officer).get(answer.url).content.decode()


def test_what_is_so_already_is_not_written(regions: Any, as_user: Any, officer: Any) -> None:
    f.make_group(name="KSM A", status="aktif")
    f.make_group(name="KSM B", status="tidak_aktif")
    bulk_step(as_user(officer), many(GROUPS), status="aktif")
    batch = Batch.objects.get()
    assert (batch.changed, batch.same) == (1, 1)
    assert Group.objects.get(name="KSM A").version == 1


def test_nothing_chosen_and_both_chosen_are_refused(
    thirty: Any, as_user: Any, officer: Any
) -> None:
    browser, url = as_user(officer), many(FACILITIES)
    assert browser.post(url, {}).status_code == 422
    both = {"district": "Mlati", "clear-district": "on"}
    assert browser.post(url, both).status_code == 422
    assert browser.post(url, {"stage": "evil"}).status_code == 422
    bulk_step(browser, many(FACILITIES), **{"clear-village": "on", "district": "Mlati"})
    assert Facility.objects.filter(district="Mlati").count() == 30


def test_a_programme_is_given_to_those_that_lack_it(
    thirty: Any, as_user: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    programme = f.make_programme()
    f.make_contribution(thirty[0], programme=programme)
    bulk_step(as_user(officer), many(FACILITIES), programme=programme.pk)
    batch = Batch.objects.get()
    assert (batch.changed, batch.same) == (29, 1)
    given = FundingContribution.objects.filter(programme=programme)
    assert given.count() == 30
    with django_assert_max_num_queries(60):
        undo.undo(stamp=batch.stamp, by=officer)
    assert given.current().count() == 1


def changed_to(group: Group, status: str, by: Any) -> Any:
    """Return the stamp of an action that gave a group this status."""
    task = bulk.change_task({"status": status})
    outcome = bulk.run(task=task, model=Group, keys=[group.pk], by=by)
    bulk.remember(outcome=outcome, kind=BatchKind.EDIT, by=by)
    return outcome.stamp


def test_what_stood_just_before_comes_back_but_not_over_the_very_next_change(
    regions: Any, officer: Any
) -> None:
    group = f.make_group(status="aktif")
    group.status = "aktif_sebagian"
    group.save()
    assert undo.undo(stamp=changed_to(group, "tidak_aktif", officer), by=officer).changed == 1
    group.refresh_from_db()
    assert group.status == "aktif_sebagian"
    stamp = changed_to(group, "tidak_aktif", officer)
    group.refresh_from_db()
    group.village = "Sinduadi"
    group.save()
    left = undo.undo(stamp=stamp, by=officer)
    assert (left.changed, len(left.skipped)) == (0, 1)
    group.refresh_from_db()
    assert (group.status, group.village) == ("tidak_aktif", "Sinduadi")


def test_no_undo_moves_a_row_out_of_sight(regions: Any, secretariat: Any, officer: Any) -> None:
    """Where the Secretariat gave a row to a region, that region does not give it away by taking it back."""
    facility = f.make_facility(region="33.72")
    task = bulk.change_task({"region": Region.objects.get(pk="34.04")})
    outcome = bulk.run(task=task, model=Facility, keys=[facility.pk], by=secretariat)
    bulk.remember(outcome=outcome, kind=BatchKind.EDIT, by=secretariat)
    with pytest.raises(LeftScope):
        undo.undo(stamp=outcome.stamp, by=officer)
    facility.refresh_from_db()
    assert facility.region_id == "34.04"
    assert undo.undo(stamp=outcome.stamp, by=secretariat).changed == 1


def test_works_that_change_the_facility_are_left_to_their_page(
    regions: Any, as_user: Any, officer: Any
) -> None:
    facility = f.make_facility()
    retrofit = f.make_works(facility, status="berjalan", type_after="ipal_kombinasi")
    plain = f.make_works(facility, status="berjalan", kind="rehabilitasi", type_after="")
    bulk_step(as_user(officer), many("ksm:works-list"), status="selesai")
    batch = Batch.objects.get()
    assert (batch.changed, batch.skipped_count) == (1, 1)
    states = dict(Works.objects.values_list("pk", "status"))
    assert states == {retrofit.pk: "berjalan", plain.pk: "selesai"}


def test_who_may_change_many(
    thirty: Any, as_user: Any, officer: Any, official: Any, secretariat: Any
) -> None:
    for kind in ("edit", "archive", "restore"):
        assert as_user(official).get(many(FACILITIES, kind)).status_code == 403
        assert as_user(official).post(many(FACILITIES, kind)).status_code == 403
    assert as_user(officer).get(many(FACILITIES, "restore")).status_code == 403
    assert as_user(officer).get(many(FACILITIES, "evil")).status_code == 404
    # Restoring is for archived rows, archiving for current ones.
    assert as_user(secretariat).get(many(FACILITIES, "restore")).status_code == 404
    assert as_user(secretariat).get(many(FACILITIES, "archive", "archived=1")).status_code == 404
    # Where nothing of a row can be changed for many, there is only the archive; elsewhere not even that.
    assert as_user(officer).get(many("chapters:office-list", "edit")).status_code == 404
    with pytest.raises(NoReverseMatch):
        many("core:region-list")
    # Nothing is written to the list's own address.
    assert as_user(officer).post(reverse(FACILITIES), {"do": "usual"}).status_code == 405
    assert "bulk-form" not in page(as_user(official), FACILITIES)
    assert "bulk-form" in page(as_user(officer), FACILITIES)


def test_archive_and_restore_many(
    thirty: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    bulk_step(as_user(officer), many(FACILITIES, "archive", "q=IPAL 0"), remark="ganda")
    assert Facility.objects.archived().count() == 10
    html = page(as_user(officer), FACILITIES)
    assert "IPAL 09" not in html and "IPAL 10" in html
    bulk_step(as_user(secretariat), many(FACILITIES, "restore", "archived=1&q=IPAL 01"))
    assert Facility.objects.archived().count() == 9
    # Their moments tell no order: the clock may be set back between them.
    assert sorted(batch.kind for batch in Batch.objects.all()) == ["archive", "restore"]


def test_too_many_rows_are_refused_in_words(
    thirty: Any, as_user: Any, officer: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(bulk, "BULK_MOST", 20)
    assert "Paling banyak 20" in shown(as_user(officer), many(FACILITIES))
    answer = as_user(officer).post(many(FACILITIES), {"land_status": "desa"})
    assert answer.status_code == 422


def test_queries_go_by_batch_not_by_row(regions: Any, officer: Any) -> None:
    def cost(number: int) -> int:
        keys = [f.make_facility(name=f"F {number} {n}").pk for n in range(number)]
        task = bulk.change_task({"district": f"Kec. {number}", "land_status": "desa"})
        with CaptureQueriesContext(connection) as seen_queries:
            outcome = bulk.run(task=task, model=Facility, keys=keys, by=officer)
        assert outcome.changed == number
        return len(seen_queries)

    assert (
        cost(3) == cost(12) <= 8
    )  # twelve: SQLite takes 999 values at a time, and a row of history is wide
    # SQLite takes history rows in portions, by the number of values a statement may hold.
    assert cost(60) <= 12


# --- Taking back --------------------------------------------------------------------------


def test_a_bulk_change_is_taken_back_but_for_rows_changed_since(
    thirty: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    thirty[1].land_status = "hibah"
    thirty[1].save()
    browser = as_user(officer)
    url = bulk_step(browser, many(FACILITIES), land_status="desa").url
    later = Facility.objects.get(pk=thirty[2].pk)
    later.name = "IPAL kemudian"
    later.save()
    told = browser.get(url).content.decode()
    assert "Urungkan perubahan ini" in told and "Sudah diubah lagi oleh" in told
    answer = browser.post(url, {})
    undone = Batch.objects.get(kind=BatchKind.UNDO)
    assert answer.url == undone.get_absolute_url()
    assert (undone.changed, undone.skipped_count) == (29, 1)
    states = dict(Facility.objects.values_list("pk", "land_status"))
    assert states.pop(later.pk) == "desa" and states.pop(thirty[1].pk) == "hibah"
    assert set(states.values()) == {"tidak_diketahui"}
    line = thirty[0].history.first()
    assert (line.request_stamp, line.history_user) == (undone.stamp, officer)
    # Not twice; the page says it was taken back.
    assert browser.post(url, {}).status_code == 422
    assert "Urungkan perubahan ini" not in browser.get(url).content.decode()
    # The undo itself can be taken back.
    browser.post(undone.get_absolute_url(), {})
    assert Facility.objects.filter(land_status="desa").count() == 30


def test_an_archive_is_taken_back_by_who_may_restore(
    thirty: Any, as_user: Any, officer: Any, secretariat: Any
) -> None:
    warned = "hanya Sekretariat yang dapat mengembalikannya"
    assert warned in shown(as_user(officer), many(FACILITIES, "archive", "q=IPAL 0"))
    assert warned not in shown(as_user(secretariat), many(FACILITIES, "archive", "q=IPAL 0"))
    url = bulk_step(as_user(officer), many(FACILITIES, "archive", "q=IPAL 0")).url
    answer = as_user(officer).post(url, {})
    assert answer.status_code == 422 and Facility.objects.archived().count() == 10
    assert "Hanya Sekretariat" in as_user(officer).get(url).content.decode()
    assert as_user(secretariat).post(url, {}).status_code == 302
    assert Facility.objects.archived().count() == 0


def test_who_sees_and_takes_back_an_action(
    thirty: Any,
    as_user: Any,
    officer: Any,
    official: Any,
    other_officer: Any,
    secretariat: Any,
) -> None:
    url = bulk_step(as_user(officer), many(FACILITIES), land_status="desa").url
    assert as_user(other_officer).get(url).status_code == 404
    assert as_user(other_officer).post(url, {}).status_code in (403, 404)
    assert as_user(official).get(url).status_code == 200
    assert "Urungkan perubahan ini" not in as_user(official).get(url).content.decode()
    assert as_user(official).post(url, {}).status_code == 403
    assert Facility.objects.filter(land_status="desa").count() == 30
    listed = reverse("core:change-list")
    assert url in as_user(officer).get(listed).content.decode()
    assert url in as_user(secretariat).get(listed).content.decode()
    for reader in (official, other_officer):
        assert url not in as_user(reader).get(listed).content.decode()


def test_contact_data_of_a_change_are_kept_from_government(
    regions: Any, as_user: Any, officer: Any, official: Any
) -> None:
    group = f.make_group(contact_phone="0811000111")
    task = bulk.change_task({"contact_phone": "0822000222", "status": "aktif"})
    outcome = bulk.run(task=task, model=Group, keys=[group.pk], by=officer)
    bulk.remember(outcome=outcome, kind=BatchKind.EDIT, by=officer)
    url = reverse("core:change-detail", args=[outcome.stamp])
    assert "0822000222" in as_user(officer).get(url).content.decode()
    told = as_user(official).get(url).content.decode()
    assert "0822000222" not in told and "0811000111" not in told and "Aktif" in told


@pytest.mark.parametrize(
    "query",
    [
        "stage=foo",
        "type=x",
        "year=20x5",
        "since=12",
        "until=\u0662\u0660\u0661\u0668",
        "programme=999999",
        "sludge=%00",
    ],
)
def test_a_filter_that_cannot_be_read_is_no_filter_for_all_rows(
    thirty: Any, as_user: Any, officer: Any, query: str
) -> None:
    """A slip in an address or a removed choice: told, nothing shown, nothing taken along, nothing changed."""
    browser = as_user(officer)
    html = page(browser, FACILITIES, query)
    assert "Ada saringan yang tidak terbaca" in html and "IPAL 00" not in html
    assert "has-error" in html
    exported = b"".join(browser.get(f"{reverse(FACILITIES)}?{query}&format=csv").streaming_content)
    assert b"IPAL 00" not in exported
    answer = browser.post(many(FACILITIES, "edit", f"{query}"), {"land_status": "desa"})
    assert answer.status_code == 422
    answer = browser.post(many(FACILITIES, "archive", f"{query}"), {})
    assert answer.status_code == 422
    assert not Facility.objects.filter(archived_at__isnull=False).exists()


def test_each_region_takes_its_part_back(
    thirty: Any, as_user: Any, officer: Any, other_officer: Any, secretariat: Any
) -> None:
    """What one officer takes back does not stop the others; numbers tell of the reader's own rows."""
    for number in range(3):
        f.make_facility("33.72", name=f"IPAL Solo {number}")
    url = bulk_step(as_user(secretariat), many(FACILITIES), land_status="desa").url
    assert "<dd>33</dd>" in as_user(secretariat).get(url).content.decode()
    told = as_user(officer).get(url).content.decode()
    assert "<dd>30</dd>" in told and "<dd>33</dd>" not in told
    assert as_user(officer).post(url, {}).status_code == 302
    assert Facility.objects.filter(land_status="desa").count() == 3
    told = as_user(secretariat).get(url).content.decode()
    assert "Sebagian tindakan ini sudah diurungkan" in told and "Urungkan perubahan ini" in told
    assert "Diurungkan sebagian" in page(as_user(secretariat), "core:change-list")
    assert as_user(secretariat).post(url, {}).status_code == 302
    assert not Facility.objects.filter(land_status="desa").exists()
    assert as_user(secretariat).post(url, {}).status_code == 422
    assert as_user(other_officer).post(url, {}).status_code == 422
