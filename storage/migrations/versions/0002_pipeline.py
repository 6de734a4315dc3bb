"""The way in, the way out, and the journal of what was done."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import Id, Json, Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", Id, primary_key=True),
        sa.Column("provider", sa.String(16), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(64), server_default="", nullable=False),
        sa.Column("external_id", sa.String(200), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("order_key", sa.String(200), nullable=False),
        sa.Column("payload", sa.LargeBinary()),
        sa.Column("received_at", Utc(), nullable=False),
        sa.Column("state", sa.String(8), server_default="new", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("leftover", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("due_at", Utc()),
        sa.Column("done_at", Utc()),
        sa.Column("error", sa.String(500)),
        sa.UniqueConstraint("provider", "account", "scope", "external_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_aside", "inbox", ["id"], **_where("state = 'aside'"))
    op.create_index("ix_inbox_new", "inbox", ["id"], **_where("state = 'new'"))
    op.create_index("ix_inbox_order", "inbox", ["order_key", "id"], **_where("state = 'new'"))


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", Id, primary_key=True),
        sa.Column("provider", sa.String(16), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("chat", sa.String(200), nullable=False),
        sa.Column("order_key", sa.String(200), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("verb", sa.String(16), nullable=False),
        sa.Column("fields", Json),
        sa.Column("payload", Json),
        sa.Column("payload_hash", sa.String(64), nullable=False),
        sa.Column("author_kind", sa.String(8), nullable=False),
        sa.Column("author_id", Id),
        sa.Column("receiver_kind", sa.String(8), nullable=False),
        sa.Column("receiver_id", Id),
        sa.Column("receiver_epoch", sa.Integer()),
        sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id")),
        sa.Column("client_id", Id, sa.ForeignKey("clients.id")),
        sa.Column("lane_id", Id, sa.ForeignKey("lanes.id")),
        sa.Column("message_id", Id, sa.ForeignKey("messages.id")),
        sa.Column("link", sa.String(16)),
        sa.Column("cause", sa.String(100), server_default="", nullable=False),
        sa.Column("dedupe_key", sa.String(200)),
        sa.Column("priority", sa.Integer(), server_default="5", nullable=False),
        sa.Column("not_before", Utc()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("provider_id", sa.String(200)),
        sa.Column("error_code", sa.String(64)),
        sa.Column("error_detail", sa.String(500)),
        sa.Column("possible_repeat", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("claimed_at", Utc()),
        sa.Column("sent_at", Utc()),
        sa.UniqueConstraint("dedupe_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_attention",
        "outbox",
        ["state", "id"],
        **_where("state IN ('failed', 'denied', 'sending', 'unknown', 'held')"),
    )
    op.create_index("ix_outbox_chat", "outbox", ["account", "chat", "created_at"])
    op.create_index("ix_outbox_conversation", "outbox", ["conversation_id", "created_at"])
    op.create_index(
        "ix_outbox_held", "outbox", ["conversation_id", "id"], **_where("state = 'held'")
    )
    op.create_index("ix_outbox_message_id", "outbox", ["message_id"])
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["order_key", "id"],
        **_where("state IN ('queued', 'waiting', 'sending', 'unknown')"),
    )
    op.create_index(
        "ix_outbox_provider",
        "outbox",
        ["account", "provider_id"],
        **_where("provider_id IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_queued",
        "outbox",
        ["provider", "account", "priority", "id"],
        **_where("state = 'queued'"),
    )


def _journal() -> None:
    op.create_table(
        "audit",
        sa.Column("id", Id, primary_key=True),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("stage", sa.String(8), nullable=False),
        sa.Column("verdict", sa.String(8), nullable=False),
        sa.Column("rule", sa.String(100), nullable=False),
        sa.Column("policy_version", sa.String(16), nullable=False),
        sa.Column("verb", sa.String(16), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("author_kind", sa.String(8), nullable=False),
        sa.Column("author_id", Id),
        sa.Column("author_group", sa.String(64), nullable=False),
        sa.Column("receiver_kind", sa.String(8), nullable=False),
        sa.Column("receiver_id", Id),
        sa.Column("receiver_group", sa.String(64), nullable=False),
        sa.Column("object_kind", sa.String(16), nullable=False),
        sa.Column("object_id", Id),
        sa.Column("payload_hash", sa.String(64), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_verdict", "audit", ["verdict", "id"])
    op.create_table(
        "commands",
        sa.Column("cause", sa.String(100), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("result", Json, nullable=False),
        sa.Column("at", Utc(), nullable=False),
    )
    op.create_table(
        "cursors",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
    )
    op.create_table(
        "due",
        sa.Column("id", Id, primary_key=True),
        sa.Column("job", sa.String(64), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("subject_kind", sa.String(16), server_default="", nullable=False),
        sa.Column("subject_id", Id),
        sa.Column("fields", Json, nullable=False),
        sa.Column("done_at", Utc()),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_due_job", "due", ["job", "due_at"])
    op.create_table(
        "fires",
        sa.Column("job", sa.String(100), primary_key=True),
        sa.Column("due_at", Utc(), primary_key=True),
        sa.Column("fired_at", Utc(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
    )


def upgrade() -> None:
    _inbox()
    _outbox()
    _journal()
