"""The company of the demo and of the benchmarks: invented, the same each time, and sound."""

import re
import subprocess
import sys

import pytest
from sqlalchemy import func, select
from stdnum.ru import inn, ogrn

from otdel.sample.maker import NotEmpty, fill
from storage.database import Database
from storage.tables import (
    balances,
    clients,
    contacts,
    deal_lines,
    deals,
    identities,
    lots,
    messages,
    metadata,
    movements,
    people,
    prices,
    products,
    reservations,
    samples,
    shipment_lines,
    shipments,
    warehouses,
)
from tests.clock import START
from tests.storage.making import Maker


@pytest.fixture
async def filled(database):
    await fill(database, "demo", START)
    return database


async def _rows(database, statement):
    async with database.read() as connection:
        return (await connection.execute(statement)).all()


async def _sums(database, column, *keys, where=None):
    statement = select(*keys, func.sum(column)).group_by(*keys)
    if where is not None:
        statement = statement.where(where)
    return {tuple(row[:-1]): int(row[-1]) for row in await _rows(database, statement) if row[-1]}


async def test_the_company_has_what_the_first_five_minutes_promise(filled):
    """MENUS: 6 staff, 40 clients, 25 grades, 5 warehouses of which 2 virtual."""

    async def count(table, *where):
        return (await _rows(filled, select(func.count()).select_from(table).where(*where)))[0][0]

    assert await count(people) == 6
    assert await count(clients) == 40
    assert await count(products) == 25
    materials = await _rows(filled, select(products.c.material).distinct())
    assert 6 <= len(materials) <= 8
    assert await count(warehouses) == 5
    assert await count(warehouses, warehouses.c.kind == "virtual", warehouses.c.until > START) == 2
    promised = (reservations.c.state == "active", reservations.c.lapses_at > START)
    assert await count(reservations, *promised) >= 8
    assert await count(deals, deals.c.stage == "shipping") > 0
    assert await count(samples, samples.c.outcome_at.is_(None)) > 0
    assert await count(prices, prices.c.kind == "floor") >= 25
    currencies = await _rows(filled, select(lots.c.currency).distinct())
    assert {row[0] for row in currencies} == {"RUB", "USD", "CNY"}
    first = (await _rows(filled, select(func.min(messages.c.occurred_at))))[0][0]
    assert 360 < (START - first).days <= 365


async def test_every_number_is_right_and_every_name_is_marked_as_a_test(filled):
    rows = await _rows(filled, select(clients))
    assert all(inn.is_valid(row.inn) for row in rows)
    assert all(row.ogrn is None or ogrn.is_valid(row.ogrn) for row in rows)
    assert {len(row.inn) for row in rows} == {10, 12}
    assert len({row.inn for row in rows}) == len(rows)
    named = [
        row.name
        for table in (clients, people, contacts, warehouses)
        for row in await _rows(filled, select(table.c.name))
    ]
    assert all("(тест)" in name for name in named)
    for table in (identities, contacts):
        numbers = await _rows(filled, select(table.c.phone))
        assert all(re.fullmatch(r"\+7000\d{7}", row.phone) for row in numbers)


async def test_every_invariant_of_the_stock_holds(filled):
    """P11: balance = sum of movements = left of the lots; reserved = active reservations."""
    shelf = (balances.c.product_id, balances.c.warehouse_id)
    on_hand = await _sums(filled, balances.c.on_hand, *shelf)
    moved = (movements.c.product_id, movements.c.warehouse_id)
    assert await _sums(filled, movements.c.grams, *moved) == on_hand
    left = (lots.c.product_id, lots.c.warehouse_id)
    assert await _sums(filled, lots.c.remaining, *left) == on_hand
    held = (reservations.c.product_id, reservations.c.warehouse_id)
    active = await _sums(
        filled, reservations.c.grams, *held, where=reservations.c.state == "active"
    )
    assert await _sums(filled, balances.c.reserved, *shelf) == active
    assert len(active) > 5


async def test_each_balance_can_be_told_from_its_movements_one_by_one(filled):
    """A2: before and after form one chain, in the order of the rows and of time."""
    last = {}
    for row in await _rows(filled, select(movements).order_by(movements.c.id)):
        shelf = (row.product_id, row.warehouse_id)
        before, at = last.get(shelf, (0, row.at))
        assert (row.before, row.before + row.grams) == (before, row.after)
        assert at <= row.at <= START
        last[shelf] = (row.after, row.at)


async def test_deals_say_what_their_shipments_say(filled):
    shipped = await _sums(filled, shipment_lines.c.grams, shipment_lines.c.line_id)
    assert await _sums(filled, deal_lines.c.shipped, deal_lines.c.id) == shipped
    rows = await _rows(
        filled,
        select(deals.c.stage, deal_lines.c.grams, deal_lines.c.shipped).join(
            deal_lines, deal_lines.c.deal_id == deals.c.id
        ),
    )
    for stage, grams, gone in rows:
        assert (stage in {"shipped", "closed"}) == (gone == grams)
        assert (stage == "shipping") == (0 < gone < grams)
    assert {stage for stage, _, _ in rows} >= {"lost", "ordered", "shipping", "shipped", "closed"}
    vat = await _rows(
        filled,
        select(shipment_lines.c.vat_percent, func.min(shipments.c.shipped_at))
        .join(shipments, shipments.c.id == shipment_lines.c.shipment_id)
        .group_by(shipment_lines.c.vat_percent),
    )
    assert {int(percent): at.year for percent, at in vat} == {20: 2025, 22: 2026}


async def test_the_same_seed_makes_the_same_rows(filled, tmp_path, sqlite_template):
    twin = tmp_path / "twin.db"
    twin.write_bytes(sqlite_template.read_bytes())
    again = Database(f"sqlite+aiosqlite:///{twin}")
    try:
        await fill(again, "demo", START)
        for table in metadata.sorted_tables:
            key = list(table.primary_key.columns)
            assert await _rows(again, select(table).order_by(*key)) == await _rows(
                filled, select(table).order_by(*key)
            )
    finally:
        await again.close()


async def test_life_goes_on_after_the_last_row(filled, units, clock):
    """Ids and indices: the next client gets a number of its own and is found."""
    client = await Maker(units, clock).client("Следующий", phone="+70009999999")
    assert client.id == 41
    async with units.read() as unit:
        assert [line.client.id for line in await unit.clients.listing("следующий")] == [41]
        assert len(await unit.clients.listing("тест")) == 40


async def test_a_database_with_clients_is_left_alone(filled):
    with pytest.raises(NotEmpty):
        await fill(filled, "demo", START)


def test_the_command_says_what_it_has_written(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/sample.db"
    words = [sys.executable, "-m", "otdel.sample", "--size", "demo", "--url", url]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert re.search(r"^ +40 clients$", told, re.MULTILINE)
    refused = subprocess.run(words, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "empty database" in refused.stderr
