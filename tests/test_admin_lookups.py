"""What an address may ask of the admin's lists: their own filters, nothing that keeps the database busy or breaks."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db import connection, models
from django.db.backends.signals import connection_created
from django.db.utils import OperationalError
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from agreements.models import BlockerReason
from chapters.models import Office
from core.pages.admin.base import ScopedAdmin
from core.people.fair_share import is_heavy
from core.records.journal import Note
from core.tools.rows import long_queries
from ksm.models import Programme
from monitoring.models import Finding
from tests.monitoring import factories as monitoring

pytestmark = pytest.mark.once
HANDLERS = [one for one in admin.site._registry.values() if isinstance(one, ScopedAdmin)]


def place(handler: Any) -> str:
    meta = handler.model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")


def test_no_list_takes_another_lookup_than_its_filters(secretariat: Any, as_user: Any) -> None:
    browser, asked = as_user(secretariat), 0
    for handler in HANDLERS:
        texts = [
            one.name
            for one in handler.model._meta.concrete_fields
            if isinstance(one, models.CharField | models.TextField)
        ]
        told = [f"{name}__regex=(" for name in (*texts[:2], "pk")]
        told += [f"{name}__iregex=(.*)\\1" for name in texts[:1]]
        for lookup in (*told, "created_at__year=99999999999", "updated_at__gte=x"):
            answer = browser.get(f"{place(handler)}?{lookup}")
            assert answer.status_code == 400, (handler, lookup)
            asked += 1
    assert asked > 200


def test_the_filters_of_every_list_go_on_working(secretariat: Any, as_user: Any) -> None:
    browser, asked = as_user(secretariat), 0
    for handler in HANDLERS:
        page = browser.get(place(handler)).content.decode()
        links = dict.fromkeys(re.findall(r'href="(\?[a-z_]+__[^"]*)"', page))
        for link in [unescape(one) for one in links][:1]:
            assert browser.get(place(handler) + link).status_code == 200, (handler, link)
            asked += 1
    assert asked > 20


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such clock")
def test_a_long_query_of_a_page_is_ended(db: None) -> None:
    long_queries.end_after(seconds=1)
    other = connection.copy()
    try:
        with other.cursor() as cursor, pytest.raises(OperationalError, match="timeout"):
            cursor.execute("SELECT pg_sleep(5)")
    finally:
        other.close()
        connection_created.disconnect(dispatch_uid="long_queries")


def test_no_search_asks_for_words_without_end(secretariat: Any, as_user: Any) -> None:
    """Each word is asked of each column of each row."""
    browser, words = as_user(secretariat), "+".join(["e"] * 1_900)
    for handler in HANDLERS:
        if handler.search_fields:
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(f"{place(handler)}?q={words}").status_code == 200, handler
            assert max(query["sql"].upper().count(" LIKE ") for query in asked) <= 500, handler
    request = RequestFactory().get("/admin/", {"q": "e"})
    request.resolver_match = resolve(place(HANDLERS[0]))
    assert is_heavy(request, None), "a search of the admin is"


def test_a_closed_finding_is_not_rewritten_in_the_admin(officer: Any, as_user: Any) -> None:
    finding = monitoring.make_finding()
    address = reverse("admin:monitoring_finding_change", args=[finding.pk])
    form = as_user(officer).get(address).context["adminform"].form
    sent = {form.add_prefix(name): form[name].value() or "" for name in form.fields}
    Finding.objects.filter(pk=finding.pk).update(
        closed_on=finding.opened_on, closed_by=officer, action_taken="Diperbaiki"
    )
    answer = as_user(officer).post(address, {**sent, "title": "Lain"})
    assert answer.status_code == 200 and "ditutup" in answer.content.decode()
    finding.refresh_from_db()
    assert finding.title != "Lain"


def test_history_leads_to_a_page_that_is_there(secretariat: Any, as_user: Any) -> None:
    """Also of records that have neither page nor key of their own."""
    programme = Programme.objects.create(code="uji", label_en="Test", label_id="Uji")
    office = Office.objects.create(region_id="34.04", name="Dinas", kind="opd")
    note = Note.objects.create(subject=office, region_id="34.04", text="Catatan")
    reason = BlockerReason.objects.create(code="UJI_A", label_en="Test", label_id="Uji")
    for row in (programme, note, reason):
        meta = row._meta
        place = reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[quote(row.pk)])
        led = as_user(secretariat).get(place)
        assert led.status_code == 302, row
        assert as_user(secretariat).get(led.headers["Location"]).status_code == 200, row
