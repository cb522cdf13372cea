"""Documents from outside: Word and Excel without macros, objects, fields that act or parts from elsewhere.

They are kept as they are and only ever served as downloads; whoever downloads one opens it on an office's
computer. So a file is judged by its parts, not by their names, and looked through within limits.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import IO
from urllib.parse import unquote
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __
from django.utils.translation import gettext_noop

from core.tools.files import beside
from core.tools.files.reach import BROKEN

_MAIN = "application/vnd.openxmlformats-officedocument.%s.main+xml"
# Content type of the main part → extension and type of the file. Those with macros have others.
_KINDS = {
    _MAIN % "wordprocessingml.document": (
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    _MAIN % "spreadsheetml.sheet": (
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
_OLE = (
    b"\xd0\xcf\x11\xe0"  # what macros and embedded objects are kept in, whatever the part is called
)
_ZIP = b"PK\x03\x04"
MOST_PARTS = 2_000
MOST_UNFOLDED = 100 * 1024 * 1024  # bytes, all parts together, also of workbooks behind charts
MOST_RATIO = 100  # unfolded to packed, of what unfolds to more than a tenth of the limit
MOST_INSTRUCTIONS = 1_000_000  # letters of all fields of a part
_TOO_MUCH = gettext_noop("The document unfolds to more than this system reads. Save it as PDF.")
_CHUNK = 1 << 20
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\0 \r\n\t"
_PROGRAMS = (b"MZ", b"\x7fELF")
_RUN_BY_NAME = re.compile(
    r"\.(hta|jse?|vb[se]|ws[fh]|lnk|bat|cmd|ps1|exe|scr|com|pif|url|msi|jar|reg|cpl|chm)$"
)
_MACROS = ("macroenabled", "vbaproject", "macrosheet", "dialogsheet", "activex", "webextension")
# What parts are to each other in what Word, Excel and LibreOffice write. Whatever else there is may act when the
# document is opened: foreign documents unfolded into it, controls, add-ins, connections.
_KNOWN = frozenset(
    re.findall(
        r"\S+",
        """officedocument core-properties extended-properties custom-properties thumbnail styles styleswitheffects
    settings
    websettings fonttable font theme themeoverride numbering footnotes endnotes header footer image hyperlink
    comments commentsextended commentsids commentsextensible people person threadedcomment glossarydocument
    bibliography customxml customxmlprops chart chartex chartstyle chartcolorstyle chartusershapes drawing vmldrawing
    diagramdata diagramlayout diagramquickstyle diagramcolors diagramdrawing package printersettings worksheet
    chartsheet sharedstrings calcchain table tablesinglecells pivottable pivotcachedefinition pivotcacherecords
    slicer slicercache timeline timelinecache sheetmetadata ctrlprop externallink classificationlabels origin
    signature certificate rdrichvalue rdrichvaluestructure rdrichvaluetypes richvaluerel rdarray
    rdsupportingpropertybag rdsupportingpropertybagstructure revisionheaders revisionlog usernames
    namedsheetview wssortmap featurepropertybag""",
    )
)
_CLICKABLE = ("http", "https", "mailto", "tel")
# Fields that ask another program (QUOTE writes such a word in numbers), or fetch what they name.
_ASKS = re.compile(
    r"^[\s\u200b-\u200f\ufeff]*(DDE(AUTO)?\b|QUOTE\s+\d+\s+\d+)", re.IGNORECASE | re.MULTILINE
)
# Formulas that ask another program, or fetch what they name. Letters can be written as numbers, and words be cut
# by what a parser passes over.
_MAY_ASK = re.compile(
    rb"webservice|image|rtd|call|register|exec|dde|hyperlink|\||\[|&#|\0|<!|<\?(?!xml\s)",
    re.IGNORECASE,
)
_FORMULA = re.compile(
    r"(?<![A-Z0-9_])(WEBSERVICE|IMAGE|RTD|CALL|REGISTER(\.ID)?|EXEC|DDE(AUTO)?)\s*\("
    r"|'\s*([a-z][a-z0-9+.-]+:|//|\\\\)[^'\n]*\["
    r"|HYPERLINK\s*\(\s*\"(?!\s*(https?|mailto|tel):)\s*([a-z][a-z0-9+.-]*:|//|\\\\)",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_FORMULAS = ("f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula")
# A query of Excel, kept in a part like any other.
_QUERIES = (b"DataMashup", "DataMashup".encode("utf-16-le"))
_FETCHES = re.compile(
    r"^[\s\u200b-\u200f\ufeff]*(INCLUDE|INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|RD|DATABASE)\b"
    r".{0,300}?(\b\w{2,}:[/\\]|[\"\s](//|\\\\))",
    re.IGNORECASE | re.MULTILINE,
)
_CLICKS = re.compile(
    r"^[\s\u200b-\u200f\ufeff]*HYPERLINK\s+\"?(?!\s*(https?|mailto|tel):)\s*([a-z][a-z0-9+.-]+:|//|\\\\)",
    re.IGNORECASE | re.MULTILINE,
)
_ELSEWHERE = re.compile(r"^\s*([a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)


def check_office(upload: IO[bytes]) -> tuple[str, str]:
    """Return (extension, MIME type) of a Word or Excel file. Raises ValidationError in words."""
    upload.seek(0)
    extension, told = _beside(upload.read())
    if not extension:
        raise ValidationError(__(told))
    return extension, told


def _beside(content: bytes) -> tuple[str, str]:
    """Return the `outcome_of` a document as another process finds it."""
    extension, told = beside.ask(__name__, content) or ("", _TOO_MUCH)
    return extension, told


def outcome_of(content: bytes) -> tuple[str, str]:
    """Return (extension, MIME type) of a Word or Excel file, or ("", why it is refused). May take any time."""
    try:
        return _Parcel().check(io.BytesIO(content), is_inner=False)
    except MemoryError:
        return "", _TOO_MUCH
    except ValidationError as error:
        return "", error.messages[0]


class _Parcel:
    """One upload with all that lies in it; what it unfolds to counts together."""

    def __init__(self) -> None:
        self.unfolded = 0

    def check(self, file: IO[bytes], *, is_inner: bool) -> tuple[str, str]:
        try:
            with zipfile.ZipFile(file) as parcel:
                return self._look_through(parcel, is_inner=is_inner)
        except (*BROKEN, expat.ExpatError, LookupError) as error:
            raise ValidationError(__("The document cannot be read; it may be damaged.")) from error

    def _look_through(self, parcel: zipfile.ZipFile, *, is_inner: bool) -> tuple[str, str]:
        entries = parcel.infolist()
        names = [unquote(entry.filename).lower() for entry in entries]
        if "[content_types].xml" not in names:
            raise ValidationError(__("This type of file is not accepted."))
        told = self.unfolded + sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        if (
            len(entries) > MOST_PARTS
            or len(set(names)) < len(names)
            or told > MOST_UNFOLDED
            or (told > MOST_UNFOLDED / 10 and told > MOST_RATIO * packed)
        ):
            raise ValidationError(__(_TOO_MUCH))
        types: list[dict[str, str]] = []
        for entry, name in zip(entries, names, strict=True):
            content = self._read(parcel, entry)
            if _RUN_BY_NAME.search(name) or name == "xl/connections.xml":
                _refuse_what_runs()
            if name == "[content_types].xml":
                types = _elements(content)
            elif name.endswith(".rels"):
                _check_relations(_elements(content))
            elif content.startswith((_OLE, *_PROGRAMS)) or "vbaproject" in name:
                _refuse_what_runs()
            elif content.startswith(_ZIP):
                if is_inner:
                    raise ValueError("parcels in parcels in parcels")
                self.check(io.BytesIO(content), is_inner=True)  # the workbook behind a chart
            elif name.endswith((".xml", ".vml")) or content.lstrip(_BEFORE_XML).startswith(b"<"):
                if any(word in content for word in _QUERIES):
                    _refuse_what_fetches()
                _check_fields(content)
                if _MAY_ASK.search(content) and _asks(_formulas(content)):
                    _refuse_what_fetches()
        told_types = [row.get("ContentType", "").lower() for row in types]
        if any(word in kind for kind in told_types for word in _MACROS):
            _refuse_what_runs()
        for kind, found in _KINDS.items():
            if kind in told_types:
                return found
        raise ValidationError(__("This type of file is not accepted."))

    def _read(self, parcel: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
        """Return a part; what it says of its size is not trusted."""
        out = io.BytesIO()
        with parcel.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                self.unfolded += len(chunk)
                if self.unfolded > MOST_UNFOLDED:
                    raise ValueError("larger than told")
                out.write(chunk)
        return out.getvalue()


def _refuse_what_runs() -> None:
    raise ValidationError(
        __("Documents with macros or embedded objects are not accepted. Save it as PDF.")
    )


def _elements(content: bytes) -> list[dict[str, str]]:
    """Return the attributes of every element of a small XML part. Raises ValueError for one with entities."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda _name, given: found.append(given)
    parser.Parse(content, True)
    return found


