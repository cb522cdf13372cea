"""A page rendered for the PDF in, a Word file out: the same words and figures, in styles of Word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.etree.ElementTree import Element

import tinyhtml5

from core.tools.word.frame import Sheet
from core.tools.word.markup import SPACES, E, kept, mm, part, said
from core.tools.word.pictures import Pictures
from core.tools.word.walk import STEP, Walk

LANGUAGES = {"id": "id-ID", "en": "en-GB"}
MADE = (1980, 1, 1, 0, 0, 0)  # the same paper is the same file, whenever it is made
KEPT = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "docProps/app.xml": "app.xml",
    "word/settings.xml": "settings.xml",
    "word/fontTable.xml": "fonts.xml",
    "word/styles.xml": "styles.xml",
}
TYPES = {
    "header-first": ("header", "header1.xml"),
    "header": ("header", "header2.xml"),
    "footer": ("footer", "footer1.xml"),
    "styles": ("styles", "styles.xml"),
    "numbers": ("numbering", "numbering.xml"),
    "settings": ("settings", "settings.xml"),
    "fonts": ("fontTable", "fontTable.xml"),
}
# Signs of a list by its kind and level; None: the level's own number with a full stop.
KINDS = {1: ("bullet", ("•", "–", "•")), 2: ("decimal", None), 3: ("lowerLetter", None)}


def write(html: str) -> bytes:
    """Return the Word file of a page as `templates/pdf/base.html` renders it."""
    page = tinyhtml5.parse(html, namespace_html_elements=False)
    language = LANGUAGES.get(page.get("lang", ""), "id-ID")
    draft = _of_class(page, "watermark")
    sheet = Sheet(
        is_wide=_of_class(page, "wide") is not None,
        draft="" if draft is None else "".join(draft.itertext()).strip(),
    )
    walk, report = Walk(Pictures()), _of_class(page, "report")
    body = walk.body(page if report is None else report, width=sheet.width)
    parts = {
        name: kept(file).replace("id-ID", language).encode() for name, file in KEPT.items()
    } | {
        "docProps/core.xml": _properties(page, language),
        "word/document.xml": part("w:document", E("w:body", *body, sheet.section())),
        "word/header1.xml": part("w:hdr", *sheet.header_of_first()),
        "word/header2.xml": part("w:hdr", *sheet.header(_of_class(page, "running-header"))),
        "word/footer1.xml": part("w:ftr", *sheet.footer(_of_class(page, "running-footer"))),
        "word/numbering.xml": _numbering(walk.lists),
        "word/_rels/document.xml.rels": _relations(list(walk.pictures.files)),
        **{f"word/{name}": content for name, content in walk.pictures.files.items()},
    }
    return _packed(parts)


def _of_class(page: Element, name: str) -> Element | None:
    """Return the first element that has a class."""
    return next((found for found in page.iter() if name in found.get("class", "").split()), None)


def _numbering(lists: list[tuple[int, int]]) -> bytes:
    """Return the part of lists: what each kind looks like by level, and every list, which counts from one."""
    kinds = []
    for number, (form, signs) in KINDS.items():
        levels = [
            E(
                "w:lvl",
                E("w:start", val=1),
                E("w:numFmt", val=form),
                E("w:lvlText", val=signs[level % len(signs)] if signs else f"%{level + 1}."),
                E("w:lvlJc", val="left"),
                E("w:pPr", E("w:ind", left=mm(STEP * (level + 1)), hanging=mm(STEP))),
                ilvl=level,
            )
            for level in range(9)
        ]
        kinds.append(
            E(
                "w:abstractNum",
                E("w:multiLevelType", val="hybridMultilevel"),
                *levels,
                abstractNumId=number,
            )
        )
    own = [
        E(
            "w:num",
            E("w:abstractNumId", val=kind),
            E("w:lvlOverride", E("w:startOverride", val=1), ilvl=level),
            numId=number,
        )
        for number, (kind, level) in enumerate(lists, start=1)
    ]
    return part("w:numbering", *kinds, *own)


def _relations(pictures: list[str]) -> bytes:
    rows = [(key, f"{SPACES['r']}/{kind}", target) for key, (kind, target) in TYPES.items()]
    rows += [
        (f"picture{number}", f"{SPACES['r']}/image", name)
        for number, name in enumerate(pictures, start=1)
    ]
    return part(
        "Relationships",
        *(E("Relationship", Id=key, Type=kind, Target=target) for key, kind, target in rows),
        xmlns="http://schemas.openxmlformats.org/package/2006/relationships",
    )


def _properties(page: Element, language: str) -> bytes:
    """Return what the file says of itself: its title and subject, and of persons and hours nothing."""
    told = {meta.get("name"): meta.get("content", "") for meta in page.iter("meta")}
    return part(
        "cp:coreProperties",
        said("dc:title", page.findtext("head/title") or ""),
        said("dc:subject", told.get("description") or ""),
        said("dc:creator", told.get("author") or ""),
        said("dc:language", language),
        xmlns__cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        xmlns__dc="http://purl.org/dc/elements/1.1/",
    )


def _packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            parcel.writestr(entry, content)
    return out.getvalue()
