"""Mails at events: what happened is noted for each person, and leaves by the worker, claimed before it is sent."""
