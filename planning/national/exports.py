"""The national forms of a region and a year: a page that offers them, and their files."""

from __future__ import annotations

import json

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.access import only_region
from core.land.regions import Region, RegionQuerySet
from core.pages import Page
from core.pages.scoped_forms import PlainForm
from core.people import limits
from core.people.users import User
from core.tools.files import exchange
from core.tools.tables import Column
from planning.models.choices import FIRST_YEAR, LAST_YEAR
from planning.national.fields import fields_of
from planning.national.maps import FormColumn, NationalForm
from planning.national.metadata import metadata_of
from planning.national.rows import Row, rows_of

METADATA = "json"
FORMATS = (*exchange.FORMATS, METADATA)


class ChooseForm(PlainForm):
    suggests = True
    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.all())
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(
        self, data: dict[str, object] | None, *, user: User, initial: dict[str, object]
    ) -> None:
        super().__init__(data, user=user, initial=initial)
        self.fields["region"].queryset = regions_of(self.user)  # type: ignore[attr-defined]


def regions_of(user: User) -> RegionQuerySet:
    """Return the provinces, kabupaten and kota a reader sees."""
    return Region.objects.visible_to(user).down_to_regencies()


class NationalExportPage(Page):
    """Choose a region and a year; every form with its files."""

    template_name = "planning/national_exports.html"
    title = _("National data")
    room = "planning"

    def get(self, request: HttpRequest) -> HttpResponse:
        user = self.request.user
        given: dict[str, object] = {"region": only_region(user), "year": timezone.localdate().year}
        asked = {name: request.GET[name] for name in ("region", "year") if name in request.GET}
        form = ChooseForm(
            {**given, **asked} if asked or given["region"] else None, user=user, initial=given
        )
        chosen = form.cleaned_data if form.is_bound and form.is_valid() else None
        return self.render(
            {
                "form": form,
                "chosen": chosen,
                "offers": [
                    (one, {fmt: _address(one, chosen, fmt) for fmt in FORMATS} if chosen else {})
                    for one in NationalForm.objects.visible_to(user).current()
                ],
            }
        )


def _address(form: NationalForm, chosen: dict[str, object], fmt: str) -> str:
    region = chosen["region"]
    assert isinstance(region, Region)
    query = {"region": region.pk, "year": chosen["year"], "format": fmt}
    return reverse("planning:national-form-export", args=[form.pk], query=query)


class NationalFormExportView(Page):
    """One form of one region and year as XLSX or CSV under its own columns, or its metadata."""

    is_about_one = True
    is_heavy = True
    model = NationalForm

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        seen = regions_of(self.request.user).of_code(request.GET.get("region", ""))
        region = seen.select_related("parent").first()
        typed, fmt = request.GET.get("year", ""), request.GET.get("format", "")
        year = int(typed) if typed.isdecimal() and len(typed) == 4 else 0
        if region is None or fmt not in FORMATS or not FIRST_YEAR <= year <= LAST_YEAR:
            raise Http404
        form = self.object
        limits.take_along(request, told=f"{form.title}, {region.short_name}, {year} ({fmt})")
        with translation.override(
            "id"
        ):  # the words of a national form are Indonesian whoever reads
            columns = list(
                FormColumn.objects.visible_to(self.request.user)
                .current()
                .filter(form=form)
                .select_related("form")
            )
            rows = rows_of(form.dataset, user=self.request.user, region=region, year=year)
            if fmt == METADATA:
                return self._metadata(
                    metadata_of(form, columns, rows, region=region, year=year), region, year
                )
            return exchange.file_response(
                fmt=fmt,
                title=f"{form.title} {region.short_name} {year}",
                columns=[_column(one) for one in columns],
                records=rows,
                sign=".",  # comma between cells, point before decimals: as the open-data portals read
            )

    def _metadata(self, told: dict[str, object], region: Region, year: int) -> HttpResponse:
        name = slugify(f"{self.object.title} {region.short_name} {year} metadata")
        answer = HttpResponse(
            json.dumps(told, ensure_ascii=False, indent=2),
            content_type="application/json; charset=utf-8",
        )
        answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return answer


def _column(one: FormColumn) -> Column:
    def value(row: Row) -> object:
        return row.get(one.field)

    numbers = {field.name for field in fields_of(one.form.dataset) if field.unit}
    return Column(one.field, one.column, value, kind="number" if one.field in numbers else "text")
