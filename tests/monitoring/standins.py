"""ODK Central and KoboToolbox as far as their API is documented, on this machine, for tests."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

BASE = dt.datetime(2018, 6, 1, tzinfo=dt.UTC)
Answered = tuple[int, Any]


class Standin:
    """What the servers share: what they were asked, and how they misbehave next (`trouble`, one a request)."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.bodies: list[bytes] = []
        self.auth: list[str] = []
        self.trouble: list[Callable[[Any], bool]] = []
        self.url = ""
        self.clock = BASE

    def tick(self) -> str:
        self.clock += dt.timedelta(minutes=1)
        return self.clock.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> Answered:
        raise NotImplementedError


class Central(Standin):
    """Rows are what OData sends; `page` at most at once."""

    account, password = "sekretariat@example.org", "rahasia-peladen-9"

    def __init__(self, page: int = 2) -> None:
        super().__init__()
        self.rows: dict[str, dict[str, Any]] = {}
        self.forms: dict[str, str] = {}
        self.page = page

    def put(self, key: str, data: dict[str, Any], **system: Any) -> None:
        """Take a submission, or a correction of it."""
        before = self.rows.get(key)
        told = before["__system"] if before else {"submissionDate": self.tick(), "updatedAt": None}
        if before:
            told = {**told, "updatedAt": self.tick(), "edits": told["edits"] + 1, **system}
        else:
            told = {**told, "edits": 0, "reviewState": None, **system}
        edition = key if not before else f"{told['edits']:08d}{key[8:]}"
        meta = {"instanceID": f"uuid:{edition}"}
        self.rows[key] = {"__id": f"uuid:{key}", "__system": told, "meta": meta, **data}

    def review(self, key: str, state: str) -> None:
        self.rows[key]["__system"] |= {"reviewState": state, "updatedAt": self.tick()}

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> Answered:
        if path == "/v1/sessions":
            told = json.loads(body)
            if told == {"email": self.account, "password": self.password}:
                return 200, {"token": "sesi-rahasia"}
            return 401, {"code": 401.2, "message": f"Could not authenticate {told['password']}"}
        if self.auth[-1] != "Bearer sesi-rahasia":
            return 401, {"message": "no"}
        if path == "/v1/sessions/current":
            return 200, {"success": True}
        form = re.fullmatch(
            r"/v1/projects/7/forms/([^/]+?)(\.svc/Submissions|/draft|/draft/publish)?", path
        )
        if path == "/v1/projects/7/forms" and method == "POST":
            if self.forms:
                return 409, {"message": "A resource already exists"}
            self.forms["uji"] = "published"
            return 200, {"xmlFormId": "uji"}
        if form is None or form[1] != "uji":
            return 404, {"message": "Could not find the resource"}
        if form[2] == "/draft":
            self.forms["draft"] = "draft"
            return 200, {"success": True}
        if form[2] == "/draft/publish":
            if self.forms.get("draft") != "draft":
                return 409, {"message": "no draft"}
            self.forms["draft"] = "published"
            return 200, {"success": True}
        rows = list(self.rows.values())
        if said := query.get("$filter"):
            since = re.fullmatch(
                r"__system/submissionDate ge (\S+) or __system/updatedAt ge \1", said
            )
            assert since, said
            rows = [
                row for row in rows
                if max(row["__system"]["submissionDate"], row["__system"]["updatedAt"] or "") >= since[1]
            ]  # fmt: skip
        start = int(query.get("$skiptoken", "0"))
        found = {"value": rows[start : start + self.page]}
        if start + self.page < len(rows):
            more = f"$skiptoken={start + self.page}" + (f"&$filter={said}" if said else "")
            found["@odata.nextLink"] = (
                f"https://elsewhere.example.org{path}?{more.replace(' ', '%20')}"
            )
        return 200, found


class Kobo(Standin):
    token = "kunci-kobo-1"

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, Any]] = []
        self.is_deployed = False
        self.imports = 0

    def put(self, key: str, data: dict[str, Any], edition: str = "") -> None:
        old = next((row for row in self.rows if row["meta/rootUuid"] == f"uuid:{key}"), None)
        row = {
            "_id": old["_id"] if old else len(self.rows) + 101,
            "_uuid": edition or key,
            "meta/instanceID": f"uuid:{edition or key}",
            "meta/rootUuid": f"uuid:{key}",
            "_validation_status": {},
            "_submission_time": "2018-06-01T00:00:00",
            "_attachments": [],
            "formhub/uuid": "x",
            **data,
        }
        if old:
            row["meta/deprecatedID"] = f"uuid:{old['_uuid']}"
            self.rows[self.rows.index(old)] = row
        else:
            self.rows.append(row)

    def review(self, key: str, uid: str) -> None:
        row = next(row for row in self.rows if row["meta/rootUuid"] == f"uuid:{key}")
        row["_validation_status"] = {"uid": uid, "label": uid}

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> Answered:
        if self.auth[-1] != f"Token {self.token}":
            return 401, {"detail": "Invalid token."}
        if path == "/api/v2/assets/aUji/data.json":
            rows = self.rows
            if "query" in query:
                wanted = json.loads(query["query"])["_id"]["$in"]
                rows = [row for row in rows if row["_id"] in wanted]
            start = int(query["start"])
            page = rows[start : start + 2]
            if "fields" in query:
                names = json.loads(query["fields"])
                page = [{name: row[name] for name in names if name in row} for row in page]
            more = f"{self.url}{path}?start={start + 2}" if start + 2 < len(rows) else None
            return 200, {"count": len(rows), "next": more, "previous": None, "results": page}
        if path == "/api/v2/assets/aUji/":
            return 200, {"uid": "aUji", "has_deployment": self.is_deployed, "version_id": "v2"}
        if path == "/api/v2/imports/" and method == "POST":
            return 201, {"uid": "iSatu", "status": "processing"}
        if path == "/api/v2/imports/iSatu/":
            self.imports += 1
            return 200, {
                "uid": "iSatu",
                "status": "processing" if self.imports == 1 else "complete",
            }
        if path == "/api/v2/assets/aUji/deployment/":
            wants = "PATCH" if self.is_deployed else "POST"
            self.is_deployed = True
            return (200, {}) if method == wants else (405, {"detail": "no"})
        return 404, {"detail": "Not found."}


@contextmanager
def served(standin: Standin) -> Iterator[Standin]:
    """Serve a stand-in on this machine while inside; its address stands in `url`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            query = {name: found[0] for name, found in parse_qs(parts.query).items()}
            standin.asked.append((self.command, self.path))
            standin.auth.append(self.headers.get("Authorization", ""))
            standin.bodies.append(body)
            self.close_connection = True
            if standin.trouble and standin.trouble.pop(0)(self):
                return
            status, told = standin.answer(self.command, unquote(parts.path), query, body)
            self.send(status, json.dumps(told).encode())

        def send(
            self, status: int, content: bytes, length: int | None = None, **headers: str
        ) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content) if length is None else length))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = _do

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    standin.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield standin
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
