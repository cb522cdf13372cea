#!/usr/bin/env python
"""Django's command line for the AKSANSI system."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aksansi.settings")
    from django.core.management import execute_from_command_line

    if sys.argv[1:] in (["--version"], ["version"]):
        from aksansi import __version__

        print(f"AKSANSI {__version__}")
    else:
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
