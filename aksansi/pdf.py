"""The only door to WeasyPrint: HTML in, tagged Indonesian A4 out, nothing fetched from a network."""

from __future__ import annotations

import gc
import mimetypes
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.text import slugify

OPTIONS: dict[str, Any] = {
    "pdf_variant": "pdf/ua-1",
    "optimize_images": True,
    "dpi": 150,
    "jpeg_quality": 75,
}
BASE_URL = "file:///"  # so that "/static/…" is an absolute address; the fetcher maps it


class RefusedAddress(ValueError):
    """A template asked for something that is no static file of this project."""


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticOnly(URLFetcher):
        """Serves `/static/…` from the project's own files and refuses the rest."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            parts = urlsplit(url)
            path = unquote(parts.path)
            if parts.scheme != "file" or parts.netloc:
                raise RefusedAddress(url)
            name = path.removeprefix(settings.STATIC_URL).lstrip("/")
            found = finders.find(name)
            if not found:
                kept = Path(settings.STATIC_ROOT) / name
                if (
                    not kept.resolve().is_relative_to(Path(settings.STATIC_ROOT).resolve())
                    or not kept.is_file()
                ):
                    raise RefusedAddress(url)
                found = str(kept)
            mime = mimetypes.guess_type(found)[0] or "application/octet-stream"
            return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": mime})

    return StaticOnly(
        allowed_protocols=(
            "data",
            "file",
        )
    )


def render(template: str, context: dict[str, Any]) -> bytes:
    """Return the PDF (tagged, PDF/UA-1 structure, `lang` and title from the template) of a template."""
    return write(render_to_string(template, context))


def write(html: str) -> bytes:
    """Return the PDF of a page that is rendered already."""
    return write_first_on_one_sheet([html])


def write_first_on_one_sheet(versions: Iterable[str]) -> bytes:
    """Return the PDF of the first version that takes one sheet; of the last where none does.

    `versions`: rendered pages, the fullest first.
    """
    with _layout() as lay_out:
        document: Any = None
        for html in versions:
            document = lay_out(html)
            if len(document.pages) == 1:
                break
        return document.write_pdf(**OPTIONS)


def write_together(parts: Iterable[str]) -> bytes:
    """Return one PDF of rendered pages, each part with its own running lines and “page x of y”."""
    with _layout() as lay_out:
        documents = [lay_out(html) for html in parts]
        pages = [page for document in documents for page in document.pages]
        return documents[0].copy(pages).write_pdf(**OPTIONS)


@contextmanager
def _layout() -> Iterator[Callable[[str], Any]]:
    """Hand out the way from a rendered page to a laid-out document.

    Layout makes millions of short-lived objects; collecting them costs a third of the time.
    """
    from weasyprint import HTML

    fetcher, collecting = _fetcher(), gc.isenabled()
    gc.disable()
    try:
        yield lambda html: HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher).render(
            **OPTIONS
        )
    finally:
        if collecting:
            gc.enable()


def response(content: bytes, *, filename: str, inline: bool = True) -> HttpResponse:
    """Return PDF bytes as an answer; `filename` without extension is made safe here."""
    answer = HttpResponse(content, content_type="application/pdf")
    kind = "inline" if inline else "attachment"
    answer["Content-Disposition"] = f'{kind}; filename="{slugify(filename)}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
