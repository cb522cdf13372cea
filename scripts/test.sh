#!/bin/sh
# `make test`: the pages on SQLite, the browser on PostgreSQL, what can differ by database on both; without a PostgreSQL
# all of it on SQLite (docs/decisions/0018-two-databases-one-suite.md). What goes through everything of a kind is
# left to the short half of `make proof`, unless ARGS names it: that runs whole on PostgreSQL.
#   ARGS="-k name"            given to pytest          DB=sqlite | postgres   only this database, whole
#   TEST_DATABASE_URL=...     the PostgreSQL to use    WORKERS=2              parallel processes
#   PART=once | rest          only the walks over every address; only what PostgreSQL was spared (scripts/proof.sh)
# With CI=true a missing database or browser is a failure, never a silent skip.
. "$(dirname "$0")/lib.sh"

scripts/setup.sh dev
scripts/system.sh pdf || fail "The tests make PDFs and need these libraries."

missing() { # in CI a failure, elsewhere a remark
  if in_ci; then fail "CI: $1"; fi
  say "$1"
}

if scripts/system.sh chromium; then
  CHROMIUM=$(scripts/chromium.sh); export CHROMIUM
  say "Browser: $("$CHROMIUM" --version 2>/dev/null | head -n 1)"
else
  missing "No Chromium: the browser tests are skipped."
fi
if in_ci; then export REQUIRE_BROWSER=1; fi
scripts/system.sh poppler gettext || missing "Without poppler-utils and gettext the tests that need them are skipped."

# --- which PostgreSQL -------------------------------------------------------------
answers() { # answers URL: can a database be made there?
  "$PY" - "$1" <<'PYTHON' 2>/dev/null
import sys, psycopg2, urllib.parse
url = urllib.parse.urlsplit(sys.argv[1])
server = url._replace(path="/postgres").geturl()
with psycopg2.connect(server, connect_timeout=3) as connection, connection.cursor() as cursor:
    cursor.execute("select rolcreatedb or rolsuper from pg_roles where rolname = current_user")
    sys.exit(not cursor.fetchone()[0])
PYTHON
}

DB=${DB:-all}
if [ "${PART:-}" = rest ]; then DB=postgres; fi
if [ -n "${PART:-}" ]; then main=$PART; elif [ $# -gt 0 ]; then main=whole; else main=test; fi
postgres=
own=
cluster=
# The walks stand in a few files; to collect the others takes as long as a walk does.
# shellcheck disable=SC2046
if [ "$main" = once ] && [ $# -eq 0 ]; then set -- $(grep -rl --include='test_*.py' 'mark\.once' tests | sort); fi
if [ "$DB" != sqlite ]; then
  local_url="postgres://postgres@localhost:5432/aksansi_$$"
  throw_away() { # a cluster that need not outlive a power cut: no fsync, several times quicker at emptying tables
    cluster=$(mktemp -d)
    postgres=$(scripts/postgres.sh start "$cluster") || { rm -rf "$cluster"; cluster=; return 1; }
  }
  if [ -n "${TEST_DATABASE_URL:-}" ]; then
    answers "$TEST_DATABASE_URL" || fail "TEST_DATABASE_URL is set, but no database can be made there."
    postgres=$TEST_DATABASE_URL
  elif scripts/postgres.sh find >/dev/null && throw_away; then
    say "PostgreSQL: a throw-away cluster at $postgres"
  elif answers "$local_url"; then
    postgres=$local_url
    own=yes
  elif in_ci; then
    scripts/system.sh postgresql || fail "CI: no PostgreSQL on localhost, and none could be installed."
    throw_away || fail "CI: PostgreSQL did not start."
  elif [ "$DB" = postgres ]; then
    fail "No PostgreSQL: set TEST_DATABASE_URL or start a server on localhost:5432 (user postgres, trust)."
  fi
fi

tidy() { # test databases of this run that an interrupted pytest left behind
  status=$?
  trap - EXIT INT TERM
  if [ -n "$own" ]; then
    "$PY" - "$postgres" <<'PYTHON' 2>/dev/null || true
import sys, psycopg2, urllib.parse
url = urllib.parse.urlsplit(sys.argv[1])
connection = psycopg2.connect(url._replace(path="/postgres").geturl(), connect_timeout=3)
connection.autocommit = True
cursor = connection.cursor()
prefix = "test_" + url.path[1:]
cursor.execute("select datname from pg_database where datname = %s or starts_with(datname, %s)", (prefix, prefix + "_"))
for (name,) in cursor.fetchall():
    cursor.execute(f'drop database if exists "{name}" with (force)')
PYTHON
  fi
  if [ -n "$cluster" ]; then scripts/postgres.sh stop "$cluster"; fi
  exit $status
}
trap tidy EXIT
trap 'exit 130' INT TERM

# --- run --------------------------------------------------------------------------
mkdir -p var/cache
# The tests see a plain environment, whatever .env or the shell say.
unset DEBUG DEMO SECRET_KEY ALLOWED_HOSTS EMAIL_URL MEDIA_ROOT SECURE_PROXY SITE_URL 2>/dev/null || true
DEMO=1 "$PY" manage.py compile_catalogues >/dev/null
logs=$(mktemp -d)
result=0
ran=

suite() { # suite NAME PART URL [pytest arguments]: PART as in scripts/pytest_summary.py
  name=$1; part=$2; url=$3; shift 3
  step "Tests on $name ($part)"
  # The exit status travels through a file: POSIX sh has no pipefail.
  { DATABASE_URL=$url "$PY" -m pytest -n "${WORKERS:-2}" --dist worksteal -p scripts.pytest_summary --part="$part" "$@" && echo 0 || echo $?; } 2>&1 \
    | awk -v status="$logs/$name.status" -v tail="$logs/$name.tail" '
        { if (NR > 1) { print previous; fflush() } if (previous ~ /^=+ .* =+$/) closing = previous; previous = $0 }
        END { print previous > status; print closing > tail }'
  case "$(cat "$logs/$name.status")" in
    0) ;;
    5) case $part in second) ;; *) result=1 ;; esac ;; # nothing of what ARGS names is for this database
    *) result=1 ;;
  esac
  ran="$ran $name"
}

sqlite=sqlite:///$ROOT/var/test.sqlite3
if [ -z "$postgres" ]; then suite SQLite "$main" "$sqlite" "$@"
else
  beside=second
  case $main in test | once) beside=$main-sqlite; if [ "$DB" != postgres ]; then main=$main-postgres; fi ;; esac
  if [ "$DB" != postgres ]; then suite SQLite $beside "$sqlite" "$@"; fi
  suite PostgreSQL "$main" "$postgres" "$@"
fi

step "Result"
if [ -z "$postgres" ] && [ "$DB" != sqlite ]; then
  say "PostgreSQL was not tested (no TEST_DATABASE_URL, no server on localhost:5432)."
fi
for name in $ran; do
  say "$name:"
  cat "$logs/$name.tail"
done
rm -rf "$logs"
exit $result
