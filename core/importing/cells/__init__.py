"""Cells of tables, by what is written in them."""
