#!/bin/sh
# Makes sure of system packages, by what they are for. Usage: system.sh pdf|venv|gettext|chromium|poppler|postgresql|redis|pgbouncer|caddy...
# Installs with the system's package manager as root or with a sudo that asks nothing; else prints the exact command
# and ends with 1.
. "$(dirname "$0")/lib.sh"

loads() { # can the dynamic loader find all of these?
  "$(find_python)" - "$@" <<'PYTHON'
import ctypes, sys
for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        sys.exit(1)
PYTHON
}

present() {
  case $1 in
    pdf)
      if [ "$(uname)" = Darwin ]; then loads libpango-1.0.dylib || [ -e /opt/homebrew/lib/libpango-1.0.dylib ]
      else loads libgobject-2.0.so.0 libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0; fi ;;
    venv) "$(find_python)" -c 'import ensurepip, venv' 2>/dev/null ;;
    gettext) has msgmerge && has xgettext ;;
    chromium) scripts/chromium.sh >/dev/null ;;
    poppler) has pdftotext && has pdftoppm ;;
    postgresql) scripts/postgres.sh find >/dev/null ;;
    redis) has redis-server ;;
    pgbouncer | caddy) has "$1" ;;
    *) fail "system.sh: unknown part $1" ;;
  esac
}

packages() { # packages MANAGER PART
  case "$1 $2" in
    "apt pdf") echo libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ;;
    "dnf pdf" | "pacman pdf" | "brew pdf") echo pango ;;
    "apk pdf") echo so:libgobject-2.0.so.0 so:libpango-1.0.so.0 so:libharfbuzz.so.0 so:libharfbuzz-subset.so.0 so:libpangoft2-1.0.so.0 font-dejavu ;;
    "apt venv") echo python3-venv ;;
    "apt poppler" | "dnf poppler" | "apk poppler") echo poppler-utils ;;
    "pacman poppler" | "brew poppler") echo poppler ;;
    "apt redis") echo redis-server ;;
    "dnf postgresql") echo postgresql-server ;;
    "brew postgresql") echo postgresql@16 ;;
    "apt chromium") if apt-cache show chromium-headless-shell >/dev/null 2>&1; then echo chromium-headless-shell; else echo chromium; fi ;;
    "brew venv" | "dnf venv" | "pacman venv" | "apk venv") echo python3 ;;
    *) echo "$2" ;;
  esac
}

missing=
for part in "$@"; do present "$part" || missing="$missing $part"; done
[ -n "$missing" ] || exit 0

if has apt-get; then manager=apt; command="apt-get install -y --no-install-recommends"
elif has dnf; then manager=dnf; command="dnf install -y"
elif has apk; then manager=apk; command="apk add"
elif has pacman; then manager=pacman; command="pacman -S --noconfirm --needed"
elif has brew; then manager=brew; command="brew install"
else fail "Missing on this system:$missing. No known package manager was found; install them by hand."; fi

names=
for part in $missing; do names="$names $(packages $manager "$part")"; done

if [ $manager = brew ]; then root=
elif ! root=$(as_root); then
  fail "Missing on this system:$missing. Install with:

    sudo $command$names
"
fi

step "Installing system packages:$names"
export DEBIAN_FRONTEND=noninteractive
log=var/system-packages.log
mkdir -p var
# shellcheck disable=SC2086
if [ $manager = apt ]; then $root apt-get update >"$log" 2>&1 </dev/null || true; fi
# shellcheck disable=SC2086
if ! $root $command $names >>"$log" 2>&1 </dev/null; then
  tail -n 5 "$log" >&2
  fail "These packages could not be installed (whole log: $log):$names. The command was: $command$names"
fi
for part in $missing; do present "$part" || fail "$part is still not usable after: $command$names"; done
