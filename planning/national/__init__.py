"""What national systems ask for: their codes, their forms, and our figures under their columns."""
