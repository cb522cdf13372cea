from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = _("Cooperation")

    @override
    def ready(self) -> None:
        # What they add makes itself known.
        from agreements import resources, telling  # noqa: F401
        from agreements.views import others

        others.put()
