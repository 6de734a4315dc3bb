"""The durable way in and the durable way out."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.tables.meta import metadata
from storage.types import Id, Json, Utc

inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("provider", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("scope", String(64), nullable=False, server_default=""),
    Column("external_id", String(200), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("order_key", String(200), nullable=False),
    # Null after erasure; the key stays, so that nothing comes in twice (P24).
    Column("payload", LargeBinary),
    Column("received_at", Utc, nullable=False),
    Column("state", String(8), nullable=False, server_default="new"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("leftover", Boolean, nullable=False, server_default=text("false")),
    Column("due_at", Utc),
    Column("done_at", Utc),
    Column("error", String(500)),
    # P3: the database, not a look-up, keeps the second record out.
    UniqueConstraint("provider", "account", "scope", "external_id"),
    sqlite_autoincrement=True,
)
Index(
    "ix_inbox_new",
    inbox.c.id,
    sqlite_where=text("state = 'new'"),
    postgresql_where=text("state = 'new'"),
)
Index(
    "ix_inbox_order",
    inbox.c.order_key,
    inbox.c.id,
    sqlite_where=text("state = 'new'"),
    postgresql_where=text("state = 'new'"),
)
Index(
    "ix_inbox_aside",
    inbox.c.id,
    sqlite_where=text("state = 'aside'"),
    postgresql_where=text("state = 'aside'"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("provider", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("order_key", String(200), nullable=False),
    Column("code", String(64), nullable=False),
    Column("verb", String(16), nullable=False),
    Column("fields", Json),
    Column("payload", Json),
    Column("payload_hash", String(64), nullable=False),
    Column("author_kind", String(8), nullable=False),
    Column("author_id", Id),
    Column("receiver_kind", String(8), nullable=False),
    Column("receiver_id", Id),
    Column("receiver_epoch", Integer),
    Column("conversation_id", Id, ForeignKey("conversations.id")),
    Column("client_id", Id, ForeignKey("clients.id")),
    Column("lane_id", Id, ForeignKey("lanes.id")),
    Column("message_id", Id, ForeignKey("messages.id"), index=True),
    Column("link", String(16)),
    Column("cause", String(100), nullable=False, server_default=""),
    Column("dedupe_key", String(200), unique=True),
    Column("priority", Integer, nullable=False, server_default="5"),
    Column("not_before", Utc),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("provider_id", String(200)),
    Column("error_code", String(64)),
    Column("error_detail", String(500)),
    Column("possible_repeat", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", Utc, nullable=False),
    Column("claimed_at", Utc),
    Column("sent_at", Utc),
    sqlite_autoincrement=True,
)
_OPEN = "state IN ('queued', 'waiting', 'sending', 'unknown')"
Index(
    "ix_outbox_open",
    outbox.c.order_key,
    outbox.c.id,
    sqlite_where=text(_OPEN),
    postgresql_where=text(_OPEN),
)
Index(
    "ix_outbox_queued",
    outbox.c.provider,
    outbox.c.account,
    outbox.c.priority,
    outbox.c.id,
    sqlite_where=text("state = 'queued'"),
    postgresql_where=text("state = 'queued'"),
)
Index(
    "ix_outbox_attention",
    outbox.c.state,
    outbox.c.id,
    sqlite_where=text("state IN ('failed', 'denied', 'sending', 'unknown', 'held')"),
    postgresql_where=text("state IN ('failed', 'denied', 'sending', 'unknown', 'held')"),
)
Index(
    "ix_outbox_held",
    outbox.c.conversation_id,
    outbox.c.id,
    sqlite_where=text("state = 'held'"),
    postgresql_where=text("state = 'held'"),
)
# What a merge of two clients takes along.
_ON_THEIR_WAY = "state IN ('queued', 'waiting', 'held')"
Index(
    "ix_outbox_lane",
    outbox.c.lane_id,
    sqlite_where=text(_ON_THEIR_WAY),
    postgresql_where=text(_ON_THEIR_WAY),
)
# By time, so that the last days are found among years.
Index("ix_outbox_conversation", outbox.c.conversation_id, outbox.c.created_at)
Index("ix_outbox_chat", outbox.c.account, outbox.c.chat, outbox.c.created_at)
Index(
    "ix_outbox_provider",
    outbox.c.account,
    outbox.c.provider_id,
    sqlite_where=text("provider_id IS NOT NULL"),
    postgresql_where=text("provider_id IS NOT NULL"),
)
