#!/usr/bin/env python
"""Django's command line for the AKSANSI system."""

from __future__ import annotations

import gc
import os
import sys

from django.core.management import BaseCommand, ManagementUtility
from typing_extensions import override


class Utility(ManagementUtility):
    @override
    def fetch_command(self, subcommand: str) -> BaseCommand:
        """Return a command, once the apps are loaded: they stay, and the collector need never look at them."""
        gc.freeze()
        gc.enable()
        return super().fetch_command(subcommand)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")
    if sys.argv[1:] in (["--version"], ["version"]):
        from aksansi import __version__

        print(f"AKSANSI {__version__}")
    else:
        gc.disable()  # until `fetch_command`
        Utility(sys.argv).execute()


if __name__ == "__main__":
    main()
