"""Data administration of this room: the Secretariat everything, officers their own rows."""

from __future__ import annotations

from django.contrib import admin

from core.pages.admin.base import ScopedAdmin
from events.forms import (
    AllianceForm,
    AllianceMembershipForm,
    AttendanceForm,
    AwardEntryForm,
    AwardForm,
    CommitmentForm,
    DuesForm,
    EventForm,
)
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
    form = EventForm
    list_display = ("title", "kind", "state", "region", "starts_on", "ends_on")
    list_filter = ("kind", "state")
    list_select_related = ("region",)
    search_fields = ("title", "venue")


@admin.register(Attendance)
class AttendanceAdmin(ScopedAdmin):
    form = AttendanceForm
    readonly_fields = ("event",)
    made_here = False
    list_display = ("event", "day", "category", "institution", "women", "men", "unspecified")
    list_filter = ("category",)
    list_select_related = ("event", "day")
    search_fields = ("institution", "event__title")


@admin.register(Commitment)
class CommitmentAdmin(ScopedAdmin):
    form = CommitmentForm
    readonly_fields = ("event",)
    made_here = False
    list_display = ("text", "kind", "event", "due_on", "done_on")
    list_filter = ("kind",)
    list_select_related = ("event",)
    search_fields = ("text", "event__title")


@admin.register(Alliance)
class AllianceAdmin(ScopedAdmin):
    form = AllianceForm
    secretariat_only = True
    list_display = ("name", "short_name", "founded_on")
    search_fields = ("name", "short_name")


@admin.register(AllianceMembership)
class AllianceMembershipAdmin(ScopedAdmin):
    form = AllianceMembershipForm
    readonly_fields = ("alliance",)
    secretariat_only = True
    list_display = ("alliance", "region", "joined_on", "left_on", "office_held")
    list_select_related = ("alliance", "region")
    search_fields = ("region__name",)


@admin.register(Dues)
class DuesAdmin(ScopedAdmin):
    form = DuesForm
    readonly_fields = ("alliance",)
    secretariat_only = True
    list_display = ("alliance", "region", "year", "amount", "paid_on")
    list_filter = ("year",)
    list_select_related = ("alliance", "region")
    search_fields = ("region__name",)


@admin.register(Award)
class AwardAdmin(ScopedAdmin):
    form = AwardForm
    list_display = ("name", "edition", "year", "region", "organiser")
    list_filter = ("year",)
    list_select_related = ("region",)
    search_fields = ("name", "organiser")


@admin.register(AwardEntry)
class AwardEntryAdmin(ScopedAdmin):
    form = AwardEntryForm
    readonly_fields = ("award",)
    list_display = ("award", "region", "entrant", "rank", "score")
    list_select_related = ("award", "region")
    search_fields = ("entrant", "award__name", "region__name")
