"""Settings of more than one machine. The parts themselves, for real: `python -m bench.grown` (in `make proof`)."""

from __future__ import annotations

import socket
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.db import OperationalError
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from aksansi import replica, scale
from aksansi.forgetful import ForgetfulRedis
from aksansi.settings import env as real
from aksansi.watch import state
from core.people.users import User
from core.tools.rows import long_queries
from ksm.models import Facility

PLAIN = {"ENGINE": "django.db.backends.postgresql", "NAME": "a", "HOST": "first"}


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> environ.Env:
    for name in ("REPLICA_URL", "DATABASE_POOLED", "REDIS_URL", "S3_BUCKET"):
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return real


def test_nothing_is_on_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    env = given(monkeypatch)
    (only,) = scale.databases(env, dict(PLAIN)).values()
    assert only["OPTIONS"]["options"] and only["DISABLE_SERVER_SIDE_CURSORS"] is False
    assert scale.caches(env)["BACKEND"].endswith("DatabaseCache")
    assert scale.files(env)["BACKEND"].endswith("files.full.Folder")
    with pytest.raises(MiddlewareNotUsed):
        replica.ReplicaMiddleware(lambda _request: HttpResponse())


def test_each_part_by_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    env = given(
        monkeypatch, REPLICA_URL="postgres://reader@second/a", DATABASE_POOLED="1", REDIS_URL="redis://r:1/0",
        S3_BUCKET="b", S3_ACCESS_KEY="k", S3_SECRET_KEY="s",
    )  # fmt: skip
    both = scale.databases(env, dict(PLAIN))
    assert both[scale.REPLICA]["HOST"] == "second" and both["default"]["HOST"] == "first"
    # What a session of the server would keep, PgBouncer gives to the next one.
    assert all(one["DISABLE_SERVER_SIDE_CURSORS"] and "OPTIONS" not in one for one in both.values())
    assert scale.caches(env)["LOCATION"] == "redis://r:1/0"
    bucket = scale.files(env)["OPTIONS"]
    assert (bucket["bucket_name"], bucket["default_acl"], bucket["querystring_expire"]) == (
        "b",
        None,
        60,
    )
    with pytest.raises(ImproperlyConfigured):
        scale.databases(env, {"ENGINE": "django.db.backends.sqlite3"})


def test_a_cache_that_is_away_remembers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
        cache = ForgetfulRedis(address, {"OPTIONS": {"socket_connect_timeout": 1}})
        cache.set("a", 1)
        assert cache.get("a", "nothing") == "nothing"
        assert cache.add("a", 1) and not cache.delete("a")
        assert cache.get_many(["a"]) == {} and cache.set_many({"a": 1}) == []
        monkeypatch.setattr(state, "cache", cache)
        assert state._cache() == state.Health.LATE  # nobody need be sent away for it


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    """A middleware over a view that says which database a room's rows come from; the replica is near unless told."""
    settings.DATABASE_ROUTERS = ["aksansi.replica.ReplicaRouter"]
    follower = SimpleNamespace(near=True, asked=[], left=0)
    follower.has = lambda written: follower.asked.append(written) or follower.near

    def leave() -> None:
        follower.left += 1

    follower.leave = leave
    monkeypatch.setattr(replica, "_follower", follower)
    monkeypatch.setattr(replica, "place", lambda: "0/ABC")
    router = replica.ReplicaRouter()

    def ask(
        user: User,
        url: str = "/",
        method: str = "get",
        fails: Exception | None = None,
        **cookies: str,
    ) -> Any:
        request: Any = getattr(RequestFactory(), method)(url)
        request.user, request.COOKIES = user, cookies

        def view(request: HttpRequest) -> HttpResponse:
            found = router.db_for_read(Facility)
            if fails and found == scale.REPLICA:
                raise OperationalError("gone") from fails
            assert router.db_for_read(User) == router.db_for_write(Facility) == "default"
            return HttpResponse(found)

        request.resolver_match = SimpleNamespace(
            func=view,
            args=(),
            kwargs={},
            view_name="ksm:facilities",
            url_name="facilities",
            app_name="ksm",
        )

        def inner(request: HttpRequest) -> HttpResponse:
            middleware.process_view(request, view, (), {})
            try:
                return view(request)
            except OperationalError as error:
                answer: Any = middleware.process_exception(request, error)
                if answer is None:
                    raise
                return answer

        middleware = replica.ReplicaMiddleware(inner)
        return middleware(request)

    return SimpleNamespace(ask=ask, follower=follower)


def test_who_reads_from_the_replica(followed: Any, official: User, secretariat: User) -> None:
    def told(*args: Any, **kwargs: Any) -> str:
        return str(followed.ask(*args, **kwargs).content.decode())

    assert told(official) == told(secretariat, "/?format=csv") == scale.REPLICA
    assert told(secretariat) == told(official, method="post") == "default"
    followed.follower.near = False
    assert told(official) == "default"


def test_nobody_reads_from_before_the_own_write(followed: Any, secretariat: User) -> None:
    answer = followed.ask(secretariat, method="post")
    assert (
        answer.cookies[replica.COOKIE].value == "0/ABC"
        and answer.cookies[replica.COOKIE]["httponly"]
    )
    assert replica.COOKIE not in followed.ask(secretariat).cookies
    followed.ask(secretariat, "/?format=csv", **{replica.COOKIE: "0/ABC"})
    followed.ask(secretariat, "/?format=csv", **{replica.COOKIE: "0/ABC'; --"})
    assert followed.follower.asked == ["0/ABC", ""]


def test_a_page_that_breaks_off_is_answered_by_the_first_database(
    followed: Any, official: User
) -> None:
    assert followed.ask(official, fails=ConnectionError()).content == b"default"
    assert followed.follower.left == 1
    too_long = OSError()
    too_long.pgcode = replica.ENDED  # type: ignore[attr-defined]
    with pytest.raises(OperationalError):
        followed.ask(official, fails=too_long)
    assert followed.follower.left == 1


def test_what_was_saved_is_answered_though_the_database_went_since(
    followed: Any, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica, "place", MagicMock(side_effect=OperationalError("gone")))
    answer = followed.ask(secretariat, method="post")
    assert answer.status_code == 200 and replica.COOKIE not in answer.cookies


@pytest.mark.parametrize(
    ("vendor", "given", "told"),
    [
        ("sqlite", {}, []),
        ("postgresql", {"DISABLE_SERVER_SIDE_CURSORS": False}, [[1000]]),
        ("postgresql", {"DISABLE_SERVER_SIDE_CURSORS": True}, []),
    ],
)
def test_a_statement_ends_where_a_session_is_ones_own(
    vendor: str, given: dict[str, bool], told: list[list[int]]
) -> None:
    """Behind PgBouncer the next one would inherit it, a worker among them; a SQLite has neither clock nor setting."""
    cursor = MagicMock()
    cursor.__enter__.return_value = cursor
    opened = SimpleNamespace(vendor=vendor, settings_dict=given, cursor=lambda: cursor)
    long_queries.end_after(seconds=1)
    try:
        connection_created.send(sender=type(opened), connection=opened)
    finally:
        connection_created.disconnect(dispatch_uid="long_queries")
    assert [call.args[1] for call in cursor.execute.call_args_list] == told
