#!/bin/sh
# `make proof`: what takes too long for every change. Goes through all of it and fails at the end.
#   proof.sh [short]     short: the half that `.ci/run` calls
. "$(dirname "$0")/lib.sh"
scripts/setup.sh dev
scripts/system.sh pdf || fail "The tests make PDFs and need these libraries."

failed=
prove() { # prove NAME COMMAND...
  name=$1; shift
  step "$name"
  "$@" || failed="$failed, $name"
}

# Forms sent twice and stale pairs against a served demonstration, on a database of this run.
twice() ( # twice DOUBLES PAIRS WALK MINUTES
  folder=$(mktemp -d)
  port=$("$PY" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  unset DEBUG SECRET_KEY ALLOWED_HOSTS EMAIL_URL SECURE_PROXY 2>/dev/null || true
  export DEMO=1 TASK_WORKER=0 SITE_URL="http://localhost:$port" MEDIA_ROOT="$folder/media" DATABASE_URL="sqlite:///$folder/twice.sqlite3"
  server=
  trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT
  trap 'exit 130' INT TERM
  "$PY" scripts/prepare.py
  "$VENV/bin/gunicorn" aksansi.wsgi --bind "127.0.0.1:$port" --workers 2 --threads 8 --timeout 120 --log-level warning &
  server=$!
  "$PY" - "$port" <<'PYTHON'
import sys, time, urllib.request
for _second in range(60):
    try:
        sys.exit(urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/healthz", timeout=5).status != 200)
    except OSError:
        time.sleep(1)
sys.exit("The server did not answer.")
PYTHON
  "$PY" bench/twice.py "http://127.0.0.1:$port" --doubles "$1" --pairs "$2" --walk "$3" --minutes "$4"
)

# On SQLite, whose pages `make test` asks one by one: here people use them at once.
prove "forms sent twice, stale pairs" twice 25 15 20 1
prove "every address as everybody" env PART=once scripts/test.sh
if [ "${1:-}" != short ]; then
  # What can differ by database was in `make test` (docs/decisions/0018-two-databases-one-suite.md).
  prove "the rest of the suite on PostgreSQL" env PART=rest scripts/test.sh
  prove "workers killed at every point, on both databases" env SWEEP=all scripts/test.sh tests/core/test_killed.py
  scripts/system.sh pgbouncer redis caddy || fail "The drills of many parts need these programs."
  prove "a system of many parts, and parts that go" "$PY" -m bench.grown
  prove "bad days on SQLite" "$PY" -m bench.faults --database sqlite
  prove "bad days on PostgreSQL" "$PY" -m bench.faults --database postgres --load 40 --minutes 10
  prove "installed, backed up, upgraded, restored by the documents" "$PY" -m bench.installed
  prove "sweeps in full" env DB=sqlite SWEEP=all scripts/test.sh tests/test_sweep.py tests/test_planted_markup.py tests/test_migrations.py tests/roof/test_api_schema.py
fi

[ -z "$failed" ] || fail "Not proved: ${failed#, }"
say "All proved."
