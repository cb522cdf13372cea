"""One import of a table: what was uploaded, how its columns were read, what became of its rows."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.records.jobs.models import Job
from core.tools.tables import Badge


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Columns to be checked")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, waiting for your approval")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Interrupted")


_TONES = {
    ImportState.DONE: "good",
    ImportState.FAILED: "bad",
    ImportState.CHECKED: "part",
    ImportState.UPLOADED: "part",
}


class ImportJobQuerySet(ScopedQuerySet):
    scope_path = None
    owner_path = "user"  # the Secretariat sees all, to be able to help
    made_at = "created_at"


def _path(instance: ImportJob, folder: str) -> str:
    return f"imports/{folder}/{instance.uuid.hex[:2]}/{instance.uuid.hex}"


def upload_path(instance: ImportJob, filename: str) -> str:
    return _path(instance, "files")


def errors_path(instance: ImportJob, filename: str) -> str:
    return _path(instance, "errors")


class ImportJob(models.Model):
    """`mapping`: column number → attribute. `words`: attribute → {word of the file: choice}. `readings`: attribute →
    how its column is meant. `columns`: header, meaning and whether that is a guess, of every column; `left_out`: lines
    that are no records; `told`: what the last walk says of whole columns; `asked`: names that may be
    known ones, with those.


    `checked` and `written` count rows by kind (new, changed, same, faulty); `read_back` counts what
    stands in the history under this import's uuid: what the database really holds. `written_rows`: so many rows
    of the file were gone through and stand; a run that takes the import up goes on behind them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sheet = models.CharField(_("table"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    file = models.FileField(_("file"), upload_to=upload_path, blank=True)
    original_name = models.CharField(_("file"), max_length=200)
    sheet_name = models.CharField(max_length=120, blank=True)
    mapping = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    readings = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    told = models.JSONField(default=list)
    asked = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    work = models.ForeignKey(Job, models.SET_NULL, null=True, editable=False, related_name="+")
    written_rows = models.PositiveIntegerField(default=0)
    total_rows = models.PositiveIntegerField(_("rows"), default=0)
    checked = models.JSONField(default=dict)
    written = models.JSONField(default=dict)
    read_back = models.JSONField(default=dict)
    preview = models.JSONField(default=list)
    errors_file = models.FileField(upload_to=errors_path, blank=True)
    failure = models.CharField(max_length=500, blank=True)

    objects = ImportJobQuerySet.as_manager()
    key_field: ClassVar[str] = "uuid"

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=("user", "-created_at"), name="chapters_import_of_user")]

    @override
    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        return reverse("core:import-job-detail", args=[self.uuid])

    @property
    def key(self) -> Any:
        return self.uuid

    @property
    def state_badge(self) -> Badge:
        return Badge(self.get_state_display(), _TONES.get(ImportState(self.state), "info"))

    @property
    def is_running(self) -> bool:
        return self.state in (ImportState.CHECKING, ImportState.IMPORTING)

    @property
    def counts(self) -> dict[str, int]:
        """The counts of the last walk: of the import, else of the dry run."""
        return self.written or self.checked
