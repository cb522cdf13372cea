"""Printed papers of an event; letters of an Indonesian office, in Indonesian whatever the frame says."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, require
from core.pages import Page
from core.pages.long_papers import CERTIFICATES, MOST_ROWS, LongPaper, table_paper
from core.tools import formats, pdf
from events import papers
from events.models import Event
from events.papers import Certificate

BODY = "events/papers/record.html"


def head_of(event: Event, title: str, *, is_example: bool) -> dict[str, object]:
    """Return the head of a paper of an event (see docs/look.md)."""
    return {
        "title": title,
        "subtitle": event.title,
        "subject": title,
        "letterhead": {"name": "AKSANSI", "unit": "Asosiasi KSM Sanitasi Seluruh Indonesia"},
        "as_of": formats.day(timezone.localdate()),
        "is_example": is_example,
    }


class PaperPage(Page):
    is_about_one = True
    model = Event
    select_related = ("region",)


def record_of(page: PaperPage, *, embed: bool) -> dict[str, object]:
    """Return the record of an event as it prints; `embed`: with its pictures in it."""
    found = papers.build_record(user=page.request.user, event=page.object, embed=embed)
    return {
        "record": found,
        "object": page.object,
        "inner": BODY,
        "paper": head_of(page.object, __("Event record"), is_example=found.has_examples),
        "pdf_url": reverse("events:event-record-pdf", args=[page.object.pk]),
        "word_url": reverse("events:event-record-docx", args=[page.object.pk]),
    }


class RecordPage(PaperPage):
    """The record of an event as it will print."""

    template_name = "pages/report.html"
    title = _("Event record")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return self.render(record_of(self, embed=False))


@pdf.in_turn(holds="the record of one event, with eight photos at most")
class RecordPaper(PaperPage):
    """The same record as a PDF or a Word file, with its pictures in it."""

    as_word = False

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        name = f"catatan-acara-{self.object.title[:60]}"
        with translation.override("id"):
            context = record_of(self, embed=True)
            return pdf.answer("pdf/document.html", context, filename=name, as_word=self.as_word)


class SignInPdf(PaperPage):
    most = MOST_ROWS
    title = _("Sign-in sheet")

    @override
    def check(self) -> None:
        """It holds names of persons: only for who may see them."""
        require(self.request.user, Action.SEE_CONTACTS, self.object)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return table_paper(self)

    @cached_property
    def sheets(self) -> list[papers.SignInSheet]:
        with translation.override("id"):
            return papers.build_sign_in(user=self.request.user, event=self.object)

    def table_rows(self) -> int:
        return sum(len(sheet.people) + len(sheet.blanks) for sheet in self.sheets)

    def whole(self) -> bytes:
        event = self.object
        with translation.override("id"):
            context = {
                "sheets": self.sheets,
                "event": event,
                "paper": head_of(event, __("Sign-in sheet"), is_example=event.is_example),
            }
            return pdf.render("events/papers/sign_in.html", context)

    def paper_name(self) -> str:
        return f"daftar-hadir-{self.object.title[:60]}"


class CertificatesPdf(LongPaper):
    """One sheet for each person by name."""

    is_about_one = True
    model = Event
    select_related = ("region",)
    title = _("Certificates")
    consists_of = CERTIFICATES
    most = 50

    @override
    def check(self) -> None:
        """It holds names of persons: only for who may see them."""
        require(self.request.user, Action.SEE_CONTACTS, self.object)

    def certificates(self) -> dict[str, Certificate]:
        found = papers.build_certificates(user=self.request.user, event=self.object)
        return {f"{number}. {one.name}": one for number, one in enumerate(found, 1)}

    @override
    def keys(self) -> list[str]:
        return list(self.certificates())

    @override
    def part(self, keys: list[str], told: str = "") -> bytes:
        event, found = self.object, self.certificates()
        with translation.override("id"):
            context = {
                "certificates": [found[key] for key in keys if key in found],
                "event": event,
                "record": papers.build_record(user=self.request.user, event=event),
                "paper": {
                    **head_of(event, __("Certificates"), is_example=event.is_example),
                    "landscape": True,
                },
            }
            return pdf.render("events/papers/certificates.html", context)

    @override
    def paper_name(self) -> str:
        return f"sertifikat-{self.object.title[:60]}"
