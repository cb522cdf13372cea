"""Filters of the registry, by what they narrow."""
