"""KoboToolbox: submissions by its JSON feed, forms by its import of XLSForms.

It names no moment of a correction or review, so what it holds is asked for in brief each time, and in full only
what is new or another edition. Source: support.kobotoolbox.org, “API”; the API's own pages at /api/v2/.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlencode

from django.utils import timezone
from django.utils.translation import gettext as __

from monitoring.models import SubmissionServer
from monitoring.servers import rows
from monitoring.servers.door import Door, Json, Unreachable
from monitoring.servers.rows import Told, flat, part_of

PAGE, AT_ONCE = 1000, 100
POLLS, POLL_SECONDS = 30, 2
ROOT, EDITION, REPLACED, REVIEW = (
    "meta/rootUuid",
    "_uuid",
    "meta/deprecatedID",
    "_validation_status",
)
_PASSED_OVER = ("formhub/uuid", "__version__", "start", "end", REPLACED, "meta/instanceID")


def sign_in(door: Door, key: str) -> None:
    door.secrets = (key,)
    door.headers["Authorization"] = f"Token {key}"


def data_path(server: SubmissionServer, **query: object) -> str:
    words = {
        name: one if isinstance(one, str) else json.dumps(one, separators=(",", ":"))
        for name, one in query.items()
    }
    return f"/api/v2/assets/{quote(server.form, safe='')}/data.json?{urlencode(words)}"


def review_of(one: Mapping[str, Json]) -> str:
    found = one.get(REVIEW)
    return str(found.get("uid") or "") if isinstance(found, dict) else str(found or "")


def submissions(
    door: Door, server: SubmissionServer, known: Mapping[str, str], *, anew: bool
) -> Iterator[list[Told]]:
    """Yield what is new or changed. `known`: edition with its review (`mark`) → number of its submission.

    Raises Unreachable.
    """
    now, wanted = timezone.now(), []
    for page in _pages(door, server, fields=["_id", EDITION, REVIEW]):
        wanted += [one["_id"] for one in page if anew or mark(one) not in known]
    editions = {key.partition(" ")[0]: root for key, root in known.items()}
    for start in range(0, len(wanted), AT_ONCE):
        query = {"_id": {"$in": wanted[start : start + AT_ONCE]}}
        for page in _pages(door, server, query=query):
            yield [_told(one, editions, now) for one in page]


def mark(one: Mapping[str, Json]) -> str:
    return rows.mark(one.get(EDITION), review_of(one))


def _pages(door: Door, server: SubmissionServer, **query: object) -> Iterator[list[Json]]:
    start = 0
    while True:
        path = data_path(server, limit=PAGE, start=start, sort={"_id": 1}, format="json", **query)
        answer = door.get(path)
        found = part_of(answer, "results", list)
        for one in found:
            part_of(one, "_id", int)
        yield found
        start += len(found)
        if not found or not answer.get("next"):
            return


def _told(one: dict[str, Json], editions: Mapping[str, str], now: dt.datetime) -> Told:
    edition = rows.bare(one.get(EDITION))
    # Older servers name only the edition a correction replaces.
    root = rows.bare(one.get(ROOT)) or editions.get(rows.bare(one.get(REPLACED))) or edition
    own = {
        name: value
        for name, value in one.items()
        if not name.startswith("_") and name not in _PASSED_OVER
    }
    cells = {ROOT: root, EDITION: edition, REVIEW: review_of(one), **dict(flat(own))}
    return Told(cells | {ROOT: root}, now)


def put_form(door: Door, server: SubmissionServer, content: bytes) -> str:
    """Put a form into its project and deploy it; return what the server did in a sentence. Raises Unreachable."""
    asset = f"/api/v2/assets/{quote(server.form, safe='')}/"
    part_of(door.get(f"{asset}?format=json"), "uid", str)
    fields = {"destination": f"{server.address.rstrip('/')}{asset}", "assetUid": server.form}
    body, kind = _parts(fields, content)
    sent = door.ask("POST", "/api/v2/imports/?format=json", body, {"Content-Type": kind})
    uid = part_of(sent, "uid", str)
    for _poll in range(POLLS):
        answer = door.get(f"/api/v2/imports/{quote(uid, safe='')}/?format=json")
        state = part_of(answer, "status", str)
        if state == "complete":
            break
        if state == "error":
            told = answer.get("messages")
            said = str(told.get("error") or "")[:200] if isinstance(told, dict) else ""
            raise Unreachable(__("The server could not read the form. %(said)s") % {"said": said})
        door.pause(POLL_SECONDS)
    else:
        raise Unreachable(
            __("The server takes too long to read the form. Look there before trying again.")
        )
    found = door.get(f"{asset}?format=json")
    is_there = bool(isinstance(found, dict) and found.get("has_deployment"))
    wanted: dict[str, object] = {"active": True}
    if is_there:
        wanted["version_id"] = part_of(found, "version_id", str)
    door.ask(
        "PATCH" if is_there else "POST",
        f"{asset}deployment/?format=json",
        json.dumps(wanted).encode(),
        {"Content-Type": "application/json"},
    )
    if is_there:
        return __("The form on the server was replaced and published.")
    return __("The form was put on the server and published.")


def _parts(fields: Mapping[str, str], content: bytes) -> tuple[bytes, str]:
    """Return a body of several parts (RFC 7578) with the form as its file, and its content type."""
    cut = uuid.uuid4().hex
    lines = [
        f'--{cut}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = (
        f'--{cut}\r\nContent-Disposition: form-data; name="file"; filename="form.xlsx"\r\n'
        "Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\r\n\r\n"
    )
    body = "".join(lines).encode() + head.encode() + content + f"\r\n--{cut}--\r\n".encode()
    return body, f"multipart/form-data; boundary={cut}"
