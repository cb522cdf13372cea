"""Papers of many sheets: a short one is the answer, a long one is asked for as a job and fetched when it is done.

A page declares how many keys (facilities, visits, regions) one answer may hold: `most`. A paper of one record
is never queued; it is a plain page under `pdf.in_turn`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from django.utils.text import slugify
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from core.access import is_current
from core.pages.base import Page, list_crumb
from core.records.jobs import kinds, queue
from core.records.jobs.kinds import Outcome, Work
from core.records.jobs.models import Job
from core.tools import pdf
from core.tools.files.binding import bind

MOST = 1000  # sheets of one paper
SHORT = 30  # so many sheets are laid out in a request where no worker is at hand


class LongPaper(Page):
    """A room says what the address asks for (`keys`), and makes the sheets of some of them (`part`).

    More keys than `most` answer a page that offers the whole as a job, and links every part (`?part=2`).
    `at_once`: so many are laid out together by a job, and done again at most where a run ended.
    """

    template_name = "pages/long_paper.html"
    most: ClassVar[int] = 10
    at_once: ClassVar[int] = 0  # as many as `most`
    none_fits: Any = _("There is nothing to print.")

    def keys(self) -> list[str]:
        """Return what the paper has a sheet for, in its order."""
        raise NotImplementedError

    def part(self, keys: list[str], told: str = "") -> bytes:
        """Return the PDF of some keys, b"" where none is there any more; `told`: "Part 2 of 5, forms 21–40 of 86"."""
        raise NotImplementedError

    def bookmark(self, keys: list[str]) -> str:
        """Return what the bound paper calls a part."""
        return f"{keys[0]} – {keys[-1]}" if len(keys) > 1 else keys[0]

    def paper_name(self) -> str:
        """Return the file's name, without extension."""
        raise NotImplementedError

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return super().get_crumbs() if self.is_about_one else list_crumb(self.model)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        parts = Paginator(self.keys(), self.most)
        if not parts.count:
            messages.warning(request, self.none_fits)
            return HttpResponseRedirect(self.address("list"))
        if parts.num_pages > 1 and "part" not in request.GET:
            return self.render(
                {
                    "count": parts.count,
                    "most": MOST,
                    "is_too_long": parts.count > MOST,
                    "address": request.get_full_path(),
                    "words": [_told(part) for part in parts],
                }
            )
        part = parts.get_page(request.GET.get("part"))
        told = _told(part) if parts.num_pages > 1 else ""
        name = f"{self.paper_name()}-{part.number}" if told else self.paper_name()
        with pdf.turn():
            return pdf.response(self.part(list(part), told), filename=name)


def _told(part: Any) -> str:
    return __("Part %(part)s of %(parts)s, forms %(first)s–%(last)s of %(total)s") % {
        "part": part.number,
        "parts": part.paginator.num_pages,
        "first": part.start_index(),
        "last": part.end_index(),
        "total": part.paginator.count,
    }


def page_for(address: str, user: Any) -> LongPaper:
    """Return the page of a long paper as a user has it, prepared.

    Raises Http404, PermissionDenied as the page itself does; Http404 for an address that is no long paper.
    """
    path, _mark, _query = address.partition("?")
    try:
        match = resolve(path)
    except Resolver404 as error:
        raise Http404 from error
    found = getattr(match.func, "view_class", None)
    if found is None or not issubclass(found, LongPaper):
        raise Http404
    page = found(**match.func.view_initkwargs)  # type: ignore[attr-defined]
    request = RequestFactory().get(address)
    request.user = user
    page.setup(request, *match.args, **match.kwargs)
    if page.is_about_one:
        page.object = page.get_object()
    page.check()
    return page


def _run(work: Work) -> Outcome:
    job = work.job
    if job.owner is None or not is_current(job.owner):
        raise ValidationError(__("Your account may not do this any more."))
    try:
        page = page_for(job.args["address"], job.owner)
    except (Http404, PermissionDenied) as error:
        raise ValidationError(
            __("What this paper was to tell of cannot be seen any more.")
        ) from error
    keys: list[str] = job.args["keys"]
    step = page.at_once or page.most
    parts = {f"{start:06}": keys[start : start + step] for start in range(0, len(keys), step)}
    left = work.left(parts)
    done = sum(len(parts[name]) for name in parts if name not in left)
    for name in left:
        work.tell(done, len(keys), step=page.bookmark(parts[name]))
        work.finish(name, page.part(parts[name]))
        done += len(parts[name])
    work.tell(done, step=__("The sheets are being bound."))
    files = job.parts.exclude(file="").in_bulk(field_name="pk")
    sheets = sorted(files.values(), key=lambda part: part.name)
    if not sheets:
        raise ValidationError(__("There is nothing to print any more."))
    content = bind(
        job.title, ((page.bookmark(parts[part.name]), part.file.read) for part in sheets)
    )
    return Outcome(
        content=content, name=f"{slugify(page.paper_name())}.pdf", mime="application/pdf"
    )


PAPER = kinds.register(
    kinds.Kind(
        "paper",
        _("Paper of many sheets"),
        _run,
        counted=_("%(done)s of %(total)s sheets"),
        stopped=_("Stopped at sheet %(done)s of %(total)s; what is ready stays ready."),
        short=SHORT,
    )
)


def ask_for(address: str, user: Any) -> Job:
    """Put the paper of an address in line for a user. Raises Http404, PermissionDenied, ValidationError."""
    page = page_for(address, user)
    keys = page.keys()
    if not 0 < len(keys) <= MOST:
        raise ValidationError(__("There is nothing to print, or too much for one paper."))
    return queue.ask(
        kind=PAPER.name,
        owner=user,
        title=page.get_title(),
        args={"address": address, "keys": keys},
        total=len(keys),
    )
