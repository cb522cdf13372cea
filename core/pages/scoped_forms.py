"""Forms that stay inside the wall: choices are what the user may see, locks and lost updates have words.

Numbers and dates are read the Indonesian way. A form is safe to send twice: its token names the
record it made.
"""

from __future__ import annotations

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.template.loader import render_to_string
from django.utils import dateformat
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, ScopedQuerySet, is_national, may, only_region
from core.land.regions import Region
from core.pages.lookup import as_lookup
from core.pages.picking import pick_many
from core.records.lost_update import VersionedForm
from core.tools import formats, partial_dates, rough
from core.tools.visible import visible

TEXT_MOST = 10_000


class DayField(forms.DateField):
    """A full date, typed as 14 Maret 2018, 14/03/2018 or 2018-03-14."""

    widget = forms.TextInput

    @override
    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            iso = partial_dates.parse(value)
        except ValueError:
            iso = ""
        if len(iso) != 10:
            raise ValidationError(
                _("“%(value)s” is not a full date. Write it as 14 March 2018 or 14/03/2018."),
                params={"value": value},
                code="invalid",
            )
        return partial_dates.first_day(iso)

    @override
    def prepare_value(self, value: Any) -> Any:
        return dateformat.format(value, "j F Y") if hasattr(value, "year") else value

    @override
    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial, data)


def make_local(field: forms.Field) -> forms.Field:
    """Return the field reading numbers and dates the way an Indonesian office writes them.

    A number marked as rough ("± 120") is read where `takes_rough` is set on the field, else refused in
    words that name `rough_hint`.
    """
    if type(field) is forms.DateField:
        day = DayField(
            required=field.required,
            label=field.label,
            help_text=field.help_text,
            initial=field.initial,
            validators=field.validators,
            disabled=field.disabled,
        )
        day.widget.attrs.update({"autocomplete": "off", "placeholder": __("e.g. 14 March 2018")})
        return day
    if isinstance(field, (forms.IntegerField, forms.DecimalField)) and not isinstance(
        field.widget, (forms.HiddenInput, forms.Select)
    ):
        mode = "decimal" if isinstance(field, forms.DecimalField) else "numeric"
        read = field.to_python
        field.widget = forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})
        field.widget.is_required = field.required
        field.to_python = lambda value: _rough_or_plain(field, read, value)  # type: ignore[method-assign]
        field.reads_rough = True  # type: ignore[attr-defined]
        field.prepare_value = (  # type: ignore[method-assign]
            lambda value: (
                value if isinstance(value, str) or value is None else formats.number(value)
            )
        )
    return field


def _rough_or_plain(field: Any, read: Any, value: Any) -> Any:
    bare, is_rough = rough.marked(value) if isinstance(value, str) else (value, False)
    number = read(formats.plain_number(bare))
    if is_rough and number is None:
        raise ValidationError(field.error_messages["invalid"], code="invalid")
    if is_rough and not getattr(field, "takes_rough", False):
        raise ValidationError(rough.no_place(value, getattr(field, "rough_hint", "")), code="rough")
    return number


def limited(field: forms.Field) -> forms.Field:
    """Return the field with an end to its text: no field of a form takes a book.

    The end is told by the form, with the length and the limit: a `maxlength` in the page would cut what
    is pasted, and say nothing.
    """
    if type(field) is forms.CharField and field.max_length is None:
        field.max_length = TEXT_MOST
        field.validators = [*field.validators, MaxLengthValidator(TEXT_MOST)]
    field.widget.attrs.pop("maxlength", None)
    return field


def seen(field: forms.Field) -> forms.Field:
    """Return the field reading what is typed without signs nobody sees; for forms of pages and of the admin."""
    read = field.to_python
    field.to_python = lambda value: read(visible(value) if isinstance(value, str) else value)  # type: ignore[method-assign]
    return field


