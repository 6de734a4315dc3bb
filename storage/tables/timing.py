"""What happens by the clock: announcements, hours, subscriptions, boards, and who leads."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from storage.tables.meta import metadata
from storage.types import Id, Json, Money, Utc

leadership = Table(
    "leadership",
    metadata,
    # One row: who leads now. Whoever takes over raises the epoch; an older one is fenced off.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Id, nullable=False),
    # The session that holds the advisory lock, and when it was last alive, by the database's clock.
    Column("backend", Integer, nullable=False),
    Column("beat_at", Utc, nullable=False),
)

announcements = Table(
    "announcements",
    metadata,
    Column("id", Id, primary_key=True),
    Column("author_id", Id, ForeignKey("people.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("entities", Json, nullable=False),
    Column("files", Json, nullable=False),
    # {"kind": "staff" | "role" | "group" | "people" | "retailers", "names": [...], "ids": [...]}
    Column("audience", Json, nullable=False),
    # Wall time of the firm, "2026-11-23T10:00:00": the right local hour whatever the zone does.
    Column("send_at", String(19), nullable=False),
    # "" once, "working" each working day.
    Column("repeat", String(8), nullable=False, server_default=""),
    # The feed's term: afterwards it stands in the archive.
    Column("expires_at", Utc),
    # B8: an announcement may be a rule: this product not below this price until then.
    Column("product_id", Id, ForeignKey("products.id")),
    Column("floor", Money),
    Column("floor_vat", Boolean),
    Column("floor_until", Utc),
    # Once it has been sent: the dated price that lines are judged by and approvals name.
    Column("price_id", Id, ForeignKey("prices.id")),
    Column("state", String(16), nullable=False),
    Column("runs", Integer, nullable=False, server_default="0"),
    Column("created_at", Utc, nullable=False),
    Column("last_sent_at", Utc),
    Column("ended_at", Utc),
    Column("version", Integer, nullable=False, server_default="1"),
    sqlite_autoincrement=True,
)
_WAITS = "state = 'scheduled'"
Index(
    "ix_announcements_waiting",
    announcements.c.send_at,
    sqlite_where=text(_WAITS),
    postgresql_where=text(_WAITS),
)
Index("ix_announcements_sent", announcements.c.last_sent_at)
Index("ix_announcements_rules", announcements.c.product_id, announcements.c.floor_until)

announcement_copies = Table(
    "announcement_copies",
    metadata,
    # Who was told in which run, and whether they have pressed "read".
    Column("announcement_id", Id, ForeignKey("announcements.id"), primary_key=True),
    Column("run", Integer, primary_key=True, autoincrement=False),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("told_at", Utc, nullable=False),
    Column("read_at", Utc),
    Column("reminded_at", Utc),
    Index("ix_announcement_copies_person", "person_id", "told_at"),
)

hours = Table(
    "hours",
    metadata,
    # A person's own quiet hours, "21:00" to "08:00"; without a row those of the firm.
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("quiet_from", String(5)),
    Column("quiet_to", String(5)),
    Column("changed_at", Utc, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    # Wall time of the firm, "08:30".
    Column("at", String(5), nullable=False),
    # "daily" or "working".
    Column("days", String(8), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("ended_at", Utc),
    Column("version", Integer, nullable=False, server_default="1"),
    sqlite_autoincrement=True,
)
_RUNNING = "ended_at IS NULL"
Index(
    "uq_subscriptions_running",
    subscriptions.c.person_id,
    subscriptions.c.kind,
    unique=True,
    sqlite_where=text(_RUNNING),
    postgresql_where=text(_RUNNING),
)

boards = Table(
    "boards",
    metadata,
    # The pinned board of one person (A14): the outbox row that carried it, and what it shows.
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("outbox_id", Id, ForeignKey("outbox.id")),
    Column("shown", String(64), nullable=False, server_default=""),
    Column("changed", Boolean, nullable=False, server_default=text("true")),
    # Taken off by choice, it stays off.
    Column("pinned", Boolean, nullable=False, server_default=text("true")),
    Column("drawn_at", Utc),
)
