"""The project's addresses with the file pages in place (the roof wires them)."""

from __future__ import annotations

from django.urls import path

from aksansi.urls import urlpatterns as roof
from chapters.views.files import FileArchivePage, FileView

urlpatterns = [
    *roof,
    path("files/<uuid:uuid>/", FileView.as_view(), name="file"),
    path("files/<uuid:uuid>/archive/", FileArchivePage.as_view(), name="file-archive"),
]
