"""What stands on a client's card beside its fields: people, remarks, samples, and its past."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.meta import metadata
from storage.types import Grams, Id, Json, Utc

statuses = Table(
    "statuses",
    metadata,
    # D1: the directory of company statuses, edited by administrators.
    Column("code", String(32), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("position", Integer, nullable=False),
    # Red call cards (D4) and calls to another's client (D5) look at this, not at a code.
    Column("in_progress", Boolean, nullable=False, server_default=text("false")),
    Column("archived_at", Utc),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("position", String(200), nullable=False, server_default=""),
    Column("phone", String(32), index=True),
    Column("email", String(254)),
    Column("created_by", Id, ForeignKey("people.id")),
    Column("created_at", Utc, nullable=False),
    Column("removed_at", Utc),
    sqlite_autoincrement=True,
)

client_materials = Table(
    "client_materials",
    metadata,
    # A13: one client may buy several raw materials.
    Column("client_id", Id, ForeignKey("clients.id"), primary_key=True),
    Column("material", String(100), primary_key=True),
    Index("ix_client_materials_material", "material", "client_id"),
)

comments = Table(
    "comments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False),
    Column("author_id", Id, ForeignKey("people.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("edited_at", Utc),
    Column("version", Integer, nullable=False, server_default="1"),
    Index("ix_comments_client", "client_id", "at"),
    sqlite_autoincrement=True,
)

comment_versions = Table(
    "comment_versions",
    metadata,
    # A3: every edit keeps the earlier text.
    Column("id", Id, primary_key=True),
    Column("comment_id", Id, ForeignKey("comments.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("replaced_by", Id, ForeignKey("people.id"), nullable=False),
    Column("replaced_at", Utc, nullable=False),
    sqlite_autoincrement=True,
)

samples = Table(
    "samples",
    metadata,
    Column("id", Id, primary_key=True),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False, index=True),
    Column("product_id", Id, ForeignKey("products.id"), nullable=False),
    Column("grams", Grams, nullable=False),
    Column("sent_at", Utc, nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("call_at", Utc),
    Column("outcome", Text),
    Column("outcome_at", Utc),
    Column("outcome_by", Id, ForeignKey("people.id")),
    Column("version", Integer, nullable=False, server_default="1"),
    sqlite_autoincrement=True,
)
Index(
    "ix_samples_open",
    samples.c.call_at,
    sqlite_where=text("outcome_at IS NULL"),
    postgresql_where=text("outcome_at IS NULL"),
)

client_changes = Table(
    "client_changes",
    metadata,
    # Append-only: every change of a field of a card, and by whose decision.
    Column("id", Id, primary_key=True),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False, index=True),
    Column("field", String(32), nullable=False),
    Column("before", Json),
    Column("after", Json),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("approval_id", Id, ForeignKey("approvals.id")),
    Column("at", Utc, nullable=False),
    sqlite_autoincrement=True,
)

merges = Table(
    "merges",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kept_id", Id, ForeignKey("clients.id"), nullable=False, index=True),
    Column("merged_id", Id, ForeignKey("clients.id"), nullable=False, index=True),
    # What was moved, table by table, so that exactly that can be moved back.
    Column("moved", Json, nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("undone_at", Utc),
    Column("undone_by", Id, ForeignKey("people.id")),
    sqlite_autoincrement=True,
)
