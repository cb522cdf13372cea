"""The project package as an app: it lends its commands and the timed work of the house."""

from django.apps import AppConfig
from typing_extensions import override


class AksansiConfig(AppConfig):
    name = "aksansi"
    label = "aksansi"
    verbose_name = "AKSANSI"

    @override
    def ready(self) -> None:
        from aksansi.jobs import timed

        timed.register()
