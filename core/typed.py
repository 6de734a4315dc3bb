"""What people type, before it is kept: storable, trimmed, and not longer than its field."""

import re

from core.errors import InvalidInput

_NUL_SHOWN = "\u2400"


def storable(text: str) -> str:
    """What every database keeps and every channel encodes (fault 43: stored = shown).

    NUL, which PostgreSQL refuses, becomes its visible picture; half a surrogate pair, which no
    encoding takes, the replacement character.
    """
    shown = text.replace("\x00", _NUL_SHOWN)
    try:
        shown.encode()
    except UnicodeEncodeError:
        return shown.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return shown


def line(text: str, limit: int, field: str) -> str:
    """One line with single spaces; raises InvalidInput past `limit` characters, never cuts."""
    return _within(re.sub(r"\s+", " ", storable(text)).strip(), limit, field)


def prose(text: str, limit: int, field: str) -> str:
    """Several lines as they were typed. Raises InvalidInput past `limit` characters."""
    return _within(storable(text).strip(), limit, field)


def _within(text: str, limit: int, field: str) -> str:
    if len(text) > limit:
        raise InvalidInput("too-long", field=field, limit=limit, length=len(text))
    return text
