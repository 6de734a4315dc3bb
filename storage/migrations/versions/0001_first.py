"""The first tables: people, clients, and what was said with them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import Id, Json, Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _people() -> None:
    op.create_table(
        "groups",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("rules", Json, nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("id", Id, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("group_name", sa.String(64), sa.ForeignKey("groups.name"), nullable=False),
        sa.Column("epoch", sa.Integer(), server_default="1", nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("phone", sa.String(32)),
        sa.Column("telegram_id", Id),
        sa.Column("email", sa.String(254)),
        sa.Column("superior_id", Id, sa.ForeignKey("people.id")),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("dismissed_at", Utc()),
        sa.Column("last_given_at", Utc()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.UniqueConstraint("telegram_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_people_phone", "people", ["phone"])
    op.create_table(
        "attendance",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("started_at", Utc(), nullable=False),
        sa.Column("finished_at", Utc()),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_attendance_open",
        "attendance",
        ["person_id"],
        unique=True,
        **_where("finished_at IS NULL"),
    )
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("phone", sa.String(32), nullable=False),
        sa.Column("invited_by", Id, sa.ForeignKey("people.id")),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.Column("used_at", Utc()),
        sa.Column("used_by", Id, sa.ForeignKey("people.id")),
    )
    op.create_table(
        "public_ids",
        sa.Column("person_id", Id, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("public", sa.String(16), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("object_id", Id, nullable=False),
        sa.UniqueConstraint("person_id", "kind", "object_id"),
    )


def _clients() -> None:
    op.create_table(
        "clients",
        sa.Column("id", Id, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("name_key", sa.String(300), nullable=False),
        sa.Column("inn", sa.String(12)),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("contract", sa.String(16)),
        sa.Column("peculiarities", sa.Text()),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("created_by", Id, sa.ForeignKey("people.id")),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_clients_inn", "clients", ["inn"])
    op.create_table(
        "identities",
        sa.Column("id", Id, primary_key=True),
        sa.Column("client_id", Id, sa.ForeignKey("clients.id")),
        sa.Column("person_id", Id, sa.ForeignKey("people.id")),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("provider", sa.String(16), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(64), server_default="", nullable=False),
        sa.Column("external_id", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(32)),
        sa.Column("created_at", Utc(), nullable=False),
        sa.UniqueConstraint("provider", "account", "scope", "external_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_identities_client_id", "identities", ["client_id"])
    op.create_index("ix_identities_person_id", "identities", ["person_id"])
    op.create_index("ix_identities_phone", "identities", ["phone"])
    op.create_table(
        "lanes",
        sa.Column("id", Id, primary_key=True),
        sa.Column("client_id", Id, sa.ForeignKey("clients.id"), nullable=False),
        sa.Column("owner_id", Id, sa.ForeignKey("people.id")),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("closed_at", Utc()),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_lanes_client_id", "lanes", ["client_id"])
    op.create_index("ix_lanes_owner_open", "lanes", ["owner_id"], **_where("closed_at IS NULL"))
    op.create_index(
        "uq_lanes_open", "lanes", ["client_id"], unique=True, **_where("closed_at IS NULL")
    )
    op.create_table(
        "consents",
        sa.Column("id", Id, primary_key=True),
        sa.Column("client_id", Id, sa.ForeignKey("clients.id"), nullable=False),
        sa.Column("provider", sa.String(16), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("external_id", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_consents_address", "consents", ["provider", "account", "external_id", "id"])


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", Id, primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("client_id", Id, sa.ForeignKey("clients.id")),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("chat", sa.String(200), nullable=False),
        sa.Column("thread", sa.String(64), server_default="", nullable=False),
        sa.Column("last_inbound_at", Utc()),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.UniqueConstraint("channel", "account", "chat", "thread"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_conversations_client_id", "conversations", ["client_id"])
    op.create_table(
        "threads",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("chat", sa.String(200), primary_key=True),
        sa.Column("thread", sa.String(64), primary_key=True),
        sa.Column("person_id", Id, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("client_id", Id, sa.ForeignKey("clients.id"), nullable=False),
        sa.Column("closed", sa.Integer(), server_default="0", nullable=False),
    )
    op.create_index("ix_threads_person_client", "threads", ["person_id", "client_id"])


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", Id, primary_key=True),
        sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("client_id", Id, sa.ForeignKey("clients.id"), nullable=False),
        sa.Column("lane_id", Id, sa.ForeignKey("lanes.id"), nullable=False),
        sa.Column("direction", sa.String(4), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("author_kind", sa.String(8), nullable=False),
        sa.Column("author_id", Id),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("label", Json, nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("parts", Json, nullable=False),
        sa.Column("reply_to_id", Id, sa.ForeignKey("messages.id")),
        sa.Column("provider", sa.String(16), server_default="", nullable=False),
        sa.Column("account", sa.String(64), server_default="", nullable=False),
        sa.Column("scope", sa.String(64), server_default="", nullable=False),
        sa.Column("external_id", sa.String(200)),
        sa.Column("occurred_at", Utc(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("error_code", sa.String(64)),
        sa.Column("price", sa.String(16)),
        sa.Column("price_unit", sa.String(8)),
        sa.Column("category", sa.String(32)),
        sa.Column("edited_at", Utc()),
        sa.Column("deleted_at", Utc()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.UniqueConstraint("provider", "account", "scope", "external_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_messages_client", "messages", ["client_id", "occurred_at", "id"])
    op.create_index("ix_messages_conversation", "messages", ["conversation_id", "id"])
    op.create_index(
        "ix_messages_priced",
        "messages",
        ["channel", "category", "id"],
        **_where("price IS NOT NULL"),
    )
    op.create_table(
        "message_versions",
        sa.Column("id", Id, primary_key=True),
        sa.Column("message_id", Id, sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("at", Utc(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_versions_message_id", "message_versions", ["message_id"])
    op.create_table(
        "media",
        sa.Column("id", Id, primary_key=True),
        sa.Column("message_id", Id, sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(16), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("content_type", sa.String(100), server_default="", nullable=False),
        sa.Column("name", sa.String(255), server_default="", nullable=False),
        sa.Column("size", Id),
        sa.Column("blob", sa.String(64)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("error", sa.String(64)),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", Utc()),
        sa.UniqueConstraint("message_id", "position"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_media_due", "media", ["due_at"], **_where("state = 'pending'"))
    op.create_table(
        "message_links",
        sa.Column("provider", sa.String(16), primary_key=True),
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("scope", sa.String(64), primary_key=True),
        sa.Column("external_id", sa.String(200), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id")),
        sa.Column("message_id", Id, sa.ForeignKey("messages.id")),
        sa.Column("person_id", Id, sa.ForeignKey("people.id")),
        sa.Column("thread", sa.String(64), server_default="", nullable=False),
    )
    op.create_index("ix_message_links_message_id", "message_links", ["message_id"])


def upgrade() -> None:
    _people()
    _clients()
    _conversations()
    _messages()
