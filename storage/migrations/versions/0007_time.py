"""What happens by the clock: the ledger of fires, announcements, hours, boards, who leads."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import Id, Json, Money, Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _fires() -> None:
    """Nothing has been written into the earlier one."""
    op.drop_table("fires")
    op.create_table(
        "fires",
        sa.Column("job", sa.String(length=160), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("fired_at", Utc(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("job", "due_at", name="pk_fires"),
    )
    op.create_index("uq_fires_job", "fires", ["job"], unique=True)
    op.create_index("ix_fires_at", "fires", ["fired_at"])


def _leadership() -> None:
    op.create_table(
        "leadership",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", Id, nullable=False),
        sa.Column("backend", sa.Integer(), nullable=False),
        sa.Column("beat_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_leadership"),
    )


def _announcements() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", Id, nullable=False),
        sa.Column("author_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entities", Json, nullable=False),
        sa.Column("files", Json, nullable=False),
        sa.Column("audience", Json, nullable=False),
        sa.Column("send_at", sa.String(length=19), nullable=False),
        sa.Column("repeat", sa.String(length=8), server_default="", nullable=False),
        sa.Column("expires_at", Utc()),
        sa.Column("product_id", Id),
        sa.Column("floor", Money()),
        sa.Column("floor_vat", sa.Boolean()),
        sa.Column("floor_until", Utc()),
        sa.Column("price_id", Id),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("runs", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("last_sent_at", Utc()),
        sa.Column("ended_at", Utc()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name="fk_announcements_author_id"),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_announcements_product_id"
        ),
        sa.ForeignKeyConstraint(["price_id"], ["prices.id"], name="fk_announcements_price_id"),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_announcements_waiting", "announcements", ["send_at"], **_where("state = 'scheduled'")
    )
    op.create_index("ix_announcements_sent", "announcements", ["last_sent_at"])
    op.create_index("ix_announcements_rules", "announcements", ["product_id", "floor_until"])
    op.create_table(
        "announcement_copies",
        sa.Column("announcement_id", Id, nullable=False),
        sa.Column("run", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("told_at", Utc(), nullable=False),
        sa.Column("read_at", Utc()),
        sa.Column("reminded_at", Utc()),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name="fk_announcement_copies_announcement_id",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_announcement_copies_person_id"
        ),
        sa.PrimaryKeyConstraint(
            "announcement_id", "run", "person_id", name="pk_announcement_copies"
        ),
    )
    op.create_index(
        "ix_announcement_copies_person", "announcement_copies", ["person_id", "told_at"]
    )


def _hours() -> None:
    op.create_table(
        "hours",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("quiet_from", sa.String(length=5)),
        sa.Column("quiet_to", sa.String(length=5)),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_hours_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_hours"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=5), nullable=False),
        sa.Column("days", sa.String(length=8), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_subscriptions_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_subscriptions_running",
        "subscriptions",
        ["person_id", "kind"],
        unique=True,
        **_where("ended_at IS NULL"),
    )


def _answers() -> None:
    op.create_index(
        "ix_messages_answered",
        "messages",
        ["author_id", "created_at"],
        **_where("direction = 'out'"),
    )


def _boards() -> None:
    op.create_table(
        "boards",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("outbox_id", Id),
        sa.Column("shown", sa.String(length=64), server_default="", nullable=False),
        sa.Column("changed", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("pinned", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("drawn_at", Utc()),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_boards_outbox_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_boards_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_boards"),
    )


def _unanswered() -> None:
    """What reminders look for: who has written lately, tasks by their time, a warehouse's last."""
    op.add_column("conversations", sa.Column("settled_id", Id))
    op.create_index("ix_conversations_heard", "conversations", ["last_inbound_at"])
    op.create_index("ix_tasks_due", "tasks", ["due_at"], **_where("done_at IS NULL"))
    with op.batch_alter_table("warehouses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changed_by", Id))
        batch_op.add_column(sa.Column("changed_at", Utc()))
        batch_op.create_foreign_key("fk_warehouses_changed_by", "people", ["changed_by"], ["id"])


def _register() -> None:
    op.create_index("ix_absent_sales_unnoted", "absent_sales", ["id"], **_where("noted_at IS NULL"))


def upgrade() -> None:
    _fires()
    _leadership()
    _announcements()
    _hours()
    _answers()
    _boards()
    _unanswered()
    _register()
