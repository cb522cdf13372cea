# Shared by the scripts in this folder; sourced, not run. POSIX sh.
set -eu
cd "$(dirname "$0")/.."
ROOT=$(pwd)
VENV=.venv
PY=$VENV/bin/python
# Compiled modules are kept beside the other caches, whatever the shell says: a process starts in a third of the time.
unset PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX="$ROOT/var/cache/pycache"

say() { printf '%s\n' "$*"; }
step() { if [ -t 1 ]; then printf '\033[1m==> %s\033[0m\n' "$*"; else printf '==> %s\n' "$*"; fi; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }
in_ci() { case "${CI:-}" in ''|0|false) return 1 ;; *) return 0 ;; esac; }

# Prints the prefix that gives root ("" or "sudo -n"); fails where there is none.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then printf ''
  elif has sudo && sudo -n true >/dev/null 2>&1; then printf 'sudo -n'
  else return 1; fi
}

# The first Python of at least 3.11, or a plain message. A distribution's own is built with the profile of its use and
# runs everything a tenth quicker than one compiled by hand; PYTHON names another.
find_python() {
  own=
  if [ -e /etc/os-release ]; then own=/usr/bin/python3; fi
  for candidate in ${PYTHON:+"$PYTHON"} $own python3 python3.14 python3.13 python3.12 python3.11 python; do
    if has "$candidate" && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s' "$candidate"
      return
    fi
  done
  fail "Python 3.11 or newer is needed and was not found. Install it, or name it: make run PYTHON=/path/to/python3"
}

digest() { "$1" -c 'import hashlib,sys; print(hashlib.sha256(open(sys.argv[1],"rb").read()).hexdigest())' "$2"; }
