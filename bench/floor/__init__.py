"""The floor to measure against: bare Django over the product's tables, sharing no line with it."""
