"""The one project class above Django's: what every business record carries.

History field by field, a row version against lost updates, archiving instead of deleting, where a
fact comes from and as of when, and whether it is made up to show a feature (CONTOH).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from typing_extensions import override

from core.access import Key, ScopedManager
from core.records.told import follow
from core.tools.partial_dates import PartialDateField, in_future
from core.tools.rows import rules
from core.tools.rows.history import KeptManager, Stamped


class WebAddressField(models.URLField):
    """An address of the web, http or https; what is typed without a scheme is meant as https."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    @override
    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})


def told_by(day: dt.date) -> models.Q:
    """Return the condition "somebody told of it by a day": it is stated for one, or undated and entered by then.

    What has no beginning of its own is in no past year before that.
    """
    undated = models.Q(as_of="", created_at__date__lte=day)
    return models.Q(as_of__gt="", as_of__lte=day.isoformat()) | undated


def begun_by(start: str, day: dt.date, *, end: str = "") -> models.Q:
    """Return the condition "begun by a day", of a partial-date column; begun nobody knows when: since it was told.

    For the years before the first document that names it, it is not known (design §5). `end`: the column of its
    end; what had ended by the day had begun, whoever told it later.
    """
    iso = day.isoformat()
    stated = models.Q(**{f"{start}__gt": "", f"{start}__lte": iso})
    known = told_by(day)
    if end:
        known |= models.Q(**{f"{end}__gt": "", f"{end}__lte": iso})
    return stated | known & models.Q(**{start: ""})


class Record(models.Model):
    """Abstract base of all business records.

    `key_field` names the column that stands in addresses. `review_root` leads to the reviewed
    object whose lock also covers this record (None: nothing locks it). `personal_fields` are contact
    data: the history tells their changes only to those who may see them.
    """

    source = models.CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_(
            "Document, visit or person that states this, e.g. “MoU text”, “visit 12/10/2021”."
        ),
    )
    source_url = WebAddressField(_("address of the source"), max_length=500, blank=True)
    as_of = PartialDateField(
        _("as of"), help_text=_("The date the facts hold for; a year or a month is enough.")
    )
    is_example = models.BooleanField(
        _("made-up example"),
        default=False,
        help_text=_("Marked CONTOH on every page and in every report."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)

    history = HistoricalRecords(
        inherit=True,
        bases=[Stamped],
        excluded_fields=["version", "updated_at", "created_at"],
        history_manager=KeptManager,
    )
    # Typed as what every room's manager is; a room's queryset gives its own model the exact type.
    objects: models.Manager[Any] = ScopedManager()

    # Set before a write: the history row keeps it as the reason.
    _change_reason: str

    key_field: ClassVar[str] = "pk"
    personal_fields: ClassVar[tuple[str, ...]] = ()
    # Days on which something was seen or done: none of them is still to come, by whatever door it is written.
    happened: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @override
    def save(self, *args: object, **kwargs: Any) -> None:
        """Write the row; every write after the first raises the row version by one."""
        if not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version", "updated_at"}
        super().save(*args, **kwargs)
        follow([self])

    @override
    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        rules.validate(self, exclude)

    @override
    def clean(self) -> None:
        super().clean()
        for name in ("as_of", *self.happened):
            if in_future(getattr(self, name)):
                raise ValidationError({name: _("This date is in the future.")})

    def is_told_by(self, day: dt.date) -> bool:
        """Return whether somebody told of it by a day: what `told_by` asks the database."""
        entered = timezone.localdate(self.created_at)
        return self.as_of <= day.isoformat() if self.as_of else entered <= day

    @property
    def key(self) -> Any:
        return getattr(self, self.key_field)

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def doubts(self) -> dict[str, str]:
        """Return what looks wrong in it and can be so, by attribute: forms ask, tables tell; rooms override it."""
        return {}

    def new_doubts(self) -> list[str]:
        """Return what looks wrong and did not before it is saved: that was answered when it was entered."""
        found = self.doubts()
        if not found or self.pk is None:
            return list(found.values())
        before = type(self)._base_manager.get(pk=self.pk).doubts().values()
        return [words for words in found.values() if words not in before]

    @classmethod
    def why_not_archived(cls, rows: Sequence[Record]) -> dict[Key, str]:
        """Return what speaks against archiving these rows, in words, by primary key; rooms override it."""
        return {}

    def left_by_archiving(self) -> str:
        """Return what stays changed elsewhere once this is archived, as a sentence; "" where nothing."""
        return ""

    @property
    def review_root(self) -> object:
        return None
