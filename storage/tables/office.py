"""What people ask of each other: approvals and tasks; and the forms they are filling in."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.meta import metadata
from storage.types import Id, Json, Utc

approvals = Table(
    "approvals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("object_kind", String(16), nullable=False),
    Column("object_id", Id, nullable=False),
    # The facts to decide on and what is done when the answer is yes.
    Column("fields", Json, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decided_by", Id, ForeignKey("people.id")),
    Column("decided_at", Utc),
    Column("reason", Text, nullable=False, server_default=""),
    Column("created_at", Utc, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Index("ix_approvals_object", "object_kind", "object_id"),
    Index("ix_approvals_person", "person_id", "state"),
    sqlite_autoincrement=True,
)
Index(
    "ix_approvals_waiting",
    approvals.c.kind,
    approvals.c.id,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("author_id", Id, ForeignKey("people.id"), nullable=False),
    Column("assignee_id", Id, ForeignKey("people.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("due_at", Utc),
    Column("client_id", Id, ForeignKey("clients.id"), index=True),
    # The chat message that it was set from, if it was.
    Column("message_id", Id, ForeignKey("messages.id")),
    Column("created_at", Utc, nullable=False),
    Column("done_at", Utc),
    Column("done_by", Id, ForeignKey("people.id")),
    Column("version", Integer, nullable=False, server_default="1"),
    Index("ix_tasks_author", "author_id", "id"),
    sqlite_autoincrement=True,
)
Index(
    "ix_tasks_open",
    tasks.c.assignee_id,
    tasks.c.due_at,
    sqlite_where=text("done_at IS NULL"),
    postgresql_where=text("done_at IS NULL"),
)

Index(
    "ix_tasks_due",
    tasks.c.due_at,
    sqlite_where=text("done_at IS NULL"),
    postgresql_where=text("done_at IS NULL"),
)

forms = Table(
    "forms",
    metadata,
    # A form half filled in: it survives a restart (FSMStrategy.USER_IN_TOPIC).
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("thread", String(64), primary_key=True),
    Column("name", String(32), nullable=False),
    Column("state", Json, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
)
