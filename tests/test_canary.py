"""A bird in the coal mine: text of another region must never reach a reader (design §3).

Every address, and every list in every way it can be asked, is read in `test_access_walks.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from core.access import Role, ScopedQuerySet
from core.records.journal import Attachment, Note
from tests.conftest import make_user
from tests.reading import readable
from tests.test_access_matrix import make_world, rows
from tests.test_sweep import VIEWS

pytestmark = pytest.mark.both

CANARY = "Kenari7351"
OTHER_REGION = "33.72"


def offered(filterset: Any) -> Iterator[tuple[str, Any]]:
    """Yield the name and rows of each choice of a filter."""
    for name, field in filterset.form.fields.items():
        if isinstance(rows := getattr(field, "queryset", None), ScopedQuerySet):
            yield name, rows


def test_no_filter_offers_rows_of_another_region(regions: Any, officer: Any) -> None:
    make_world("34.04", "Sarana Sendiri")
    make_world(OTHER_REGION, CANARY)
    leaks, choices = [], 0
    for name, view in VIEWS.items():
        filterset = getattr(view, "filterset_class", None)
        if filterset is None:
            continue
        for field, offer in offered(
            filterset({}, queryset=view.model.objects.none(), user=officer)
        ):
            choices += 1
            seen = offer.model._default_manager.visible_to(officer)
            if offer.exclude(pk__in=seen.values("pk")).exists():
                leaks.append(f"{name}: {field}")
    assert leaks == []
    assert choices > 10


def hanging() -> Iterator[str]:
    """Yield every address that reads a note or a file by itself."""
    for file in Attachment.objects.exclude(file=""):
        for name in ("file", "core:attachment-archive"):
            yield reverse(name, args=[file.uuid])
    for noun, model in (("note", Note), ("attachment", Attachment)):
        yield reverse(f"admin:core_{noun}_changelist")
        for row in model.objects.all():
            yield reverse(f"admin:core_{noun}_change", args=[row.pk])


def test_what_hangs_on_a_record_is_read_by_who_sees_the_record(
    regions: Any, as_user: Any, officer: Any, official: Any, other_officer: Any
) -> None:
    """Also where it has no region itself: on a national event for named regions."""
    make_world(OTHER_REGION, CANARY)
    leaks, heard = [], 0
    for place in hanging():
        for reader in (officer, official):
            if CANARY.encode() in readable(as_user(reader).get(place)):
                leaks.append(f"{reader} {place}")
        heard += CANARY.encode() in readable(as_user(other_officer).get(place))
    assert leaks == []
    national = Attachment.objects.filter(region=None).get()
    own = as_user(other_officer)
    assert own.get(national.get_absolute_url()).status_code == 200
    assert own.get(reverse("core:attachment-archive", args=[national.uuid])).status_code == 403
    assert heard >= 1
    secretary = as_user(make_user("sekretariat", Role.SECRETARIAT))
    assert CANARY in secretary.get(reverse("admin:core_note_changelist")).content.decode()


def test_the_canary_sings_for_its_own_reader(
    regions: Any, as_user: Any, other_officer: Any
) -> None:
    """Without this the test above could pass because nothing prints the text at all."""
    make_world(OTHER_REGION, CANARY)
    browser = as_user(other_officer)
    heard = [
        name
        for name in rows()
        if name.endswith("-list") and CANARY.encode() in readable(browser.get(reverse(name)))
    ]
    assert len(heard) >= 10
