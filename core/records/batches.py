from __future__ import annotations

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet

QUERY_MOST = 2000


class BatchKind(models.TextChoices):
    EDIT = "edit", _("Bulk change")
    ARCHIVE = "archive", _("Bulk archive")
    RESTORE = "restore", _("Bulk restore")
    IMPORT = "import", _("Import")
    UNDO = "undo", _("Undo")


class BatchQuerySet(ScopedQuerySet):
    scope_path = None
    kept_nationally = True
    owner_path = "user"
    made_at = "created_at"


class Batch(models.Model):
    """One action of one person on many rows; what it changed stands in the history under its stamp."""

    stamp = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(_("kind"), max_length=10, choices=BatchKind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    list_name = models.CharField(max_length=80, blank=True)
    query = models.CharField(max_length=QUERY_MOST, blank=True)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(default=0)
    # What was left out, as [words, reason] pairs; at most SKIPPED_KEPT of them.
    skipped = models.JSONField(default=list, blank=True, encoder=DjangoJSONEncoder)
    skipped_count = models.PositiveIntegerField(_("left out"), default=0)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # More than one may: an officer takes the rows of one region back, the Secretariat the others.
    undoes = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="undone_by"
    )
    created_at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("change of many rows")
        verbose_name_plural = _("changes of many rows")

    @override
    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("core:change-detail", args=[self.stamp])

    @property
    def list_url(self) -> str:
        """The list it was made on, narrowed as it was then; "" where there is none."""
        try:
            return f"{reverse(self.list_name)}?{self.query or 'all=1'}" if self.list_name else ""
        except NoReverseMatch:
            return ""
