"""Finding clients by what people type: the only place that knows how it is done."""

import re

from sqlalchemy import ColumnElement, exists, or_

from storage.tables import clients, identities

_NUMBER = re.compile(r"[\d\s()+.\-]+")
_FEWEST_DIGITS = 4
_NATIONAL = 11
"""Digits of a Russian number with its first 7 or 8, which people type at will."""


def name_key(name: str) -> str:
    """Any alphabet in one case: SQLite's own lower() knows ASCII only."""
    return name.casefold()[:300]


def matching(typed: str) -> ColumnElement[bool]:
    """Part of a name in any case, or digits of an INN or a phone."""
    conditions: list[ColumnElement[bool]] = [
        clients.c.name_key.contains(_plain(name_key(typed.strip())), escape="\\")
    ]
    digits = re.sub(r"\D", "", typed)
    if _NUMBER.fullmatch(typed) and len(digits) >= _FEWEST_DIGITS:
        conditions += [clients.c.inn.startswith(digits), _has_phone(digits)]
    return or_(*conditions)


def _has_phone(digits: str) -> ColumnElement[bool]:
    national = digits[1:] if len(digits) == _NATIONAL and digits[0] in "78" else digits
    return exists().where(
        identities.c.client_id == clients.c.id, identities.c.phone.contains(national)
    )


def _plain(text: str) -> str:
    r"""`%` and `_` are letters like any others: "50%" finds "50%", not everything with 50."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
