"""HTML in, a paper out (tagged A4 by WeasyPrint, or a Word file), nothing fetched from a network; as a call, and as a
process of its own.

`python -m core.tools.layout` lays out what `core.tools.press` sends it, one paper after another, until its pipe ends.
"""

from __future__ import annotations

import functools
import gc
import io
import json
import mimetypes
import os
import re
import resource
import struct
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

OPTIONS: dict[str, object] = {
    "pdf_variant": "pdf/ua-1",
    "optimize_images": True,
    "dpi": 150,
    "jpeg_quality": 75,
}
# What is no text of the page, and a word of a length that no word of people has: a link, a number of a file.
_APART = re.compile(r"(<(style|script|svg|title)\b.*?</\2>|<[^>]*>)", re.S)
_LONG = re.compile(r"(?:[^\s<>&]|&amp;){32,}")
BASE_URL = "file:///"  # so that "/static/…" is an absolute address; the fetcher maps it
ANSWER = struct.Struct(
    ">BBQ"
)  # whether it is a PDF, whether the process ends now, length of what follows
# A process that laid out so much keeps what it had to ask for; a fresh one takes its place.
MOST_PAPERS, MOST_MB = 100, 350
LIMIT_MB = 2_000  # beyond, layout fails instead of taking the machine's memory


class RefusedAddress(ValueError):
    """A template asked for something that is no static file of this project."""


def _fetcher() -> Any:
    from django.contrib.staticfiles.finders import FileSystemFinder
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticOnly(URLFetcher):  # type: ignore[misc]
        """Serves `/static/…` from the project's own files and refuses the rest."""

        def fetch(self, url: str, headers: object = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            parts = urlsplit(url)
            path = unquote(parts.path)
            if parts.scheme != "file" or parts.netloc:
                raise RefusedAddress(url)
            name = path.removeprefix(settings.STATIC_URL).lstrip("/")
            found = FileSystemFinder().find(name)
            if not found:
                kept = Path(settings.STATIC_ROOT) / name
                if (
                    not kept.resolve().is_relative_to(Path(settings.STATIC_ROOT).resolve())
                    or not kept.is_file()
                ):
                    raise RefusedAddress(url)
                found = str(kept)
            mime = mimetypes.guess_type(found)[0] or "application/octet-stream"
            content = _font(found) if found.endswith(".woff2") else Path(found).read_bytes()
            return URLFetcherResponse(url, content, {"Content-Type": mime})

    return StaticOnly(allowed_protocols=("data", "file"))


@functools.cache
def _font(path: str) -> bytes:
    """Return a packed font unpacked, once for all papers: WeasyPrint does it anew for each, a third of their time."""
    from fontTools.ttLib import woff2

    plain = io.BytesIO()
    woff2.decompress(path, plain)
    return plain.getvalue()


def together(parts: list[str]) -> bytes:
    """Return one PDF of rendered pages, each part with its own running lines and “page x of y”."""
    with _layout() as lay_out:
        documents = [lay_out(html) for html in parts]
        pages = [page for document in documents for page in document.pages]
        return bytes(documents[0].copy(pages).write_pdf(**OPTIONS))


def first_on_one_sheet(versions: list[str]) -> bytes:
    """Return the PDF of the first version that takes one sheet; of the last where none does."""
    with _layout() as lay_out:
        document: Any = None
        for html in versions:
            document = lay_out(html)
            if len(document.pages) == 1:
                break
        return bytes(document.write_pdf(**OPTIONS))


def as_word(parts: list[str]) -> bytes:
    """Return the Word file of a rendered page."""
    from core.tools.word import paper

    [html] = parts
    return paper.write(html)


WAYS: dict[str, Callable[[list[str]], bytes]] = {
    "together": together,
    "first_on_one_sheet": first_on_one_sheet,
    "as_word": as_word,
}


def _with_breaks(html: str) -> str:
    """Return a page whose longest words may end a line after every sixteen signs, so that no table grows by them."""
    parts = _APART.split(html)
    # Of three, the second is a tag and the third the name of one that is left whole.
    parts[2::3] = [""] * len(parts[2::3])
    parts[::3] = [_LONG.sub(_broken, text) for text in parts[::3]]
    return "".join(parts)


def _broken(word: re.Match[str]) -> str:
    return "<wbr>".join(re.findall(r"(?:&amp;|.){1,16}", word[0]))


@contextmanager
def _layout() -> Iterator[Callable[[str], Any]]:
    """Hand out the way from a rendered page to a laid-out document.

    Layout makes millions of short-lived objects; collecting them costs a third of the time. It is no web
    process that goes without: there the press lays out.
    """
    from weasyprint import HTML

    fetcher, collecting = _fetcher(), gc.isenabled()
    gc.disable()
    try:
        yield lambda html: HTML(
            string=_with_breaks(html), base_url=BASE_URL, url_fetcher=fetcher
        ).render(**OPTIONS)
    finally:
        if collecting:
            gc.enable()


def main() -> None:
    """Answer orders (one line of JSON: way and parts) until there are no more."""
    from django.utils.log import configure_logging

    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_MB << 20, LIMIT_MB << 20))
    os.nice(5)  # pages go before papers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            way, parts = json.loads(line)
            is_paper, content = True, WAYS[way](parts)
        except Exception:
            is_paper, content = False, traceback.format_exc().encode()
        gc.collect()
        is_last = number >= MOST_PAPERS or _taken_mb() > MOST_MB
        answers.write(ANSWER.pack(is_paper, is_last, len(content)) + content)
        answers.flush()
        if is_last:
            break


def _taken_mb() -> int:
    """Return how much memory the process has had at most, in megabytes.

    `ru_maxrss` would not do where the kernel tells better: across an exec it keeps what the starting process
    had, so that under a large web worker every paper would be a process's last.
    """
    status = Path("/proc/self/status")
    if status.exists():
        told = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.M)
        if told:
            return int(told[1]) >> 10
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most >> (20 if sys.platform == "darwin" else 10)


if __name__ == "__main__":
    main()
