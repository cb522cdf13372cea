"""schemathesis reads the OpenAPI document as each role and asks what it allows and what it does not.

A few cases for each address; SWEEP=all: many.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import hypothesis
import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode

from core.people import limits
from core.people.tokens import services
from core.people.tokens.models import EVERY_LIST, TokenKind
from tests.test_access_matrix import OWN_REGION, make_world

MOST = 60 if os.environ.get("SWEEP") == "all" else 1
# Refused though the document allows it: keys of pages, days and names of columns are told in words, not as a pattern.
LEFT_OUT = ("positive_data_acceptance",)


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """The application's requests leave the test's connection alone, as Django's own test client does."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize("who", ["secretariat", "officer", "official"])
def test_schemathesis_finds_nothing(
    who: str, regions: Any, request: pytest.FixtureRequest, monkeypatch: Any
) -> None:
    user = request.getfixturevalue(who)
    make_world(OWN_REGION, "Sarana Contoh")
    monkeypatch.setattr(services, "REQUESTS", limits.Rate("many", 1_000_000, 60))
    monkeypatch.setattr(services, "WRONG", limits.Rate("many wrong", 1_000_000, 60))
    _token, secret = services.make(
        user=user,
        kind=TokenKind.API,
        name="schemathesis",
        lists=[EVERY_LIST],
        expires_on=timezone.localdate(),
    )
    headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
    schema: Any = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", get_wsgi_application(), headers=headers
    )
    left_out = [CHECKS.get_one(name) for name in LEFT_OUT]
    found, asked = [], 0
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            asked += 1
            try:
                _ask(operation.as_strategy(generation_mode=mode), headers, left_out)
            except hypothesis.errors.Unsatisfiable:
                continue  # nothing of it can be said wrongly
            except (Exception, FailureGroup) as error:
                found.append(f"{operation.label} ({mode.value}): {error}")
    assert found == [], "\n".join(found)
    assert asked > 200


def _ask(cases: Any, headers: dict[str, str], left_out: list[Any]) -> None:
    @hypothesis.settings(
        max_examples=MOST,
        deadline=None,
        database=None,
        derandomize=MOST == 1,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=cases)
    def run(case: Any) -> None:
        answer = case.call(headers=headers)
        left = [*left_out, CHECKS.get_one("negative_data_rejection")]
        case.validate_response(
            answer,
            headers=headers,
            excluded_checks=left if _says_nothing_wrong(case, answer) else left_out,
        )

    run()


def _says_nothing_wrong(case: Any, answer: Any) -> bool:
    """Return whether what is wrong of a case is not sent: a name without a value, beside the token that is always."""
    unknown = set(case.query or ()) - {parameter.name for parameter in case.operation.query}
    sent = parse_qs(urlsplit(answer.request.url).query, keep_blank_values=True)
    return bool(unknown) and not unknown & set(sent)