class RegionChoiceField(forms.ModelChoiceField):
    """A region from a list grouped by province, as short names."""

    @override
    def label_from_instance(self, obj: Any) -> str:
        return obj.short_name


# Where a remark can tell that a number is rough, in the order of fitness; for the words of a refusal.
_REMARKS = ("remark", "description", "explanation", "reasoning", "evidence", "source")


class Section(Fieldset):
    """Fields under a legend that prints as it is; crispy's own reads a legend as template code."""

    def render(
        self, form: Any, context: Any, template_pack: str = "bootstrap5", **kwargs: Any
    ) -> str:
        return render_to_string(
            self.get_template_name(template_pack),
            {
                "fieldset": self,
                "legend": self.legend,
                "fields": self.get_rendered_fields(form, context, template_pack, **kwargs),
            },
        )


class ScopedFormMixin(forms.BaseForm):
    """For any form with model choices: narrow each by `visible_to(user)` and leave archived rows out.

    `rough_note`: the field that tells of numbers marked as rough, where the number's own field names no
    other to set (`rough_flag`). `keeps_rough`: the form keeps `rough_words` in a way of its own.
    """

    sections: ClassVar[list[tuple[Any, list[str]]]] = []
    source_fields: ClassVar[tuple[str, ...]] = ()
    rough_note: ClassVar[str] = ""
    keeps_rough: ClassVar[bool] = False
    # Whether its initial values are proposed, not stored: then nobody writes over anything with them.
    suggests: ClassVar[bool] = False

    def narrow(self, user: Any) -> None:
        self.user = user
        self.rough_words: dict[str, str] = {}
        takes = self.keeps_rough or self.rough_note in self.fields
        hint = next((self.fields[name].label for name in _REMARKS if name in self.fields), "")
        for name, field in list(self.fields.items()):
            self.fields[name] = field = seen(limited(make_local(field)))
            field.takes_rough = takes or getattr(field, "rough_flag", "") in self.fields  # type: ignore[attr-defined]
            field.rough_hint = hint  # type: ignore[attr-defined]
            queryset = getattr(field, "queryset", None)
            if isinstance(queryset, ScopedQuerySet):
                queryset = queryset.visible_to(user)
                if not isinstance(field, forms.ModelMultipleChoiceField):
                    queryset = self.still_open(name, queryset)
                field.queryset = queryset  # type: ignore[attr-defined]
                if queryset.model is Region:
                    self._narrow_region(name, field)
            elif (
                queryset is not None
                and queryset.model._meta.app_label != "contenttypes"
                and not is_national(user)
            ):
                field.queryset = queryset.none()  # type: ignore[attr-defined]
            if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
                pick_many(field)
            elif isinstance(field, forms.ModelChoiceField):
                self.fields[name] = as_lookup(field)

    def still_open(self, name: str, rows: ScopedQuerySet) -> ScopedQuerySet:
        """Return the choices of a field without archived rows and ended regions, but for the record's own."""
        kept = getattr(getattr(self, "instance", None), f"{name}_id", None)
        return rows.current() | rows.filter(pk=kept) if kept else rows.current()

    def _narrow_region(self, name: str, field: Any) -> None:
        field.queryset = field.queryset.regencies()
        if own := only_region(self.user):
            # One region only: nothing to choose, so nothing to get wrong.
            field.initial = own
            field.empty_label = None

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            typed = self[name].data if getattr(field, "reads_rough", False) else None
            if name not in cleaned or field.disabled or not isinstance(typed, str):
                continue
            bare, is_rough = rough.marked(typed)
            flag = getattr(field, "rough_flag", "")
            if is_rough and flag in self.fields:
                cleaned[flag] = True
            elif is_rough:
                self.rough_words[name] = rough.told(field.label, bare)
        if self.rough_words and self.rough_note in cleaned:
            self._tell_rough(cleaned)
        return cleaned

    def _tell_rough(self, cleaned: dict[str, Any]) -> None:
        text = rough.noted(cleaned[self.rough_note] or "", self.rough_words.values())
        most = getattr(self.fields[self.rough_note], "max_length", None)
        if most is not None and len(text) > most:
            self.add_error(
                self.rough_note,
                __("Shorten this: “%(words)s” must fit in as well (at most %(most)s characters).")
                % {"words": "; ".join(self.rough_words.values()), "most": most},
            )
            return
        cleaned[self.rough_note] = text

    @property
    def helper(self) -> FormHelper:
        """Return the layout: sections as fieldsets, whatever no section names, and the source at the end."""
        named = [name for _title, names in self.sections for name in names]
        source = [name for name in self.source_fields if name in self.fields]
        if set(source) & set(named):
            source = []
        rest = [name for name in self.fields if name not in (*named, *source)]
        sections = [*self.sections, ("", rest), *([(_("Source"), source)] if source else [])]
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout()
        for title, names in sections:
            shown = [name for name in names if name in self.fields]
            helper.layout.fields += [Section(title, *shown)] if title else shown
        return helper

    def take_error(self, error: ValidationError) -> None:
        """Add what a service refused; errors of fields this form does not show go to its top."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    @property
    def error_list(self) -> list[tuple[str, str, str]]:
        """Return (field id, label, message) of every error for the summary above the form."""
        found = []
        for name, messages in self.errors.items():
            bound = None if name == NON_FIELD_ERRORS else self[name]
            for message in messages:
                # A group of choices has no id of its own: its first choice takes the focus.
                field_id = (bound.id_for_label or f"{bound.auto_id}_0") if bound else ""
                found.append((field_id, str(bound.label) if bound else "", str(message)))
        return found


class PlainForm(ScopedFormMixin, forms.Form):
    """Base of forms that make no single record."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.narrow(user)


