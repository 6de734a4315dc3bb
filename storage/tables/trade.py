"""Deals that become orders, what leaves for them, and what it costs."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
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
from storage.types import Grams, Id, Money, Utc

prices = Table(
    "prices",
    metadata,
    # B10: the floor ("floor") and the list price ("list") of a product, dated.
    Column("id", Id, primary_key=True),
    Column("product_id", Id, ForeignKey("products.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("price", Money, nullable=False),
    Column("vat", Boolean, nullable=False),
    Column("valid_from", Utc, nullable=False),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("set_at", Utc, nullable=False),
    Index("ix_prices_current", "product_id", "kind", "valid_from", "id"),
    sqlite_autoincrement=True,
)

vat_rates = Table(
    "vat_rates",
    metadata,
    # Dated data, never a constant (DOMAIN): 20 % up to 2025-12-31, 22 % from 2026-01-01.
    Column("kind", String(16), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("percent", Integer, nullable=False),
)

deals = Table(
    "deals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("client_id", Id, ForeignKey("clients.id"), nullable=False),
    # Follows the client's owner: a hand-over moves the open deals.
    Column("person_id", Id, ForeignKey("people.id")),
    Column("stage", String(16), nullable=False),
    Column("prepayment_percent", Integer, nullable=False, server_default="0"),
    Column("deferral_days", Integer, nullable=False, server_default="0"),
    # Terms beyond the client's card that wait for a decision; they stand in the request.
    Column("terms_approval_id", Id, ForeignKey("approvals.id")),
    Column("city", String(100)),
    Column("delivery_address", Text),
    Column("unloading_contact", String(300)),
    Column("unloading_hours", String(100)),
    Column("ship_on", Date),
    # A8: the amount and the carrier's invoice, both or neither.
    Column("freight", Money),
    Column("freight_vat", Boolean),
    Column("freight_blob", String(64)),
    Column("freight_file", String(255)),
    Column("freight_by", Id, ForeignKey("people.id")),
    Column("freight_at", Utc),
    Column("note", Text),
    Column("lost_reason", Text),
    Column("created_at", Utc, nullable=False),
    Column("ordered_at", Utc),
    Column("ended_at", Utc),
    # Who a second press is told of.
    Column("changed_by", Id, ForeignKey("people.id")),
    Column("changed_at", Utc),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("(freight IS NULL) = (freight_blob IS NULL)", "ck_deals_freight"),
    Index("ix_deals_client", "client_id", "id"),
    Index("ix_deals_person", "person_id", "stage", "id"),
    sqlite_autoincrement=True,
)
Index(
    "ix_deals_open",
    deals.c.stage,
    deals.c.id,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

# Somebody's open deals, by the clients that he answers for: the closed ones pile up for years.
Index(
    "ix_deals_client_open",
    deals.c.client_id,
    deals.c.stage,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

deal_lines = Table(
    "deal_lines",
    metadata,
    Column("id", Id, primary_key=True),
    Column("deal_id", Id, ForeignKey("deals.id"), nullable=False, index=True),
    Column("product_id", Id, ForeignKey("products.id"), nullable=False),
    # None: goods that are on no warehouse, sold as such (B9).
    Column("warehouse_id", Id, ForeignKey("warehouses.id")),
    Column("grams", Grams, nullable=False),
    Column("price", Money, nullable=False),
    Column("vat", Boolean, nullable=False),
    # "fine", "below" (stopped), "approved", "rejected" (B10).
    Column("floor_state", String(8), nullable=False),
    Column("approval_id", Id, ForeignKey("approvals.id")),
    # The floor that it was judged by: one set later is judged anew until the order is confirmed.
    Column("floor_id", Id, ForeignKey("prices.id")),
    # What the absent goods are expected to cost a tonne, ex VAT, roubles.
    Column("expected_cost", Money),
    Column("shipped", Grams, nullable=False, server_default="0"),
    # Given up by "release the rest": the line is done without it.
    Column("released", Grams, nullable=False, server_default="0"),
    Column("removed_at", Utc),
    CheckConstraint("shipped + released <= grams", "ck_deal_lines_shipped"),
    sqlite_autoincrement=True,
)

shipments = Table(
    "shipments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("deal_id", Id, ForeignKey("deals.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("shipped_at", Utc, nullable=False, index=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    UniqueConstraint("deal_id", "number"),
    sqlite_autoincrement=True,
)

shipment_lines = Table(
    "shipment_lines",
    metadata,
    Column("id", Id, primary_key=True),
    Column("shipment_id", Id, ForeignKey("shipments.id"), nullable=False, index=True),
    Column("line_id", Id, ForeignKey("deal_lines.id"), nullable=False, index=True),
    Column("grams", Grams, nullable=False),
    # The rate of the shipment's date, as it stood then.
    Column("vat_percent", Integer, nullable=False),
    # Ex VAT, from the lots that left; None where a lot's cost is unknown.
    Column("cost", Money),
    sqlite_autoincrement=True,
)

payments = Table(
    "payments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("deal_id", Id, ForeignKey("deals.id"), nullable=False, index=True),
    Column("amount", Money, nullable=False),
    Column("paid_on", Date, nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("at", Utc, nullable=False),
    # Of a row that takes an earlier one back, once: its amount is less than nothing.
    Column("reverses_id", Id, ForeignKey("payments.id"), unique=True),
    Column("reason", Text),
    sqlite_autoincrement=True,
)

papers = Table(
    "papers",
    metadata,
    # Offers and invoices: sending one is an event that the daily report counts (DOMAIN).
    Column("id", Id, primary_key=True),
    Column("deal_id", Id, ForeignKey("deals.id"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("number", Integer, nullable=False),
    Column("valid_until", Date),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("at", Utc, nullable=False, index=True),
    UniqueConstraint("kind", "number"),
    sqlite_autoincrement=True,
)

absent_sales = Table(
    "absent_sales",
    metadata,
    # B9: the register; a row is never changed, only noted as read.
    Column("id", Id, primary_key=True),
    Column("deal_id", Id, ForeignKey("deals.id"), nullable=False),
    Column("line_id", Id, ForeignKey("deal_lines.id"), nullable=False, unique=True),
    Column("product_id", Id, ForeignKey("products.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("grams", Grams, nullable=False),
    Column("expected_cost", Money),
    Column("at", Utc, nullable=False, index=True),
    Column("noted_by", Id, ForeignKey("people.id")),
    Column("noted_at", Utc),
    sqlite_autoincrement=True,
)
Index(
    "ix_absent_sales_unnoted",
    absent_sales.c.id,
    sqlite_where=text("noted_at IS NULL"),
    postgresql_where=text("noted_at IS NULL"),
)

rates = Table(
    "rates",
    metadata,
    # Roubles for one unit; history by the date that a rate is FOR (B7, DOMAIN).
    Column("currency", String(3), primary_key=True),
    Column("on", Date, primary_key=True),
    # Millionths of a rouble.
    Column("rate", Id, nullable=False),
    Column("source", String(16), nullable=False),
    Column("set_by", Id, ForeignKey("people.id")),
    Column("set_at", Utc, nullable=False),
)
