"""What happened, what is due, and what has been done already."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from storage.tables.meta import metadata
from storage.types import Id, Json, Utc

commands = Table(
    "commands",
    metadata,
    # (cause, n) of a command, written with its effect: a replay returns the first result.
    Column("cause", String(100), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("result", Json, nullable=False),
    Column("at", Utc, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    # Append-only, ids and rules only: it outlives the erasure of texts (P23, P24).
    Column("id", Id, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("stage", String(8), nullable=False),
    Column("verdict", String(8), nullable=False),
    Column("rule", String(100), nullable=False),
    Column("policy_version", String(16), nullable=False),
    Column("verb", String(16), nullable=False),
    Column("code", String(64), nullable=False),
    Column("author_kind", String(8), nullable=False),
    Column("author_id", Id),
    Column("author_group", String(64), nullable=False),
    Column("receiver_kind", String(8), nullable=False),
    Column("receiver_id", Id),
    Column("receiver_group", String(64), nullable=False),
    Column("object_kind", String(16), nullable=False),
    Column("object_id", Id),
    Column("payload_hash", String(64), nullable=False),
    Index("ix_audit_verdict", "verdict", "id"),
    sqlite_autoincrement=True,
)

public_ids = Table(
    "public_ids",
    metadata,
    # Opaque names per principal: two people cannot compare numbers, nor count (POLICY 5).
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("public", String(16), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("object_id", Id, nullable=False),
    UniqueConstraint("person_id", "kind", "object_id"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("value", String(200), nullable=False),
)

due = Table(
    "due",
    metadata,
    Column("id", Id, primary_key=True),
    Column("job", String(64), nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("subject_kind", String(16), nullable=False, server_default=""),
    Column("subject_id", Id),
    Column("fields", Json, nullable=False),
    Column("done_at", Utc),
    Index("ix_due_job", "job", "due_at"),
    Index("ix_due_subject", "subject_kind", "subject_id"),
    sqlite_autoincrement=True,
)

fires = Table(
    "fires",
    metadata,
    # The ledger: one fire a job and due time, whoever ticks and however often (P10). `job` names
    # its subject too ("reservation-reminder/17:day-before:2026-11-27"), so it is unique by itself:
    # another zone of the firm moves a due time, and is no reason to fire twice.
    Column("job", String(160), primary_key=True),
    Column("due_at", Utc, primary_key=True),
    Column("fired_at", Utc, nullable=False),
    # "fired", "late", "skipped" (a record of what was left out), "void", "failed".
    Column("state", String(8), nullable=False),
    Index("uq_fires_job", "job", unique=True),
    Index("ix_fires_at", "fired_at"),
)
