#!/bin/sh
# `make run`: from an empty machine to a served system. Run again, it starts in seconds and loses nothing.
# Without a .env file this is the demonstration (DEMO=1); with one, the file decides.
. "$(dirname "$0")/lib.sh"

scripts/setup.sh
pdf=yes
scripts/system.sh pdf || pdf=no

if [ ! -f .env ]; then export DEMO="${DEMO:-1}"; fi
if [ -z "${PORT:-}" ] && [ -f .env ]; then PORT=$(sed -n 's/^PORT=\([0-9]*\).*/\1/p' .env); fi
if [ -z "${HOST:-}" ] && [ -f .env ]; then HOST=$(sed -n 's/^HOST=\([^ ]*\).*/\1/p' .env); fi
export PORT="${PORT:-8000}" HOST="${HOST:-127.0.0.1}"
if [ ! -f .env ]; then export SITE_URL="${SITE_URL:-http://localhost:$PORT}"; fi
# Long work and what comes by the clock run beside the server (0: no second process; short work in the request).
if [ -z "${TASK_WORKER:-}" ] && [ -f .env ]; then TASK_WORKER=$(sed -n 's/^TASK_WORKER=\([01]\).*/\1/p' .env); fi
export TASK_WORKER="${TASK_WORKER:-1}"

# Say it now, not after the data is loaded.
"$PY" - "$HOST" "$PORT" <<'PYTHON' || fail "Port $PORT is in use. Choose another one: make run PORT=8001"
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((sys.argv[1], int(sys.argv[2])))
    except OSError:
        sys.exit(1)
PYTHON

"$PY" scripts/prepare.py

[ $pdf = yes ] || say "
PDF reports will fail until the libraries named above are installed; everything else works."
say "
AKSANSI is served on http://localhost:$PORT (stop with Ctrl+C)"
case "$HOST" in 127.*|localhost|::1) ;; *)
  say "Everybody who reaches this machine's network can open it (HOST=$HOST), and sign in with passwords printed in the README." ;;
esac
if [ "$TASK_WORKER" = 1 ]; then "$PY" scripts/worker.py & fi
MALLOC_ARENA_MAX=1 exec "$VENV/bin/gunicorn" aksansi.wsgi --bind "$HOST:$PORT" --workers 2 --threads 8 \
  --timeout 120 --max-requests 5000 --max-requests-jitter 5000 --log-level warning
