"""Which column of an uploaded table is which, and what its words mean."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as __
from typing_extensions import override

from core.importing import Sheet, jobs
from core.importing.columns import ID, VERSION
from core.importing.habits import habits
from core.importing.headers import ID_LABEL, VERSION_LABEL, closed, understood, unknown_words
from core.importing.looks import read
from core.importing.models import ImportState
from core.importing.named import sheet_of
from core.land.regions import search_key
from core.tools.files.grids import Grid
from core.tools.files.spreadsheets import plain
from core.tools.formats import Words
from core.views.imports import ImportPage

SAMPLES = 3


class ImportColumnsPage(ImportPage):
    """Which column of the file is which; every choice can be changed or left out."""

    template_name = "core/import_columns.html"
    is_heavy = True

    @override
    def get_title(self) -> Words:
        return __("Columns of %(file)s") % {"file": self.object.original_name}

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if self.object.state in (ImportState.IMPORTING, ImportState.DONE):
            return redirect(self.object)
        return self.ask()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        job = self.object
        self.require_own()
        if job.state in (ImportState.CHECKING, ImportState.IMPORTING, ImportState.DONE):
            messages.info(request, __("This table is on its way already."))
            return redirect(job)
        page = request.POST.get("page")
        if page is not None and page != job.sheet_name:
            try:
                jobs.choose_page(job=job, name=page)
            except ValidationError as error:
                return self.ask(" ".join(error.messages), 422)
            return redirect("core:import-job-columns", job.uuid)
        try:
            _book, grid = read(job)
        except ValidationError as error:
            return self.ask(" ".join(error.messages), 422)
        sheet = sheet_of(job.sheet, job.user)
        mapping, error = self._chosen(sheet, grid)  # type: ignore[misc]
        words = self._words(sheet, mapping)
        if not error:
            error = self._lacks(sheet, mapping) or self._on_its_side(sheet, grid, mapping)  # type: ignore[misc]
        if error:  # type: ignore[misc]
            job.mapping = {str(number): name for number, name in mapping.items()}
            return self.ask(error, 422)  # type: ignore[misc]
        # A column turned to another meaning can bring words that are in no list: ask about them once.
        readings, doubts = self._readings(sheet, grid, mapping)
        questions = {*unknown_words(sheet, grid, mapping), *doubts}
        if questions - set(request.POST.getlist("asked")):
            job.mapping = {str(number): name for number, name in mapping.items()}
            job.words, job.readings = words, readings
            job.save(update_fields=["mapping", "words", "readings"])
            return self.ask(
                __("Some cells can mean several things; say below what they mean, or go on.")
            )
        try:
            jobs.check(job=job, mapping=mapping, words=words, readings=readings)
        except ValidationError as refusal:
            return self.ask(" ".join(refusal.messages), 422)
        return redirect(job)

    def _chosen(self, sheet: Sheet, grid: Any) -> tuple[dict[int, str], str]:
        known = {field.name for field in sheet.columns()} | {ID, VERSION}
        found: dict[int, str] = {}
        for number in range(len(grid.headers)):
            name = self.request.POST.get(f"column-{number}", "")
            if name not in known:
                continue
            if name in found.values():
                field = sheet.column(name)
                label = field.title if field else name
                return found, __("Two columns are given as “%(column)s”; leave one out.") % {
                    "column": label
                }
            found[number] = name
        return found, ""

    def _lacks(self, sheet: Sheet, mapping: dict[int, str]) -> str:
        if not set(mapping.values()) - {ID, VERSION}:
            return __("Say of at least one column what it is.")
        if lacking := sheet.nameless(set(mapping.values())):
            return __(
                "No column holds “%(column)s”, so no row can be told from another. Say which one it is."
            ) % {"column": lacking[0].title}
        return ""

    @staticmethod
    def _on_its_side(sheet: Sheet, grid: Grid, mapping: dict[int, str]) -> str:
        """Return in words that a table has its columns below each other, "" where it has not."""
        heads = {word for field in sheet.columns() for word in field.headers()}
        own = {*sheet.natural_key, *(field.name for field in sheet.needed())}
        named = [number for number, name in mapping.items() if name in own]
        lines = [cells for _line, cells in islice(grid.lines(), 30)]
        for number in named:
            said = {plain(cells[number]) for cells in lines}
            found = [word for word in said if search_key(word) in heads]
            if len(found) > 1 and len(found) * 2 >= len(said):
                return __(
                    "The table lies on its side: its lines are called %(words)s. Put these at the top, a record a line."
                ) % {"words": ", ".join(f"“{word[:30]}”" for word in sorted(found)[:4])}
        return ""

    def _readings(
        self, sheet: Sheet, grid: Any, mapping: dict[int, str]
    ) -> tuple[dict[str, str], set[str]]:
        """Return what the user chose for columns that can be read in several ways, and which those are."""
        _shown, doubts = habits(sheet, grid, mapping)
        chosen = {name: self.request.POST.get(f"reading-{name}", "") for name in doubts}
        return {
            name: value for name, value in chosen.items() if value in dict(doubts[name].choices)
        }, set(doubts)

    def _words(self, sheet: Sheet, mapping: dict[int, str]) -> dict[str, dict[str, str]]:
        """Return what the user chose for words that are in no list: fields word-<column>-<n> and its text."""
        found: dict[str, dict[str, str]] = {}
        for key, value in self.request.POST.items():
            match = re.fullmatch(r"word-(\w+)-(\d+)", key)
            cell = closed(sheet, match[1]) if match and value else None
            if not match or cell is None:
                continue
            text = self.request.POST.get(f"text-{match[1]}-{match[2]}", "")
            if text and value in dict(cell.choices()):
                found.setdefault(match[1], {})[text[:300]] = value
        return found

    def ask(self, error: str = "", status: int = 200) -> HttpResponse:
        job = self.object
        sheet = sheet_of(job.sheet, job.user)
        context: dict[str, Any] = {
            "job": job,
            "sheet": sheet,
            "error": error,
            "is_own": self.is_own,
        }
        try:
            book, grid = read(job)
        except ValidationError as broken:
            return self.render({**context, "error": error or " ".join(broken.messages)}, 422)
        mapping = {int(number): name for number, name in job.mapping.items()}
        suggested, guesses = understood(sheet, grid)
        _shown, doubts = habits(sheet, grid, mapping)
        open_columns = [field for field in sheet.columns()]
        options = [
            (ID, str(ID_LABEL)),
            (VERSION, str(VERSION_LABEL)),
            *((field.name, field.header) for field in open_columns),
        ]
        context |= {
            "pages": book.names if len(book.names) > 1 else [],
            "options": options,
            "lines": [
                {
                    "number": number,
                    "header": header
                    or __("(column %(number)s without header)") % {"number": number + 1},
                    "chosen": mapping.get(number, ""),
                    "is_guess": number in guesses and mapping.get(number) == suggested[number],
                    "samples": _samples(grid, number),
                }
                for number, header in enumerate(grid.headers)
            ],
            "open_needed": [
                field.title for field in sheet.needed() if field.name not in mapping.values()
            ],
            "words": self._questions(sheet, unknown_words(sheet, grid, mapping)),
            "doubts": [
                {
                    "name": name,
                    "label": sheet.column(name).title,  # type: ignore[union-attr]
                    "text": doubt.text,
                    "choices": doubt.choices,
                    "chosen": job.readings.get(name, ""),
                }
                for name, doubt in doubts.items()
            ],
        }
        return self.render(context, status)

    def _questions(self, sheet: Sheet, found: dict[str, list[str]]) -> list[dict[str, Any]]:
        questions = []
        for name, words in found.items():
            field = sheet.column(name)
            assert field is not None
            kept = self.object.words.get(name, {})
            questions.append(
                {
                    "name": name,
                    "label": field.title,
                    "choices": field.cell.choices(),
                    "words": [
                        {"number": n, "text": word, "chosen": kept.get(word, "")}
                        for n, word in enumerate(words)
                    ],
                }
            )
        return questions


def _samples(grid: Any, number: int) -> str:
    from core.tools.files.spreadsheets import plain

    first = islice(grid.records(), 40)
    found = dict.fromkeys(text for row in first if (text := plain(row[number])[:40]))
    return " · ".join(list(found)[:SAMPLES])
