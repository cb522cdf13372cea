"""`manage.py metrics`: tells Prometheus how the system is, on a port of its own (docs/operating.md)."""

from __future__ import annotations

import threading

from django.core.management.base import BaseCommand, CommandError, CommandParser
from typing_extensions import override

from aksansi.watch import metrics


class Command(BaseCommand):
    help = "Serve /metrics for Prometheus on an address of its own, until ended."
    requires_system_checks: list[
        str
    ] = []  # `manage.py check` asks them; here they would take half the start

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:9100", help="address and port")

    @override
    def handle(self, *args: object, bind: str, **options: object) -> None:
        from prometheus_client import start_http_server

        host, _, port = bind.rpartition(":")
        if not port.isdecimal():
            raise CommandError("--bind is an address and a port: 127.0.0.1:9100")
        start_http_server(int(port), addr=host or "127.0.0.1", registry=metrics.registry())
        self.stdout.write(f"/metrics on {host or '127.0.0.1'}:{port}")
        self.stdout.flush()
        threading.Event().wait()
