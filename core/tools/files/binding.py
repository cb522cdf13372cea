"""Binds PDFs one after another into one, bookmarked, each keeping its own page numbers and its tags."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject

_TITLE = re.compile(rb"(<dc:title>.*?<rdf:li[^>]*>)[^<]*", re.S)
# What the bound paper says of itself like its parts.
_OF_ALL = ("/Lang", "/MarkInfo", "/ViewerPreferences", "/Metadata")


def bind(title: str, parts: Iterable[tuple[str, Callable[[], bytes]]]) -> bytes:
    """Return one PDF with a title, of (bookmark, way to read a PDF), each read when its turn comes.

    A library's own joining takes pages and leaves their structure trees behind. Here a whole document is copied,
    its pages hung under one root and its tags under another, the numbers by which pages and links name their
    place among the tags counted on. Source: ISO 32000-1, 7.7.3 and 14.7.4.4.
    """
    book = PdfWriter()
    book.pdf_header = "%PDF-1.7"
    book.add_metadata({"/Title": title})
    shelf: Any = book.root_object["/Pages"]
    sheets, tags, places = ArrayObject(), ArrayObject(), ArrayObject()
    tree = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
    tree_place = book._add_object(tree)
    whole = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/StructElem"),
            NameObject("/S"): NameObject("/Document"),
            NameObject("/P"): tree_place,
            NameObject("/K"): tags,
        }
    )
    whole_place = book._add_object(whole)
    pages = numbers = 0
    starts: list[tuple[str, Any]] = []
    for bookmark, read in parts:
        copied: Any = PdfReader(io.BytesIO(read())).root_object.clone(book)
        leaves = list(_leaves(copied["/Pages"]))
        starts.append((bookmark, leaves[0].indirect_reference))
        _resolve_names(copied, leaves)
        own = copied["/Pages"]
        own[NameObject("/Parent")] = shelf.indirect_reference
        sheets.append(own.indirect_reference)
        pages += len(leaves)
        numbers = _hang_tags(copied, leaves, whole_place, tags, places, numbers)
        for name in _OF_ALL:
            if name in copied:
                book.root_object.setdefault(NameObject(name), copied.raw_get(name))
    shelf[NameObject("/Kids")], shelf[NameObject("/Count")] = sheets, NumberObject(pages)
    tree[NameObject("/K")] = ArrayObject([whole_place])
    tree[NameObject("/ParentTree")] = book._add_object(
        DictionaryObject({NameObject("/Nums"): places})
    )
    book.root_object[NameObject("/StructTreeRoot")] = tree_place
    _tell_title(book, title)
    for bookmark, first in starts:
        book.add_outline_item(title=bookmark, page_number=first)
    out = io.BytesIO()
    book.write(out)
    return out.getvalue()


def _tell_title(book: PdfWriter, title: str) -> None:
    """Let the metadata taken over from the first part name the whole."""
    stream: Any = book.root_object.get("/Metadata")
    if stream is not None:
        named = escape(title).encode()
        stream.set_data(_TITLE.sub(lambda found: found[1] + named, stream.get_data(), count=1))


def _leaves(node: Any) -> Iterable[Any]:
    for kid in node["/Kids"]:
        found = kid.get_object()
        if found["/Type"] == "/Pages":
            yield from _leaves(found)
        else:
            yield found


def _notes(leaves: list[Any]) -> Iterable[Any]:
    for leaf in leaves:
        for note in leaf.get("/Annots", ()):
            yield note.get_object()


def _resolve_names(copied: Any, leaves: list[object]) -> None:
    """Let links inside a part lead to its own places: names are of one document, and two parts use the same."""
    pairs = copied.get("/Names", {}).get("/Dests", {}).get("/Names", [])
    known = {str(pairs[at]): pairs[at + 1] for at in range(0, len(pairs), 2)}
    for note in _notes(leaves):
        for holder, name in ((note, "/Dest"), (note.get("/A", {}), "/D")):
            if isinstance(holder.get(name), str) and str(holder[name]) in known:
                holder[NameObject(name)] = known[str(holder[name])]


def _hang_tags(
    copied: Any, leaves: list[Any], whole: Any, tags: Any, places: Any, count: int
) -> int:
    """Hang the tags of a part under those of the whole; return the next free number."""
    own = copied.get("/StructTreeRoot")
    if own is None:
        return count
    kids = own["/K"]
    for kid in kids if isinstance(kids, ArrayObject) else [own.raw_get("/K")]:
        element = kid.get_object()
        element[NameObject("/P")], element[NameObject("/S")] = whole, NameObject("/Part")
        tags.append(kid)
    pairs = own["/ParentTree"]["/Nums"]
    highest = count
    for at in range(0, len(pairs), 2):
        highest = max(highest, count + int(pairs[at]) + 1)
        places.extend([NumberObject(count + int(pairs[at])), pairs[at + 1]])
    for holders, name in ((leaves, "/StructParents"), (_notes(leaves), "/StructParent")):
        for holder in holders:
            if name in holder:
                holder[NameObject(name)] = NumberObject(count + int(holder[name]))
    return highest
