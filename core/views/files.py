"""Private files: handed out after the access check, never from an address of their own."""

from __future__ import annotations

from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import Action, is_visible, may
from core.pages import ActionPage, Page
from core.records import services
from core.records.journal import Attachment
from core.records.review import require_unlocked
from core.tools.formats import Words


def file_of(page: Page) -> Attachment:
    """Return the file of a page by its public key among the visible ones, on a record that is visible too.

    Raises Http404.
    """
    user = page.request.user
    rows = Attachment.objects.visible_to(user)
    if not may(user, Action.RESTORE, Attachment):
        rows = rows.current()
    found = rows.filter(uuid=page.kwargs["uuid"]).first()
    if found is None or not is_visible(found.subject, user):
        raise Http404
    return found


class FileView(Page):
    """Photos are shown, documents downloaded; neither may run anything, whatever is inside."""

    is_about_one = True
    is_light = True

    @override
    def get_object(self) -> Attachment:
        return file_of(self)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        kept: Attachment = self.object
        etag = f'"{kept.sha256}"'
        answer: Any = get_conditional_response(request, etag=etag)
        if answer is None:
            if not kept.is_photo and (address := _address(kept)):
                return HttpResponseRedirect(address, headers={"Cache-Control": "private, no-store"})
            try:
                content = kept.file.open("rb")
            except FileNotFoundError as error:
                raise Http404 from error
            answer = FileResponse(
                content,
                as_attachment=not kept.is_photo,
                filename=f"{kept.title}{kept.extension}",
                content_type=kept.mime_type,
            )
        answer["ETag"] = etag
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = (
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
        )
        # A photo is kept and asked for again, for slow lines; it goes at signing out. A document is not kept.
        answer["Cache-Control"] = "private, no-cache" if kept.is_photo else "private, no-store"
        return answer


def _address(kept: Attachment) -> str:
    """Return an address of a document in a bucket that is good for a minute; "" where files lie in a folder.

    Photos pass through us: a phone keeps them and asks whether they have changed.
    """
    storage: Any = kept.file.storage
    if not hasattr(storage, "bucket_name"):
        return ""
    name = content_disposition_header(True, f"{kept.title}{kept.extension}")
    told = {"ResponseContentDisposition": name, "ResponseContentType": kept.mime_type}
    return str(storage.url(kept.file.name, parameters=told))


class FileArchivePage(ActionPage):
    """Take a photo or document off its record; like every record it is kept."""

    action = Action.ARCHIVE
    danger = True
    title = _("Archive: %(what)s")
    question = _("The file leaves its record. The Secretariat can still open it.")
    submit_label = _("Archive")

    @override
    def get_object(self) -> Attachment:
        return file_of(self)

    @override
    def check(self) -> None:
        super().check()
        require_unlocked(self.object.subject)

    @override
    def get_crumbs(self) -> list[tuple[Words, str]]:
        subject = self.object.subject
        return [(subject, subject.get_absolute_url())]

    @override
    def form_valid(self, form: Any) -> HttpResponse:
        services.archive(obj=self.object, by=self.request.user, reason=form.cleaned_data["remark"])
        return self.done(__("Archived: %(what)s.") % {"what": self.object})

    @override
    def get_success_url(self) -> str:
        return self.object.subject.get_absolute_url()

    @override
    def get_cancel_url(self) -> str:
        return self.get_success_url()  # not the file itself
