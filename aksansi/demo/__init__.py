"""The demonstration set: real public facts with their sources, and examples marked CONTOH."""
