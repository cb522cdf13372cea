"""The sheet of laboratory results: one line a parameter, its water sample found or made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.text import capfirst
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import ScopedQuerySet
from core.importing import (
    Cell,
    Choice,
    Line,
    PartialDate,
    RegionCell,
    Row,
    Sheet,
    SheetField,
    Writer,
    column,
    register,
    source_columns,
)
from core.importing.cells.regions import stand_at_home
from core.importing.rows import Key
from core.importing.sheets import folded
from core.records.sources import SOURCE
from ksm import codes
from ksm.doubles import former
from ksm.models import Facility
from ksm.resources.cells import CodeCell
from monitoring.effluent.cells import PARAMETERS, InletCell, ResultCell, UnitCell
from monitoring.models import Result, Sample
from monitoring.models.samples import SamplePoint

# What a sample is told with beside its place; which of it a line repeats.
_TOLD = ("taken_on", "laboratory_text", "sampler")
_OF_SAMPLE = ("place", "region", "point", "point_name", *_TOLD)
Place: TypeAlias = tuple[
    str, int | str, str, str, str
]  # region, facility or its words, day, point, its name


@dataclass
class ResultRow(Row):
    """`inlet`: the result of the inlet that a line tells beside that of the outlet."""

    inlet: Result | None = None


def _of_sample(name: str, cell: Cell, *synonyms: str, **options: Any) -> SheetField:
    options = {"value": lambda one: getattr(one.sample, name), "fixed": True, **options}
    return column(Sample, name, cell, synonyms=synonyms, **options)


@register
class ResultSheet(Sheet[ResultRow]):
    """Results of water samples; the sample is found by its place, day and point, or made."""

    name = "lab-results"
    model = Result
    row_class = ResultRow
    title = capfirst(Result._meta.verbose_name_plural)
    list_url = "monitoring:sample-list"
    natural_key = ("sample", "parameter")
    fields = (
        _of_sample("place", CodeCell(or_name=True), "sarana", "nama sarana", "ipal", "kode sarana", "lokasi",
                   "facility", required=True, label=_("Facility or place"), sample="34.04-0001",
                   value=lambda one: one.sample.facility.code if one.sample.facility else one.sample.place,
                   help_text=_("The code or name of a facility; else the place in words.")),
        _of_sample("region", RegionCell(with_provinces=True), "kabupaten", "kota", "kabupaten/kota", "kab/kota",
                   "wilayah", "daerah", sample="Kab. Sleman", value=lambda one: one.sample.region_id),
        _of_sample("taken_on", PartialDate(), "tanggal", "tanggal sampling", "tanggal pengambilan", "date",
                   sample="14 Maret 2018"),
        _of_sample("point", Choice(SamplePoint, synonyms={SamplePoint.OUTLET: ("efluen", "outlet ipal"),
                                                          SamplePoint.INLET: ("influen",)}),
                   "titik sampel", "titik sampling", sample="Outlet"),
        _of_sample("point_name", Line(), "nama titik", "keterangan titik"),
        _of_sample("laboratory_text", Line(), "laboratorium", "lab", label=_("Laboratory"),
                   value=lambda one: one.sample.laboratory_text or one.sample.laboratory or ""),
        _of_sample("sampler", Line(), "pengambil"),
        column(Result, "parameter", PARAMETERS, required=True, fixed=True, sample="BOD"),
        SheetField("value", _("Result"), ResultCell(4), synonyms=("hasil", "nilai", "outlet", "efluen", "kadar"),
                   sample="28,5", value=lambda one: one, help_text=_("28,5 or < 2; else what the report says.")),
        SheetField("inlet", _("Inlet"), InletCell(4), synonyms=("influen",), value=lambda one: one,
                   help_text=_("Where a line tells of both ends.")),
        column(Result, "unit", UnitCell(), synonyms=("satuan",), sample="mg/L"),
        column(Result, "method", synonyms=("metode",)),
        *source_columns(Result),
    )  # fmt: skip

    @override
    def rows(self) -> ScopedQuerySet:
        rows = super().rows().filter(sample__archived_at__isnull=True)
        return rows.order_by("-sample__taken_on", "sample", "pk")

    @override
    def load(self, rows: ScopedQuerySet) -> ScopedQuerySet:
        return rows.select_related("sample__region", "sample__facility", "sample__laboratory")

    @override
    def read(self, rows: Sequence[ResultRow]) -> None:
        named = [row for row in rows if row.id is None and "place" in row.values]
        facilities = self._facilities(named)
        for row in named:
            stand_at_home(row.values, self.user)
            words, region = folded(row.values["place"]), row.values.get("region")
            fits = [one for one in facilities[words] if region in (None, one.region_id)]
            if len(fits) > 1:
                row.fault(__("Several facilities are called so; write the code."), "place")
            elif fits:
                row.values |= {"facility": fits[0], "region": fits[0].region_id}
            elif codes.understood(row.values["place"]):
                row.fault(__("You have no facility of this code or name."), "place")
            elif not region:
                row.fault(__("This is missing."), "region")
            if not row.values.keys() & {"value", "stated"}:
                if "inlet" in row.values:
                    row.values |= {"point": SamplePoint.INLET, **row.values.pop("inlet")}
                else:
                    row.fault(__("Give a value, or what the report says."), "value")
        named = [row for row in named if row.is_good]
        self._samples: dict[Place, Sample] = {}
        self._inlets: dict[Key, int] = {}  # the line that tells of an inlet
        regions = {row.values["region"] for row in named}
        visible = Sample.objects.visible_to(self.user).current()
        for sample in visible.filter(region__in=regions).order_by("-pk"):
            self._samples[_place(vars(sample))] = sample
        known = Result.objects.visible_to(self.user).current()
        known = known.filter(sample__in=self._samples.values())
        self._known = {(one.sample_id, one.parameter): one for one in known}
        for row in named:
            row.values["sample"] = sample = self._sample(
                row, row.values.get("point", SamplePoint.OUTLET)
            )
            if sample.point == SamplePoint.INLET:
                self._inlets.setdefault(self.keys(row.values)[0], row.line)
        for row in named:
            if row.is_good and (both := row.values.pop("inlet", None)):
                self._read_inlet(row, both)

    def _facilities(self, rows: Sequence[ResultRow]) -> dict[str, list[Facility]]:
        stated = {row.values["place"] for row in rows}
        visible = Facility.objects.visible_to(self.user).current().alias(folded=Lower("name"))
        found: dict[str, list[Facility]] = defaultdict(list)
        wanted = Q(code__in=stated) | Q(folded__in={folded(text) for text in stated})
        for facility in visible.filter(wanted):
            for word in {facility.code, folded(facility.name)}:
                found[word].append(facility)
        merged = former.standing_for(stated, self.user)
        found |= {folded(code): [kept] for code, kept in merged.items()}
        for row in rows:
            if kept := merged.get(row.values["place"]):
                row.tell(former.words(row.values["place"], kept), "place")
        return found

    def _sample(self, row: ResultRow, point: str) -> Sample:
        """Return the sample a row tells of, at one of its points; a new one where it is not known."""
        values = row.values
        facility = values.get("facility")
        new = Sample(
            region_id=values["region"],
            facility=facility,
            place="" if facility else values["place"],
            point=point,
            point_name=(values.get("point_name") or "")
            if point == values.get("point", SamplePoint.OUTLET)
            else "",
            **{name: values[name] for name in (*_TOLD, *SOURCE) if name in values},
        )
        known = self._samples.setdefault(_place(vars(new)), new)
        if known is new:
            self._checked(row, new, "region", "facility", "visit", "laboratory")
        return known

    def _read_inlet(self, row: ResultRow, values: dict[str, Any]) -> None:
        sample = self._sample(row, SamplePoint.INLET)
        mark = self.keys({**row.values, "sample": sample})[0]
        if mark in self._inlets:
            row.fault(__("The same record stands in line %(line)s.") % {"line": self._inlets[mark]})
            return
        self._inlets[mark] = row.line
        known = self._known.get((sample.pk, row.values.get("parameter", "")))
        inlet = Result(
            sample=sample,
            parameter=row.values.get("parameter", ""),
            unit=row.values.get("unit", ""),
            **values,
            **{name: row.values[name] for name in SOURCE if name in row.values},
        )
        if known is None:
            self._checked(row, inlet, "sample")
            inlet.clean()
            row.inlet = inlet
        elif known.value_words != inlet.value_words:
            row.fault(
                __("The inlet is told otherwise already; change it in its own line."), "inlet"
            )

    def _checked(self, row: ResultRow, obj: Sample | Result, *others: str) -> None:
        try:
            obj.clean_fields(exclude=others)
            if isinstance(obj, Sample):
                obj.clean()
        except ValidationError as error:
            row.refuse(error)

    @override
    def keys(self, values: Mapping[str, object]) -> list[Key]:
        sample, parameter = values.get("sample"), values.get("parameter", "")
        if isinstance(sample, Sample):
            return [(sample.pk or _place(vars(sample)), parameter)]
        return [(sample, parameter)] if sample else []

    @override
    def candidates(self, rows: Sequence[ResultRow]) -> ScopedQuerySet:
        samples = [row.values["sample"].pk for row in rows if "sample" in row.values]
        return self.visible().filter(sample__in=[pk for pk in samples if pk])

    @override
    def decide(self, row: ResultRow) -> None:
        if not row.is_new:
            sample = row.obj.sample
            for name in SOURCE:  # a result entered on a page has the source of its sample
                if not getattr(row.obj, name) and row.values.get(name) == getattr(sample, name):
                    row.values.pop(name, None)
            for field in self.fields:
                if field.name in _OF_SAMPLE and field.name in row.values:
                    stated = field.cell.render(row.values[field.name])
                    if row.id is not None and folded(str(stated)) != folded(
                        str(field.cell_of(row.obj))
                    ):
                        row.fault(__("This is changed on the page of the sample."), field.name)
        super().decide(row)

    @override
    def add(self, rows: Sequence[ResultRow], writer: Writer) -> None:
        made = [*(row.obj for row in rows), *(row.inlet for row in rows if row.inlet)]
        new = {id(one.sample): one.sample for one in made if one.sample.pk is None}
        writer.add(list(new.values()))
        for one in made:
            one.sample = one.sample  # it has its key now
        writer.add(made)


def _place(values: Mapping[str, Any]) -> Place:
    """Return what names a sample."""
    where = values["facility_id"] or folded(values["place"])
    name = folded(values["point_name"] or "")
    return values["region_id"], where, values["taken_on"], values["point"], name
