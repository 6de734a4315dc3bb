"""Deals, shipments, reservations."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import Grams, Id, Money, Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _deals() -> None:
    op.create_table(
        "deals",
        sa.Column("id", Id, nullable=False),
        sa.Column("client_id", Id, nullable=False),
        sa.Column("person_id", Id),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("prepayment_percent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("deferral_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("terms_approval_id", Id),
        sa.Column("city", sa.String(length=100)),
        sa.Column("delivery_address", sa.Text()),
        sa.Column("unloading_contact", sa.String(length=300)),
        sa.Column("unloading_hours", sa.String(length=100)),
        sa.Column("ship_on", sa.Date()),
        sa.Column("freight", Money()),
        sa.Column("freight_vat", sa.Boolean()),
        sa.Column("freight_blob", sa.String(length=64)),
        sa.Column("freight_file", sa.String(length=255)),
        sa.Column("freight_by", Id),
        sa.Column("freight_at", Utc()),
        sa.Column("note", sa.Text()),
        sa.Column("lost_reason", sa.Text()),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("ordered_at", Utc()),
        sa.Column("ended_at", Utc()),
        sa.Column("changed_by", Id),
        sa.Column("changed_at", Utc()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(freight IS NULL) = (freight_blob IS NULL)", name="ck_deals_freight"),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name="fk_deals_changed_by"),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_deals_client_id"),
        sa.ForeignKeyConstraint(["freight_by"], ["people.id"], name="fk_deals_freight_by"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_deals_person_id"),
        sa.ForeignKeyConstraint(
            ["terms_approval_id"], ["approvals.id"], name="fk_deals_terms_approval_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deals"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deals_client", "deals", ["client_id", "id"])
    op.create_index("ix_deals_open", "deals", ["stage", "id"], **_where("ended_at IS NULL"))
    op.create_index(
        "ix_deals_client_open", "deals", ["client_id", "stage"], **_where("ended_at IS NULL")
    )
    op.create_index("ix_deals_person", "deals", ["person_id", "stage", "id"])


def _deal_lines() -> None:
    op.create_table(
        "deal_lines",
        sa.Column("id", Id, nullable=False),
        sa.Column("deal_id", Id, nullable=False),
        sa.Column("product_id", Id, nullable=False),
        sa.Column("warehouse_id", Id),
        sa.Column("grams", Grams(), nullable=False),
        sa.Column("price", Money(), nullable=False),
        sa.Column("vat", sa.Boolean(), nullable=False),
        sa.Column("floor_state", sa.String(length=8), nullable=False),
        sa.Column("approval_id", Id),
        sa.Column("floor_id", Id),
        sa.Column("expected_cost", Money()),
        sa.Column("shipped", Grams(), server_default="0", nullable=False),
        sa.Column("released", Grams(), server_default="0", nullable=False),
        sa.Column("removed_at", Utc()),
        sa.CheckConstraint("shipped + released <= grams", name="ck_deal_lines_shipped"),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.id"], name="fk_deal_lines_approval_id"
        ),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name="fk_deal_lines_deal_id"),
        sa.ForeignKeyConstraint(["floor_id"], ["prices.id"], name="fk_deal_lines_floor_id"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_deal_lines_product_id"),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name="fk_deal_lines_warehouse_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deal_lines"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deal_lines_deal_id", "deal_lines", ["deal_id"])


def _papers() -> None:
    op.create_table(
        "papers",
        sa.Column("id", Id, nullable=False),
        sa.Column("deal_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name="fk_papers_deal_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_papers_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_papers"),
        sa.UniqueConstraint("kind", "number", name="uq_papers_kind_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_papers_at", "papers", ["at"])
    op.create_index("ix_papers_deal_id", "papers", ["deal_id"])


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", Id, nullable=False),
        sa.Column("deal_id", Id, nullable=False),
        sa.Column("amount", Money(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name="fk_payments_deal_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_payments_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_payments_deal_id", "payments", ["deal_id"])


def _shipments() -> None:
    op.create_table(
        "shipments",
        sa.Column("id", Id, nullable=False),
        sa.Column("deal_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("shipped_at", Utc(), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name="fk_shipments_deal_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_shipments_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_shipments"),
        sa.UniqueConstraint("deal_id", "number", name="uq_shipments_deal_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shipments_shipped_at", "shipments", ["shipped_at"])


def _absent_sales() -> None:
    op.create_table(
        "absent_sales",
        sa.Column("id", Id, nullable=False),
        sa.Column("deal_id", Id, nullable=False),
        sa.Column("line_id", Id, nullable=False),
        sa.Column("product_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("grams", Grams(), nullable=False),
        sa.Column("expected_cost", Money()),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("noted_by", Id),
        sa.Column("noted_at", Utc()),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name="fk_absent_sales_deal_id"),
        sa.ForeignKeyConstraint(["line_id"], ["deal_lines.id"], name="fk_absent_sales_line_id"),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name="fk_absent_sales_noted_by"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_absent_sales_person_id"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_absent_sales_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_absent_sales"),
        sa.UniqueConstraint("line_id", name="uq_absent_sales_line_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_absent_sales_at", "absent_sales", ["at"])


def _movements() -> None:
    op.create_table(
        "movements",
        sa.Column("id", Id, nullable=False),
        sa.Column("product_id", Id, nullable=False),
        sa.Column("warehouse_id", Id, nullable=False),
        sa.Column("lot_id", Id),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("grams", Grams(), nullable=False),
        sa.Column("before", Grams(), nullable=False),
        sa.Column("after", Grams(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("person_id", Id),
        sa.Column("shipment_id", Id),
        sa.Column("at", Utc(), nullable=False),
        sa.CheckConstraint("after = before + grams", name="ck_movements_sum"),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name="fk_movements_lot_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_movements_person_id"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_movements_product_id"),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipments.id"], name="fk_movements_shipment_id"),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name="fk_movements_warehouse_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_movements"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_movements_at", "movements", ["at"])
    op.create_index("ix_movements_balance", "movements", ["product_id", "warehouse_id", "id"])
    op.create_index("ix_movements_shipment_id", "movements", ["shipment_id"])


def _reservations() -> None:
    op.create_table(
        "reservations",
        sa.Column("id", Id, nullable=False),
        sa.Column("product_id", Id, nullable=False),
        sa.Column("warehouse_id", Id, nullable=False),
        sa.Column("client_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("deal_id", Id),
        sa.Column("line_id", Id),
        sa.Column("placed", Grams(), nullable=False),
        sa.Column("grams", Grams(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("placed_at", Utc(), nullable=False),
        sa.Column("lapses_at", Utc()),
        sa.Column("extensions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", Utc()),
        sa.Column("changed_by", Id),
        sa.Column("changed_at", Utc()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("grams >= 0", name="ck_reservations_grams"),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name="fk_reservations_changed_by"),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_reservations_client_id"),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name="fk_reservations_deal_id"),
        sa.ForeignKeyConstraint(["line_id"], ["deal_lines.id"], name="fk_reservations_line_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_reservations_person_id"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_reservations_product_id"),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name="fk_reservations_warehouse_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reservations"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_reservations_balance",
        "reservations",
        ["product_id", "warehouse_id"],
        **_where("state = 'active'"),
    )
    op.create_index("ix_reservations_client_id", "reservations", ["client_id"])
    op.create_index("ix_reservations_deal_id", "reservations", ["deal_id"])
    op.create_index(
        "ix_reservations_due", "reservations", ["lapses_at"], **_where("state = 'active'")
    )
    op.create_index("ix_reservations_line_id", "reservations", ["line_id"])
    op.create_index("ix_reservations_person", "reservations", ["person_id", "state"])


def _shipment_lines() -> None:
    op.create_table(
        "shipment_lines",
        sa.Column("id", Id, nullable=False),
        sa.Column("shipment_id", Id, nullable=False),
        sa.Column("line_id", Id, nullable=False),
        sa.Column("grams", Grams(), nullable=False),
        sa.Column("vat_percent", sa.Integer(), nullable=False),
        sa.Column("cost", Money()),
        sa.ForeignKeyConstraint(["line_id"], ["deal_lines.id"], name="fk_shipment_lines_line_id"),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipments.id"], name="fk_shipment_lines_shipment_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_shipment_lines"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shipment_lines_line_id", "shipment_lines", ["line_id"])
    op.create_index("ix_shipment_lines_shipment_id", "shipment_lines", ["shipment_id"])


def upgrade() -> None:
    _deals()
    _deal_lines()
    _papers()
    _payments()
    _shipments()
    _absent_sales()
    _movements()
    _reservations()
    _shipment_lines()
