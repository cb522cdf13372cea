"""Two records of one thing become one, and nothing that refers to either is lost.

What refers to a record is asked of the models themselves (every foreign key and every row attached
to it, of whatever room), so the ground floor moves rows of rooms above without knowing them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from core.access import Action, region_code_of, require
from core.people.users import User
from core.records.journal import Note, NoteKind
from core.records.records import Record
from core.records.services import add_note
from core.tools.rows.history import one_action
from core.tools.rows.values import value_class
from core.tools.todo import leading_to


class Mergeable(models.Model):
    """Abstract: a record that may turn out to be the twin of another one.

    `merged_into` is the record that stands for both; the merged one is archived and leads there.
    """

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )

    class Meta:
        abstract = True


def merge_constraints(table: str) -> list[models.CheckConstraint]:
    """Return the rules of the pointer for the `Meta` of a mergeable model."""
    return [
        models.CheckConstraint(
            condition=Q(merged_into__isnull=True) | Q(archived_at__isnull=False),
            name=f"{table}_merged_is_archived",
        ),
        models.CheckConstraint(
            condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
            name=f"{table}_not_into_itself",
        ),
    ]


@value_class
class Referrer:
    """A column of some model that points at a record, by key or as (content type, text key)."""

    model: type[models.Model]
    field: str
    generic: bool = False

    def rows(self, obj: models.Model) -> Any:
        """Return all rows that point at a record, archived ones too."""
        if not self.generic:
            return self.model._base_manager.filter(**{self.field: obj.pk})
        key = self._generic
        kind = ContentType.objects.get_for_model(obj, for_concrete_model=True)
        return self.model._base_manager.filter(**{key.ct_field: kind, key.fk_field: str(obj.pk)})

    def point(self, row: models.Model, obj: models.Model) -> None:
        setattr(row, self._generic.fk_field if self.generic else self.field, _key(obj, self))

    @property
    def label(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    @property
    def _generic(self) -> Any:
        return next(key for key in self.model._meta.private_fields if key.name == self.field)


def _key(obj: models.Model, referrer: Referrer) -> Any:
    return str(obj.pk) if referrer.generic else obj


def referrers(model: type[models.Model]) -> Iterator[Referrer]:
    """Yield every column that can point at a record of a model; copies kept as history excepted."""
    for relation in model._meta.get_fields(include_hidden=True):
        is_key = relation.auto_created and (relation.one_to_many or relation.one_to_one)
        if is_key and not hasattr(relation.related_model, "history_object"):
            yield Referrer(relation.related_model, relation.field.name)  # type: ignore[arg-type, union-attr]
    for other in apps.get_models():
        for key in other._meta.private_fields:
            if isinstance(key, GenericForeignKey):
                yield Referrer(other, key.name, generic=True)


@value_class
class Moved:
    """How many rows of one kind pointed at each of the two before."""

    label: str
    kept: int
    merged: int


@value_class
class Filled:
    """A fact the kept record did not state and takes over, in words."""

    name: str
    label: str
    value: Any


def counts(*, kept: models.Model, merged: models.Model) -> list[Moved]:
    """Return what hangs on both records, kinds with nothing left out."""
    found: dict[str, list[int]] = {}
    for referrer in referrers(type(kept)):
        pair = found.setdefault(referrer.label, [0, 0])
        pair[0] += referrer.rows(kept).count()
        pair[1] += referrer.rows(merged).count()
    return [Moved(label, *pair) for label, pair in sorted(found.items()) if any(pair)]


def to_fill(
    *, kept: models.Model, merged: models.Model, leave: tuple[str, ...] = ()
) -> list[Filled]:
    """Return the facts that only the merged record states; those the two state differently stay.

    `leave` names columns that are never taken over.
    """
    found = []
    for item in kept._meta.concrete_fields:
        if not item.editable or item.primary_key or not item.blank or item.name in leave:
            continue
        value = getattr(merged, item.attname)
        if getattr(kept, item.attname) in item.empty_values and value not in item.empty_values:
            shown = getattr(merged, f"get_{item.name}_display", lambda v=value: v)()
            found.append(Filled(item.name, capfirst(str(item.verbose_name)), shown))
    return found


def why_not_merge(*, kept: Record, merged: Record) -> str:
    """Return in words why the two cannot be merged; "" where they can."""
    if kept.pk == merged.pk:
        return __("A record cannot be merged with itself.")
    if kept.archived_at or merged.archived_at:
        words, where = __("One of the two is archived."), kept if kept.archived_at else merged
    elif region_code_of(kept) != region_code_of(merged):
        words, where = __("The two belong to different regions."), merged
    else:
        return ""
    return leading_to(where, words)


@transaction.atomic
def merge(*, kept: Record, merged: Record, by: User, leave: tuple[str, ...] = ()) -> list[Moved]:
    """Move all that refers to `merged` over to `kept` and archive it with a pointer to `kept`.

    One action in the history. Notes, files and review steps go along; blank facts of `kept` are
    filled. Returns what moved. Raises PermissionDenied; ValidationError with the reason where a
    rule of some room forbids the two sets of rows under one record.
    """
    require(by, Action.CHANGE, kept)
    require(by, Action.ARCHIVE, merged)
    first, second = sorted((kept.pk, merged.pk))
    rows = type(kept)._default_manager.select_for_update(of=("self",))
    locked = {row.pk: row for row in rows.filter(pk__in=(first, second)).order_by("pk")}
    kept, merged = locked[kept.pk], locked[merged.pk]
    if reason := why_not_merge(kept=kept, merged=merged):
        raise ValidationError(reason)
    with one_action(by=by):
        before = counts(kept=kept, merged=merged)
        filled = to_fill(kept=kept, merged=merged, leave=leave)
        _archive_with_pointer(kept=kept, merged=merged)
        for referrer in referrers(type(kept)):
            for row in referrer.rows(merged).select_for_update(of=("self",)).order_by("pk"):
                _move(referrer, row, kept)
        for item in filled:
            setattr(kept, item.name, getattr(merged, item.name))
        kept._change_reason = __("Merged with %(what)s") % {"what": _name(merged)}
        kept.clean()
        kept.validate_constraints()
        kept.save()
        words = ", ".join(f"{item.label}: {item.merged}" for item in before if item.merged)
        add_note(
            obj=kept,
            by=by,
            kind=NoteKind.INFO,
            text=__("Merged with %(what)s. Moved here: %(rows)s.")
            % {"what": _name(merged), "rows": words or __("nothing")},
        )
    return before


def _archive_with_pointer(*, kept: Record, merged: Any) -> None:
    merged.merged_into = kept
    merged.archived_at = timezone.now()
    merged._change_reason = __("Merged into %(what)s") % {"what": _name(kept)}
    merged.save()


def _name(obj: Record) -> str:
    return f"{obj} [{obj.key}]"


def _move(referrer: Referrer, row: models.Model, kept: models.Model) -> None:
    """Point one row at the kept record; what a rule forbids is told with the row it is about."""
    if referrer.model._meta.auto_created and _has_twin(referrer, row, kept):
        row.delete()  # a bare pair of keys: both were on the same list
        return
    referrer.point(row, kept)
    try:
        with transaction.atomic():
            if hasattr(row, "archived_at") and not isinstance(row, Note):
                row.validate_constraints()
            row.save()
    except (ValidationError, IntegrityError) as error:
        told = " ".join(error.messages) if isinstance(error, ValidationError) else ""
        words = __("%(kind)s “%(row)s” cannot move over: %(reason)s") % {
            "kind": referrer.label,
            "row": row,
            "reason": told or __("the kept record has the same already."),
        }
        raise ValidationError(leading_to(_as_it_was(row), words)) from error


def _as_it_was(row: models.Model) -> models.Model:
    """Return a row as it still stands: what was to be written of it is given up."""
    return type(row)._base_manager.get(pk=row.pk)


def _has_twin(referrer: Referrer, row: models.Model, kept: models.Model) -> bool:
    others = {
        item.attname: getattr(row, item.attname)
        for item in row._meta.concrete_fields
        if not item.primary_key and item.name != referrer.field
    }
    return referrer.rows(kept).filter(**others).exists()
