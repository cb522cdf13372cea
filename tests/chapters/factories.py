"""Plain makers of this room's records; a test names only what it is about."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from chapters.models import BoardSeat, Chapter, Office, Official


def make_chapter(region: str = "34.04", **extra: Any) -> Chapter:
    return Chapter.objects.create(region_id=region, **{"status": "active", **extra})


def make_seat(chapter: Chapter, role: str = "ketua", **extra: Any) -> BoardSeat:
    return BoardSeat.objects.create(
        chapter=chapter, role=role, **{"group_name": "KSM Raharja", **extra}
    )


def make_office(region: str | None = "34.04", **extra: Any) -> Office:
    return Office.objects.create(
        region_id=region, **{"name": "Dinas Lingkungan Hidup", "kind": "opd", **extra}
    )


def make_official(office: Office, **extra: Any) -> Official:
    return Official.objects.create(office=office, **{"position": "Kepala Bidang", **extra})


def photo(name: str = "foto.jpg", colour: str = "teal") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
