"""Runs the worker (long work, and what comes by the clock) beside a server and ends with it, however the server ends.

Started in the background by scripts/run.sh just before the server takes that process over, so this
script's parent is the server. Where there is an init system, let that run `manage.py worker`.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, str(ROOT / "manage.py"), "worker"]
PAUSE = 5.0  # after a worker that ended by itself
PATIENCE = 20.0  # for the end of a step


def main() -> None:
    server = os.getppid()
    while os.getppid() == server:
        worker = subprocess.Popen(COMMAND, cwd=ROOT)
        try:
            while worker.poll() is None and os.getppid() == server:
                time.sleep(1)
        finally:
            worker.terminate()  # it hands back what it is at
            try:
                worker.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                worker.kill()  # the next one finds its work silent, and takes it up
                worker.wait()
        if os.getppid() == server:
            time.sleep(PAUSE)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
