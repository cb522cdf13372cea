"""The page of a chapter as a hub: its ladder by the records, and the next step for whoever may do it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from agreements.models import Agreement
from aksansi.chapter.ladder import Ladder, build_ladder
from chapters.models import Chapter
from chapters.reports import board_of
from core.people.users import User
from core.records.review import State
from planning.models import AnnualPlan, AnnualReport
from tests.agreements.factories import make_agreement, make_partnership
from tests.chapters.factories import make_chapter, make_seat


def test_the_ladder_is_climbed_by_the_records_and_names_the_next_step(
    regions: Any, as_user: Any, officer: Any, official: Any, secretariat: Any
) -> None:
    chapter = make_chapter(status="forming")

    def ladder(user: User) -> Ladder:
        found = Chapter.objects.with_core_seats().select_related("region").get(pk=chapter.pk)
        return build_ladder(user=user, chapter=found, board=board_of(found, user=user), year=2026)

    def step(user: User = officer) -> tuple[int, str]:
        """Return how many rungs are reached and where the next one is done."""
        found = ladder(user)
        return sum(rung.is_reached for rung in found.rungs), found.next.url if found.next else "-"

    edit = reverse("chapters:chapter-edit", args=[chapter.pk])
    assert step() == (0, edit)
    assert step(official) == (0, ""), "who only reads is led nowhere"
    Chapter.objects.update(status="active")
    assert step() == (1, edit)
    Chapter.objects.update(decree="SK 1/2020")
    seats = reverse("chapters:board-seat-create", args=[chapter.pk])
    make_seat(chapter, "ketua", person="Seseorang")
    assert step() == (2, f"{seats}?role=sekretaris")
    for role in ("sekretaris", "bendahara"):
        make_seat(chapter, role, person="Seseorang")
    new = reverse("planning:annual-plan-create", query={"chapter": chapter.pk, "year": 2026})
    assert step() == (3, new)
    assert step(secretariat) == (3, ""), "a plan is handed in by its officer"
    plan = AnnualPlan.objects.create(chapter=chapter, year=2025)
    assert step() == (3, plan.get_absolute_url())
    assert ladder(officer).rungs[3].told == "2025, draf"
    AnnualPlan.objects.update(state=State.SUBMITTED)
    # The account is asked for of the year that was planned.
    report = reverse("planning:annual-report-create", query={"chapter": chapter.pk, "year": 2025})
    assert step() == (4, report)
    AnnualReport.objects.create(chapter=chapter, year=2025, state=State.APPROVED)
    opened = reverse("agreements:partnership-create", query={"region": chapter.region_id})
    assert step() == (5, opened)
    assert f'value="{chapter.region_id}" selected' in as_user(officer).get(opened).content.decode()
    partnership = make_partnership(chapter.region_id)
    assert step() == (5, partnership.get_absolute_url())
    paper = make_agreement(partnership, paper="draft", signed_on="")
    assert step() == (5, partnership.get_absolute_url()), "a draft is not signed"
    Agreement.objects.filter(pk=paper.pk).update(paper="signed", signed_on="2016-10")
    assert step() == (6, partnership.get_absolute_url())
    assert ladder(official).rungs[5].told == "Oktober 2016"
    make_agreement(partnership, "pks", is_example=True)
    assert step()[0] == 6, "what is made up is no step"
    Agreement.objects.update(is_example=False)
    assert step() == (7, "-")
    page = as_user(official).get(chapter.get_absolute_url()).content.decode()
    assert "Langkah berikutnya" not in page
    assert "Perkembangan AKSANSI Daerah" in page
    assert "saran menunggu jawaban" not in page, "this stands between chapter and Secretariat"
    assert (
        "saran menunggu jawaban"
        in as_user(officer).get(chapter.get_absolute_url()).content.decode()
    )
