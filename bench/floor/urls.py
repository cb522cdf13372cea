from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import path
from typing_extensions import override

from bench.floor import views
from bench.floor.models import Facility


@admin.register(Facility)
class FacilityAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "village", "facility_type", "region", "built_on", "design_sr")
    list_select_related = ("region",)
    list_filter = ("stage", "facility_type", "asset_status")
    list_per_page = 50
    search_fields = ("name", "code", "village")
    ordering = ("code",)
    raw_id_fields = ("region",)
    fields = (*views.TYPED, "region")

    @override
    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        return True


urlpatterns = [
    path("accounts/login/", auth.LoginView.as_view(template_name="login.html")),
    path("facilities/", views.FacilityList.as_view()),
    path("facilities.csv", views.as_csv),
    path("facilities.xlsx", views.as_xlsx),
    path("facilities/<str:code>/", views.FacilityDetail.as_view()),
    path("facilities/<str:code>/edit/", views.FacilityEdit.as_view()),
    path("admin/", admin.site.urls),
]
