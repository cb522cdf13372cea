"""Measures whether papers stop a served system: latency of pages while one officer asks for many papers at once.

Usage: .venv/bin/python bench/papers.py http://127.0.0.1:8000 [pid of gunicorn]

Against a demonstration on this very machine only. Idle latency first, then 20 region reports at once and 8 prints
of facility forms at once, while two other visitors go on reading; ends within five minutes.
"""

from __future__ import annotations

import http.cookiejar
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter

PASSWORD = "latihan-aksansi"
PAGES = ("/healthz", "/", "/ksm/facilities/", "/agreements/partnerships/")
MOST_SECONDS = 120


class Visitor:
    """One signed-in browser."""

    def __init__(self, base: str, username: str) -> None:
        self.base = base
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        page = base + "/accounts/login/"
        self.opener.open(page, timeout=60).read()
        token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
        form = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": token}
        request = urllib.request.Request(page, urllib.parse.urlencode(form).encode())
        request.add_header("Referer", page)
        if "/login" in self.opener.open(request, timeout=60).url:
            sys.exit(f"{username} could not sign in")

    def get(self, path: str) -> tuple[int, float]:
        """Return status and seconds."""
        started = time.perf_counter()
        try:
            with self.opener.open(self.base + path, timeout=MOST_SECONDS) as answer:
                answer.read()
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError:
            status = 0
        return status, time.perf_counter() - started


def memory_mb(pid: str) -> str:
    """Return the resident memory of gunicorn's workers and of their layout processes."""
    out = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid=,rss=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 3) for line in out.splitlines()]
    workers = {row[0]: int(row[2]) // 1024 for row in rows if row[1] == pid}
    children = [int(row[2]) // 1024 for row in rows if row[1] in workers]
    return f"workers {sorted(workers.values())} MB, layout {sorted(children)} MB"


def read_on(visitors: list[Visitor], until: threading.Event, found: dict[str, list[float]]) -> None:
    """Let visitors read pages one after the other until told to stop."""

    def walk(visitor: Visitor) -> None:
        end = time.monotonic() + MOST_SECONDS
        while not until.is_set() and time.monotonic() < end:
            for page in PAGES:
                status, seconds = visitor.get(page)
                found[page].append(seconds if status == 200 else float(MOST_SECONDS))
                time.sleep(0.05)

    threads = [threading.Thread(target=walk, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def told(found: dict[str, list[float]]) -> None:
    for page, times in found.items():
        times.sort()
        middle, late = statistics.median(times), times[int(len(times) * 0.95)]
        print(
            f"  {page:18} {len(times):4} x  middle {middle:6.3f}  95% {late:6.3f}  most {times[-1]:6.3f} s"
        )


def burst(base: str, visitors: list[Visitor], asker: Visitor, path: str, count: int) -> None:
    found: dict[str, list[float]] = {page: [] for page in PAGES}
    answers: list[tuple[int, float]] = []
    over = threading.Event()
    readers = threading.Thread(target=read_on, args=(visitors, over, found))
    askers = [
        threading.Thread(target=lambda: answers.append(asker.get(path))) for _n in range(count)
    ]
    started = time.monotonic()
    for thread in (readers, *askers):
        thread.start()
    # The officer goes on asking for as long as it takes to read some pages.
    for thread in askers:
        thread.join()
    while time.monotonic() < started + 15:
        answers.append(asker.get(path))
    over.set()
    readers.join()
    print(f"{count} x {path} at once, then one after the other: {time.monotonic() - started:.0f} s")
    for status, number in sorted(Counter(status for status, _s in answers).items()):
        times = [seconds for found_status, seconds in answers if found_status == status]
        print(f"  {status}: {number} x, at most {max(times):.1f} s")
    told(found)


def main(base: str, pid: str = "") -> None:
    if urllib.parse.urlsplit(base).hostname not in ("127.0.0.1", "localhost", "::1"):
        sys.exit("This measures a system on this machine only.")
    asker = Visitor(base, "pengurus-sleman")
    visitors = [Visitor(base, "pengurus-kulonprogo"), Visitor(base, "sekretariat")]
    for visitor in visitors:
        for page in PAGES:
            visitor.get(page)
    found: dict[str, list[float]] = {page: [] for page in PAGES}
    over = threading.Event()
    threading.Timer(12, over.set).start()
    read_on(visitors, over, found)
    print("idle")
    told(found)
    if pid:
        print(" ", memory_mb(pid))
    for path, count in (("/regions/34.04/report/2018/pdf/", 20), ("/ksm/facilities/forms/", 8)):
        burst(base, visitors, asker, path, count)
        if pid:
            print(" ", memory_mb(pid))


if __name__ == "__main__":
    main(*sys.argv[1:3])
