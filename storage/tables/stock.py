"""Goods: what they are, where they lie, what they cost, and every gram that ever moved."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
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
from storage.types import Grams, Id, Money, Utc

products = Table(
    "products",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("name_key", String(200), nullable=False, unique=True),
    # The raw material that the grade belongs to, by which clients are segmented (A13).
    Column("material", String(100), nullable=False, server_default="", index=True),
    Column("maker", String(200), nullable=False, server_default=""),
    Column("standard", String(100), nullable=False, server_default=""),
    # "standard" or "reduced": which dated VAT rate applies.
    Column("vat_kind", String(16), nullable=False, server_default="standard"),
    Column("created_at", Utc, nullable=False),
    Column("archived_at", Utc),
    Column("version", Integer, nullable=False, server_default="1"),
    sqlite_autoincrement=True,
)

product_packs = Table(
    "product_packs",
    metadata,
    # "мешок" → 25 kg: the unit table of a product.
    Column("product_id", Id, ForeignKey("products.id"), primary_key=True),
    Column("name", String(32), primary_key=True),
    Column("grams", Grams, CheckConstraint("grams > 0", "ck_product_packs_grams"), nullable=False),
)

warehouses = Table(
    "warehouses",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("name_key", String(200), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    # A15: None is an unlimited life.
    Column("until", Utc),
    Column("created_at", Utc, nullable=False),
    Column("closed_at", Utc),
    # Who saw to its term or its goods last, and when: what a second press is told (A16).
    Column("changed_by", Id, ForeignKey("people.id")),
    Column("changed_at", Utc),
    Column("version", Integer, nullable=False, server_default="1"),
    sqlite_autoincrement=True,
)

balances = Table(
    "balances",
    metadata,
    # Kept in the transaction of each movement and reservation; the checks are the last line.
    Column("product_id", Id, ForeignKey("products.id"), primary_key=True),
    Column("warehouse_id", Id, ForeignKey("warehouses.id"), primary_key=True),
    Column("on_hand", Grams, nullable=False, server_default="0"),
    Column("reserved", Grams, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("on_hand >= 0 AND reserved >= 0 AND reserved <= on_hand", "ck_balances_free"),
    Index("ix_balances_warehouse", "warehouse_id"),
)

lots = Table(
    "lots",
    metadata,
    Column("id", Id, primary_key=True),
    Column("product_id", Id, ForeignKey("products.id"), nullable=False),
    Column("warehouse_id", Id, ForeignKey("warehouses.id"), nullable=False),
    Column("arrived_at", Utc, nullable=False),
    Column("received", Grams, nullable=False),
    Column("remaining", Grams, nullable=False),
    # Money of the currency a tonne; None where nobody has said what it cost.
    Column("price", Money),
    Column("currency", String(3), nullable=False, server_default="RUB"),
    # Roubles for one unit of the currency, in millionths: fixed with the lot (DOMAIN).
    Column("rate", Id, nullable=False, server_default="1000000"),
    Column("vat", Boolean, nullable=False, server_default=text("true")),
    CheckConstraint("remaining >= 0", "ck_lots_remaining"),
    sqlite_autoincrement=True,
)
Index(
    "ix_lots_open",
    lots.c.product_id,
    lots.c.warehouse_id,
    lots.c.arrived_at,
    lots.c.id,
    sqlite_where=text("remaining > 0"),
    postgresql_where=text("remaining > 0"),
)

movements = Table(
    "movements",
    metadata,
    # A2, append-only: who, when, why, before, after.
    Column("id", Id, primary_key=True),
    Column("product_id", Id, ForeignKey("products.id"), nullable=False),
    Column("warehouse_id", Id, ForeignKey("warehouses.id"), nullable=False),
    Column("lot_id", Id, ForeignKey("lots.id")),
    Column("kind", String(16), nullable=False),
    Column("grams", Grams, nullable=False),
    Column("before", Grams, nullable=False),
    Column("after", Grams, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    # None: the system, by a rule that `reason` names.
    Column("person_id", Id, ForeignKey("people.id")),
    Column("shipment_id", Id, ForeignKey("shipments.id"), index=True),
    Column("at", Utc, nullable=False),
    CheckConstraint("after = before + grams", "ck_movements_sum"),
    Index("ix_movements_balance", "product_id", "warehouse_id", "id"),
    Index("ix_movements_at", "at"),
    sqlite_autoincrement=True,
)

reservations = Table(
    "reservations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("product_id", Id, ForeignKey("products.id"), nullable=False),
    Column("warehouse_id", Id, ForeignKey("warehouses.id"), nullable=False),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False, index=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("deal_id", Id, ForeignKey("deals.id"), index=True),
    Column("line_id", Id, ForeignKey("deal_lines.id"), index=True),
    Column("placed", Grams, nullable=False),
    # Still held; what was shipped from it is the difference to `placed`.
    Column("grams", Grams, CheckConstraint("grams >= 0", "ck_reservations_grams"), nullable=False),
    Column("state", String(8), nullable=False),
    Column("placed_at", Utc, nullable=False),
    # None: bound to a confirmed order, held until shipped or released.
    Column("lapses_at", Utc),
    Column("extensions", Integer, nullable=False, server_default="0"),
    Column("ended_at", Utc),
    # Who changed it last, and when: what a second press is told.
    Column("changed_by", Id, ForeignKey("people.id")),
    Column("changed_at", Utc),
    Column("version", Integer, nullable=False, server_default="1"),
    Index("ix_reservations_person", "person_id", "state"),
    sqlite_autoincrement=True,
)
Index(
    "ix_reservations_due",
    reservations.c.lapses_at,
    sqlite_where=text("state = 'active'"),
    postgresql_where=text("state = 'active'"),
)
Index(
    "ix_reservations_balance",
    reservations.c.product_id,
    reservations.c.warehouse_id,
    sqlite_where=text("state = 'active'"),
    postgresql_where=text("state = 'active'"),
)

waiting = Table(
    "waiting",
    metadata,
    # Who wants goods that others hold: the next one is offered what comes free.
    Column("id", Id, primary_key=True),
    Column("product_id", Id, ForeignKey("products.id"), nullable=False),
    # None: any warehouse.
    Column("warehouse_id", Id, ForeignKey("warehouses.id")),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False, index=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("grams", Grams, nullable=False),
    Column("state", String(8), nullable=False),
    Column("placed_at", Utc, nullable=False),
    Column("offered_at", Utc),
    Column("offered_warehouse_id", Id, ForeignKey("warehouses.id")),
    Column("ended_at", Utc),
    Column("version", Integer, nullable=False, server_default="1"),
    Index("ix_waiting_person", "person_id", "state"),
    sqlite_autoincrement=True,
)
Index(
    "ix_waiting_open",
    waiting.c.product_id,
    waiting.c.id,
    sqlite_where=text("state IN ('waiting', 'offered')"),
    postgresql_where=text("state IN ('waiting', 'offered')"),
)
