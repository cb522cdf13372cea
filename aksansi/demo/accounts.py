"""The accounts of the demonstration. Their password is public: they work only with DEMO=1."""

from __future__ import annotations

from core.access import Role
from core.people.users import User

PASSWORD = "latihan-aksansi"
ACTOR = "sekretariat"
ACCOUNTS: tuple[tuple[str, str, str, str, str], ...] = (
    (ACTOR, Role.SECRETARIAT, "", "Sekretariat AKSANSI", "Sekretariat (contoh)"),
    ("pengurus-kulonprogo", Role.CHAPTER, "34.01", "Pengurus Kulon Progo", "Pengurus (contoh)"),
    ("pengurus-sleman", Role.CHAPTER, "34.04", "Pengurus Sleman", "Pengurus (contoh)"),
    ("pemda-kulonprogo", Role.GOVERNMENT, "34.01", "Pemda Kulon Progo", "Staf Pemda (contoh)"),
    ("pemda-sleman", Role.GOVERNMENT, "34.04", "Pemda Sleman", "Staf Pemda (contoh)"),
)


def load() -> User:
    """Make the missing ones of the five accounts; return the Secretariat's, who enters the rest."""
    existing = set(User.objects.filter(is_demo=True).values_list("username", flat=True))
    for username, role, regions, name, position in ACCOUNTS:
        if username in existing:
            continue
        user = User(
            username=username,
            role=role,
            regions=regions.split(),
            first_name=name,
            position=position,
            email=f"{username}@contoh.example",
            is_demo=True,
        )
        user.set_password(PASSWORD)
        user.full_clean()
        user.save()
    actor = who_enters(username=ACTOR)
    assert actor is not None  # made above
    return actor


def who_enters(**which: object) -> User | None:
    """Return a demonstration account as one that may enter records.

    The wall keeps it out where DEMO is not set, and the data are loaded under DEBUG too. What is set here
    holds for this object alone; nobody saves it.
    """
    user: User | None = User.objects.filter(is_demo=True, **which).first()
    if user is not None:
        user.is_demo = False
    return user
