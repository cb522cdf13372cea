"""What other tests stand on: reference data by copy, and an empty house after a test with transactions of its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction

from tests import emptying, loading
from tests.conftest import make_persona, make_regions
from tests.demonstration import Copy


def everything() -> dict[str, list[str]]:
    """Return every row there is, by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in emptying.filled_tables(connection):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def test_a_copy_of_reference_data_is_what_its_loader_wrote(regions: Any) -> None:
    for module in loading.MODULES:
        loaded, before = loading.kept(module.load.__wrapped__), everything()
        written = []
        for _turn in range(2):
            watch = loading.Watch()
            with transaction.atomic():
                with connection.execute_wrapper(watch):
                    loaded()
                written.append((everything(), bool(watch.tables)))
                transaction.set_rollback(True)
        (by_loader, loads), (by_copy, loads_again) = written
        assert by_copy == by_loader != before, module
        assert (loads, loads_again) == (True, False), module


def test_a_loader_beside_rows_does_its_own_work(regions: Any) -> None:
    """A row that was thrown away comes back, and what stands already is no copy."""
    from agreements.models import LegalBasis

    loading.agreements.load()
    gone = LegalBasis.objects.filter(replaced_by=None, replaces=None).first()
    assert gone
    LegalBasis.objects.filter(pk=gone.pk).delete()
    loading.agreements.load()
    assert LegalBasis.objects.filter(short_name=gone.short_name).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_test_with_transactions_of_its_own_leaves_an_empty_house() -> None:
    rights = Permission.objects.count()
    make_regions()
    make_persona("officer")
    assert {"core_region", "core_user"} <= set(emptying.filled_tables(connection))
    emptying.empty(connection)
    assert emptying.filled_tables(connection) == []
    assert Permission.objects.count() == rights > 0


@pytest.mark.skipif("postgresql" not in connection.vendor, reason="sequences are PostgreSQL's")
def test_what_is_put_back_never_gives_a_number_twice(db: None) -> None:
    copy = Copy()
    copy.tables, copy.sequences = {"core_job": b""}, [("core_job_id_seq", 1)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('core_job_id_seq', 500)")
        copy.put_back()
        cursor.execute("SELECT nextval('core_job_id_seq')")
        assert cursor.fetchone()[0] > 500
