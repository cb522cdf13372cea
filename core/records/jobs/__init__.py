"""Long work and timed work: what is asked for, who is at it, how far it is, and what came of it (decision 17)."""
