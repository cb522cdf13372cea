"""The project package as an app: it lends its commands, the timed work of the house
and what follows from a step that only the roof can do."""

from django.apps import AppConfig
from typing_extensions import override


class AksansiConfig(AppConfig):
    name = "aksansi"
    label = "aksansi"
    verbose_name = "AKSANSI"

    @override
    def ready(self) -> None:
        from aksansi.chapter import hub
        from aksansi.jobs import news, timed
        from aksansi.letter import approving

        timed.register()
        approving.register()
        news.register()
        hub.put()
