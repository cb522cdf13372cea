"""A refused step says why, and leads back to where it came from."""

from __future__ import annotations

from typing import Any

import pytest

from core.records.review import ReviewMove, State
from core.records.steps import move
from tests.planning import factories as make


@pytest.fixture
def plan(officer: Any) -> Any:
    plan = make.make_plan(year=2018)
    make.make_activity(plan=plan)
    return move(obj=plan, move_=ReviewMove.SUBMIT, by=officer)


def test_a_locked_record_says_so_and_leads_back(plan: Any, officer: Any, as_user: Any) -> None:
    assert plan.state == State.SUBMITTED
    answer = as_user(officer).get(f"{plan.get_absolute_url()}edit/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Catatan ini sedang tidak dapat diubah" in page and "Tarik kembali" in page
    assert f'href="{plan.get_absolute_url()}"' in page
    # Nothing is wrong with the account: nobody is sent to the Secretariat.
    assert "tidak berwenang" not in page


def test_a_role_that_may_not_is_told_and_led_back(plan: Any, official: Any, as_user: Any) -> None:
    answer = as_user(official).get(f"{plan.get_absolute_url()}edit/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "tidak berwenang" in page and f'href="{plan.get_absolute_url()}"' in page


def test_where_no_record_lies_above_only_the_first_page_is_offered(
    officer: Any, as_user: Any
) -> None:
    answer = as_user(officer).get("/people/add/")
    page = answer.content.decode()
    assert answer.status_code == 403 and "Kembali ke catatan" not in page


def test_steps_are_told_as_done(plan: Any, secretariat: Any, as_user: Any) -> None:
    place = plan.get_absolute_url()
    told = as_user(secretariat).post(f"{place}review/", {"move": "approve"}, follow=True)
    page = told.content.decode()
    assert "Disetujui: " in page and "Setujui: " not in page
    history = as_user(secretariat).get(f"{place}history/").content.decode()
    assert "Diajukan" in history and ">Ajukan<" not in history


def test_what_came_back_says_why_on_top(
    plan: Any, secretariat: Any, officer: Any, official: Any, as_user: Any
) -> None:
    move(obj=plan, move_=ReviewMove.RETURN, by=secretariat, remark="Lengkapi maksud kegiatan.")
    page = as_user(officer).get(plan.get_absolute_url()).content.decode()
    box = page.split('class="notice part"', 1)[1].split("</div>", 1)[0]
    assert "Dikembalikan pada" in box and "Lengkapi maksud kegiatan." in box
    reading = as_user(official).get(plan.get_absolute_url()).content.decode()
    assert "Dikembalikan pada" not in reading