class ReasonForm(PlainForm):
    """One text: why. `required` where the step needs a reason."""

    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class RecordForm(ScopedFormMixin, VersionedForm):
    """Base of forms that write one record.

    `user` narrows the choices; `parent` is the record a new row belongs to (set on `parent_field`).
    `source_fields` are appended as a last section where the form wants them.
    """

    parent_field: ClassVar[str] = ""
    source_fields: ClassVar[tuple[str, ...]] = ("source", "source_url", "as_of")

    def __init__(self, *args: Any, user: Any, parent: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent = parent
        if parent is not None and self.parent_field:
            setattr(self.instance, self.parent_field, parent)
        self.narrow(user)
        if "is_example" in self.fields and not may(user, Action.ADMINISTER):
            self.fields.pop("is_example")

    def warnings(self) -> list[str]:
        """Return sentences about what is unusual in the saved record; it stays saved."""
        return []

    def _get_validation_exclusions(self) -> set[str]:
        # A row under a parent is checked with it: unique constraints that name the parent must see it.
        # Private to Django, so its stubs leave it out.
        excluded = super()._get_validation_exclusions()  # type: ignore[misc]
        excluded.discard(self.parent_field)
        # "One among the unarchived" can only be checked where the form does not leave this column out.
        excluded.discard("archived_at")
        return excluded

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "region" in cleaned and not self._may_write_in(region := cleaned["region"]):
            self.add_error(
                "region",
                _("This region is outside your own.")
                if region
                else _("Choose a region; only the Secretariat keeps national records."),
            )
        return cleaned

    def _may_write_in(self, region: Region | None) -> bool:
        manager: Any = type(self.instance)._default_manager
        if manager.all().scope_path != "region":
            return True
        return may(self.user, Action.ADD, self._probe(region))

    def _probe(self, region: Region | None) -> models.Model:
        probe = type(self.instance)()
        probe.region = region
        return probe


def offer_provinces(form: Any, name: str = "region") -> None:
    """Let a form's region also be a province; most records belong to a kabupaten or kota only."""
    field = form.fields[name]
    rows = Region.objects.visible_to(form.user).down_to_regencies()
    field.queryset = form.still_open(name, rows)
