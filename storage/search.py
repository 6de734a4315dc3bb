"""Finding clients and goods by what people type: the only place that knows how it is done.

SQLite has an FTS5 trigram index beside each column, kept by triggers; PostgreSQL has pg_trgm
(migration 0006, decision 0013).
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    and_,
    false,
    literal_column,
    or_,
    select,
    table,
    union,
)

from core.ids import PersonId
from storage.tables import clients, contacts, identities, lanes

_NUMBER = re.compile(r"[\d\s()+.\-]+")
_LETTERS = re.compile(r"[^\W_]+")
_SEPARATORS = re.compile(r"[\s«»„“”\"'’`()\[\]{},;:]+")
_FEWEST_DIGITS = 4
_TRIGRAM = 3
_LONGEST = 300
_NATIONAL = 11
"""Digits of a Russian number with its first 7 or 8, which people type at will."""

_FORMS = re.compile("ооо|[зопн]?ао|ип|тоо|чп|llc|ltd|inc|gmbh|ag|co|jsc")
"""Legal forms, which people leave out or write in any place."""

NAME, PHONE = "name_key", "phone"


def name_key(name: str) -> str:
    """A name as it is found: any alphabet in one case, ё as е, quotes and brackets as spaces.

    SQLite's own lower() knows ASCII only, and nobody types the quotes of «Ромашка».
    """
    plain = _SEPARATORS.sub(" ", name.casefold().replace("ё", "е"))
    return plain.strip()[:_LONGEST]


def likeness(name: str) -> str:
    """The words of a name in their order of letters, without legal forms and signs (E10).

    Two cards of one likeness may be one client.
    """
    words = (word for word in re.split(r"[\W_]+", name_key(name)) if word)
    return " ".join(sorted(word for word in words if not _FORMS.fullmatch(word)))[:_LONGEST]


def matching(
    dialect: str,
    typed: str,
    most: int | None = None,
    phones_of: Sequence[PersonId | None] | None = None,
) -> ColumnElement[bool]:
    """Clients by part of a name, or by digits of an INN or of a phone (also a contact's).

    `most`: no more than the newest so many by name, which ends a search for half the register
    early; only where nothing else narrows the listing. `phones_of`: only whose clients a phone
    finds, None among them nobody's.
    """
    found: list[Select[Any]] = [_holding(dialect, clients, typed, most)]
    digits = re.sub(r"\D", "", typed)
    if _NUMBER.fullmatch(typed) and len(digits) >= _FEWEST_DIGITS:
        found += [_with_inn(digits), *_with_phone(dialect, digits, phones_of)]
    either: Select[Any] | CompoundSelect[Any] = union(*found) if len(found) > 1 else found[0]
    return clients.c.id.in_(either)


def named(
    dialect: str, things: FromClause, typed: str, most: int | None = None
) -> ColumnElement[bool]:
    """Rows of a table with an indexed `name_key` (clients, products), by part of it."""
    return things.c.id.in_(_holding(dialect, things, typed, most))


def _holding(dialect: str, things: FromClause, typed: str, most: int | None) -> Select[Any]:
    """Any part of a name that has three letters in a row; shorter ones begin a word of it.

    Signs alone name nothing: they are in half the names.
    """
    key = name_key(typed)
    runs = [len(run) for run in _LETTERS.findall(key)]
    if not runs:
        return select(things.c.id).where(false())
    begins = max(runs) < _TRIGRAM
    if dialect == "sqlite":
        pattern = ("  " if begins else "") + key.replace(" ", "  ")
        return _matched(things, NAME, pattern, most)
    column = things.c[NAME]
    like = [f"{_plain(key)}%", f"% {_plain(key)}%"] if begins else [f"%{_plain(key)}%"]
    wanted = select(things.c.id).where(or_(*(column.like(one, escape="\\") for one in like)))
    return wanted if most is None else _newest(wanted, things.c.id, most)


def _matched(things: FromClause, column: str, text: str, most: int | None = None) -> Select[Any]:
    """Row numbers from the FTS5 table of a column; a quoted phrase is a part of the text."""
    name = f"{things.description}_{column}_fts"
    rowid = Column("rowid", things.c.id.type)
    index = table(name, rowid)
    phrase = '"' + text.replace('"', '""') + '"'
    wanted = select(index.c.rowid).where(literal_column(name).op("MATCH")(phrase))
    return wanted if most is None else _newest(wanted, index.c.rowid, most)


def _newest(wanted: Select[Any], number: ColumnElement[Any], most: int) -> Select[Any]:
    """Boxed: SQLite takes no limit inside a union."""
    return select(wanted.order_by(number.desc()).limit(most).subquery())


def _with_inn(digits: str) -> Select[Any]:
    """A range and not LIKE, which an ordinary index serves on neither database."""
    after = digits[:-1] + chr(ord(digits[-1]) + 1)
    return select(clients.c.id).where(clients.c.inn >= digits, clients.c.inn < after)


def _with_phone(
    dialect: str, digits: str, whose: Sequence[PersonId | None] | None
) -> list[Select[Any]]:
    if whose is not None and not whose:
        return []
    national = digits[1:] if len(digits) == _NATIONAL and digits[0] in "78" else digits
    return [
        select(owners.c.client_id).where(
            and_(
                _has_phone(dialect, owners, national),
                owners.c.client_id.is_not(None),
                *also,
                *(() if whose is None else (_held_by(owners.c.client_id, whose),)),
            )
        )
        for owners, also in ((identities, ()), (contacts, (contacts.c.removed_at.is_(None),)))
    ]


def _held_by(client: ColumnElement[Any], whose: Sequence[PersonId | None]) -> ColumnElement[bool]:
    """Asked of each phone that was found: one look-up by the client."""
    owner = lanes.c.owner_id
    holders = [owner.is_(None) if one is None else owner == one for one in whose]
    return (
        select(lanes.c.id)
        .where(lanes.c.client_id == client, lanes.c.closed_at.is_(None), or_(*holders))
        .exists()
    )


def _has_phone(dialect: str, owners: FromClause, digits: str) -> ColumnElement[bool]:
    if dialect == "sqlite":
        return owners.c.id.in_(_matched(owners, PHONE, digits))
    return owners.c[PHONE].like(f"%{digits}%")


def _plain(text: str) -> str:
    r"""`%` and `_` are letters like any others: "50%" finds "50%", not everything with 50."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
