"""All addresses: each room under its name, the roof's pages beside them."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, register_converter

from aksansi import converters, views

register_converter(converters.RegionCode, "region")
register_converter(converters.Year, "year")
register_converter(converters.FacilityCode, "facility")

urlpatterns = [
    path("", views.HomePage.as_view(), name="home"),
    path("chapters/", include("chapters.urls")),
    path("ksm/", include("ksm.urls")),
    path("monitoring/", include("monitoring.urls")),
    path("agreements/", include("agreements.urls")),
    path("events/", include("events.urls")),
    path("planning/", include("planning.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
