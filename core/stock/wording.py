"""Names and reasons as people type them."""

from core.errors import InvalidInput

NAME = 200
"""Characters of a name."""
REASON = 500


def name_of(text: str) -> str:
    """One line, spaces single, nothing unprintable. Raises InvalidInput."""
    found = plain(text)
    if not any(sign.isalnum() for sign in found):
        raise InvalidInput("name-missing")
    if max(len(found), len(found.casefold())) > NAME:
        raise InvalidInput("text-too-long", limit=NAME)
    return found


def reason_of(text: str) -> str:
    """A2: every change says why. Raises InvalidInput."""
    found = plain(text)
    if not found:
        raise InvalidInput("why-missing")
    if len(found) > REASON:
        raise InvalidInput("text-too-long", limit=REASON)
    return found


def remark_of(text: str) -> str:
    """A reason that may be left out. Raises InvalidInput."""
    return reason_of(text) if plain(text) else ""


def plain(text: str) -> str:
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.split())
