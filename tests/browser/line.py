"""A line that can be cut, as in a dead spot, or slow for one answer: forwards, drops or holds back bytes."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class Line:
    """`url` is where browsers go; `cut()` and `mend()` take the line away and give it back.

    `hold(*words)` keeps back the answer to the next request that has all these words in its head, from its
    second 1500 bytes on if `begun`; `held` says that it waits, `let_go()` lets it through.
    """

    def __init__(self, host: str, port: int) -> None:
        self.server = (host, port)
        self.is_cut = False
        self.open: set[socket.socket] = set()
        self.words: tuple[bytes, ...] = ()
        self.begun = False
        self.slow: socket.socket | None = None
        self.held, self.may_go = threading.Event(), threading.Event()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        for one in list(self.open):
            _close(one)

    def mend(self) -> None:
        self.is_cut = False

    def hold(self, *words: bytes, begun: bool = False) -> None:
        self.words, self.begun, self.slow = words, begun, None
        self.held, self.may_go = threading.Event(), threading.Event()

    def let_go(self) -> None:
        self.may_go.set()

    def end(self) -> None:
        self.let_go()
        self.cut()
        _close(self.door)

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self.door.accept()
            except OSError:
                return
            if self.is_cut:
                _close(near)
                continue
            try:
                far = socket.create_connection(self.server)
            except OSError:
                _close(near)
                continue
            self.open |= {near, far}
            for giver, taker in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(giver, taker), daemon=True).start()

    def _carry(self, giver: socket.socket, taker: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := giver.recv(65536):
                if self.words and all(word in data for word in self.words):
                    self.words, self.slow = (), taker
                elif self.slow is giver:
                    self._keep_back(taker, data)
                    continue
                taker.sendall(data)
        for one in (giver, taker):
            self.open.discard(one)
            _close(one)

    def _keep_back(self, taker: socket.socket, data: bytes) -> None:
        self.slow = None
        if self.begun:
            taker.sendall(data[:1500])
            data = data[1500:]
        self.held.set()
        self.may_go.wait(60)
        taker.sendall(data)


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


@contextlib.contextmanager
def line_to(host: str, port: int) -> Iterator[Line]:
    found = Line(host, port)
    try:
        yield found
    finally:
        found.end()
