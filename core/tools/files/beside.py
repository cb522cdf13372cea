"""Files looked into by a process of its own, with an end of seconds and memory: `python -m core.tools.files.beside`.

A few megabytes can be made to keep a reader busy for minutes, in one call that lets no other thread of its process run.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings

SECONDS, WAIT, MOST_MB = 4, 30, 1000  # of processor; by the clock; memory


def ask(module: str, content: bytes, *, seconds: int = SECONDS, wait: float = WAIT) -> Any:
    """Return the `outcome_of` a file, of the module of this name; None where it took too long or too much memory."""
    try:
        looked = subprocess.run(
            [sys.executable, "-m", "core.tools.files.beside", module, str(seconds)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[3],
            timeout=wait,
        )
    except subprocess.TimeoutExpired:
        return None
    return json.loads(looked.stdout) if looked.returncode == 0 else None


if __name__ == "__main__":
    settings.configure(USE_I18N=False)  # what it says is translated by whoever asked
    module, seconds = import_module(sys.argv[1]), int(sys.argv[2])
    os.nice(10)  # pages are answered first
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MB << 20, MOST_MB << 20))
    sys.stdout.write(json.dumps(module.outcome_of(sys.stdin.buffer.read())))
