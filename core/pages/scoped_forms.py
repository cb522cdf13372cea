"""Forms that stay inside the wall: choices are what the user may see, locks and lost updates have words.

Numbers and dates are read the Indonesian way. A form is safe to send twice: its token names the
record it made.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, TypeAlias

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, ScopedQuerySet, is_national, may, only_region
from core.land.regions import Region
from core.pages.fields import LocalNumber, local, part
from core.pages.form_layout import errors_of, layout_of
from core.pages.lookup import as_lookup
from core.pages.picking import pick_many
from core.records.asked import SURE, Asked, ask_of, only_asks
from core.records.listed import leave_out_retired
from core.records.lost_update import VersionField, carry_version, refuse_stale
from core.records.sources import SOURCE, according_to, is_second
from core.tools import formats, rough
from core.tools.rows.in_the_way import lead_there
from core.tools.visible import visible_data
from core.tools.written.numbers import local_limits

# Where a remark can tell that a number is rough, in the order of fitness; for the words of a refusal.
_REMARKS = ("remark", "description", "explanation", "reasoning", "evidence", "source")


ScopedForm: TypeAlias = "PlainForm | RecordForm"


def narrow(form: ScopedForm) -> None:
    """Let fields read the Indonesian way, and offer of every table what the user may see and is not archived."""
    takes = form.keeps_rough or form.rough_note in form.fields
    hint = next((form.fields[name].label for name in _REMARKS if name in form.fields), "")
    for name, field in list(form.fields.items()):
        form.fields[name] = field = local(field)
        leave_out_retired(field, getattr(getattr(form, "instance", None), name, ""))
        if isinstance(field, LocalNumber):
            if name == "year" or name.endswith("_year") or name.startswith("period_"):
                field.is_year = True
                words = _("Enter a year of four digits, e.g. 2015.")
                field.error_messages = {**field.error_messages, "invalid": words}
            field.takes_rough, field.rough_hint = takes or field.rough_flag in form.fields, hint
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = _offered(form, name, field)
        if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
            pick_many(field)
        elif isinstance(field, forms.ModelChoiceField):
            is_few = getattr(field.queryset, "model", None) is Region  # regencies, without counting
            form.fields[name] = field if is_few else as_lookup(field)
    part(form)


def _offered(form: ScopedForm, name: str, field: forms.ModelChoiceField) -> Any:
    rows: Any = field.queryset
    if not isinstance(rows, ScopedQuerySet):
        is_open = is_national(form.user) or rows.model._meta.app_label == "contenttypes"
        return rows if is_open else rows.none()
    rows = rows.visible_to(form.user)
    if not isinstance(field, forms.ModelMultipleChoiceField):
        rows = still_open(form, name, rows)
    if rows.model is not Region:
        return rows
    if own := only_region(form.user):
        # One region only: nothing to choose, so nothing to get wrong.
        field.initial, field.empty_label = own, None
    return rows.regencies()


def still_open(form: ScopedForm, name: str, rows: Any) -> Any:
    """Return the choices of a field without archived rows and ended regions, but for the record's own."""
    kept = getattr(getattr(form, "instance", None), f"{name}_id", None)
    return rows.current() | rows.filter(pk=kept) if kept else rows.current()


def offer_provinces(form: ScopedForm, name: str = "region") -> None:
    """Let a form's region also be a province; most records belong to a kabupaten or kota only."""
    field: Any = form.fields[name]
    rows = Region.objects.visible_to(form.user).down_to_regencies()
    field.queryset = still_open(form, name, rows)


def tell_rough(form: ScopedForm, cleaned: dict[str, Any]) -> None:
    """Keep the marks of rough numbers: in the field beside them, else in the words of a remark."""
    form.rough_words = {}
    names: list[str] = []
    flag = ""
    for name, field in form.fields.items():
        typed = form[name].data if isinstance(field, LocalNumber) else None
        if name not in cleaned or field.disabled or not isinstance(typed, str):
            continue
        bare, is_rough = rough.marked(typed)
        if is_rough and field.rough_flag in form.fields:  # type: ignore[attr-defined]
            flag = field.rough_flag  # type: ignore[attr-defined]
            names.append(name)
        elif is_rough:
            form.rough_words[name] = rough.told(field.label, bare)
    if isinstance(form, RecordForm) and hasattr(form.instance, "rough"):
        form.instance.rough = "" if cleaned.get("is_estimate") else ", ".join(names)
    if flag:
        cleaned[flag] = True
    note = form.rough_note
    if not form.rough_words or note not in cleaned:
        return
    text = rough.noted(cleaned[note] or "", form.rough_words.values())
    _put_in(form, cleaned, note, text, "; ".join(form.rough_words.values()))


def _put_in(form: ScopedForm, cleaned: dict[str, Any], note: str, text: str, words: str) -> None:
    """Let a remark be the text, or ask to shorten it where the words do not fit in."""
    most = getattr(form.fields[note], "max_length", None)
    if most is None or len(text) <= most:
        cleaned[note] = text
        return
    told = __("Shorten this: “%(words)s” must fit in as well (at most %(most)s characters).")
    form.add_error(note, told % {"words": words, "most": most})


