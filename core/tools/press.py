"""Papers laid out beside a web worker: one process of its own, a short line before it, an end to each paper.

Layout takes seconds of processor and hundreds of megabytes, of which Python gives little back. So a web worker
has one process for it, started with the first paper and renewed after many. Of the worker's threads two at most
are held by papers (one laid out, one waiting); whoever comes next is told to come again.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.tools.layout import ANSWER
from core.tools.turns import Turns, turn_of_one

logger = logging.getLogger(__name__)
SECONDS = 60  # for one paper
WAIT = 20  # seconds in line
MOST_OF_ONE = 2  # papers of one account at a time, over all web workers of the machine


class TooLong(Exception):
    """The paper was not ready in time; its layout was ended."""


class LayoutFailed(Exception):
    """The layout broke; the text is the traceback of its process."""


class LayoutEnded(Exception):
    """The layout process was ended from outside twice (out of memory, a restart): no fault of the paper is known."""


class Press:
    """The layout process of one web worker."""

    def __init__(
        self, *, seconds: float = SECONDS, wait: float = WAIT, program: str = "core.tools.layout"
    ) -> None:
        self._turns = Turns(at_once=1, waiting=1, seconds=wait)
        self._seconds, self._program = seconds, program
        self._process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def turn_of(self, account: str) -> Iterator[None]:
        """Hold a turn, to be taken before `lay_out`. Raises TooMany; Busy (the line is full, or too slow)."""
        with turn_of_one(f"papers {account}", most=MOST_OF_ONE), self._turns.take():
            yield

    def lay_out(self, way: str, parts: list[str]) -> bytes:
        """Return the PDF of rendered pages. `way`: a name of `core.tools.layout.WAYS`.

        Raises TooLong, LayoutFailed, LayoutEnded.
        """
        order, late = json.dumps([way, parts]).encode() + b"\n", threading.Event()

        def end() -> None:
            late.set()
            if process := self._process:
                process.kill()

        clock = threading.Timer(self._seconds, end)
        clock.start()
        try:
            is_paper, content = self._sent(order, late)
        finally:
            clock.cancel()
        if not is_paper:
            raise LayoutFailed(content.decode(errors="replace"))
        return content

    def _sent(self, order: bytes, late: threading.Event) -> tuple[int, bytes]:
        """Return whether it is a paper, and the paper; a process that ends at work is replaced once."""
        for _time in range(2):
            process, is_last = self._running(), 1
            try:
                if late.is_set():
                    raise TooLong
                assert process.stdin is not None and process.stdout is not None
                process.stdin.write(order)
                process.stdin.flush()
                is_paper, is_last, length = ANSWER.unpack(_exactly(process.stdout, ANSWER.size))
                return is_paper, _exactly(process.stdout, length)
            except (OSError, EOFError) as error:
                is_last = 1
                if late.is_set():
                    raise TooLong from error
                process.kill()
                logger.warning("The layout process ended at work (%s).", process.wait())
            finally:
                if is_last:
                    self.close()
        raise LayoutEnded

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=Path(__file__).parents[2],
                start_new_session=True,  # a Ctrl+C meant for the server is none for a paper
            )
        return self._process

    def close(self) -> None:
        """End the process; the next paper starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _exactly(stream: IO[bytes], length: int) -> bytes:
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content
