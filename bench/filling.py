"""Forms filled with words of one's own (a mark), likely values and small files."""

from __future__ import annotations

import random
import re
import struct
import time
import zlib
from typing import Any

DAY = re.compile(
    r"date|_on$|^on$|^day|_at$|as_of|since|until|term_|^from$|^to$|started|ended|starts|ends|due|entered"
)
YEAR = re.compile(r"(^|_)year$|^period_(from|to)$")
FREE = ("name", "title", "text", "remark", "description", "address", "next_step")
# Days a service asks for without a mark in the page; lines that must name what there is.
ASKED = ("next_step_due", "starts_on", "found_on", "entered_on")
NAMED = ("participating",)
# What is looked up by its code; the demonstration has facilities of Kab. Sleman up to about 30.
LOOKUP = {"facility": "34.04-{:04}", "village": "34.04"}
TICKED = ("facility",)


def picture(seed: str) -> bytes:
    """Return a small PNG that no other seed has."""
    grain = random.Random(seed)

    def part(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(b"\0" + grain.randbytes(60) for _row in range(20))
    head = struct.pack(">IIBBBBB", 20, 20, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + part(b"IDAT", zlib.compress(rows))
        + part(b"IEND", b"")
    )


def filled(
    form: dict[str, Any], mark: str, luck: random.Random, *, edit: bool = False
) -> tuple[list[tuple[str, str]], dict[str, tuple[str, bytes]]]:
    """Return what to send: marks in free texts, the first choice of every empty select and radio, likely values."""
    data, files = [], {}
    radios: set[str] = set()
    chosen = {one["name"] for one in form["fields"] if one["checked"]}
    for one in form["fields"]:
        name, kind, value = one["name"], one["kind"], one["value"]
        if kind in ("submit", "button"):
            continue
        if kind == "file":
            files[name] = (f"{mark}.png", picture(mark + name))
        elif kind == "hidden":
            data.append((name, value))
        elif name == "regions":
            if value == "34.04":
                data.append((name, value))
        elif kind in ("checkbox", "radio"):
            first = name not in radios and name not in chosen
            if one["checked"] or (first and (kind == "radio" or name in TICKED)):
                radios.add(name)
                data.append((name, value or "on"))
        elif kind == "select":
            choices = [o for o in one["options"] if o]
            # One visit a facility and day; an account of a chapter, which has a region.
            place = luck.randrange(len(choices) or 1) if name == "facility" else name == "role"
            data.append((name, value or next(iter(choices[int(place) :]), "")))
        else:
            own = f"{mark}f{len(data)}"  # each field its own: one form may write several rows
            data.append((name, _text(one, own, luck, edit=edit)))
    return data, files


def _text(one: dict[str, Any], own: str, luck: random.Random, *, edit: bool) -> str:
    name, kind, value = one["name"], one["kind"], one["value"]
    if name == "entered_on":  # a stage follows the one before it
        return value or time.strftime("%d/%m/%Y")
    if one["number"] or YEAR.search(name):
        year = str(luck.randrange(1990, 2026)) if YEAR.search(name) else ""
        return value or year or ("5" if one["required"] else "")
    if DAY.search(name) and kind != "textarea":
        # Days that begin something lie before those that end it.
        late = bool(re.search(r"end|until|_to$|^to$|due|valid", name))
        years = (2027, 2030) if late else (2012, 2018)
        day = f"{luck.randrange(1, 28):02}/{luck.randrange(1, 13):02}/{luck.randrange(*years)}"
        return value or (day if one["required"] or name in ASKED else "")
    if LOOKUP.get(name) and one["required"]:
        return value or LOOKUP[name].format(luck.randrange(1, 30))
    if kind == "email" and one["required"]:
        return value or f"{own.lower()}@contoh.example"
    if name in NAMED or kind in ("email", "url", "time") or "url" in name or "phone" in name:
        return value
    if kind == "textarea" or one["required"] or name in FREE:
        return own if not edit or kind == "textarea" else value or own
    return value


def changeable(field: dict[str, Any]) -> bool:
    """Return whether a step's field takes a value of ours: a free text, a number, a list to choose from."""
    if field["kind"] == "select":
        return len([o for o in field["options"] if o and o != field["value"]]) > 0
    return field["number"] or (
        field["kind"] in ("text", "textarea") and not DAY.search(field["name"])
    )


def another(field: dict[str, Any], mark: str, luck: random.Random) -> str:
    if field["kind"] == "select":
        return str(luck.choice([o for o in field["options"] if o and o != field["value"]]))
    return str(luck.randrange(1, 999)) if field["number"] else mark


def changed_only(form: Any, name: str, value: str) -> list[tuple[str, str]]:
    """Return a form as it was opened, one field changed."""
    return [
        (f["name"], value if f["name"] == name else f["value"] or "on" * (f["kind"] == "checkbox"))
        for f in form["fields"]
        if f["kind"] not in ("submit", "button", "file")
        and (f["kind"] not in ("checkbox", "radio") or f["checked"])
    ]
