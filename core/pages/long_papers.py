"""Papers that may be long: a short one is the answer, a long one is asked for as a job and fetched when it is done.

A page declares what one answer may hold (`most`: sheets of facilities, visits or persons; rows of a table). A paper
that can never be long says why (`holds` of `pdf.in_turn`, `paper_holds` of a page), and is never queued.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Protocol

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.text import slugify
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from typing_extensions import override

from core.pages.base import Page, list_crumb
from core.people import limits
from core.records.jobs import kinds, queue
from core.records.jobs.kinds import JobOutcome, Work
from core.records.jobs.models import Job
from core.tools import pdf
from core.tools.formats import Words, number
from core.tools.rows.values import value_class

MOST = 1000  # sheets or rows of one paper
SHORT = 30  # so many sheets are laid out in a request where no worker is at hand
MOST_ROWS = 250  # of a table that is an answer: about three seconds of layout


@value_class
class Parts:
    """What a paper consists of, said in whole sentences; `kind` is the job that makes it, `short` as its kind's."""

    kind: str
    label: Any
    holds: Any
    too_many: Any
    counted: Any
    stopped: object
    told: Any = ""
    short: int = SHORT


FORMS = Parts(
    "paper",
    _("Paper of many forms"),
    holds=ngettext_lazy("This paper has %(shown)s form.", "This paper has %(shown)s forms.", "n"),
    too_many=_("More than %(most)s forms are not made at once. Narrow the list first."),
    counted=_("%(done)s of %(total)s forms"),
    stopped=_("Stopped at form %(done)s of %(total)s; what is ready stays ready."),
    told=_("Part %(part)s of %(parts)s, forms %(first)s–%(last)s of %(total)s"),
)
REPORTS = Parts(
    "reports-paper",
    _("Paper of many reports"),
    holds=ngettext_lazy(
        "This paper has %(shown)s report.", "This paper has %(shown)s reports.", "n"
    ),
    too_many=_("More than %(most)s reports are not made at once. Narrow the list first."),
    counted=_("%(done)s of %(total)s reports"),
    stopped=_("Stopped at report %(done)s of %(total)s; what is ready stays ready."),
    told=_("Part %(part)s of %(parts)s, reports %(first)s–%(last)s of %(total)s"),
)
CERTIFICATES = Parts(
    "certificates-paper",
    _("Paper of many certificates"),
    holds=ngettext_lazy(
        "This paper has %(shown)s certificate.", "This paper has %(shown)s certificates.", "n"
    ),
    too_many=_("More than %(most)s certificates are not made at once."),
    counted=_("%(done)s of %(total)s certificates"),
    stopped=_("Stopped at certificate %(done)s of %(total)s; what is ready stays ready."),
    told=_("Part %(part)s of %(parts)s, certificates %(first)s–%(last)s of %(total)s"),
)
ROWS = Parts(
    "table-paper",
    _("Long table on paper"),
    holds=ngettext_lazy("This table has %(shown)s row.", "This table has %(shown)s rows.", "n"),
    too_many=_(
        "More than %(most)s rows are not laid out as one paper. Narrow the list, or take the spreadsheet."
    ),
    counted=_("%(total)s rows are laid out in one piece."),
    stopped=_("Stopped; its %(total)s rows are laid out anew."),
    short=500,
)


class TablePaper(Protocol):
    """What a page has that answers with a table in one piece, by `table_paper`: whatever class it is."""

    most: int
    request: Any

    def table_rows(self) -> int: ...

    def whole(self) -> bytes: ...

    def paper_name(self) -> str: ...

    def get_context_data(self, **kwargs: object) -> dict[str, Any]: ...

    def get_title(self) -> Words: ...


def table_paper(page: TablePaper) -> HttpResponseBase:
    """Answer with the table on paper; more rows than `most` with the page that offers it as a job."""
    with pdf.turn():
        count = page.table_rows()
        if count > page.most:
            return _offer(page, count, ROWS)
        content = page.whole()
    return taken(page.request, content, page.paper_name())


def taken(request: Any, content: bytes, name: str) -> HttpResponseBase:
    """Return a paper of a whole list as the answer, counted and told like every file that leaves the house."""
    limits.take_along(request, told=f"{name} (pdf)")
    return pdf.response(content, filename=name)


def _offer(page: Any, count: int, parts: Parts, **more: object) -> HttpResponseBase:
    too_many = parts.too_many % {"most": number(MOST)} if count > MOST else ""
    context = {
        "holds": parts.holds % {"n": count, "shown": number(count)},
        "too_many": too_many,
        "address": page.request.get_full_path(),
        **more,
    }
    return render(page.request, LongPaper.template_name, page.get_context_data(**context))


