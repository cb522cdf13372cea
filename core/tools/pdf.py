"""The only door to papers: a template or rendered pages in, tagged Indonesian A4 out, or the same as a Word file.

In a web process and in a worker the layout runs beside it (`core.tools.press`); in commands and tests here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.text import slugify

from core.tools import held, layout
from core.tools.press import SECONDS, Press

# Who asks for papers now; set by a middleware. Nobody: a command.
account: ContextVar[Callable[[], str] | None] = ContextVar("account", default=None)
_is_held: ContextVar[bool] = ContextVar("is_held", default=False)
_press: Press | None = None
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SECONDS_IN_WORKER = 600.0  # nobody waits at a page


def lay_out_beside(*, seconds: float = SECONDS) -> None:
    """From here on this process has papers laid out beside it, each within so many seconds."""
    global _press
    _press = Press(seconds=seconds)


def render(template: str, context: dict[str, object]) -> bytes:
    """Return the PDF (tagged, PDF/UA-1 structure, `lang` and title from the template) of a template."""
    return write(render_to_string(template, context))


def write(html: str) -> bytes:
    """Return the PDF of a page that is rendered already."""
    return write_together([html])


def write_first_on_one_sheet(versions: Iterable[str]) -> bytes:
    """Return the PDF of the first version that takes one sheet; of the last where none does.

    `versions`: rendered pages, the fullest first.
    """
    return _lay_out("first_on_one_sheet", versions)


def write_together(parts: Iterable[str]) -> bytes:
    """Return one PDF of rendered pages, each part with its own running lines and “page x of y”."""
    return _lay_out("together", parts)


def _lay_out(way: str, parts: Iterable[str]) -> bytes:
    held.require_nothing()
    if _press is None:
        return layout.WAYS[way](list(parts))
    with turn():
        return _press.lay_out(way, list(parts))


@contextmanager
def turn() -> Iterator[None]:
    """Hold a turn at the press, for what is gathered for a paper too; inside another one it is the same turn.

    Raises what `core.tools.press.Press.turn_of` raises.
    """
    asks = account.get()
    if _press is None or asks is None or _is_held.get():
        yield
        return
    with _press.turn_of(asks()):
        before = _is_held.set(True)
        try:
            yield
        finally:
            _is_held.reset(before)


def in_turn(*, holds: str) -> Callable[[object], object]:
    """Class decorator of a page whose every answer is a paper: its figures wait for their turn, too.

    `holds`: what is on it, and why that never takes long; a paper that may be long is a
    `core.pages.long_papers.Paper`.
    """

    def decorate(view: Any) -> object:
        dispatch = view.dispatch

        @functools.wraps(dispatch)
        def held(*args: object, **kwargs: object) -> Any:
            with turn():
                return dispatch(*args, **kwargs)

        view.dispatch, view.paper_holds = held, holds
        return view

    return decorate


def response(content: bytes, *, filename: str, inline: bool = True) -> HttpResponse:
    """Return PDF bytes as an answer; `filename` without extension is made safe here."""
    return _answer(
        content, "application/pdf", "inline" if inline else "attachment", f"{slugify(filename)}.pdf"
    )


def answer(
    template: str,
    context: dict[str, object],
    *,
    filename: str,
    inline: bool = True,
    as_word: bool = False,
) -> HttpResponse:
    """Return a paper as an answer: the PDF, or the same page as a Word file (DOCX) that offices edit."""
    if not as_word:
        return response(render(template, context), filename=filename, inline=inline)
    content = _lay_out("as_word", [render_to_string(template, context)])
    return _answer(content, WORD, "attachment", f"{slugify(filename)}.docx")


def _answer(content: bytes, kind: str, way: str, name: str) -> HttpResponse:
    found = HttpResponse(content, content_type=kind)
    found["Content-Disposition"] = f'{way}; filename="{name}"'
    found["X-Content-Type-Options"] = "nosniff"
    return found
