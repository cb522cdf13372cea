#!/bin/sh
# A throw-away PostgreSQL for the tests, on a free port, in a folder of its own.
#   postgres.sh find            prints the folder of initdb and pg_ctl, or ends with 1
#   postgres.sh start FOLDER    makes a cluster in FOLDER, starts it, prints its address (postgres://...)
#   postgres.sh stop FOLDER     stops it and removes FOLDER
. "$(dirname "$0")/lib.sh"

find_bin() {
  if has initdb && has pg_ctl; then dirname "$(command -v initdb)"; return; fi
  for folder in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -rV); do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ]; then echo "$folder"; return; fi
  done
  return 1
}

# PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" -ne 0 ]; then "$@"; return; fi
  if has runuser; then (cd / && runuser -u postgres -- "$@"); else (cd / && su postgres -s /bin/sh -c '"$0" "$@"' -- "$@"); fi
}

case ${1:-} in
  find) find_bin ;;
  start)
    bin=$(find_bin) || fail "PostgreSQL's initdb and pg_ctl were not found."
    folder=$2
    port=$("$(find_python)" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    mkdir -p "$folder"
    if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi
    as_postgres "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --no-locale --no-sync >/dev/null
    as_postgres "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off -c jit=off -c wal_level=minimal -c max_wal_senders=0 -c shared_buffers=256MB -c max_locks_per_transaction=256" \
      start >/dev/null </dev/null
    echo "postgres://postgres@127.0.0.1:$port/aksansi"
    ;;
  stop)
    bin=$(find_bin)
    as_postgres "$bin/pg_ctl" -D "$2/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$2"
    ;;
  *) fail "Usage: postgres.sh find | start FOLDER | stop FOLDER" ;;
esac
