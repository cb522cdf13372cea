"""Two people in one record: what the other saved meanwhile is told and joined, nothing is written over."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.records import opened
from core.records.timeline import in_words
from core.tools import formats


class VersionedForm(forms.ModelForm):
    """A form of one record that carries the version it was opened with, and refuses to write over a later one."""

    user: Any = None
    # What the record became when this very form was saved before: no change of somebody else's.
    own_version = ""
    # Columns a form without a row version writes besides its model fields.
    guarded: ClassVar[tuple[str, ...]] = ()

    row_version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields.pop("row_version")
        else:
            self.fields["row_version"].initial = self.version_of_row()

    def version_of_row(self) -> str:
        """Return what tells that somebody else saved the record: its version, else its shown values."""
        if hasattr(self.instance, "version"):
            return str(self.instance.version)
        # As declared: what a form takes off later counts all the same.
        shown = {*(self._meta.fields or ()), *self.guarded}
        names = [f.attname for f in self.instance._meta.concrete_fields if f.name in shown]
        values = [str(getattr(self.instance, name)) for name in names]
        return hashlib.sha256(repr(values).encode()).hexdigest()

    @cached_property
    @override
    def changed_data(self) -> list[str]:
        """The fields somebody changed; what the page itself sends along is none."""
        return [n for n in super().changed_data if n != "row_version"]

    @override
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        sent = cleaned.get("row_version")
        now = self.version_of_row() if sent else ""
        if sent and now not in (sent, self.own_version):
            self._tell_of_lost_update(sent)
        return cleaned

    def last_change(self) -> Any:
        """Return the newest entry of history of what the form shows; None where none is kept."""
        history = getattr(self.instance, "history", None)
        return (
            history.select_related("history_user").order_by("-history_id").first()
            if history is not None
            else None
        )

    def _tell_of_lost_update(self, sent: str) -> None:
        """Refuse, and let the page join both: untouched fields show what others saved meanwhile.

        What both changed stays as typed, the present value named beside it.
        """
        last = self.last_change()
        moment = last.history_date if last else getattr(self.instance, "updated_at", timezone.now())
        typed: Any = self.data  # a QueryDict, which is not written to
        self.data = typed = typed.copy()
        typed[self.add_prefix("row_version")] = self.version_of_row()
        rows = self._rows_since(sent)
        told: dict[str, list[str]] = {}
        columns, beside = self._columns_of_fields(), opened.changes(self)
        known = set(opened.fields_of(self)) if opened.NAME in typed else set()
        for name, column in columns.items():
            if name in known:
                continue
            field, now = self.fields[name], column.value_from_object(self.instance)
            changed = rows and _change_of(column, rows)
            if rows and not changed:
                continue
            given = self[name].data
            if changed:
                told.setdefault(_who(changed), []).append(str(field.label))
                if not field.has_changed(column.value_from_object(rows[-1]), given):
                    _put(typed, self.add_prefix(name), field.prepare_value(now))
                    continue
            if field.has_changed(now, given):
                self.add_error(name, self._now_stored(column, now, changed or None))
        for name, is_mine in beside.items():
            if not is_mine:
                opened.put(self, name)
            elif name in columns:
                now = columns[name].value_from_object(self.instance)
                self.add_error(name, self._now_stored(columns[name], now, None))
            else:
                self.add_error(name, opened.now_stored(self, name))
        if beside:
            told.setdefault(_who(last), []).append(opened.labels(self, beside))
        if told:
            raise _changed_meanwhile(
                "; ".join(f"{who}: {', '.join(names)}" for who, names in told.items())
            )
        raise ValidationError(
            _(
                "%(who)s changed this record at %(at)s while you were filling in the form. Your entries are "
                "still here: compare them with the record, then save again."
            ),
            params={"who": _who(last), "at": formats.moment(moment)},
            code="lost_update",
        )

    def _columns_of_fields(self) -> dict[str, models.Field]:
        columns = {column.name: column for column in self.instance._meta.concrete_fields}
        return {
            name: columns[name]
            for name, field in self.fields.items()
            if name in columns
            and not (field.disabled or field.widget.is_hidden or isinstance(field, forms.FileField))
        }

    def _rows_since(self, sent: str) -> list[Any]:
        """Return the rows of history from the present one back to the one the form was opened with.

        Every write raises the version by one and leaves one row; where they do not fit, nothing is
        returned rather than a wrong row.
        """
        now = self.version_of_row()
        if not (sent.isdecimal() and now.isdecimal() and hasattr(self.instance, "history")):
            return []
        back = int(now) - int(sent)
        if back < 1:
            return []
        found = self.instance.history.select_related("history_user")
        rows = list(found.order_by("-history_id")[: back + 1])
        fits = len(rows) == back + 1 and all(
            column.value_from_object(rows[0]) == column.value_from_object(self.instance)
            for column in self._columns_of_fields().values()
            if hasattr(rows[0], column.attname)
        )
        return rows if fits else []

    def _now_stored(self, column: models.Field, now: Any, changed: Any) -> str:
        personal = getattr(self.instance, "personal_fields", ())
        if column.name in personal and not may(self.user, Action.SEE_CONTACTS):
            return __("Somebody else changed this meanwhile.")
        names: dict[Any, str] = {}
        if column.is_relation and now is not None:
            names = {(column.related_model, now): str(getattr(self.instance, column.name))}
        value = in_words(column, now, names)
        if changed is None:
            return __("Now stored: %(value)s.") % {"value": value}
        return __("Now stored: %(value)s, changed by %(who)s at %(at)s.") % {
            "value": value,
            "who": _who(changed),
            "at": formats.moment(changed.history_date),
        }


def joins_others(form: Any) -> bool:
    """Join what was typed into a step's form with what others saved since it was opened; return whether they did.

    As on an edit page: fields the sender left alone show the present values, in the others it stands beside
    what was typed, and the form is refused. `form` is bound, made under the lock, with the stored values as
    its initial ones.
    """
    changed = opened.changes(form)
    if not changed:
        return False
    form.data = form.data.copy()
    for name, is_mine in changed.items():
        if not is_mine:
            opened.put(form, name)
    form.full_clean()
    for name, is_mine in changed.items():
        if is_mine:
            form.add_error(name, opened.now_stored(form, name))
    form.add_error(None, _changed_meanwhile(f"{_who(None)}: {opened.labels(form, changed)}"))
    return True


def _changed_meanwhile(what: str) -> ValidationError:
    return ValidationError(
        _(
            "This record was changed while you were filling in the form – %(what)s. These fields "
            "show the present values, except those you changed yourself: there the present value "
            "stands beside yours. Check them, then save again."
        ),
        params={"what": what},
        code="lost_update",
    )


def _change_of(column: models.Field, rows: list[Any]) -> Any:
    """Return the newest row that changed a column since the last of `rows`; None where none did."""
    if not hasattr(rows[0], column.attname):
        return None
    values = [column.value_from_object(row) for row in rows]
    if values[0] == values[-1]:
        return None
    return next(row for row, new, old in zip(rows, values, values[1:], strict=False) if new != old)


def _who(row: Any) -> str:
    return str(row.history_user) if row and row.history_user else __("Somebody")


def _put(data: Any, name: str, value: Any) -> None:
    """Set what a field shows, as a browser would send it."""
    if isinstance(value, list | tuple):
        data.setlist(name, [str(item) for item in value])
    else:
        data[name] = "" if value is None else str(value)
