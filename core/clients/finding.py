"""A5: what a search may give away of another's client."""

import re

from core.ids import PersonId
from core.policy.fields import owners_shown
from core.staff.model import Person

PHONES = "identities"
WHOLE_PHONE = 10
"""Digits of a national number: whoever has them all knows the phone already."""
_LETTERS = re.compile(r"[^\W\d_]")


def guessed(typed: str, name: str, inn: str | None) -> bool:
    """Whether only a part of a phone number can have found the client.

    Digit by digit such hits would spell the number to whoever may not see it.
    """
    if not _part(typed):
        return False
    digits = re.sub(r"\D", "", typed)
    return not (inn or "").startswith(digits) and digits not in re.sub(r"\D", "", name)


def phones_of(actor: Person, typed: str) -> tuple[PersonId | None, ...] | None:
    """Whose clients their phones may find for the actor (`owners_shown`); None: everybody's.

    Others' have to be left out by the query: they would take the places of his own.
    """
    return owners_shown(actor, "client", PHONES) if _part(typed) else None


def _part(typed: str) -> bool:
    """Digits alone, fewer than a whole phone has."""
    digits = re.sub(r"\D", "", typed)
    return bool(digits) and not _LETTERS.search(typed) and len(digits) < WHOLE_PHONE
