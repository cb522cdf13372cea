from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    @override
    def ready(self) -> None:
        from events import resources  # noqa: F401  (its sheet makes itself known)
