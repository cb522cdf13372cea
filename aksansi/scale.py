"""What a system of more than one machine is told by its environment; nothing of it is on by itself (docs/scale.md)."""

from __future__ import annotations

from typing import Any, TypeAlias

import environ
from django.core.exceptions import ImproperlyConfigured

Settings: TypeAlias = dict[str, Any]
REPLICA = "replica"  # the alias of the database that only answers


def databases(env: environ.Env, default: Settings) -> dict[str, Settings]:
    """Return DATABASES: the one that is written to and, where REPLICA_URL names it, the one that follows it.

    With DATABASE_POOLED both stand behind PgBouncer in transaction mode: nothing may outlast a transaction.
    Raises ImproperlyConfigured for a replica of something that has none.
    """
    pooled, following = env.bool("DATABASE_POOLED", default=False), env.str("REPLICA_URL", "")
    if str(default["ENGINE"]).endswith("postgresql"):
        default["DISABLE_SERVER_SIDE_CURSORS"] = pooled
        if not pooled:
            # Compiling a query took ten times longer than running it: our long queries ask a little of many
            # rows. What is read again and again lies in memory: at the price of a disk, a search passed its
            # index by and read every row. Behind PgBouncer the server says so itself.
            default["OPTIONS"] = {
                "options": "-c jit=off -c random_page_cost=1.1",
                **default.get("OPTIONS", {}),
            }
    elif pooled or following:
        raise ImproperlyConfigured("DATABASE_POOLED and REPLICA_URL need a PostgreSQL.")
    if not following:
        return {"default": default}
    replica = {**default, **env.db_url_config(following), "TEST": {"MIRROR": "default"}}
    return {"default": default, REPLICA: replica}


def caches(env: environ.Env) -> Settings:
    """Return the cache of all machines: Redis where REDIS_URL names one, else a table of the database."""
    if address := env.str("REDIS_URL", ""):
        # A cache that does not answer must not hold up a page for longer than asking anew takes.
        waits = {"socket_connect_timeout": 1, "socket_timeout": 1}
        return {
            "BACKEND": "aksansi.forgetful.ForgetfulRedis",
            "LOCATION": address,
            "OPTIONS": waits,
        }
    return {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }


def files(env: environ.Env) -> Settings:
    """Return where uploads lie: a private bucket where S3_BUCKET names one, else the folder MEDIA_ROOT."""
    bucket = env.str("S3_BUCKET", "")
    if not bucket:
        return {"BACKEND": "core.tools.files.full.Folder"}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("S3_ENDPOINT", "") or None,
            "region_name": env.str("S3_REGION", "") or None,
            "access_key": env.str("S3_ACCESS_KEY"),
            "secret_key": env.str("S3_SECRET_KEY"),
            "default_acl": None,  # as the bucket says: private
            "file_overwrite": False,
            "querystring_expire": 60,
            "signature_version": "s3v4",
            "addressing_style": "path",
        },
    }
