from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    @override
    def ready(self) -> None:
        # Its sheet and its word in other rooms make themselves known.
        from events import resources, telling  # noqa: F401
        from events.views import undated

        undated.put()
