"""A line that can be cut: forwards bytes to a server, or refuses and drops them, as a dead spot does."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class Line:
    """`url` is where browsers go; `cut()` and `mend()` take the line away and give it back."""

    def __init__(self, host: str, port: int) -> None:
        self.server = (host, port)
        self.is_cut = False
        self.open: set[socket.socket] = set()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        for one in list(self.open):
            _close(one)

    def mend(self) -> None:
        self.is_cut = False

    def end(self) -> None:
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
                taker.sendall(data)
        for one in (giver, taker):
            self.open.discard(one)
            _close(one)


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
