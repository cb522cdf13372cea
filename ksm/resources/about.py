"""Sheets of what is stated about a facility, group, chapter or office, else about a region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeAlias

from django.db.models import Model, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from chapters.models import Chapter, Office
from core.access import ScopedQuerySet
from core.importing import Line, Row, Sheet, SheetField, column
from core.importing.cells.regions import NationalCell, stand_at_home
from core.importing.sheets import folded
from ksm.doubles import former
from ksm.models import Facility, Group
from ksm.models.about import ABOUT

Thing: TypeAlias = Facility | Group | Chapter | Office
MODELS: dict[str, type[Thing]] = {
    "facility": Facility,
    "group": Group,
    "chapter": Chapter,
    "office": Office,
}
NAMED = {"chapter": "region__name", "office": "name", "group": "name", "facility": "name"}
CODED = {"chapter": "region__code", "facility": "code"}


def _value(obj: object, path: str) -> object:
    for step in path.split("__"):
        obj = getattr(obj, step, None)
    return obj


def _written(name: str) -> Callable[[object], object]:
    """Return what stands in the column for a record: the code of a facility, the name of any other."""
    return lambda obj: _value(obj, f"{name}__{CODED.get(name, NAMED[name])}") or ""


def about_fields(model: type[Model]) -> tuple[SheetField, ...]:
    """Return the columns that say whom a row is about."""
    area = "area" if any(item.name == "area" for item in model._meta.fields) else ""
    words = {
        "facility": (
            _("Facility"), ("kode sarana", "sarana", "ipal"),
            _("Its code, or its name where no other facility bears it."),
        ),
        "group": (_("Group"), ("kelompok", "ksm", "kpp", "ksm/kpp"), ""),
        "chapter": (_("Chapter"), ("aksansi daerah",), _("Its kabupaten or kota.")),
        "office": (_("Office"), ("instansi", "opd", "dinas"), ""),
    }  # fmt: skip
    return (
        *(
            column(model, name, Line(), label=label, fixed=True, synonyms=synonyms, help_text=hint,
                   value=_written(name))
            for name, (label, synonyms, hint) in words.items()
        ),
        column(model, "region", NationalCell(words=area), fixed=True, sample="Kab. Sleman",
               synonyms=("kabupaten", "kota", "kabupaten/kota", "kab/kota", "kode wilayah", "region code", "daerah")),
    )  # fmt: skip


class AboutSheet(Sheet[Row]):
    """A sheet whose rows are about one thing each; the region follows from it."""

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related(*ABOUT, "chapter__region")

    @override
    def read(self, rows: Sequence[Row]) -> None:
        for name, model in MODELS.items():
            self._find(name, model, [row for row in rows if name in row.values])
        for row in rows:
            if row.id is not None:
                continue
            thing = next((row.values[name] for name in ABOUT if row.values.get(name)), None)
            if thing is not None:
                row.values.setdefault("region", thing.region_id)
            stand_at_home(row.values, self.user)

    def _find(self, name: str, model: type[Thing], rows: Sequence[Row]) -> None:
        """Make records of what a column names, in the row's region where it states one."""
        stated = {folded(row.values[name]) for row in rows if row.values[name]}
        if not stated:
            return
        wanted = Q(folded__in=stated)
        if name in CODED:
            wanted |= Q(**{f"{CODED[name]}__in": {row.values[name].strip() for row in rows}})
        known: dict[str, list[Thing]] = defaultdict(list)
        found = model.objects.visible_to(self.user).current().alias(folded=Lower(NAMED[name]))
        for thing in found.filter(wanted).select_related("region"):
            own = {
                folded(str(_value(thing, path)))
                for path in (NAMED[name], CODED.get(name, NAMED[name]))
            }
            for key in own:
                known[key].append(thing)
        merged = {}
        if name == "facility":
            merged = former.standing_for({row.values[name] or "" for row in rows}, self.user)
            known |= {folded(code): [kept] for code, kept in merged.items()}
        for row in rows:
            text = row.values.pop(name)
            if not text:
                row.values[name] = None
                continue
            region = row.values.get("region")
            fits = [one for one in known[folded(text)] if region in (None, one.region_id)]
            if len(fits) == 1:
                row.values[name] = fits[0]
                if text in merged:
                    row.tell(former.words(text, merged[text]), name)
            elif row.id is not None and fits:
                pass  # a list taken along names it; the record itself is known by its number
            elif fits:
                row.fault(__("Several are called so; write the code or the region."), name)
            else:
                row.fault(__("Nothing of yours is called “%(text)s”.") % {"text": text[:60]}, name)

    @override
    def candidates(self, rows: Sequence[Row]) -> ScopedQuerySet:
        regions = {row.values.get("region") for row in rows}
        nowhere = Q(region__isnull=True) if None in regions else Q(pk__in=[])
        return self.visible().filter(Q(region__in=regions - {None}) | nowhere)
