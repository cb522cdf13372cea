"""A list of 50, a detail, an edit with history, two files: as short as Django lets them be."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.generic import DetailView, ListView, UpdateView
from typing_extensions import override

from bench.floor.models import Facility, Operation, Past, Status

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
TAKEN = """
    SELECT f.code, f.name, f.facility_type, f.village, f.district, r.name, f.built_on, f.design_sr,
           s.function_status, s.observed_on, s.active_sr, g.name, f.land_status, f.asset_status, f.tags, f.source
    FROM ksm_facility f JOIN core_region r ON r.code = f.region_id
    LEFT JOIN LATERAL (SELECT function_status, observed_on, active_sr FROM ksm_statusrecord
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
    template_name = "detail.html"
    queryset = Facility.objects.select_related("region")
    slug_field = slug_url_kwarg = "code"


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
