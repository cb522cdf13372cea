"""Doors of the planning room, by noun."""
