"""Data administration of this room: the Secretariat everything, officers their own rows."""

from __future__ import annotations

from django.contrib import admin

from chapters.admin_base import ScopedAdmin
from events.models import (
    Alliance,
    AllianceMembership,
    Attendance,
    Award,
    AwardEntry,
    Commitment,
    Dues,
    Event,
)


@admin.register(Event)
class EventAdmin(ScopedAdmin):
    list_display = ("title", "kind", "state", "region", "starts_on", "ends_on")
    list_filter = ("kind", "state")
    list_select_related = ("region",)
    search_fields = ("title", "venue")
    autocomplete_fields = ("region",)


@admin.register(Attendance)
class AttendanceAdmin(ScopedAdmin):
    made_here = False
    list_display = ("event", "day", "category", "institution", "women", "men", "unspecified")
    list_filter = ("category",)
    list_select_related = ("event", "day")
    search_fields = ("institution", "event__title")
    raw_id_fields = ("event", "day")


@admin.register(Commitment)
class CommitmentAdmin(ScopedAdmin):
    made_here = False
    list_display = ("text", "kind", "event", "due_on", "done_on")
    list_filter = ("kind",)
    list_select_related = ("event",)
    search_fields = ("text", "event__title")
    raw_id_fields = ("event",)
    autocomplete_fields = ("owner",)


@admin.register(Alliance)
class AllianceAdmin(ScopedAdmin):
    secretariat_only = True
    list_display = ("name", "short_name", "founded_on")
    search_fields = ("name", "short_name")


@admin.register(AllianceMembership)
class AllianceMembershipAdmin(ScopedAdmin):
    secretariat_only = True
    list_display = ("alliance", "region", "joined_on", "left_on", "office_held")
    list_select_related = ("alliance", "region")
    search_fields = ("region__name",)
    autocomplete_fields = ("alliance", "region")


@admin.register(Dues)
class DuesAdmin(ScopedAdmin):
    secretariat_only = True
    list_display = ("alliance", "region", "year", "amount", "paid_on")
    list_filter = ("year",)
    list_select_related = ("alliance", "region")
    search_fields = ("region__name",)
    autocomplete_fields = ("alliance", "region")


@admin.register(Award)
class AwardAdmin(ScopedAdmin):
    list_display = ("name", "edition", "year", "region", "organiser")
    list_filter = ("year",)
    list_select_related = ("region",)
    search_fields = ("name", "organiser")
    autocomplete_fields = ("region", "alliance", "event")


@admin.register(AwardEntry)
class AwardEntryAdmin(ScopedAdmin):
    list_display = ("award", "region", "entrant", "rank", "score")
    list_select_related = ("award", "region")
    search_fields = ("entrant", "award__name", "region__name")
    autocomplete_fields = ("award", "region")
