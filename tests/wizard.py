"""A table through the pages of the import wizard, for the tests: upload, columns, check, import."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.importing.models import ImportJob


class Walk:
    """One import as its user walks it; each page must answer."""

    def __init__(self, browser: Any, sheet: str, name: str, content: bytes | str) -> None:
        self.browser = browser
        start = reverse("core:import-job-create", args=[sheet])
        body = content.encode() if isinstance(content, str) else content
        self.sent = browser.post(start, {"file": SimpleUploadedFile(name, body)})
        self.job = (
            ImportJob.objects.order_by("-pk").first() if self.sent.status_code == 302 else None
        )
        self.chosen: dict[str, Any] = {}
        if self.job is not None:
            self.chosen = {f"column-{n}": name for n, name in self.job.mapping.items()}

    def page(self) -> str:
        """Return the page of the columns."""
        answer = self.browser.get(self.sent.url)
        assert answer.status_code == 200
        return answer.content.decode()

    def check(self, **chosen: str) -> Walk:
        """Send the columns, and once more where the page asks what words or columns mean."""
        data = {**self.chosen, **{name.replace("__", "-"): value for name, value in chosen.items()}}
        answer = self.browser.post(self.sent.url, data)
        if answer.status_code == 200:
            names = [one["name"] for one in (*answer.context["words"], *answer.context["doubts"])]
            answer = self.browser.post(self.sent.url, {**data, "asked": names})
        self.answer = answer
        if answer.status_code == 302:
            self.job.refresh_from_db()
        return self

    def told(self) -> str:
        """Return the page of the check."""
        answer = self.browser.get(self.job.get_absolute_url())
        assert answer.status_code == 200
        return answer.content.decode()

    def bring_in(self) -> Walk:
        assert self.browser.post(self.job.get_absolute_url(), {"confirm": "1"}).status_code == 302
        self.job.refresh_from_db()
        assert self.browser.get(self.job.get_absolute_url()).status_code == 200
        return self

    def rows(self, kind: str = "") -> list[dict[str, Any]]:
        """Return the rows as the check tells them."""
        return [row for row in self.job.preview if kind in ("", row["kind"])]

    def said(self) -> str:
        """Return all sentences of the check: of columns, of rows, of lines that stay out."""
        job = self.job
        rows = [
            *(r for row in job.preview for r in row["reasons"]),
            *(t for row in job.preview for t in row["told"]),
        ]
        return "\n".join(
            [
                *job.notes,
                *(one["text"] for one in job.told),
                *(one["text"] for one in rows),
                *(f"{one['why']}: {one['words']}" for one in job.left_out),
            ]
        )


def text(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def book(*rows: tuple[object, ...], merge: tuple[str, ...] = ()) -> bytes:
    made = openpyxl.Workbook()
    page = made.active
    for row in rows:
        page.append(row)
    for cells in merge:
        page.merge_cells(cells)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def walked(browser: Any, sheet: str, content: bytes, **chosen: str) -> Walk:
    name = "x.xlsx" if content[:2] == b"PK" else "x.csv"
    return Walk(browser, sheet, name, content).check(**chosen)


def counts(walk: Walk) -> dict[str, int]:
    return {kind: n for kind, n in walk.job.checked.items() if n}
