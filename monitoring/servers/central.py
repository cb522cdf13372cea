"""ODK Central: submissions by its OData feed, forms as drafts that are published.

Source: docs.getodk.org, “Central API”: authentication, OData endpoints, form management.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as __

from monitoring.models import SubmissionServer
from monitoring.servers.door import Door, Json, Refused, Unreachable, spot_of
from monitoring.servers.rows import Told, flat, iso, moment_of, not_ours, part_of

PAGE = 250
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@contextlib.contextmanager
def session(door: Door, account: str, key: str) -> Iterator[None]:
    """Let the door speak as an account while inside. Raises Unreachable."""
    door.secrets = (key,)
    body = json.dumps({"email": account, "password": key}).encode()
    answer = door.ask("POST", "/v1/sessions", body, {"Content-Type": "application/json"})
    token = part_of(answer, "token", str)
    if not token.isascii() or not token.isprintable():
        raise not_ours("token")
    door.secrets = (key, token)
    door.headers["Authorization"] = f"Bearer {token}"
    try:
        yield
    finally:
        with contextlib.suppress(ValidationError):
            door.ask("DELETE", "/v1/sessions/current")


def form_path(server: SubmissionServer) -> str:
    return f"/v1/projects/{server.project}/forms/{quote(server.form, safe='')}"


def submissions(
    door: Door, server: SubmissionServer, since: dt.datetime | None
) -> Iterator[list[Told]]:
    """Yield page after page of what came in or was changed since a moment. Raises Unreachable."""
    query = {"$top": str(PAGE), "$count": "true"}
    if since is not None:
        at = iso(since)
        query["$filter"] = f"__system/submissionDate ge {at} or __system/updatedAt ge {at}"
    path = f"{form_path(server)}.svc/Submissions?{urlencode(query, safe='$/')}"
    seen: set[str] = set()
    while path and path not in seen:
        seen.add(path)
        answer = door.get(path)
        yield [_told(one) for one in part_of(answer, "value", list)]
        path = _next(server, answer.get("@odata.nextLink"))


def _next(server: SubmissionServer, link: object) -> str:
    """Return the path of the next page; whatever host it names, we stay with ours."""
    if not isinstance(link, str) or not link:
        return ""
    parts = urlsplit(link)
    path = parts.path.removeprefix(spot_of(server.address).path)
    return f"{path}?{parts.query}" if path.startswith(form_path(server)) else ""


def _told(one: Json) -> Told:
    system = part_of(one, "__system", dict)
    stand = moment_of(system.get("updatedAt")) or moment_of(system.get("submissionDate"))
    if stand is None:
        raise not_ours("submissionDate")
    cells = {"KEY": part_of(one, "__id", str), "ReviewState": system.get("reviewState") or ""}
    own = {name: value for name, value in one.items() if not name.startswith("__")}
    cells |= {name: text for name, text in flat(own) if name != "instanceID"}
    return Told(cells, stand)


def put_form(door: Door, server: SubmissionServer, content: bytes) -> str:
    """Put a form and publish it; return what the server did in a sentence. Raises Unreachable."""
    kind = {"Content-Type": XLSX, "X-XlsForm-FormId-Fallback": quote(server.form, safe="")}
    try:
        path = f"/v1/projects/{server.project}/forms?ignoreWarnings=true&publish=true"
        door.ask("POST", path, content, kind)
        return __("The form was put on the server and published.")
    except Refused as error:
        if error.status != 409:
            raise
    draft = f"{form_path(server)}/draft"
    door.ask("POST", f"{draft}?ignoreWarnings=true", content, kind)
    try:
        door.ask("POST", f"{draft}/publish")
    except Refused as error:
        if error.status != 409:
            raise
        raise Unreachable(
            __(
                "This version of the form is on the server already; it waits there as a draft. A changed form needs "
                "a new version here."
            )
        ) from None
    return __("The form on the server was replaced and published.")
