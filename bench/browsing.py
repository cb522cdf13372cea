"""Pages as a browser reads and sends them, for measurements against a served demonstration."""

from __future__ import annotations

import random
import time
import uuid
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from typing_extensions import override

PASSWORD = "latihan-aksansi"


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[dict[str, Any]] = []
        self._form: dict[str, Any] | None = None
        self._select: dict[str, Any] | None = None
        self._area: dict[str, Any] | None = None
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"])
        if tag == "form":
            self._form = {
                "method": given.get("method", "get").lower(),
                "action": given.get("action", ""),
                "multipart": "multipart" in given.get("enctype", ""),
                "fields": [],
            }
            self.forms.append(self._form)
        if self._form is None:
            return
        if tag == "option" and self._select is not None:
            self._select["options"].append(given.get("value", ""))
            if "selected" in given:
                self._select["value"] = given.get("value", "")
        elif (
            tag in ("input", "select", "textarea") and given.get("name") and "disabled" not in given
        ):
            kind = given.get("type", "text").lower() if tag == "input" else tag
            one = {
                "name": given["name"],
                "kind": kind,
                "value": given.get("value", ""),
                "required": "required" in given,
                "checked": "checked" in given,
                "number": given.get("inputmode") in ("numeric", "decimal") or kind == "number",
                "options": [],
            }
            self._form["fields"].append(one)
            self._select = one if tag == "select" else None
            self._area = one if tag == "textarea" else None

    @override
    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area["value"] += data

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            # The line break right after <textarea> is none of the text.
            self._area["value"] = self._area["value"].removeprefix("\n")
            self._area = None

    def writing(self) -> list[dict[str, Any]]:
        return [
            form
            for form in self.forms
            if form["method"] == "post" and any(f["name"] == "form_token" for f in form["fields"])
        ]


class Browser:
    def __init__(self, base: str, cookies: dict[str, str] | None = None) -> None:
        self.base, self.cookies = base, dict(cookies or {})
        self.connection = HTTPConnection(urlsplit(base).netloc, timeout=120)

    def ask(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        kind: str = "",
        *,
        patience: int = 20,
    ) -> tuple[int, str, bytes]:
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Origin": self.base,
        }
        if kind:
            headers["Content-Type"] = kind
        for turn in (1, 2):
            try:
                self.connection.request(method, url, body, headers)
                answer = self.connection.getresponse()
                break
            except (ConnectionError, OSError):
                self.connection.close()
                if turn == 2:
                    raise
        content = answer.read()
        if answer.status == 429 and patience:
            # The account has its share under way: as a browser does, it asks again.
            time.sleep(float(answer.headers.get("Retry-After", "1")) * random.uniform(0.3, 1))
            return self.ask(method, url, body, kind, patience=patience - 1)
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer.status, answer.headers.get("Location", ""), content

    def page(self, url: str) -> tuple[int, Page]:
        status, where, content = self.ask("GET", url)
        for _step in range(3):
            if status not in (301, 302) or not where:
                break
            status, where, content = self.ask("GET", urljoin(url, where))
        return status, Page(content.decode("utf-8", "replace"))

    def send(
        self, url: str, data: list[tuple[str, str]], files: dict[str, tuple[str, bytes]]
    ) -> Any:
        if not files:
            body = urlencode(data).encode()
            return self.ask("POST", url, body, "application/x-www-form-urlencoded")
        rim = uuid.uuid4().hex
        parts = [
            f'--{rim}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in data
        ]
        parts += [
            f'--{rim}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\n'
            "Content-Type: image/png\r\n\r\n".encode()
            + content
            + b"\r\n"
            for name, (called, content) in files.items()
        ]
        body = b"".join([*parts, f"--{rim}--\r\n".encode()])
        return self.ask("POST", url, body, f"multipart/form-data; boundary={rim}")

    def twin(self) -> Browser:
        return Browser(self.base, self.cookies)

    def sign_in(self, name: str) -> Browser:
        _status, page = self.page("/accounts/login/")
        form = next(f for f in page.forms if any(x["name"] == "login" for x in f["fields"]))
        data = [(f["name"], f["value"]) for f in form["fields"] if f["kind"] == "hidden"]
        status, _where, _content = self.send(
            "/accounts/login/", [*data, ("login", name), ("password", PASSWORD)], {}
        )
        assert status == 302, f"{name}: {status}"
        return self
