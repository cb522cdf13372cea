from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from typing_extensions import override


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Regions and accounts")

    @override
    def ready(self) -> None:
        from core.importing import (
            jobs,  # noqa: F401  (a worker knows the kinds of work before it knows an address)
            listed,  # noqa: F401  (the sheet of the lists of words)
        )
        from core.pages import long_papers  # noqa: F401
        from core.people import security_signals
        from core.tools import checks  # noqa: F401  (registers the checks)
        from core.tools.rows import history  # noqa: F401  (and the history stamp)

        security_signals.connect()
