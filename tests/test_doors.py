"""Every door that writes: its form brings a token, or it is idempotent by nature, and here stands why."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.views.generic import RedirectView

from chapters.models import Office
from tests import sweep

TEMPLATES = Path(settings.BASE_DIR) / "templates"
OPENED = r"<form\b[^>]*method=\"(?:post|\{%[^\"]*\bpost\b)"
FORM = re.compile(OPENED + r".*?</form>", re.S)

TOKEN = "its form brings a token"
# The functions that take what is posted, by qualified name.
DOORS = {
    "ActionPage.post": TOKEN,
    "AttendancePastePage.post": TOKEN,
    "BulkPage.post": TOKEN,
    "ChangePage.post": TOKEN,
    "CreatePage.post": TOKEN,
    "EditPage.post": TOKEN,
    "FiltersPage.post": TOKEN,
    "ImportStartPage.post": TOKEN,
    "LabGridPage.post": TOKEN,
    "MailOffPage.post": "switched off twice is switched off",
    "OfficialReplacePage.post": TOKEN,
    "RoundTargetsPage.post": TOKEN,
    "ProcessFormView.post": "a second factor is set up once; the code of one that is there is refused",
    "ProcessFormView.put": "as its POST",
    "SeeAsEndView.post": "ended twice is ended",
    "StepPage.post": TOKEN,
    "UserCreatePage.post": TOKEN,
    "ApproveManyPage.post": TOKEN,
    "GridPage.post": "fills only what is empty: sent again it finds nothing to fill",
    "FieldPhotoView.post": "a photo is known by its bytes; the same again is told as kept already",
    "FieldVisitView.post": "a visit is known by the UUID its device gave it, an answer by its question",
    "ImportColumnsPage.post": "says anew how columns are read; checking anew writes no record",
    "ImportJobPage.post": "an import starts once: its state is asked under a lock",
    "JobListPage.post": "timed work is one job of its slot; done again, it finds what is finished",
    "JobPage.post": "each step asks the job's state in its own write",
    "JobPaperPage.post": TOKEN,
    "VisitAspectPage.post": "an answer is joined with what it was based on; the same again changes nothing",
}
# Templates with a form that brings no token.
WITHOUT = {
    "403_unsent.html": "sends what was sent before, with its token",
    "aksansi/job.html": DOORS["JobPage.post"],
    "aksansi/jobs.html": DOORS["JobListPage.post"],
    "account/login.html": "signs in; writes no record",
    "components/seen_as.html": DOORS["SeeAsEndView.post"],
    "core/_import_names.html": DOORS["ImportJobPage.post"],
    "core/mail_off.html": DOORS["MailOffPage.post"],
    "core/import_columns.html": DOORS["ImportColumnsPage.post"],
    "core/import_detail.html": DOORS["ImportJobPage.post"],
    "components/language.html": "the same language twice is the same language",
    "layouts/_account.html": "signing out twice is being signed out",
    "monitoring/aspect.html": DOORS["VisitAspectPage.post"],
    "pages/_columns.html": "the same choice of columns twice is the same choice",
}


# Views that are functions; the others of this house only read.
FUNCTIONS = {"set-language": "the same language twice is the same language"}


def doors(resolver: URLResolver | None = None) -> Any:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver) and entry.app_name != "admin":
            yield from doors(entry)
        elif isinstance(entry, URLPattern) and not _is_foreign(entry):
            yield entry


def _is_foreign(entry: URLPattern) -> bool:
    view = getattr(entry.callback, "view_class", entry.callback)
    return view.__module__.startswith("allauth")


def test_whoever_takes_a_post_stands_in_the_list() -> None:
    own = {view for d in doors() if (view := getattr(d.callback, "view_class", None))}
    takers = {
        getattr(view, method).__qualname__
        for view in own - {RedirectView}
        for method in ("post", "put", "patch", "delete")
        if hasattr(view, method)
    }
    assert takers == set(DOORS)
    plain = {d.name: d.callback for d in doors() if not hasattr(d.callback, "view_class")}
    asks = RequestFactory().post("/")
    taking = {n for n, view in plain.items() if n in FUNCTIONS or view(asks).status_code != 405}
    assert taking == set(FUNCTIONS)


def test_every_form_that_writes_brings_a_token() -> None:
    lacking = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        for form in FORM.findall(path.read_text())
        if "{% form_token" not in form
    }
    assert lacking == set(WITHOUT)


def test_every_field_that_is_no_form_of_its_own_belongs_to_one_of_the_list() -> None:
    """A form written in pieces would slip past the search above."""
    opened = {
        str(path.relative_to(TEMPLATES)): len(re.findall(OPENED, path.read_text(), re.S))
        for path in TEMPLATES.rglob("*.html")
    }
    found = {
        name: len(FORM.findall((TEMPLATES / name).read_text())) for name, n in opened.items() if n
    }
    assert found == {name: n for name, n in opened.items() if n}


@pytest.mark.django_db
def test_the_admin_site_saves_once(as_user: Any, secretariat: Any) -> None:
    """Its forms are Django's, with the same token."""
    secretariat.is_staff = True
    secretariat.save()
    browser, url = as_user(secretariat), reverse("admin:chapters_office_add")
    form = next(
        f for f in sweep.read_page(browser.get(url).content.decode()).forms if "name" in f.entries
    )
    typed = {**form.sent(), "name": "Dinas Ganda", "kind": "opd"}
    answers = [browser.post(url, typed) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Office.objects.filter(name="Dinas Ganda").count() == 1
