"""The project: settings, addresses, and the pages made of all rooms."""

__version__ = "0.2.0"
