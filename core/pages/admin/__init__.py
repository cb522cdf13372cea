"""The admin of Django, behind the wall."""
