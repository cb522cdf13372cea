"""“Save, next”: the lines of one record are gone through without a page between."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from chapters.models import BoardSeat
from tests.chapters.factories import make_chapter, make_seat


def test_a_line_is_saved_and_the_one_that_follows_is_opened(
    regions: Any, as_user: Any, officer: Any
) -> None:
    chapter = make_chapter()
    seats = [make_seat(chapter, role) for role in ("ketua", "sekretaris", "bendahara")]
    make_seat(make_chapter("33.72"), "ketua")
    order = list(BoardSeat.objects.filter(chapter=chapter))
    assert {row.pk for row in order} == {row.pk for row in seats}
    browser = as_user(officer)
    first, second, last = (reverse("chapters:board-seat-edit", args=[row.pk]) for row in order)

    def save(url: str, person: str, **button: str) -> Any:
        form = browser.get(url).context["form"]
        sent = {name: form[name].value() or "" for name in form.fields}
        return browser.post(url, {**sent, "person": person, **button})

    assert "Simpan, berikutnya" in browser.get(first).content.decode()
    assert save(first, "Siti", next="1")["Location"] == second
    assert save(second, "Budi")["Location"] == chapter.get_absolute_url()
    BoardSeat.objects.filter(pk=order[1].pk).update(archived_at="2026-01-05T00:00Z")
    assert save(first, "Sari", next="1")["Location"] == last, "an archived one is passed over"
    assert "Simpan, berikutnya" not in browser.get(last).content.decode()
    assert save(last, "Tono", next="1")["Location"] == chapter.get_absolute_url()
    assert set(BoardSeat.objects.values_list("person", flat=True)) >= {"Sari", "Budi", "Tono"}
