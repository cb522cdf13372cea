"""National forms as rows: what a form is about, and under which of its columns each field of ours goes out."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ReferenceQuerySet
from core.records.records import Record
from core.tools.partial_dates import PartialDateField
from planning.national.fields import DataSet, field_of, fields_of


class NationalForm(Record):
    """One table a national system or an open-data portal takes, with what its metadata says (Satu Data).

    What nobody has settled yet (a licence, the edition of a form) stays empty, and the metadata says so.
    """

    title = models.CharField(_("form"), max_length=150)
    dataset = models.CharField(
        _("our data"),
        max_length=12,
        choices=DataSet.choices,
        help_text=_("What its rows are made of."),
    )
    definition = models.TextField(_("definition"), max_length=600, blank=True)
    measure = models.CharField(_("what is measured"), max_length=120, blank=True)
    unit = models.CharField(
        _("unit"), max_length=40, blank=True, help_text=_("Empty where each row has its own.")
    )
    producer = models.CharField(_("producer of the data"), max_length=150, blank=True)
    frequency = models.CharField(_("how often"), max_length=40, blank=True)
    licence = models.CharField(
        _("licence"), max_length=120, blank=True, help_text=_("Empty: not settled yet.")
    )
    valid_from = PartialDateField(_("holds from"), help_text=_("Empty: not known."))

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("title",)
        verbose_name = _("national form")
        verbose_name_plural = _("national forms")
        constraints = [
            models.UniqueConstraint(
                fields=("title",),
                condition=Q(archived_at__isnull=True),
                name="planning_national_form_once",
                violation_error_message=_("This form is recorded already."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("planning:national-form-detail", args=[self.pk])

    @override
    def clean(self) -> None:
        super().clean()
        if self.pk is None:
            return
        kept = FormColumn.objects.current().filter(form=self).values_list("field", flat=True)
        if lost := [name for name in kept if field_of(self.dataset, name) is None]:
            words = __("These columns have no field in “%(data)s”: %(fields)s.")
            told = {"data": self.get_dataset_display(), "fields": ", ".join(lost)}
            raise ValidationError({"dataset": words % told})


class FormColumn(Record):
    """One column of a form and the field of ours that stands in it."""

    form = models.ForeignKey(
        NationalForm, models.CASCADE, related_name="columns", verbose_name=_("national form")
    )
    column = models.CharField(
        _("column of the form"),
        max_length=80,
        help_text=_("As the form writes it, e.g. kode_kabupaten_kota."),
        validators=[RegexValidator(r"^[^=+@\-]", _("A column begins with a letter."))],
    )
    field = models.CharField(_("our field"), max_length=40)
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, blank=True, help_text=_("Small numbers stand first.")
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ("form", "order", "pk")
        verbose_name = _("column of a national form")
        verbose_name_plural = _("columns of a national form")
        constraints = [
            models.UniqueConstraint(
                fields=("form", "column"),
                condition=Q(archived_at__isnull=True),
                name="planning_form_column_once",
                violation_error_message=_("The form has this column already."),
            ),
        ]

    @override
    def __str__(self) -> str:
        return self.column

    def get_absolute_url(self) -> str:
        return reverse("planning:national-form-detail", args=[self.form_id])

    @property
    def label(self) -> object:
        """What our field holds, in words; the bare name where it is known no more."""
        found = field_of(self.form.dataset, self.field)
        return found.label if found else self.field

    @override
    def clean(self) -> None:
        super().clean()
        if self.form_id and field_of(self.form.dataset, self.field) is None:
            words = __("“%(field)s” is no field of “%(data)s”. Choose one of: %(known)s.")
            known = ", ".join(one.name for one in fields_of(self.form.dataset))
            told = {
                "field": self.field[:60],
                "data": self.form.get_dataset_display(),
                "known": known,
            }
            raise ValidationError({"field": words % told})
