"""Data administration of this room: the Secretariat everything, officers their own rows."""

from __future__ import annotations

from django.contrib import admin
from import_export.fields import Field

from chapters.forms import BoardSeatForm, ChapterForm, OfficeForm, OfficialForm
from chapters.models import BoardSeat, Chapter, Office, Official
from core.pages.admin.base import ScopedAdmin
from core.pages.admin.resources import exported


@admin.register(Office)
class OfficeAdmin(ScopedAdmin):
    form = OfficeForm
    resource_class = exported(
        Office, "region", "name", "short_name", "kind", "valid_from", "valid_to", "address"
    )
    list_display = ("name", "short_name", "kind", "region", "valid_from", "valid_to")
    list_filter = ("kind",)
    list_select_related = ("region",)
    search_fields = ("name", "short_name")


@admin.register(Official)
class OfficialAdmin(ScopedAdmin):
    form = OfficialForm
    readonly_fields = ("office",)
    resource_class = exported(
        Official, "office", "position", "name", "handles_sanitation", "started_on", "ended_on"
    )
    list_display = ("position", "name", "office", "started_on", "ended_on")
    list_filter = ("handles_sanitation",)
    list_select_related = ("office",)
    search_fields = ("position", "name", "office__name")


@admin.register(Chapter)
class ChapterAdmin(ScopedAdmin):
    form = ChapterForm
    resource_class = exported(
        Chapter,
        "region",
        "status",
        "formed_on",
        "dissolved_on",
        "election_method",
        "decree",
        "address",
        "description",
    )
    list_display = ("__str__", "status", "formed_on", "as_of")
    list_filter = ("status", "election_method")
    list_select_related = ("region",)
    search_fields = ("region__name", "region__search_text")


@admin.register(BoardSeat)
class BoardSeatAdmin(ScopedAdmin):
    form = BoardSeatForm
    readonly_fields = ("chapter",)
    resource_class = exported(
        BoardSeat, "chapter", "role", "field", "person", "group_name", "phone", "term_from", "term_to",
        chapter=Field("chapter__region_id", "chapter"),
    )  # fmt: skip
    list_display = ("role", "field", "chapter", "person", "group_name", "term_from", "term_to")
    list_filter = ("role",)
    list_select_related = ("chapter__region",)
    search_fields = ("person", "group_name", "chapter__region__name")
