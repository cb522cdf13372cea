"""Lets the clock of a process follow a file that says how many seconds it is off; put on PYTHONPATH by the drill.

The clock that only counts on (`time.monotonic`) is left alone, as a machine leaves it whose clock is set.
"""

import datetime as dt
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

held: Any = sys.modules
# It would be taken along, and the settings take a process that has it for a test.
held["pytest"] = None
import time_machine  # noqa: E402

del held["pytest"]


def follow(file: Path) -> None:
    told, travel = "0", None
    while True:
        time.sleep(0.1)
        new = file.read_text().strip()
        if new == told:
            continue
        if travel is not None:
            travel.stop()
            travel = None
        told = new
        if new != "0":
            travel = time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=int(new)))
            travel.start()


if "FAULTS_CLOCK" in os.environ:
    threading.Thread(target=follow, args=(Path(os.environ["FAULTS_CLOCK"]),), daemon=True).start()