class LongPaper(Page, ABC):
    """A room says what the address asks for (`keys`), and makes the sheets of some of them (`part`).

    More keys than `most` answer a page that offers the whole as a job, and links every part (`?part=2`).
    `at_once`: so many are laid out together by a job, and done again at most where a run ended.
    """

    template_name = "pages/long_paper.html"
    consists_of: ClassVar[Parts] = FORMS
    most: ClassVar[int] = 10
    at_once: ClassVar[int] = 0  # as many as `most`
    none_fits: Any = _("There is nothing to print.")

    @abstractmethod
    def keys(self) -> list[str]:
        """Return what the paper has a sheet for, in its order."""

    @abstractmethod
    def part(self, keys: list[str], told: str = "") -> bytes:
        """Return the PDF of some keys, b"" where none is there any more; `told`: "Part 2 of 5, forms 21–40 of 86"."""

    def front(self, keys: list[str]) -> tuple[str, bytes] | None:
        """Return the pages before all parts of a bound paper, with their bookmark; None where it has none."""
        return None

    def bookmark(self, keys: list[str]) -> str:
        """Return what the bound paper calls a part."""
        return f"{keys[0]} – {keys[-1]}" if len(keys) > 1 else keys[0]

    @abstractmethod
    def paper_name(self) -> str:
        """Return the file's name, without extension."""

    def made(self, work: Work) -> bytes:
        """Return the whole for a job, which an earlier run may have begun. Raises ValidationError."""
        job, keys = work.job, work.job.args["keys"]
        step = self.at_once or self.most
        parts = {f"{start:06}": keys[start : start + step] for start in range(0, len(keys), step)}
        left = work.left(parts)
        done = sum(len(parts[name]) for name in parts if name not in left)
        for name in left:
            work.tell(done, len(keys), step=self.bookmark(parts[name]))
            work.finish(name, self.part(parts[name]))
            done += len(parts[name])
        work.tell(done, step=__("The parts are being bound."))
        files = job.parts.exclude(file="").in_bulk(field_name="pk")
        sheets = sorted(files.values(), key=lambda part: part.name)
        if not sheets:
            raise ValidationError(__("There is nothing to print any more."))
        from core.tools.files.binding import bind  # loads a reader of 16 MB

        bound = [(self.bookmark(parts[part.name]), part.file.read) for part in sheets]
        if front := self.front(keys):
            name, pages = front
            bound.insert(0, (name, lambda: pages))
        return bind(job.title, bound)

    @override
    def get_crumbs(self) -> list[tuple[Any, str]]:
        return super().get_crumbs() if self.is_about_one else list_crumb(self.model)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        parts = Paginator(self.keys(), self.most)
        if not parts.count:
            messages.warning(request, self.none_fits)
            return HttpResponseRedirect(self.address("list"))
        if parts.num_pages > 1 and "part" not in request.GET:
            # Of so many nobody looks for a part: the list is narrowed first.
            words = [self._told(part) for part in parts] if parts.count <= MOST else []
            return _offer(self, parts.count, self.consists_of, words=words)
        part = parts.get_page(request.GET.get("part"))
        told = self._told(part) if parts.num_pages > 1 else ""
        name = f"{self.paper_name()}-{part.number}" if told else self.paper_name()
        with pdf.turn():
            content = self.part(list(part), told)
        return taken(request, content, name)

    def _told(self, part: Any) -> str:
        return str(
            self.consists_of.told
            % {
                "part": part.number,
                "parts": part.paginator.num_pages,
                "first": part.start_index(),
                "last": part.end_index(),
                "total": part.paginator.count,
            }
        )


def page_for(address: str, user: Any) -> Any:
    """Return the page of a paper as a user has it, prepared.

    Raises Http404, PermissionDenied as the page itself does; Http404 for an address that is no long paper.
    """
    from django.test import RequestFactory  # no start needs it, and it brings jinja2 and unittest

    path, _mark, _query = address.partition("?")
    try:
        match = resolve(path)
    except Resolver404 as error:
        raise Http404 from error
    found = getattr(match.func, "view_class", None)
    if found is None or not (issubclass(found, LongPaper) or hasattr(found, "table_rows")):
        raise Http404
    page: Any = found(**match.func.view_initkwargs)  # type: ignore[attr-defined]
    request = RequestFactory().get(address)
    request.user = user
    page.setup(request, *match.args, **match.kwargs)
    if page.is_about_one:
        page.object = page.get_object()
    page.check()
    return page


def _run(work: Work) -> JobOutcome:
    try:
        page = page_for(work.job.args["address"], work.job.owner)
    except (Http404, PermissionDenied) as error:
        raise ValidationError(
            __("What this paper was to tell of cannot be seen any more.")
        ) from error
    if isinstance(page, LongPaper):
        content = page.made(work)
    else:
        work.tell(0, page.table_rows())
        content = page.whole()
    name = f"{slugify(page.paper_name())}.pdf"
    return JobOutcome(content=content, name=name, mime="application/pdf")


for parts in (FORMS, REPORTS, CERTIFICATES, ROWS):
    kinds.register(
        kinds.JobKind(
            parts.kind,
            parts.label,
            _run,
            counted=parts.counted,
            stopped=parts.stopped,
            short=parts.short,
        )
    )


def ask_for(address: str, user: Any) -> Job:
    """Put the paper of an address in line for a user. Raises Http404, PermissionDenied, ValidationError."""
    page = page_for(address, user)
    args: dict[str, Any] = {"address": address}
    if isinstance(page, LongPaper):
        kind, args["keys"] = page.consists_of.kind, page.keys()
        count = len(args["keys"])
    else:
        kind, count = ROWS.kind, page.table_rows()
    if not 0 < count <= MOST:
        raise ValidationError(__("There is nothing to print, or too much for one paper."))
    return queue.ask(kind=kind, owner=user, title=page.get_title(), args=args, total=count)
