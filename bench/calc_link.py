"""Makes a spreadsheet that is linked to an address, and refreshes it, by LibreOffice Calc itself.

Usage: /usr/bin/python3 bench/calc_link.py make ADDRESS FILE.ods
       /usr/bin/python3 bench/calc_link.py refresh FILE.ods [FILE.pdf]

Run by the Python that LibreOffice brings its `uno` for, without a window. `make` is Sheet, External Links of the menu;
`refresh` is Edit, Links, Update: it prints the cells before and after as JSON, saves the file, and as PDF where asked.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

# What a person says once of the folder of own files: links in them are updated (Options, Security, Trusted Locations).
ALLOWED = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="SecureURL" oor:op="fuse">
<value><it>{folder}</it></value></prop></item>
</oor:items>"""
FILTER = "Text - txt - csv (StarCalc)"
COMMA_UTF8 = "44,34,76,1"  # comma, quotation mark, UTF-8, from the first line
NO_UPDATE, FULL_UPDATE = 0, 3  # com.sun.star.document.UpdateDocMode
SECONDS = 60


@contextlib.contextmanager
def calc(folder: Path) -> Iterator[Any]:
    """Yield the desktop of a LibreOffice of its own, which trusts the files of a folder and ends with the block."""
    import uno
    from com.sun.star.connection import NoConnectException

    pipe = f"link{uuid.uuid4().hex}"
    with tempfile.TemporaryDirectory() as profile:
        (Path(profile) / "user").mkdir()
        told = ALLOWED.format(folder=folder.as_uri())
        (Path(profile) / "user/registrymodifications.xcu").write_text(told)
        office = subprocess.Popen(
            [
                "soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore",
                f"--accept=pipe,name={pipe};urp;",
            ],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        context = uno.getComponentContext()
        resolver = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", context
        )
        end = time.monotonic() + SECONDS
        while True:
            try:
                there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
                break
            except NoConnectException:
                if time.monotonic() > end:
                    raise
                time.sleep(0.3)
        desktop = there.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", there
        )
        try:
            yield desktop
        finally:
            with contextlib.suppress(Exception):  # it answers nothing more once it ends
                desktop.terminate()
            office.wait(timeout=SECONDS)


def value(name: str, what: object) -> Any:
    from com.sun.star.beans import PropertyValue

    found = PropertyValue()
    found.Name, found.Value = name, what
    return found


def opened(desktop: Any, where: str, *, as_kept: bool = True) -> Any:
    """Return a document as it was saved, or with what its links hold now: what a person allows above the sheet."""
    how = (value("Hidden", True), value("UpdateDocMode", NO_UPDATE if as_kept else FULL_UPDATE))
    return desktop.loadComponentFromURL(where, "_blank", 0, how)


def cells(document: Any) -> list[list[Any]]:
    """Return what the first sheet holds."""
    cursor = document.Sheets.getByIndex(0).createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    area = document.Sheets.getByIndex(0).getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
    return [list(row) for row in area.DataArray]


def make(address: str, file: Path) -> None:
    with calc(file.parent) as desktop:
        from com.sun.star.table import CellAddress  # found once `uno` is there

        document = opened(desktop, "private:factory/scalc")
        document.AreaLinks.insertAtPosition(CellAddress(), address, "CSV_all", FILTER, COMMA_UTF8)
        document.storeAsURL(file.as_uri(), ())
        document.close(True)


def refresh(file: Path, printed: Path | None) -> dict[str, list[list[Any]]]:
    with calc(file.parent) as desktop:
        document = opened(desktop, file.as_uri())
        before = cells(document)
        document.close(True)
        document = opened(desktop, file.as_uri(), as_kept=False)
        document.AreaLinks.getByIndex(0).refresh()
        after = cells(document)
        document.store()
        if printed:
            document.storeToURL(printed.as_uri(), (value("FilterName", "calc_pdf_Export"),))
        document.close(True)
    return {"before": before, "after": after}


def main(deed: str, *words: str) -> None:
    if deed == "make":
        make(words[0], Path(words[1]).resolve())
    elif deed == "refresh":
        printed = Path(words[1]).resolve() if len(words) > 1 else None
        json.dump(refresh(Path(words[0]).resolve(), printed), sys.stdout)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) > 2 else sys.exit(__doc__)