def _check_relations(relations: list[dict[str, str]]) -> None:
    """Links to click are fine; what a program fetches by itself (template, picture, workbook) is not."""
    for given in relations:
        if "Type" not in given:
            continue
        kind = given["Type"].strip().rstrip("/").rpartition("/")[2].strip().lower()
        target, is_external = unquote(given.get("Target", "")), "TargetMode" in given
        elsewhere = _ELSEWHERE.match(target)
        if kind == "hyperlink":
            if elsewhere and elsewhere[1].rstrip(":").lower() not in _CLICKABLE:
                _refuse_what_fetches()
        elif elsewhere or (is_external and given["TargetMode"].lower() != "internal"):
            _refuse_what_fetches()
        elif kind not in _KNOWN:
            _refuse_what_runs()


def _check_fields(content: bytes) -> None:
    """Refuse fields that start another program or fetch something; workbooks have them in `ddeLink`."""
    if not any(word in content for word in (b"instr", b"ddeLink", b"\0")):  # \0: UTF-16
        return
    told = _instructions(content)
    if _ASKS.search(told):
        _refuse_what_runs()
    if _FETCHES.search(told) or _CLICKS.search(told):
        _refuse_what_fetches()


def _instructions(content: bytes) -> str:
    """Return what the fields of a part say, a line each; Word cuts an instruction into any number of pieces."""
    found: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    inside, left = False, MOST_INSTRUCTIONS

    def note(text: str) -> None:
        nonlocal left
        left -= len(text)
        if left < 0:
            raise ValueError("more instructions than a letter has")
        found.append(text)

    def starts(name: str, given: dict[str, str]) -> None:
        nonlocal inside
        inside = name.endswith(" instrText")
        if name.endswith(" ddeLink"):
            note("\nDDE\n")
        elif name.endswith(" fldChar") and found and not found[-1].endswith("\n"):
            note("\n")
        for key, value in given.items():
            if key.endswith(" instr"):
                note(f"\n{value}\n")

    def ends(_name: str) -> None:
        nonlocal inside
        inside = False

    parser.StartElementHandler, parser.EndElementHandler = starts, ends
    parser.CharacterDataHandler = lambda text: note(text.replace("\n", " ")) if inside else None
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(content, True)
    return "".join(found)


def _formulas(content: bytes) -> str:
    """Return the formulas of a part, a line each."""
    found: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    inside = False

    def turns(name: str, _given: object = None) -> None:
        nonlocal inside
        inside = _given is not None and name.rpartition(" ")[2] in _FORMULAS
        found.append("\n")

    parser.StartElementHandler, parser.EndElementHandler = turns, turns
    parser.CharacterDataHandler = lambda text: found.append(text) if inside else None
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(content, True)
    return "".join(found)


def _asks(formulas: str) -> bool:
    # "program|subject" asks a program; within quotation marks it is a word or the name of a sheet.
    return bool(_FORMULA.search(formulas)) or "|" in _QUOTED.sub("", formulas)


def _refuse_doctype(*_anything: object) -> None:
    raise ValueError("doctype")


def _refuse_what_fetches() -> None:
    raise ValidationError(
        __(
            "The document fetches parts from elsewhere (a template, picture or workbook). "
            "Save it as PDF, or without these links."
        )
    )
