"""Runs the task worker beside a server and ends with it, however the server ends.

Started in the background by scripts/run.sh just before the server takes that process over, so this
script's parent is the server. Where there is an init system, let that run `manage.py db_worker`.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# A fresh process now and then gives back what long tables took.
COMMAND = [sys.executable, str(ROOT / "manage.py"), "db_worker", "--max-tasks", "50"]
PAUSE = 5.0  # after a worker that ended by itself


def main() -> None:
    server = os.getppid()
    while os.getppid() == server:
        worker = subprocess.Popen(COMMAND, cwd=ROOT)
        try:
            while worker.poll() is None and os.getppid() == server:
                time.sleep(1)
        finally:
            # It ends what it is at; after Ctrl+C this is its second signal, and it stops at once.
            worker.terminate()
            worker.wait()
        if os.getppid() == server:
            time.sleep(PAUSE)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
