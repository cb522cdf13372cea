from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class KsmConfig(AppConfig):
    name = "ksm"
    verbose_name = _("Facilities and groups")

    @override
    def ready(self) -> None:
        # Its sheets and counts make themselves known.
        from ksm import reports, resources  # noqa: F401
        from ksm.desludging import due  # noqa: F401
        from ksm.place import points  # noqa: F401
        from ksm.views import about

        about.put()
