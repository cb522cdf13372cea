from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class ChaptersConfig(AppConfig):
    name = "chapters"
    verbose_name = _("Chapters")

    @override
    def ready(self) -> None:
        from chapters import beside, resources  # noqa: F401 (which makes its sheets known)

        beside.put()
