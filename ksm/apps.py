from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class KsmConfig(AppConfig):
    name = "ksm"
    verbose_name = _("Facilities and groups")

    @override
    def ready(self) -> None:
        from ksm import resources  # noqa: F401  (its sheets make themselves known)
        from ksm.views import about

        about.put()
