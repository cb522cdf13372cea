"""The system's addresses and the style guide beside them (only in tests and for looking)."""

from __future__ import annotations

from django.urls import include, path

from tests.ui import urls_only

urlpatterns = [*urls_only.urlpatterns, path("", include("aksansi.urls"))]
