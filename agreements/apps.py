from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = _("Cooperation")

    @override
    def ready(self) -> None:
        from agreements import telling  # noqa: F401  (partnerships can be named)
