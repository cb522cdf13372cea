"""What one record lacks, as a line of fields: how each gap is asked for, and how what was typed is written."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.forms import BoundField, Field, fields_for_model
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.access import Action, require
from core.pages.scoped_forms import PlainForm
from core.people.users import User
from core.records import bulk
from core.tools.formats import Words
from core.tools.rows.values import value_class
from core.tools.written import coordinates
from ksm.choices import GroupBasis
from ksm.filters.parts import any_of, lacks
from ksm.forms import FacilityForm, StatusRecordForm
from ksm.models import Facility, Group, StatusRecord
from ksm.place import villages
from ksm.reports.gaps import facility_gaps

POSITION = "position"
# What a record of a facility's state tells; the day goes with any of them.
STATE, DAY = ("function_status", "active_sr", "fee"), "observed_on"


@value_class
class Kind:
    """Records with gaps: their columns of the grid, in order, and which rows lack one of them."""

    name: str
    label: Words
    model: type[Any]
    columns: tuple[str, ...]
    lacking: Callable[[User], Q]

    def labels(self) -> list[Words]:
        return [label_of(self.model, name) for name in self.columns]


def _facilities(user: User) -> Q:
    return any_of(facility_gaps().values())


def _groups(user: User) -> Q:
    return lacks("formed_on") | Q(legal_basis=GroupBasis.UNKNOWN)


FACILITIES = Kind(
    "facilities",
    _("Facilities"),
    Facility,
    ("village", POSITION, "built_on", "design_sr", *STATE, DAY, "source"),
    _facilities,
)
GROUPS = Kind("groups", _("Groups"), Group, ("formed_on", "legal_basis"), _groups)
KINDS = {kind.name: kind for kind in (FACILITIES, GROUPS)}


def label_of(model: type[Model], name: str) -> Words:
    """Return the name of a column as the record's own form says it."""
    if name == POSITION:
        return __("Coordinates")
    of = StatusRecord if name in (*STATE, DAY) else model
    return capfirst(str(of._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _is_empty(value: object) -> bool:
    return value in (None, "", GroupBasis.UNKNOWN)


def lacked(row: Any, kind: Kind) -> list[str]:
    """Return the columns of a record that nobody filled in; `row` brings `has_state`, whether one was recorded."""
    found = []
    for name in kind.columns:
        if name in (*STATE, DAY):
            is_known = row.has_state
        elif name == POSITION:
            is_known = row.latitude is not None
        elif name == "design_sr":
            known = (row.design_sr, row.design_kk, row.design_jiwa)
            is_known = any(value is not None for value in known)
        else:
            is_known = not _is_empty(getattr(row, name))
        if not is_known:
            found.append(name)
    return found


class GapForm(PlainForm):
    """The fields of one line; `position` is read like that of the facility's own form."""

    def clean_position(self) -> Any:
        text = self.cleaned_data[POSITION]
        return self.position_of(text) if text else None

    @staticmethod
    def position_of(text: str) -> Any:
        """Return (latitude, longitude). Raises ValidationError in words."""
        try:
            return coordinates.pair(text)
        except ValueError as error:
            words = __("“%(value)s” is not a position; write it like “-7.7956 110.3695”.")
            raise ValidationError(words % {"value": text}) from error


def _field(model: type[Model], name: str) -> Field:
    if name == POSITION:
        return copy.deepcopy(FacilityForm.base_fields[POSITION])
    if name in (*STATE, DAY):
        return copy.deepcopy(StatusRecordForm.base_fields[name])
    found = fields_for_model(model, fields=[name])[name]
    if name == "legal_basis":
        known = [(code, word) for code, word in GroupBasis.choices if code != GroupBasis.UNKNOWN]
        found.choices, found.initial = [("", "–"), *known], ""
    return found


@dataclass
class GridRow:
    """A record with each column's name and the field for what it lacks; None where that is known."""

    record: Any
    form: GapForm
    kind: Kind
    cells: list[tuple[Words, BoundField | None]] = field(default_factory=list)

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, by column; a day alone tells nothing."""
        values = {k: v for k, v in self.form.cleaned_data.items() if not _is_empty(v)}
        return values if set(values) - {DAY} else {}

    def state(self) -> StatusRecordForm | None:
        """Return the form of the record of a state that was typed; None where none was."""
        if not set(STATE) & set(self.typed):
            return None
        data = QueryDict(mutable=True)
        data.update({k: self.form.data.get(self.form.add_prefix(k), "") for k in (*STATE, DAY)})
        return StatusRecordForm(data, user=self.form.user, parent=self.record)

    def stale(self) -> str:
        """Return in words what was typed for a column that says something else by now; "" where nothing was."""
        found = []
        for name in self.kind.columns:
            text = self.form.data.get(self.form.add_prefix(name), "").strip()
            if name in self.form.fields or not text or name == DAY:
                continue
            if text != str(self._now(name)) and not self._says(name, text):
                found.append(str(label_of(self.kind.model, name)))
        words = __(
            "Filled in meanwhile, nothing was written over it; change it on its own page: %(what)s."
        )
        return words % {"what": ", ".join(found)} if found else ""

    def _now(self, name: str) -> Any:
        if name not in STATE:
            return self.record.coordinates if name == POSITION else getattr(self.record, name)
        newest = StatusRecord.objects.visible_to(self.form.user).current()
        newest = newest.filter(facility=self.record.pk).order_by("-observed_on", "-pk")
        return newest.values_list(name, flat=True).first()

    def _says(self, name: str, text: str) -> bool:
        """Return whether a text means what the record says already."""
        if name == "village":
            return bool(self._linked(text).village == self.record.village)
        try:
            value = (
                GapForm.position_of if name == POSITION else _field(self.kind.model, name).clean
            )(text)
        except ValidationError:
            return False
        if name == POSITION:
            return bool(value == (self.record.latitude, self.record.longitude))
        return bool(value == self._now(name))

    def _linked(self, village: str) -> Any:
        """Return the record as it would be with a village by this name."""
        probe = copy.copy(self.record)
        probe.village = village
        villages.link(probe)
        return probe

    def faults(self) -> str:
        """Return in words why the line cannot be written; "" where it can."""
        if told := self.stale():
            return told
        forms: Iterable[Any] = [self.form]
        if self.form.is_valid() and (state := self.state()):
            forms = [state]
        return " ".join(
            f"{form.fields[name].label}: {' '.join(map(str, told))}"
            if name in form.fields
            else " ".join(map(str, told))
            for form in forms
            for name, told in form.errors.items()
        )

    def values(self) -> dict[str, Any]:
        """Return the columns of the record itself that were typed, with what hangs on them."""
        values = {k: v for k, v in self.typed.items() if k not in (*STATE, DAY, POSITION)}
        if place := self.typed.get(POSITION):
            values |= dict(zip(("latitude", "longitude"), place, strict=True))
        if "village" in values:
            probe = self._linked(values["village"])
            values |= {name: getattr(probe, name) for name in villages.FIELDS}
        return values


def row_of(record: Any, kind: Kind, user: User, data: QueryDict | None) -> GridRow:
    names = lacked(record, kind)
    given = {name: _field(kind.model, name) for name in names}
    for name, item in given.items():
        item.required, item.help_text = False, ""
        if name == DAY:
            item.initial = timezone.localdate().isoformat()
    form = type("GapForm", (GapForm,), given)(data, user=user, prefix=f"f{record.pk}")
    for name in names:
        widget = form.fields[name].widget
        style = "form-select" if hasattr(form.fields[name], "choices") else "form-control"
        widget.attrs |= {"aria-label": f"{label_of(kind.model, name)}: {record}", "class": style}
    cells = [
        (label, form[name] if name in names else None)
        for name, label in zip(kind.columns, kind.labels(), strict=True)
    ]
    return GridRow(record, form, kind, cells)


def write(row: GridRow, *, by: User, with_state: bool) -> str:
    """Write what was typed in a line; return why not, "" where it was or nothing was typed.

    `with_state`: also the record of a state, which is written once, when all of it is typed.
    """
    if told := row.faults():
        return told
    if values := row.values():
        task = bulk.change_task(values, why_not=_filled_meanwhile)
        outcome = bulk.run(task=task, model=row.kind.model, keys=[row.record.pk], by=by)
        if outcome.skipped:
            return " ".join(one.reason for one in outcome.skipped)
    if with_state and (form := row.state()) and form.is_valid():
        require(by, Action.ADD, form.instance)
        form.save()
    return ""


def _filled_meanwhile(row: Model, values: dict[str, object]) -> str:
    own = set(values) - {*villages.FIELDS} | ({"village"} & set(values))
    if all(_is_empty(getattr(row, name)) for name in own):
        return ""
    return __("Somebody filled this in meanwhile. Nothing was written over it.")
