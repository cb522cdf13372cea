"""Who gets what on a GET, written out: the columns of the access matrix.

Personas: nobody (not signed in), secretariat, officer and official of the own region, other_officer and
other_official of another region, pair_officer and pair_official of both, expired. LOGIN stands for "sent
to sign in".
"""

from __future__ import annotations

LOGIN = 302

PERSONAS = (
    "nobody",
    "secretariat",
    "officer",
    "other_officer",
    "official",
    "other_official",
    "pair_officer",
    "pair_official",
    "expired",
)


def _row(
    secretariat: int, officer: int, other_officer: int, official: int, other_official: int
) -> dict[str, int]:
    return {
        "nobody": LOGIN,
        "secretariat": secretariat,
        "officer": officer,
        "other_officer": other_officer,
        "official": official,
        "other_official": other_official,
        "pair_officer": officer,
        "pair_official": official,
        "expired": LOGIN,
    }


# Lists and pages every current account opens (they hold only what the account may see).
ALL = _row(200, 200, 200, 200, 200)
# One object of the own region: outside scope it does not exist.
OWN = _row(200, 200, 404, 200, 404)
# A form without an object.
WRITERS = _row(200, 200, 200, 403, 403)
# A form on an object of the own region.
OWN_WRITERS = _row(200, 200, 404, 403, 404)
# What only the Secretariat opens.
NATIONAL = _row(200, 403, 403, 403, 403)
# What only the officer of the region does (hand something in).
OWN_OFFICER = _row(403, 200, 404, 403, 404)
# What only the Secretariat does on an object of the region (review, unlock, restore).
OWN_NATIONAL = _row(200, 403, 404, 403, 404)
# Open to the world.
PUBLIC = dict.fromkeys(PERSONAS, 200)
# The sign-in itself: whoever is in is led on; whose account has ended is signed out, and asked again.
DOOR = {**dict.fromkeys(PERSONAS, LOGIN), "nobody": 200, "expired": 200}


def refused(row: dict[str, int], *, signed_in: int) -> dict[str, int]:
    """Return a row in which every signed-in persona who would get 200 gets `signed_in` instead.

    For a page that exists but whose present state refuses it (a locked record: 403; a redirect: 302).
    """
    return {who: signed_in if code == 200 else code for who, code in row.items()}
