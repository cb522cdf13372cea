"""No field of the forms people fill in most is without why it is asked and where its answer is found."""

from __future__ import annotations

import re
from typing import Any

import pytest

from core.records.asked import COMMON, asked_of
from tests.test_access_matrix import OWN_REGION, address, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(regions: Any) -> dict[str, dict[str, Any]]:
    return make_world(OWN_REGION, "Sarana Contoh")


NOUNS = (
    "ksm:group",
    "ksm:facility",
    "ksm:status-record",
    "ksm:desludging",
    "monitoring:visit",
    "monitoring:finding",
    "monitoring:sample",
    "agreements:partnership",
    "agreements:agreement",
    "planning:activity",
    "planning:achievement",
    "events:event",
)


@pytest.fixture
def pages(world: Any, as_user: Any, secretariat: Any) -> list[tuple[str, Any]]:
    browser = as_user(secretariat)
    names = [f"{noun}-{page}" for noun in NOUNS for page in ("create", "edit")]
    return [(name, browser.get(address(name, world), follow=True)) for name in names]


def test_every_field_says_why_it_is_asked_and_where_its_answer_is_found(pages: Any) -> None:
    seen = 0
    for name, answer in pages:
        assert answer.status_code == 200, name
        form = answer.context["form"]
        shown = {bound.name for bound in form if not bound.is_hidden}
        assert shown, name
        for field in shown:
            help_ = asked_of(form, field)
            assert help_ is not None, f"{name}: {field}"
            assert str(help_.why) and str(help_.where), f"{name}: {field}"
        html = answer.content.decode()
        marks = len(re.findall(r'<details class="why-asked">', html))
        assert marks == len(shown), f"{name}: {marks} of {len(shown)} are shown"
        seen += marks
    assert seen > 300


def test_no_help_is_kept_for_a_field_that_is_gone(pages: Any) -> None:
    """What a form no longer asks is no longer explained; all pages that show the same help count together."""
    known: dict[int, tuple[Any, set[str]]] = {}
    for _name, answer in pages:
        form = answer.context["form"]
        own, fields = known.setdefault(id(form.asked), (form.asked, set()))
        # A question that is put only when something is doubtful is a field of the class.
        fields |= set(form.fields) | set(form.base_fields)
    for own, fields in known.values():
        assert set(own) <= fields
        assert not set(own) & set(COMMON)


def test_a_form_without_own_help_shows_no_marks_at_its_source(
    world: Any, as_user: Any, secretariat: Any
) -> None:
    answer = as_user(secretariat).get(address("chapters:chapter-edit", world))
    assert b'class="why-asked"' not in answer.content
