"""The admin's own import, as wary of files and of second clicks as the import wizard."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ConfirmImportForm, ImportForm

from core.tools.files import spreadsheets

# What a spreadsheet program writes; the others are read without limits.
FORMATS = [CSV, XLSX]


class CheckedImportForm(ImportForm):
    def clean_import_file(self) -> Any:
        """Return the file, looked through before anything makes room for its cells."""
        upload = self.cleaned_data["import_file"]
        spreadsheets.open_book(upload, size=upload.size)
        upload.seek(0)
        return upload


class KnownImportForm(ConfirmImportForm):
    """The confirmation of a file that was looked at, and is taken once."""

    def clean_import_file_name(self) -> str:
        name: str = super().clean_import_file_name()
        if "\x00" in name or not (Path(tempfile.gettempdir()) / name).is_file():
            raise ValidationError(
                _("This file was imported already, or is no longer kept. Upload it again."),
                code="gone",
            )
        return name

    def clean_format(self) -> str:
        chosen: str = self.cleaned_data["format"]
        if chosen not in map(str, range(len(FORMATS))):
            raise ValidationError(_("This type of file is not accepted."), code="invalid")
        return chosen

    def clean_resource(self) -> str:
        # Each admin of the house has one.
        return "0" if self.cleaned_data.get("resource") else ""
