"""`manage.py urls [part]`: every named address with its view and the file the view stands in."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import URLPattern, URLResolver, get_resolver
from typing_extensions import override


def named(
    resolver: URLResolver, names: str = "", route: str = ""
) -> Iterator[tuple[str, str, Any]]:
    """Yield (name, address, view class or function) of every named address below a resolver."""
    for entry in resolver.url_patterns:
        whole = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{names}{entry.namespace}:" if entry.namespace else names
            yield from named(entry, inner, whole)
        elif isinstance(entry, URLPattern) and entry.name:
            view = entry.callback
            yield names + entry.name, f"/{whole}", getattr(view, "view_class", view)


def file_of(view: Any) -> str:
    """Return the file of a view with its line, from the project's root; the module's name where it is a package's."""
    try:
        path, line = inspect.getsourcefile(inspect.unwrap(view)), inspect.getsourcelines(view)[1]
    except (OSError, TypeError):
        return str(getattr(view, "__module__", ""))
    if path and Path(path).is_relative_to(settings.BASE_DIR) and ".venv" not in Path(path).parts:
        return f"{Path(path).relative_to(settings.BASE_DIR)}:{line}"
    return str(view.__module__)


class Command(BaseCommand):
    help = "List the named addresses: name, address, view, file. With a word, those whose name holds it."

    @override
    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("part", nargs="?", default="")

    @override
    def handle(self, *args: object, **options: Any) -> None:
        for name, address, view in named(get_resolver()):
            if options["part"] in name:
                title = getattr(view, "__qualname__", type(view).__name__)
                self.stdout.write(f"{name}  {address}  {title}  {file_of(view)}")
