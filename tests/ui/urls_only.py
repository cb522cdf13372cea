"""Addresses of the style guide alone."""

from __future__ import annotations

from django.urls import path

from tests.ui import styleguide

urlpatterns = [
    path("ui/", styleguide.components),
    path("ui/list/", styleguide.table_page),
    path("ui/regions/", styleguide.RegionGuide.as_view()),
    path("ui/detail/", styleguide.detail),
    path("ui/form/", styleguide.form),
    path("ui/action/", styleguide.action),
    path("ui/history/", styleguide.history),
    path("ui/refused/", styleguide.refused),
    path("ui/broken/", styleguide.broken),
    path("ui/report/", styleguide.report),
]
