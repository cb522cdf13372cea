"""The cache of several machines, which may go away."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError, TimeoutError

_Given = ParamSpec("_Given")
_Kept = TypeVar("_Kept")


def _or(
    otherwise: Callable[_Given, _Kept], ask: Callable[_Given, _Kept]
) -> Callable[_Given, _Kept]:
    @functools.wraps(ask)
    def method(*args: _Given.args, **kwargs: _Given.kwargs) -> _Kept:
        try:
            return ask(*args, **kwargs)
        except (ConnectionError, TimeoutError):
            return otherwise(*args, **kwargs)

    return method


class ForgetfulRedis(RedisCache):
    """Redis as what it is, a cache: while it is away nothing is remembered, and every page is as right as before."""

    may_go = True

    get = _or(RedisCache.get, lambda self, key, default=None, version=None: default)
    get_many = _or(RedisCache.get_many, lambda *_given, **_named: {})
    set = _or(RedisCache.set, lambda *_given, **_named: None)
    set_many = _or(RedisCache.set_many, lambda *_given, **_named: [])
    add = _or(RedisCache.add, lambda *_given, **_named: True)
    delete = _or(RedisCache.delete, lambda *_given, **_named: False)
