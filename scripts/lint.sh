#!/bin/sh
# `make lint`: every check that needs no test run. Goes through all of them and fails at the end.
. "$(dirname "$0")/lib.sh"
scripts/setup.sh dev

failed=
check() { # check NAME COMMAND...
  name=$1; shift
  step "$name"
  "$@" || failed="$failed, $name"
}

# What a real system looks like to Django's deployment check. Values of this run only.
production() {
  env -u DEBUG -u DEMO \
    DEBUG=0 DEMO=0 SECRET_KEY="$("$PY" -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    ALLOWED_HOSTS=aksansi.example.org SITE_URL=https://aksansi.example.org SECURE_PROXY=1 \
    CSRF_TRUSTED_ORIGINS=https://aksansi.example.org EMAIL_URL=consolemail:// \
    DATABASE_URL="sqlite:///$ROOT/var/lint.sqlite3" "$@"
}

mkdir -p var/cache
check "ruff check" "$PY" -m ruff check .
check "ruff format" "$PY" -m ruff format --check .
check "djlint" "$PY" -m djlint --lint --quiet templates
# The settings are imported by the django-stubs plugin.
check "mypy" env DEMO=1 "$PY" -m mypy .
check "migrations" env DEMO=1 DATABASE_URL="sqlite:///$ROOT/var/lint.sqlite3" "$PY" manage.py makemigrations --check --dry-run
check "deployment" production "$PY" manage.py check --deploy --fail-level WARNING

[ -z "$failed" ] || fail "Failed: ${failed#, }"
say "All checks passed."
