"""Principals: people, their groups, their days at work, and the invitations that bind them."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from storage.tables.meta import metadata
from storage.types import Id, Json, Utc

groups = Table(
    "groups",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("role", String(32), nullable=False),
    # C5: each group's communication rules are data, changed without code.
    Column("rules", Json, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("role", String(32), nullable=False),
    Column("group_name", String(64), ForeignKey("groups.name"), nullable=False),
    # Grows at each change of place, so that a queued message knows it was made for another one.
    Column("epoch", Integer, nullable=False, server_default="1"),
    Column("locale", String(8), nullable=False),
    Column("phone", String(32), index=True),
    Column("telegram_id", Id, unique=True),
    Column("email", String(254)),
    Column("superior_id", Id, ForeignKey("people.id")),
    Column("created_at", Utc, nullable=False),
    Column("dismissed_at", Utc),
    Column("last_given_at", Utc),
    # /as: this administrator looks, read-only, with another role's rights (or one person's).
    Column("viewing_role", String(32)),
    Column("viewing_person_id", Id, ForeignKey("people.id")),
    Column("version", Integer, nullable=False, server_default="1"),
    sqlite_autoincrement=True,
)

attendance = Table(
    "attendance",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("finished_at", Utc),
    sqlite_autoincrement=True,
)
# One open day a person: a second /start_day changes nothing.
Index(
    "uq_attendance_open",
    attendance.c.person_id,
    unique=True,
    sqlite_where=text("finished_at IS NULL"),
    postgresql_where=text("finished_at IS NULL"),
)

invitations = Table(
    "invitations",
    metadata,
    # Only the hash is kept: a copy of the database invites nobody.
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(32), nullable=False),
    Column("phone", String(32), nullable=False),
    Column("invited_by", Id, ForeignKey("people.id")),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Column("used_at", Utc),
    Column("used_by", Id, ForeignKey("people.id")),
)
