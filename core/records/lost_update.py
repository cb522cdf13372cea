"""Two people in one record: what the other saved meanwhile is told and joined, nothing is written over."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, may
from core.records import opened
from core.records.timeline import in_words
from core.tools import formats


class VersionField(forms.CharField):
    """The version a form was opened with; the page itself sends it along, so it is nothing that somebody changed."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=64, **kwargs)

    @override
    def has_changed(self, initial: object, data: object) -> bool:
        return False


def carry_version(form: Any) -> None:
    """Let a form of one record carry the version it is opened with; a new record has none."""
    if form.instance._state.adding:
        form.fields.pop("row_version")
    else:
        form.fields["row_version"].initial = version_of_row(form)


def refuse_stale(form: Any) -> None:
    """Refuse to write over a later version than the one the form was opened with."""
    sent = form.cleaned_data.get("row_version")
    if sent and version_of_row(form) not in (sent, form.own_version):
        _tell_of_lost_update(form, sent)


def version_of_row(form: Any) -> str:
    """Return what tells that somebody else saved the record, or the rows beside it the form writes as lines.

    The record's version, else its shown values.
    """
    row, beside = form.instance, form.rows_beside()
    if hasattr(row, "version"):
        own = str(row.version)
    else:
        # As declared: what a form takes off later counts all the same.
        shown = {*(form._meta.fields or ()), *form.guarded}
        names = [f.attname for f in row._meta.concrete_fields if f.name in shown]
        own = _hash([str(getattr(row, name)) for name in names])
    if not beside:
        return own
    versions = [list(rows.order_by("pk").values_list("pk", "version")) for rows in beside]
    return _hash((own, versions))


def _hash(values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()


def _last_change(form: Any) -> Any:
    """Return the newest entry of history of what the form shows; None where none is kept."""
    history = getattr(form.instance, "history", None)
    found = [history] if history is not None else []
    for rows in form.rows_beside():
        keys = list(rows.values_list("pk", flat=True))
        found.append(rows.model.history.filter(id__in=keys))
    newest = [
        entries.select_related("history_user").order_by("-history_id").first() for entries in found
    ]
    return max((one for one in newest if one), key=lambda one: one.history_date, default=None)


def _tell_of_lost_update(form: Any, sent: str) -> None:
    """Refuse, and let the page join both: untouched fields show what others saved meanwhile.

    What both changed stays as typed, the present value named beside it.
    """
    last = _last_change(form)
    moment = last.history_date if last else getattr(form.instance, "updated_at", timezone.now())
    typed: Any = form.data  # a QueryDict, which is not written to
    form.data = typed = typed.copy()
    typed[form.add_prefix("row_version")] = version_of_row(form)
    rows = _rows_since(form, sent)
    told: dict[str, list[str]] = {}
    columns, beside = _columns_of_fields(form), opened.changes(form)
    known = set(opened.fields_of(form)) if opened.NAME in typed else set()
    for name, column in columns.items():
        if name in known:
            continue
        field, now = form.fields[name], column.value_from_object(form.instance)
        changed = rows and _change_of(column, rows)
        if rows and not changed:
            continue
        given = form[name].data
        if changed:
            told.setdefault(_who(changed), []).append(str(field.label))
            if not field.has_changed(column.value_from_object(rows[-1]), given):
                _put(typed, form.add_prefix(name), field.prepare_value(now))
                continue
        if field.has_changed(now, given):
            form.add_error(name, _now_stored(form, column, now, changed or None))
    for name, is_mine in beside.items():
        if not is_mine:
            opened.put(form, name)
        elif name in columns:
            now = columns[name].value_from_object(form.instance)
            form.add_error(name, _now_stored(form, columns[name], now, None))
        else:
            form.add_error(name, opened.now_stored(form, name))
    if beside:
        told.setdefault(_who(last), []).append(opened.labels(form, beside))
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


def _columns_of_fields(form: Any) -> dict[str, models.Field]:
    columns = {column.name: column for column in form.instance._meta.concrete_fields}
    return {
        name: columns[name]
        for name, field in form.fields.items()
        if name in columns
        and not (field.disabled or field.widget.is_hidden or isinstance(field, forms.FileField))
    }


def _rows_since(form: Any, sent: str) -> list[Any]:
    """Return the rows of history from the present one back to the one the form was opened with.

    Every write raises the version by one and leaves one row; where they do not fit, nothing is
    returned rather than a wrong row.
    """
    now = version_of_row(form)
    if not (sent.isdecimal() and now.isdecimal() and hasattr(form.instance, "history")):
        return []
    back = int(now) - int(sent)
    if back < 1:
        return []
    found = form.instance.history.select_related("history_user")
    rows = list(found.order_by("-history_id")[: back + 1])
    fits = len(rows) == back + 1 and all(
        column.value_from_object(rows[0]) == column.value_from_object(form.instance)
        for column in _columns_of_fields(form).values()
        if hasattr(rows[0], column.attname)
    )
    return rows if fits else []


def _now_stored(form: Any, column: models.Field, now: Any, changed: Any) -> str:
    personal = getattr(form.instance, "personal_fields", ())
    if column.name in personal and not may(form.user, Action.SEE_CONTACTS):
        return __("Somebody else changed this meanwhile.")
    names: dict[Any, str] = {}
    if column.is_relation and now is not None:
        names = {(column.related_model, now): str(getattr(form.instance, column.name))}
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
