"""A made-up set of national size: for measuring and for trying out, never for figures.

Everything in it is marked CONTOH (`is_example`) and carries `SOURCE`. The same seed and numbers give
the same set. It goes in by `core.tools.rows.bulk`, so it has no history and no reviews behind it.
"""

SOURCE = "Contoh: himpunan data nasional buatan"
