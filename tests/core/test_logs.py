"""What the log says of requests: a refusal is one line, an error keeps its traceback."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the log holds of requests, as it is written."""
    found = [r for r in caplog.records if r.name == "django.request"]
    return [caplog.handler.format(record) for record in found]


@pytest.mark.parametrize("name", ["chapters:chapter-create", "planning:vision-create"])
def test_a_refused_request_is_one_line(
    name: str, regions: Any, official: Any, caplog: pytest.LogCaptureFixture
) -> None:
    browser, address = Client(), reverse(name)
    browser.force_login(official)
    assert browser.get(address).status_code == 403
    assert browser.post(address).status_code == 403
    told = lines(caplog)
    assert len(told) == 2
    for method, line in zip(("GET", "POST"), told, strict=True):
        assert "\n" not in line and "Traceback" not in line
        assert line.endswith(
            f"Forbidden (PermissionDenied): {official.username} {method} {address} from 127.0.0.1"
        )


def test_an_error_keeps_its_traceback(
    secretariat: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("broken pipe in the yard")

    monkeypatch.setattr("core.pages.lists.ListPage.get", fall)
    browser = Client(raise_request_exception=False)
    browser.force_login(secretariat)
    answer = browser.get(reverse("chapters:chapter-list"))
    assert answer.status_code == 500
    page = answer.content.decode()
    assert "yard" not in page and "Traceback" not in page and "RuntimeError" not in page
    (told,) = lines(caplog)
    assert "Traceback" in told and "broken pipe in the yard" in told


def test_who_feels_along_the_wall_is_named(
    secretariat: Any, caplog: pytest.LogCaptureFixture
) -> None:
    browser = Client()
    assert browser.get("/nowhere/").status_code == 404
    browser.force_login(secretariat)
    assert browser.get("/nowhere/%0Ahere/").status_code == 404
    assert browser.post(reverse("chapters:chapter-create"), {}).status_code == 422
    told = [line.partition(": ")[2] for line in lines(caplog)]
    assert told == [
        "anonymous GET /nowhere/ from 127.0.0.1",
        f"{secretariat.username} GET /nowhere/\\nhere/ from 127.0.0.1",
        f"{secretariat.username} POST /chapters/chapters/add/ from 127.0.0.1",
    ]
