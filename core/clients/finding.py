"""A5: what a search may give away of another's client."""

import re

WHOLE_PHONE = 10
"""Digits of a national number: whoever has them all knows the phone already."""
_LETTERS = re.compile(r"[^\W\d_]")


def guessed(typed: str, name: str, inn: str | None) -> bool:
    """Whether only a part of a phone number can have found the client.

    Digit by digit such hits would spell the number to whoever may not see it.
    """
    digits = re.sub(r"\D", "", typed)
    if not digits or _LETTERS.search(typed) or len(digits) >= WHOLE_PHONE:
        return False
    return not (inn or "").startswith(digits) and digits not in re.sub(r"\D", "", name)
