"""Goods, warehouses, prices, rates."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.types import Grams, Id, Money, Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _products() -> None:
    op.create_table(
        "products",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("material", sa.String(length=100), server_default="", nullable=False),
        sa.Column("maker", sa.String(length=200), server_default="", nullable=False),
        sa.Column("standard", sa.String(length=100), server_default="", nullable=False),
        sa.Column("vat_kind", sa.String(length=16), server_default="standard", nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("archived_at", Utc()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
        sa.UniqueConstraint("name_key", name="uq_products_name_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_products_material", "products", ["material"])


def _statuses() -> None:
    op.create_table(
        "statuses",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("in_progress", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("archived_at", Utc()),
        sa.PrimaryKeyConstraint("code", name="pk_statuses"),
    )


def _vat_rates() -> None:
    op.create_table(
        "vat_rates",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "valid_from", name="pk_vat_rates"),
    )


def _warehouses() -> None:
    op.create_table(
        "warehouses",
        sa.Column("id", Id, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("until", Utc()),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("closed_at", Utc()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_warehouses"),
        sa.UniqueConstraint("name_key", name="uq_warehouses_name_key"),
        sqlite_autoincrement=True,
    )


def _balances() -> None:
    op.create_table(
        "balances",
        sa.Column("product_id", Id, nullable=False),
        sa.Column("warehouse_id", Id, nullable=False),
        sa.Column("on_hand", Grams(), server_default="0", nullable=False),
        sa.Column("reserved", Grams(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "on_hand >= 0 AND reserved >= 0 AND reserved <= on_hand", name="ck_balances_free"
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_balances_product_id"),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name="fk_balances_warehouse_id"
        ),
        sa.PrimaryKeyConstraint("product_id", "warehouse_id", name="pk_balances"),
    )
    op.create_index("ix_balances_warehouse", "balances", ["warehouse_id"])


def _lots() -> None:
    op.create_table(
        "lots",
        sa.Column("id", Id, nullable=False),
        sa.Column("product_id", Id, nullable=False),
        sa.Column("warehouse_id", Id, nullable=False),
        sa.Column("arrived_at", Utc(), nullable=False),
        sa.Column("received", Grams(), nullable=False),
        sa.Column("remaining", Grams(), nullable=False),
        sa.Column("price", Money()),
        sa.Column("currency", sa.String(length=3), server_default="RUB", nullable=False),
        sa.Column("rate", Id, server_default="1000000", nullable=False),
        sa.Column("vat", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.CheckConstraint("remaining >= 0", name="ck_lots_remaining"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_lots_product_id"),
        sa.ForeignKeyConstraint(["warehouse_id"], ["warehouses.id"], name="fk_lots_warehouse_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lots"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_lots_open",
        "lots",
        ["product_id", "warehouse_id", "arrived_at", "id"],
        **_where("remaining > 0"),
    )


def _product_packs() -> None:
    op.create_table(
        "product_packs",
        sa.Column("product_id", Id, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("grams", Grams(), nullable=False),
        sa.CheckConstraint("grams > 0", name="ck_product_packs_grams"),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name="fk_product_packs_product_id"
        ),
        sa.PrimaryKeyConstraint("product_id", "name", name="pk_product_packs"),
    )


def _prices() -> None:
    op.create_table(
        "prices",
        sa.Column("id", Id, nullable=False),
        sa.Column("product_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("price", Money(), nullable=False),
        sa.Column("vat", sa.Boolean(), nullable=False),
        sa.Column("valid_from", Utc(), nullable=False),
        sa.Column("person_id", Id),
        sa.Column("set_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_prices_person_id"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_prices_product_id"),
        sa.PrimaryKeyConstraint("id", name="pk_prices"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_prices_current", "prices", ["product_id", "kind", "valid_from", "id"])


def _rates() -> None:
    op.create_table(
        "rates",
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("rate", Id, nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("set_by", Id),
        sa.Column("set_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name="fk_rates_set_by"),
        sa.PrimaryKeyConstraint("currency", "on", name="pk_rates"),
    )


def _waiting() -> None:
    op.create_table(
        "waiting",
        sa.Column("id", Id, nullable=False),
        sa.Column("product_id", Id, nullable=False),
        sa.Column("warehouse_id", Id),
        sa.Column("client_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("grams", Grams(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("placed_at", Utc(), nullable=False),
        sa.Column("offered_at", Utc()),
        sa.Column("offered_warehouse_id", Id),
        sa.Column("ended_at", Utc()),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_waiting_client_id"),
        sa.ForeignKeyConstraint(
            ["offered_warehouse_id"], ["warehouses.id"], name="fk_waiting_offered_warehouse_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_waiting_person_id"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_waiting_product_id"),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouses.id"], name="fk_waiting_warehouse_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_waiting"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_waiting_client_id", "waiting", ["client_id"])
    op.create_index("ix_waiting_person", "waiting", ["person_id", "state"])
    op.create_index(
        "ix_waiting_open",
        "waiting",
        ["product_id", "id"],
        **_where("state IN ('waiting', 'offered')"),
    )


def upgrade() -> None:
    _products()
    _statuses()
    _vat_rates()
    _warehouses()
    _balances()
    _lots()
    _product_packs()
    _prices()
    _rates()
    _waiting()
    _dated_vat()
    _first_statuses()


def _dated_vat() -> None:
    """DOMAIN: 20 % up to 2025-12-31 and 22 % from 2026-01-01; the list of 10 % remains."""
    table = sa.table(
        "vat_rates",
        sa.column("kind", sa.String),
        sa.column("valid_from", sa.Date),
        sa.column("percent", sa.Integer),
    )
    dated = [
        ("standard", date(2019, 1, 1), 20),
        ("standard", date(2026, 1, 1), 22),
        ("reduced", date(2004, 1, 1), 10),
    ]
    op.bulk_insert(table, [{"kind": k, "valid_from": d, "percent": p} for k, d, p in dated])


def _first_statuses() -> None:
    """D1, D2: what the directory begins with; these have names in the locale files."""
    table = sa.table(
        "statuses",
        sa.column("code", sa.String),
        sa.column("name", sa.String),
        sa.column("position", sa.Integer),
        sa.column("in_progress", sa.Boolean),
    )
    first = [
        ("pending", False),
        ("in_progress", True),
        ("regular", True),
        ("paused", False),
        ("refused", False),
    ]
    op.bulk_insert(
        table,
        [{"code": c, "name": c, "position": n, "in_progress": p} for n, (c, p) in enumerate(first)],
    )
