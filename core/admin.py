from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from typing_extensions import override

from core.land.regions import Region
from core.pages.admin.base import ScopedAdmin
from core.pages.admin.resources import RegionResource
from core.pages.filters import MOST_SEARCHED
from core.people.users import User
from core.records.journal import Attachment, Note
from core.records.listed import ListedWord
from core.records.listed.glossary import Term
from core.views.forms import RegionForm
from core.views.listed import ListedWordForm
from core.views.terms import TermForm


@admin.register(Region)
class RegionAdmin(ScopedAdmin):
    form = RegionForm
    resource_class = RegionResource
    list_display = ("code", "name", "kind", "capital")
    list_filter = ("kind",)
    search_fields = ("name",)

    @override
    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> object:
        return queryset.search(search_term[:MOST_SEARCHED]), False


@admin.register(Term)
class TermAdmin(ScopedAdmin):
    form = TermForm
    secretariat_only = True
    list_display = ("word_id", "word_en", "meaning_id")
    search_fields = ("word_id", "word_en")


@admin.register(ListedWord)
class ListedWordAdmin(ScopedAdmin):
    form = ListedWordForm
    secretariat_only = True
    list_display = ("label_id", "list", "code", "order", "valid_to")
    list_filter = ("list",)
    search_fields = ("label_id", "label_en", "code")


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """Accounts are looked at here; the pages keep them, and tell the person of every change."""

    secretariat_only = True
    made_here = False
    list_display = ("username", "role", "regions", "valid_until", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "first_name", "last_name", "email")
    fields = (
        "username",
        "first_name",
        "last_name",
        "email",
        "role",
        "regions",
        "position",
        "valid_until",
        "wants_digest",
    )

    @override
    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @override
    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


class JournalAdmin(ScopedAdmin):
    """What was written or attached on records; it is read and archived here, not edited.

    Others read it on the record's own page: who sees the record is not told by the region of what hangs on it.
    """

    secretariat_only = True
    made_here = False
    list_select_related = ("created_by", "region")

    @override
    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @override
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
