"""Making, changing and publishing versions of an instrument; a version in use is never changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __

from core.access import Action, require
from core.people.users import User
from core.records.review import Locked
from core.tools.todo import Reason
from monitoring.models import Aspect, CrossCheck, Instrument, Option, Question
from monitoring.questionnaire import checks as instrument_checks
from monitoring.questionnaire.spec import InstrumentSpec, own, spec_of

Part = Aspect | Question | Option | CrossCheck
PARENTS = {
    Aspect: "instrument",
    Question: "aspect",
    Option: "question",
    CrossCheck: "instrument",
}


@transaction.atomic
def write_instrument(
    *, spec: InstrumentSpec, by: User, based_on: Instrument | None = None, source: str = ""
) -> Instrument:
    """Make a draft of a spec. Raises PermissionDenied; ValidationError where a value does not fit."""
    require(by, Action.ADD, Instrument)
    instrument = _made(Instrument(**own(spec), based_on=based_on, source=source))
    for a, aspect in enumerate(spec.aspects, start=1):
        row = _made(Aspect(instrument=instrument, order=a, **own(aspect)), aspect.code)
        for q, question in enumerate(aspect.questions, start=1):
            asked = _made(Question(aspect=row, order=q, **own(question)), question.code)
            for o, option in enumerate(question.options, start=1):
                where = f"{question.code} {option.value}"
                _made(Option(question=asked, order=o, **own(option)), where)
    for c, check in enumerate(spec.checks, start=1):
        _made(CrossCheck(instrument=instrument, order=c, **own(check)), check.code)
    return instrument


def _made(row: Any, where: str = "") -> Any:
    try:
        row.full_clean()
    except ValidationError as error:
        words = "; ".join(error.messages)
        raise ValidationError(f"{where}: {words}" if where else words) from error
    row.save()
    return row


@transaction.atomic
def make_version(*, instrument: Instrument, by: User, edition: str) -> Instrument:
    """Copy an instrument into a draft of another version; the old one and its results stay."""
    require(by, Action.ADD, Instrument)
    loaded = Instrument.objects.with_questions().get(pk=instrument.pk)
    spec = spec_of(loaded)
    copy = replace(spec, edition=edition.strip())
    return write_instrument(spec=copy, by=by, based_on=instrument, source=instrument.source)


def require_draft(instrument: Instrument) -> None:
    """Raise Locked with the reason unless the version is a draft."""
    if why := instrument.why_closed():
        raise Locked(why)


def _draft(instrument: Instrument, by: User) -> Instrument:
    require(by, Action.CHANGE, instrument)
    kept = Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
    require_draft(kept)
    return kept


def why_not_publish(loaded: Instrument) -> list[str]:
    """Return what is not in order yet, each with the page where it is put right; `loaded` by `with_questions`."""
    pages = {loaded.code: loaded.get_absolute_url()}
    rows: list[Aspect | Question | CrossCheck] = list(loaded.loaded_checks)  # type: ignore[attr-defined]
    for aspect in loaded.loaded_aspects:  # type: ignore[attr-defined]
        rows += [aspect, *aspect.loaded_questions]
    for row in rows:
        noun = "cross-check" if isinstance(row, CrossCheck) else row._meta.model_name
        pages[row.code] = reverse(f"monitoring:{noun}-edit", args=[row.pk])
    return [
        Reason(
            f"{one.where}: {one.words}",
            pages.get(one.where, ""),
            __("Open %(what)s") % {"what": one.where},
        )
        for one in instrument_checks.problems(spec_of(loaded))
    ]


@transaction.atomic
def publish(*, instrument: Instrument, by: User) -> Instrument:
    """Open a draft for use. Raises ValidationError with everything that is not in order yet."""
    kept = _draft(instrument, by)
    loaded = Instrument.objects.with_questions().get(pk=kept.pk)
    if found := why_not_publish(loaded):
        raise ValidationError(found)
    kept.published_at = timezone.now()
    kept.save()
    return kept


@transaction.atomic
def take_back(*, instrument: Instrument, by: User) -> Instrument:
    """Make a published version that nobody has used a draft again. Raises ValidationError, Locked."""
    require(by, Action.CHANGE, instrument)
    kept = Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
    if kept.is_frozen:
        raise Locked(kept.why_closed())
    if kept.rounds.exists() or kept.visits.exists():
        raise ValidationError(
            __("A round or a visit uses this version. Make a new version instead.")
        )
    kept.published_at = None
    kept.save()
    return kept


def siblings(part: Part) -> Any:
    """Return the parts beside one, in order."""
    parent = PARENTS[type(part)]
    rows = type(part).objects.filter(**{parent: getattr(part, parent)})
    return rows.current().order_by("order", "pk")


@transaction.atomic
def place_part(*, part: Part, by: User, after: Part | None) -> None:
    """Put a part behind a sibling, or first; all siblings are numbered anew."""
    _draft(part.root, by)
    found = list(siblings(part).select_for_update(of=("self",)))
    rows = [row for row in found if row.pk != part.pk]
    at = next((i + 1 for i, row in enumerate(rows) if after and row.pk == after.pk), 0)
    rows[at:at] = [row for row in found if row.pk == part.pk]
    for order, row in enumerate(rows, start=1):
        if row.order != order:
            row.order = order
            row.save()


@transaction.atomic
def add_part(*, part: Part, by: User) -> Part:
    """Keep a new part as the last of its siblings."""
    _draft(part.root, by)
    part.order = (siblings(part).aggregate(last=Max("order"))["last"] or 0) + 1
    part.save()
    return part


@transaction.atomic
def remove_part(*, part: Part, by: User) -> None:
    """Take a part out of a draft; its history keeps what it was."""
    _draft(part.root, by)
    part.delete()
