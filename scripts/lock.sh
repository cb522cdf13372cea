#!/bin/sh
# Resolves pyproject.toml into requirements.txt, -scale and -dev: every version with the hashes of its files,
# and no address of any package index (which uv.lock would hold; it is ignored by git).
. "$(dirname "$0")/lib.sh"
scripts/setup.sh dev
if has uv; then uv=uv; else uv=.tools/bin/uv; fi
[ "$uv" = uv ] || [ -x $uv ] || fail "make lock needs uv: python3 -m pip install --target .tools uv"
export UV_PYTHON_DOWNLOADS=never
"$uv" lock --quiet --upgrade --python "$(find_python)"
"$uv" export --quiet --no-emit-project --no-header --no-default-groups -o requirements.txt >/dev/null
"$uv" export --quiet --no-emit-project --no-header --no-default-groups --extra scale -o requirements-scale.txt >/dev/null
"$uv" export --quiet --no-emit-project --no-header --extra scale --group dev -o requirements-dev.txt >/dev/null
if grep -nE '[a-z]+://|^ *(-i|--index|--extra|--find)' requirements*.txt; then
  fail "An address got into a requirements file."
fi
say "requirements.txt: $(grep -c '==' requirements.txt) packages, requirements-dev.txt: $(grep -c '==' requirements-dev.txt)"
