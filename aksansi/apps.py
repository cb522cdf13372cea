"""The project package as an app: it lends its template tags and commands."""

from django.apps import AppConfig


class AksansiConfig(AppConfig):
    name = "aksansi"
    label = "aksansi"
    verbose_name = "AKSANSI"

    def ready(self) -> None:
        from . import checks, history  # noqa: F401  (register checks and the history stamp)
