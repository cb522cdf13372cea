"""A list of 50, a detail, an edit with history, two files: as short as Django lets them be."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.generic import DetailView, ListView, UpdateView
from typing_extensions import override

from bench.floor.models import Facility, File, Note, Operation, Past, Status

PER_PAGE = 50
NOT_TYPED = (
    "id",
    "technologies",
    "version",
    "created_at",
    "updated_at",
    "archived_at",
    "merged_into_id",
)
TYPED = [f.name for f in Facility._meta.fields if f.name not in NOT_TYPED and f.name != "region"]
# The 44 columns of our file of facilities, without a word for a code.
TAKEN = """
    SELECT f.name, f.facility_type, s.function_status, s.active_sr, coalesce(g.name, o.named), f.source, f.source_url,
           f.as_of, f.technologies::text, f.stage, f.built_on, f.commissioned_on, f.closed_on, f.land_status,
           f.asset_status, f.design_kk, f.design_sr, f.design_jiwa, f.design_flow_m3_day, f.installed_sr, f.mck_doors,
           f.is_estimate, f.desludging_interval_years, f.sludge_volume_m3, f.truck_distance_m, f.desludging_route,
           r.name, f.district, f.village_kind, f.village, f.village_region_id, f.hamlet, f.rt, f.rw, f.latitude,
           f.longitude, f.coordinate_source, f.coordinate_accuracy_m, f.receiving_water, f.receiving_water_name,
           f.tags, f.description, f.id, f.version
    FROM ksm_facility f JOIN core_region r ON r.code = f.region_id
    LEFT JOIN LATERAL (SELECT function_status, active_sr FROM ksm_statusrecord
        WHERE facility_id = f.id AND archived_at IS NULL ORDER BY observed_on DESC, id DESC LIMIT 1) s ON true
    LEFT JOIN ksm_operation o ON o.facility_id = f.id AND o.archived_at IS NULL AND o.ended_on = ''
    LEFT JOIN ksm_group g ON g.id = o.group_id
    WHERE f.archived_at IS NULL ORDER BY f.region_id, f.code
"""


class FacilityList(LoginRequiredMixin, ListView):
    template_name = "list.html"
    paginate_by = PER_PAGE

    @override
    def get_queryset(self) -> Any:
        seen = Status.objects.filter(archived_at=None).order_by("-observed_on", "-id")
        runs = Operation.objects.filter(archived_at=None, ended_on="").select_related("group")
        rows = Facility.objects.filter(archived_at=None).select_related("region")
        rows = rows.prefetch_related(Prefetch("statuses", seen), Prefetch("operations", runs))
        asked = self.request.GET
        if asked.get("region"):
            rows = rows.filter(region__code__startswith=asked["region"])
        if asked.get("function"):
            rows = rows.filter(
                Exists(seen.filter(facility=OuterRef("pk"), function_status=asked["function"]))
            )
        if word := asked.get("q"):
            named = Q(name__icontains=word) | Q(code__icontains=word) | Q(village__icontains=word)
            rows = rows.filter(named)
        return rows.order_by("code")


class FacilityDetail(LoginRequiredMixin, DetailView):
    """The facts, all that happened, files, notes and the newest changes, as our page tells them."""

    template_name = "detail.html"
    queryset = Facility.objects.select_related("region")
    slug_field = slug_url_kwarg = "code"

    @override
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.object
        kind = ContentType.objects.get_by_natural_key("ksm", "facility")
        hung = {"content_type_id": kind.pk, "object_id": str(one.pk), "archived_at": None}
        past = Past.objects.filter(id=one.pk).select_related("history_user")
        return super().get_context_data(
            **kwargs,
            statuses=list(one.statuses.filter(archived_at=None).order_by("-observed_on", "-id")),
            operations=list(one.operations.filter(archived_at=None).select_related("group")),
            desludgings=list(one.desludgings.filter(archived_at=None).order_by("-done_on")),
            works=one.works.filter(archived_at=None),
            funding=one.funding.filter(archived_at=None).select_related("programme"),
            papers=one.papers.filter(archived_at=None),
            tariffs=one.tariffs.filter(archived_at=None).order_by("-valid_from")[:12],
            figures=one.figures.filter(archived_at=None).order_by("-period_to")[:10],
            visits=one.visits.filter(archived_at=None)
            .select_related("round")
            .prefetch_related("scores")
            .order_by("-visited_on"),
            notes=Note.objects.filter(**hung).select_related("created_by").order_by("-id")[:9],
            files=File.objects.filter(**hung).order_by("-created_at"),
            changes=changes(list(past.order_by("-history_id")[:9])),
        )


def changes(rows: list[Any]) -> Iterator[tuple[Any, list[tuple[str, Any, Any]]]]:
    """Yield rows of history, each with its fields that differ from the row before."""
    names = [f.attname for f in Past._meta.fields if not f.name.startswith("history_")]
    for row, older in zip(rows, [*rows, None][1:], strict=True):
        pairs = [(name, getattr(older, name, None), getattr(row, name)) for name in names]
        yield row, [pair for pair in pairs if older is not None and pair[1] != pair[2]]


class FacilityEdit(LoginRequiredMixin, UpdateView):
    template_name = "edit.html"
    model = Facility
    fields = TYPED
    slug_field = slug_url_kwarg = "code"

    @override
    def get_success_url(self) -> str:
        return f"/facilities/{self.object.code}/"

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer = super().form_valid(form)
            kept = {
                f.attname: getattr(self.object, f.attname)
                for f in Facility._meta.fields
                if hasattr(Past, f.attname)
            }
            asked = {
                "history_date": timezone.now(),
                "history_type": "~",
                "history_user_id": self.request.user.pk,
            }
            Past.objects.create(**kept, **asked)
        return answer


class _Echo:
    def write(self, value: str) -> str:
        return value


def taken() -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(TAKEN)
        while rows := cursor.fetchmany(1000):
            yield from rows


def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    write = csv.writer(_Echo()).writerow
    return StreamingHttpResponse((write(row) for row in taken()), content_type="text/csv")


def as_xlsx(request: HttpRequest) -> HttpResponse:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(taken()):
        sheet.write_row(number, 0, row)
    book.close()
    return HttpResponse(file.getvalue(), content_type="application/vnd.ms-excel")
