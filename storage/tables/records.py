"""Clients and everything ever said with them."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.meta import metadata
from storage.types import Id, Json, Money, Utc

clients = Table(
    "clients",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(300), nullable=False),
    # Lower case of any alphabet: SQLite's own lower() knows ASCII only.
    Column("name_key", String(300), nullable=False),
    # The name without quotes, legal forms and order of words: equal ones may be one client (E10).
    Column("likeness", String(300), nullable=False, server_default=""),
    Column("inn", String(12), index=True),
    # Absent for an entrepreneur, so "" and not null: the pair with the INN is unique.
    Column("kpp", String(9), nullable=False, server_default=""),
    Column("ogrn", String(15)),
    # A foreign client has no INN but a number in its own country's register (DOMAIN).
    Column("country", String(2), nullable=False, server_default="RU"),
    Column("registration", String(64)),
    Column("status", String(32), nullable=False),
    Column("region", String(100)),
    Column("address", Text),
    Column("delivery_address", Text),
    Column("unloading_contact", String(300)),
    Column("unloading_hours", String(100)),
    Column("deferral_days", Integer),
    Column("deferral_limit", Money),
    Column("prepayment_percent", Integer),
    Column("competitor", String(200)),
    Column("contract", String(16)),
    Column("contract_number", String(64)),
    Column("contract_date", Date),
    Column("contract_blob", String(64)),
    Column("contract_file", String(255)),
    # The paper has come in and lies in the office: the secretary's mark (A9, MENUS).
    Column("original_at", Utc),
    Column("peculiarities", Text),
    # POLICY viii: INN and phone are unique within a compartment; all staff share one.
    Column("compartment", String(32), nullable=False, server_default="staff"),
    # Merged into another card (E10): kept, so that the merge can be undone.
    Column("merged_into_id", Id, ForeignKey("clients.id"), index=True),
    Column("created_at", Utc, nullable=False),
    Column("created_by", Id, ForeignKey("people.id")),
    Column("version", Integer, nullable=False, server_default="1"),
    Index("ix_clients_likeness", "likeness", "id"),
    sqlite_autoincrement=True,
)
Index(
    "uq_clients_registration",
    clients.c.compartment,
    clients.c.country,
    clients.c.registration,
    unique=True,
    sqlite_where=text("registration IS NOT NULL AND merged_into_id IS NULL"),
    postgresql_where=text("registration IS NOT NULL AND merged_into_id IS NULL"),
)
Index(
    "uq_clients_inn_kpp",
    clients.c.compartment,
    clients.c.inn,
    clients.c.kpp,
    unique=True,
    sqlite_where=text("inn IS NOT NULL AND merged_into_id IS NULL"),
    postgresql_where=text("inn IS NOT NULL AND merged_into_id IS NULL"),
)

identities = Table(
    "identities",
    metadata,
    Column("id", Id, primary_key=True),
    Column("client_id", Id, ForeignKey("clients.id"), index=True),
    Column("person_id", Id, ForeignKey("people.id"), index=True),
    Column("channel", String(16), nullable=False),
    Column("provider", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("scope", String(64), nullable=False, server_default=""),
    Column("external_id", String(200), nullable=False),
    # Optional: a WhatsApp user may come with a user id only (CHANNELS).
    Column("phone", String(32), index=True),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("provider", "account", "scope", "external_id"),
    sqlite_autoincrement=True,
)

lanes = Table(
    "lanes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False, index=True),
    Column("owner_id", Id, ForeignKey("people.id")),
    Column("epoch", Integer, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("closed_at", Utc),
    sqlite_autoincrement=True,
)
# POLICY: a client has exactly one lane; the database keeps it so.
Index(
    "uq_lanes_open",
    lanes.c.client_id,
    unique=True,
    sqlite_where=text("closed_at IS NULL"),
    postgresql_where=text("closed_at IS NULL"),
)
Index(
    "ix_lanes_owner_open",
    lanes.c.owner_id,
    sqlite_where=text("closed_at IS NULL"),
    postgresql_where=text("closed_at IS NULL"),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False, index=True),
    Column("provider", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("external_id", String(200), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("source", String(200), nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_consents_address", "provider", "account", "external_id", "id"),
    sqlite_autoincrement=True,
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("client_id", Id, ForeignKey("clients.id"), index=True),
    Column("channel", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("chat", String(200), nullable=False),
    Column("thread", String(64), nullable=False, server_default=""),
    Column("last_inbound_at", Utc),
    # What came up to this message needs no answer: somebody has said so (E11).
    Column("settled_id", Id),
    Column("created_at", Utc, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("channel", "account", "chat", "thread"),
    # Whoever has written lately may wait for an answer (E11).
    Index("ix_conversations_heard", "last_inbound_at"),
    sqlite_autoincrement=True,
)

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False),
    Column("lane_id", Id, ForeignKey("lanes.id"), nullable=False),
    Column("direction", String(4), nullable=False),
    Column("channel", String(16), nullable=False),
    # Author, origin and label are set when the content comes in and survive every copy (POLICY).
    Column("author_kind", String(8), nullable=False),
    Column("author_id", Id),
    Column("origin", String(16), nullable=False),
    Column("label", Json, nullable=False),
    Column("text", Text),
    Column("parts", Json, nullable=False),
    Column("reply_to_id", Id, ForeignKey("messages.id")),
    Column("provider", String(16), nullable=False, server_default=""),
    Column("account", String(64), nullable=False, server_default=""),
    Column("scope", String(64), nullable=False, server_default=""),
    Column("external_id", String(200)),
    Column("occurred_at", Utc, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("state", String(16), nullable=False),
    Column("error_code", String(64)),
    Column("price", String(16)),
    Column("price_unit", String(8)),
    Column("category", String(32)),
    Column("edited_at", Utc),
    Column("deleted_at", Utc),
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("provider", "account", "scope", "external_id"),
    Index("ix_messages_client", "client_id", "occurred_at", "id"),
    Index("ix_messages_conversation", "conversation_id", "id"),
    sqlite_autoincrement=True,
)
# What somebody has answered on a day (B3).
Index(
    "ix_messages_answered",
    messages.c.author_id,
    messages.c.created_at,
    sqlite_where=text("direction = 'out'"),
    postgresql_where=text("direction = 'out'"),
)
Index(
    "ix_messages_priced",
    messages.c.channel,
    messages.c.category,
    messages.c.id,
    sqlite_where=text("price IS NOT NULL"),
    postgresql_where=text("price IS NOT NULL"),
)

versions = Table(
    "message_versions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("message_id", Id, ForeignKey("messages.id"), nullable=False, index=True),
    Column("text", Text),
    Column("at", Utc, nullable=False),
    sqlite_autoincrement=True,
)

media = Table(
    "media",
    metadata,
    Column("id", Id, primary_key=True),
    Column("message_id", Id, ForeignKey("messages.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("provider", String(16), nullable=False),
    Column("account", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("content_type", String(100), nullable=False, server_default=""),
    Column("name", String(255), nullable=False, server_default=""),
    Column("size", Id),
    Column("blob", String(64)),
    Column("state", String(16), nullable=False),
    Column("error", String(64)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Utc),
    UniqueConstraint("message_id", "position"),
    sqlite_autoincrement=True,
)
Index(
    "ix_media_due",
    media.c.due_at,
    sqlite_where=text("state = 'pending'"),
    postgresql_where=text("state = 'pending'"),
)

links = Table(
    "message_links",
    metadata,
    Column("provider", String(16), primary_key=True),
    Column("account", String(64), primary_key=True),
    Column("scope", String(64), primary_key=True),
    Column("external_id", String(200), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("conversation_id", Id, ForeignKey("conversations.id")),
    Column("message_id", Id, ForeignKey("messages.id"), index=True),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("thread", String(64), nullable=False, server_default=""),
)

threads = Table(
    "threads",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("chat", String(200), primary_key=True),
    Column("thread", String(64), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False, index=True),
    Column("closed", Integer, nullable=False, server_default="0"),
    Index("ix_threads_person_client", "person_id", "client_id"),
)
