#!/bin/sh
# Makes .venv hold exactly what the hashed requirements file says. Usage: setup.sh [dev]
# Does nothing when a stamp says that the file has not changed. With uv where it can be had (brought into .tools,
# nothing outside the checkout is touched), else with venv and pip.
. "$(dirname "$0")/lib.sh"

# One set-up at a time in this checkout.
mkdir -p var
if has flock && [ -z "${SETUP_LOCKED:-}" ]; then
  export SETUP_LOCKED=1
  exec flock var/setup.lock "$0" "$@"
fi

stamp=$VENV/.requirements
kind=run
# An environment with development packages stays one: `make run` does not take pytest away again.
if [ "${1:-}" = dev ] || grep -q '^dev ' "$stamp" 2>/dev/null; then kind=dev; fi
file=requirements.txt
if [ $kind = dev ]; then file=requirements-dev.txt; fi

if [ -f "$stamp" ] && "$PY" -c '' 2>/dev/null && [ "$(cat "$stamp")" = "$kind $(digest "$PY" $file)" ]; then
  exit 0
fi

python=$(find_python)
step "Installing Python packages ($file)"
# The certificates of the system, as pip does: an office may have its own in between.
export UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

find_uv() {
  if has uv; then uv=uv; return; fi
  uv=.tools/bin/uv
  if [ -x $uv ]; then return; fi
  for candidate in "$python" python3; do # a distribution may ship its Python without pip
    "$candidate" -m pip install --quiet --target .tools uv 2>>var/uv-install.log && [ -x $uv ] && return
  done
  return 1
}

with_uv() {
  find_uv || return 1
  "$PY" -c '' 2>/dev/null || "$uv" venv --quiet --clear --no-project --python "$python" $VENV || return 1
  "$uv" pip sync --quiet --python "$PY" --require-hashes $file
}

with_pip() {
  if ! "$PY" -m pip --version >/dev/null 2>&1; then
    "$python" -m venv --clear $VENV 2>/dev/null || {
      scripts/system.sh venv || return 1
      "$python" -m venv --clear $VENV || return 1
    }
  fi
  "$PY" -m pip install --quiet --require-hashes -r $file
}

with_uv || {
  say "uv is not available here; using venv and pip."
  with_pip
} || fail "The packages of $file could not be installed; the messages above say why. Is there a connection to a package index?"

printf '%s %s\n' $kind "$(digest "$PY" $file)" > "$stamp"
