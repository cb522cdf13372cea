"""The roof's addresses: who gets what on a GET."""

from __future__ import annotations

import datetime as dt
from typing import Any

from aksansi.urls import WITH_ADDRESSES
from aksansi.verify.codes import make_code
from tests.events import factories as events
from tests.personas import ALL, NATIONAL, OWN, OWN_OFFICER, OWN_WRITERS, PUBLIC, WRITERS, refused

YEAR = 2018
OWN_JOB = {
    **OWN_OFFICER,
    "secretariat": 200,
    "official": 404,
    "pair_officer": 404,
    "pair_official": 404,
}


def by_token(row: dict[str, int]) -> dict[str, int]:
    """Return a row of what programs read: nobody is led to sign in, who has no key is told so."""
    return {who: 401 if who in ("nobody", "expired") else code for who, code in row.items()}


ROWS: dict[str, dict[str, int]] = {
    "public": PUBLIC,
    "public-chapter": dict.fromkeys(PUBLIC, 404),
    "public-data": dict.fromkeys(PUBLIC, 404),
    "public-card": dict.fromkeys(PUBLIC, 404),
    "chapter-public": NATIONAL,
    "api": by_token(ALL),
    "api-document": by_token(ALL),
    "api-place": by_token(ALL),
    "api-figures": by_token(OWN),
    "api-figures-year": by_token(OWN),
    "api-help": ALL,
    "data-link": dict.fromkeys(PUBLIC, 404),
    "tokens": ALL,
    "token-create": ALL,
    "link-create": ALL,
    "home": ALL,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "set-language": dict.fromkeys(PUBLIC, 302),
    "news": ALL,
    "search": ALL,
    "help": ALL,
    "help-guide": ALL,
    "help-passage": ALL,
    "help-card": ALL,
    **{f"{room}-first": dict.fromkeys(PUBLIC, 302) for room in WITH_ADDRESSES},
    "calendar": ALL,
    "field-forms": WRITERS,
    "calendar-feed": dict.fromkeys(PUBLIC, 404),
    "verify": PUBLIC,
    "verify-code": PUBLIC,
    "file": OWN,
    "award-scores": OWN,
    "award-scores-adopt": OWN_WRITERS,
    # A job is its owner's, here the officer's; the Secretariat sees everybody's.
    "job-list": ALL,
    "job-detail": OWN_JOB,
    "job-result": OWN_JOB,
    "job-paper": refused(ALL, signed_in=302),
    # Another region's reader finds no letter to bind, and is led home.
    "report-book": {**ALL, "other_officer": 302, "other_official": 302},
    "board": ALL,
    "board-clinic": OWN,
    "board-grid": OWN_WRITERS,
    "region-overview": OWN,
    "years": NATIONAL,
    "region-years": OWN,
    "region-co-management": OWN,
    "region-report": OWN,
    "region-report-pdf": OWN,
    "region-report-docx": OWN,
    "region-report-xlsx": OWN,
    "region-report-archive": OWN_WRITERS,
}


def make_world(code: str, text: str) -> dict[str, dict[str, Any]]:
    """Create an attached file in the region; the rest of the roof has no objects of its own."""
    from django.core.files.base import ContentFile
    from django.utils import timezone

    from chapters.models import Chapter
    from core.land.regions import Region
    from core.people.users import User
    from core.records.jobs.models import Job
    from core.records.journal import Attachment

    region = Region.objects.get(pk=code)
    kept = Attachment(
        content_type_id=_content_type(Region),
        object_id=code,
        region=region,
        kind="document",
        title=text,
        original_name=f"{text}.pdf",
        extension=".pdf",
        mime_type="application/pdf",
        size=9,
        sha256="0" * 64,
    )
    kept.file.save("x.pdf", ContentFile(b"%PDF-1.7\n"), save=False)
    kept.save()
    verification = make_code(
        region=code, year=YEAR, is_final=True, day=dt.date(YEAR, 12, 31), digest="ab" * 32
    )
    award = events.make_award(code, name=f"{text} roof", instrument="aksansi-2021")
    job = Job(
        kind="paper",
        owner=User.objects.of_region(code).order_by("pk").first(),
        title=text,
        args={"address": f"/reports/{YEAR}/book/", "keys": [code]},
        state="done",
        finished_at=timezone.now(),
        result_name=f"{text}.pdf",
        result_type="application/pdf",
    )
    job.result.save("", ContentFile(b"%PDF-1.7\n"), save=False)
    job.save()
    return {
        "public-chapter": {"key": code},
        "public-data": {"key": code},
        "public-card": {"key": code},
        "chapter-public": {"key": Chapter.objects.get(region=code).pk},
        "api-place": {"place": "ksm/facilities"},
        "api-figures": {"key": code},
        "api-figures-year": {"key": code, "year": YEAR},
        "data-link": {"secret": "worthless", "form": "koma.csv"},
        "link-create": {"place": "/ksm/facilities/"},
        "job-detail": {"key": job.uuid},
        "job-result": {"key": job.uuid},
        "report-book": {"year": YEAR, "query": f"region={code}"},
        "award-scores": {"key": award.pk},
        "award-scores-adopt": {"key": award.pk},
        "calendar": {"query": "month=2018-05"},
        "calendar-feed": {"token": "worthless"},
        "file": {"uuid": kept.uuid},
        "verify-code": {"code": verification},
        "board-clinic": {"key": code},
        "board-grid": {"key": code},
        "region-overview": {"key": code},
        "region-years": {"key": code},
        "region-co-management": {"key": code},
        "region-report": {"key": code, "year": YEAR},
        "region-report-pdf": {"key": code, "year": YEAR},
        "region-report-docx": {"key": code, "year": YEAR},
        "region-report-xlsx": {"key": code, "year": YEAR},
        "region-report-archive": {"key": code, "year": YEAR},
        "help-guide": {"guide": "chapter"},
        "help-passage": {"guide": "chapter", "passage": "visit"},
        "help-card": {"guide": "government"},
        "search": {"query": f"q={text}"},
    }


def _content_type(model: Any) -> int:
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(model).pk