def keep_first_source(form: RecordForm, cleaned: dict[str, Any]) -> None:
    """Where another source is named beside changed facts, leave the record's first one and tell in the remark what
    the other brought: what the first one states must not come to stand under another name and date.

    Whoever changes the source alone puts it right.
    """
    row, note = form.instance, form.rough_note
    if row.pk is None or not is_second(row, {"source": "", "source_url": "", **cleaned}):
        return
    note = note or next((name for name in _REMARKS[:2] if name in cleaned), "source")
    told = [
        f"{field.label} {_shown(field, cleaned[name])}"
        for name, field in form.fields.items()
        if name in form.changed_data
        and cleaned.get(name) not in (None, "")
        and name in (form._meta.fields or ())
        and name not in (*SOURCE, note)
    ]
    if not told:
        return
    text = according_to(cleaned, told)
    cleaned.update({name: getattr(row, name) for name in SOURCE if name in cleaned})
    text = "; ".join(filter(None, (cleaned[note], text)))
    _put_in(form, cleaned, note, text, text)
    form.keeps_first_source = True


def _shown(field: forms.Field, value: object) -> str:
    if isinstance(field, forms.ChoiceField):
        value = dict(field.choices).get(value, value)  # type: ignore[arg-type]
    return formats.number(value) if isinstance(value, Decimal) else str(value)


class PlainForm(forms.Form):
    """Base of forms that make no single record; `extra`: fields that hang on what the form is about.

    `rough_note`: the field that tells of numbers marked as rough, where the number's own field names no
    other to set (`rough_flag`). `keeps_rough`: the form keeps `rough_words` in a way of its own.
    `suggests`: its initial values are proposed, not stored: then nobody writes over anything with them.
    `open_sections`: how many stand open in a long form; 0: all. `asked`: why each field is asked for.
    """

    sections: ClassVar[list[tuple[object, list[str]]]] = []
    open_sections: ClassVar[int] = 0
    source_fields: ClassVar[tuple[str, ...]] = ()
    asked: ClassVar[Mapping[str, Asked]] = {}
    rough_note: ClassVar[str] = ""
    keeps_rough: ClassVar[bool] = False
    suggests: ClassVar[bool] = False
    helper = property(layout_of)
    error_list = property(errors_of)
    only_asks = property(only_asks)

    def __init__(
        self,
        data: Any = None,
        *args: Any,
        user: Any,
        extra: Mapping[str, forms.Field] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(visible_data(data), *args, **kwargs)
        self.user = user
        self.rough_words: dict[str, str] = {}
        self.fields.update(extra or {})
        narrow(self)

    @override
    def add_error(self, field: str | None, error: object) -> None:
        super().add_error(field, local_limits(error))  # type: ignore[call-overload]

    @override
    def clean(self) -> dict[str, Any]:
        tell_rough(self, self.cleaned_data)
        return self.cleaned_data


class ReasonForm(PlainForm):
    """One text: why. `required` where the step needs a reason."""

    remark = forms.CharField(
        label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReopenForm(PlainForm):
    """Why what was closed is taken up again."""

    remark = forms.CharField(
        label=_("Reason"), max_length=100, widget=forms.Textarea(attrs={"rows": 2})
    )


class RecordForm(forms.ModelForm):
    """Base of forms that write one record, and refuse to write over what somebody else saved meanwhile.

    `user` narrows the choices; `parent` is the record a new row belongs to (set on `parent_field`).
    `source_fields` are appended as a last section where the form wants them; `rough_note`: as in `PlainForm`.
    `guarded`: columns the form writes besides its model fields; `rows_beside`: rows it shows as lines.
    """

    sections: ClassVar[list[tuple[object, list[str]]]] = []
    open_sections: ClassVar[int] = 0
    source_fields: ClassVar[tuple[str, ...]] = ("source", "source_url", "as_of")
    parent_field: ClassVar[str] = ""
    asked: ClassVar[Mapping[str, Asked]] = {}
    rough_note: ClassVar[str] = ""
    keeps_rough: ClassVar[bool] = False
    guarded: ClassVar[tuple[str, ...]] = ()
    # Whether the choices of `region` hold no more than what may be written.
    is_region_safe: ClassVar[bool] = False
    # What the record became when this very form was saved before: no change of somebody else's.
    own_version = ""
    # Whether another source was named beside changed facts: the first stayed, the remark tells the other.
    keeps_first_source = False
    helper = property(layout_of)
    error_list = property(errors_of)
    only_asks = property(only_asks)

    row_version = VersionField()

    def __init__(
        self, data: Any = None, *args: Any, user: Any, parent: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(visible_data(data), *args, **kwargs)
        self.user, self.parent = user, parent
        self.rough_words: dict[str, str] = {}
        if parent is not None and self.parent_field:
            setattr(self.instance, self.parent_field, parent)
        carry_version(self)
        narrow(self)
        self._show_rough()
        if "is_example" in self.fields and not may(user, Action.ADMINISTER):
            self.fields.pop("is_example")

    def _show_rough(self) -> None:
        """Show the mark at the numbers it belongs to, where these are known; the tick is for all of them."""
        if not (names := getattr(self.instance, "rough", "")):
            return
        self.initial["is_estimate"] = False
        for name in names.split(", "):
            if isinstance(field := self.fields.get(name), LocalNumber):
                field.is_rough = True

    def rows_beside(self) -> list[Any]:
        """Return querysets of the rows the form shows as lines: what others do to those is a change of it, too."""
        return []

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
    def add_error(self, field: str | None, error: object) -> None:
        super().add_error(field, local_limits(error))  # type: ignore[call-overload]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        for errors in self.errors.as_data().values():
            lead_there(errors, row=self.instance, user=self.user)
        if (
            SURE in self.fields
            and not self.errors
            and (told := ask_of(self, self.instance.new_doubts()))
        ):
            self.instance._change_reason = told

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuse_stale(self)
        tell_rough(self, cleaned)
        keep_first_source(self, cleaned)
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
        if self.is_region_safe or manager.all().scope_path != "region":
            return True
        probe = type(self.instance)()
        probe.region = region
        return may(self.user, Action.ADD, probe)
