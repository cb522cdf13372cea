"""Data administration of this room: the Secretariat everything, officers their own rows."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from chapters.admin_base import ScopedAdmin
from chapters.forms import BoardSeatForm, ChapterForm, OfficeForm, OfficialForm, RegionForm
from chapters.models import Attachment, BoardSeat, Chapter, Note, Office, Official, Region, User
from chapters.resources import (
    BoardSeatResource,
    ChapterResource,
    OfficeResource,
    OfficialResource,
    RegionResource,
)


@admin.register(Region)
class RegionAdmin(ScopedAdmin):
    form = RegionForm
    resource_class = RegionResource
    list_display = ("code", "name", "kind", "capital")
    list_filter = ("kind",)
    search_fields = ("name",)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return queryset.search(search_term), False


@admin.register(Office)
class OfficeAdmin(ScopedAdmin):
    form = OfficeForm
    resource_class = OfficeResource
    list_display = ("name", "short_name", "kind", "region", "valid_from", "valid_to")
    list_filter = ("kind",)
    list_select_related = ("region",)
    search_fields = ("name", "short_name")


@admin.register(Official)
class OfficialAdmin(ScopedAdmin):
    form = OfficialForm
    readonly_fields = ("office",)
    resource_class = OfficialResource
    list_display = ("position", "name", "office", "started_on", "ended_on")
    list_filter = ("handles_sanitation",)
    list_select_related = ("office",)
    search_fields = ("position", "name", "office__name")


@admin.register(Chapter)
class ChapterAdmin(ScopedAdmin):
    form = ChapterForm
    resource_class = ChapterResource
    list_display = ("__str__", "status", "formed_on", "as_of")
    list_filter = ("status", "election_method")
    list_select_related = ("region",)
    search_fields = ("region__name", "region__search_text")


@admin.register(BoardSeat)
class BoardSeatAdmin(ScopedAdmin):
    form = BoardSeatForm
    readonly_fields = ("chapter",)
    resource_class = BoardSeatResource
    list_display = ("role", "field", "chapter", "person", "group_name", "term_from", "term_to")
    list_filter = ("role",)
    list_select_related = ("chapter__region",)
    search_fields = ("person", "group_name", "chapter__region__name")


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """Accounts are looked at here; the pages keep them, and tell the person of every change."""

    secretariat_only = True
    made_here = False
    list_display = ("username", "role", "region", "valid_until", "is_active", "last_login")
    list_filter = ("role", "is_active")
    list_select_related = ("region",)
    search_fields = ("username", "first_name", "last_name", "email")
    fields = (
        "username",
        "first_name",
        "last_name",
        "email",
        "role",
        "region",
        "position",
        "valid_until",
        "wants_digest",
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


class JournalAdmin(ScopedAdmin):
    """What was written or attached on records; it is read and archived here, not edited."""

    made_here = False
    date_hierarchy = None
    list_select_related = ("created_by", "region")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


@admin.register(Note)
class NoteAdmin(JournalAdmin):
    list_display = ("__str__", "kind", "region", "created_by", "created_at")
    list_filter = ("kind",)
    search_fields = ("text",)
    fields = ("kind", "text", "created_by", "created_at")


@admin.register(Attachment)
class AttachmentAdmin(JournalAdmin):
    list_display = ("title", "kind", "region", "created_by", "created_at")
    list_filter = ("kind",)
    search_fields = ("title",)
    fields = ("kind", "title", "taken_on", "created_by", "created_at")
