"""Goods by the sheet: a preview row by row, then all or nothing (issue, part 3)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from core.amounts import Price
from core.errors import NotAllowed
from core.staff.model import Role
from core.stock.events import GoodsOffered, StockChanged
from core.stock.intake import MOST_ROWS, OPERATOR, IntakeRefused, Row
from tests.core.goods import RUB, Goods, T, cause, on_sqlite

MAY_EDIT = {Role.SALES_HEAD, Role.SYSADMIN, Role.DIRECTOR, Role.SECRETARY}


@pytest.fixture
def goods(units, clock):
    return Goods(units, clock)


def row(product="ПВХ С-70", warehouse="Склад", quantity="2,5", unit="т", price="118000",
        currency="RUB", number=2):  # fmt: skip
    return Row(number, product, warehouse, quantity, unit, price, currency)


async def previewed(goods, *rows, actor=None):
    return await goods.intake.preview(actor or await goods.head(), rows)


async def problems(goods, *rows, actor=None):
    found = await previewed(goods, *rows, actor=actor)
    return [(number, code) for number, code, _ in found.errors]


async def test_the_preview_says_what_would_be_done_and_does_nothing(goods):
    await goods.warehouse("Склад")
    found = await previewed(
        goods, row(), row("  ПВХ  С-70 ", quantity="500", unit="кг", price="", number=3),
        row("ПЭТ", "Новый", "1", "т", "118,5 ", "руб.", number=4),
    )  # fmt: skip
    assert found.errors == []
    said = [(x.number, x.product, x.warehouse, x.grams, x.price, x.rate) for x in found.lines]
    assert said == [
        (2, "ПВХ С-70", "Склад", 2_500_000, RUB, 1),
        (3, "ПВХ С-70", "Склад", 500_000, None, 1),
        (4, "ПЭТ", "Новый", T, Price(Decimal("118.5")), 1),
    ]
    assert (found.creates.products, found.creates.warehouses) == (("ПВХ С-70", "ПЭТ"), ("Новый",))
    head = await goods.head()
    assert await goods.catalog.products(head) == []
    assert [w.name for w in await goods.catalog.warehouses(head)] == ["Склад"]
    assert goods.events == []


async def test_what_is_applied_makes_what_is_missing_and_brings_the_lots(goods):
    head = await goods.head()
    place = await goods.warehouse("Склад")
    rows = [row(), row("ПЭТ", number=3), row("пвх с-70", "склад", "1", number=4)]
    done = await goods.intake.apply(head, rows, cause=cause())
    assert done == {"rows": 3, "products": 2, "warehouses": 0, "grams": 6 * T}
    products = {p.name: p.id for p in await goods.catalog.products(head)}
    assert set(products) == {"ПВХ С-70", "ПЭТ"}
    shelf = products["ПВХ С-70"], place
    assert [(lot.remaining, lot.price) for lot in await goods.lots(shelf)] == [
        (2_500_000, RUB), (T, RUB),
    ]  # fmt: skip
    assert (await goods.require_sound(shelf)).on_hand == 3_500_000
    rows = await goods.movements(shelf)
    assert [(m.reason, who) for m, who in rows] == [("xlsx", "Глеб")] * 2
    assert len(goods.events.of(StockChanged)) == 2


async def test_a_sheet_applied_twice_by_one_cause_is_taken_in_once(goods):
    head, key = await goods.head(), cause()
    first, second = [await goods.intake.apply(head, [row()], cause=key) for _ in range(2)]
    assert first == second == {"rows": 1, "products": 1, "warehouses": 1, "grams": 2_500_000}
    (view,) = await goods.ledger.show(head)
    assert view["on_hand"] == 2_500_000
    again = await goods.intake.apply(head, [row()], cause=cause())
    assert (again["products"], again["warehouses"]) == (0, 0)
    (view,) = await goods.ledger.show(head)
    assert view["on_hand"] == 5_000_000


async def test_with_one_wrong_row_nothing_is_taken_in(goods):
    """All or nothing."""
    head = await goods.head()
    rows = [row(), row("Другой", quantity="-5", number=3), row(quantity="NaN", number=7)]
    with pytest.raises(IntakeRefused) as refused:
        await goods.intake.apply(head, rows, cause=cause())
    assert refused.value.fields == {"count": 2, "row": 3, "why": "quantity-unclear"}
    assert [(n, code) for n, code, _ in refused.value.errors] == [
        (3, "quantity-unclear"), (7, "quantity-unclear"),
    ]  # fmt: skip
    assert await goods.catalog.products(head) == []
    assert await goods.catalog.warehouses(head) == []
    assert await goods.ledger.show(head) == []


@on_sqlite
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"product": ""}, "name-missing"), ({"product": "«»"}, "name-missing"),
        ({"product": "ы" * 201}, "text-too-long"), ({"warehouse": " "}, "name-missing"),
        ({"quantity": ""}, "quantity-unclear"), ({"quantity": "1e9"}, "quantity-unclear"),
        ({"quantity": "0"}, "quantity-range"), ({"quantity": "100001"}, "quantity-range"),
        ({"unit": ""}, "quantity-bare"), ({"unit": "ведро"}, "quantity-unit"),
        ({"unit": "мешок"}, "quantity-unit"), ({"price": "дорого"}, "price-unclear"),
        ({"price": "-1"}, "price-unclear"), ({"price": "0"}, "money-range"),
        ({"currency": "EUR"}, "currency-unknown"), ({"currency": "USD"}, "rate-unknown"),
        ({"quantity": "1" * 100_000}, "quantity-unclear"), ({"price": "0,001"}, "money-too-fine"),
    ],
)  # fmt: skip
async def test_each_wrong_row_is_named_with_its_reason(goods, wrong, code):
    assert await problems(goods, row(), row(number=9, **wrong)) == [(9, code)]


async def test_the_unit_may_stand_with_the_quantity_and_a_pack_is_the_products(goods):
    product = await goods.product("ПВХ С-70", packs={"мешок": 25_000})
    found = await previewed(
        goods, row(quantity="100 мешков", unit="", price="2950"),
        row(quantity="4", unit="мешка", price="2950"), row(quantity="2,5т", unit=""),
    )  # fmt: skip
    assert [(x.grams, x.price) for x in found.lines] == [
        (2_500_000, RUB), (100_000, RUB), (2_500_000, RUB),
    ]  # fmt: skip
    assert found.creates.products == ()
    done = await goods.intake.apply(await goods.head(), [row(quantity="1")], cause=cause())
    assert done["products"] == 0
    assert (await goods.ledger.show(await goods.head(), product))[0]["on_hand"] == T


async def test_roubles_are_with_vat_and_another_currency_without_it_at_the_days_rate(goods):
    await goods.set_rate("CNY", date(2026, 11, 20), 12_500_000)
    found = await previewed(goods, row(price="9", unit="кг", currency="cny"), row(currency=""))
    assert [(x.price, x.rate) for x in found.lines] == [
        (Price(Decimal(9_000), "CNY", vat=False), Decimal("12.5")), (RUB, 1),
    ]  # fmt: skip


async def test_an_ended_warehouse_takes_no_row(goods, clock):
    await goods.warehouse("Лимит", "virtual", clock.now() + timedelta(days=1))
    assert await problems(goods, row(warehouse="лимит")) == []
    clock.advance(86_400)
    assert await problems(goods, row(), row(warehouse="лимит", number=3)) == [
        (3, "warehouse-ended")
    ]


async def test_the_secretary_takes_goods_in_and_opens_no_warehouse(goods):
    await goods.warehouse("Склад")
    secretary = await goods.person(Role.SECRETARY, "Дина")
    rows = [row(), row(warehouse="Новый", number=3)]
    assert await problems(goods, *rows, actor=secretary) == [(3, "warehouse-unknown")]
    with pytest.raises(IntakeRefused):
        await goods.intake.apply(secretary, rows, cause=cause())
    done = await goods.intake.apply(secretary, rows[:1], cause=cause())
    assert done["products"] == 1


@on_sqlite
@pytest.mark.parametrize("role", [r for r in Role if r not in MAY_EDIT])
async def test_nobody_else_takes_goods_in(goods, role):
    """A2 MUST-FAIL; not even a look, which would tell what exists."""
    actor = await goods.person(role, "Чужой")
    for work in (
        goods.intake.preview(actor, [row()]), goods.intake.apply(actor, [row()], cause=cause()),
        goods.intake.read(actor, b"PK"),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            await work
    assert await goods.catalog.products(await goods.head()) == []


async def test_the_operator_at_the_machine_is_nobody_of_the_staff(goods):
    done = await goods.intake.apply(OPERATOR, [row()], cause=cause())
    assert done["warehouses"] == 1
    (view,) = await goods.ledger.show(await goods.head())
    ((movement, who),) = await goods.movements((view["product_id"], view["warehouse_id"]))
    assert (movement.person_id, who) == (None, None)
    ledger = await goods.ledger.rows(await goods.head(), view["product_id"], view["warehouse_id"])
    assert ledger.rows[0]["who"] == goods.firm.name


@on_sqlite
async def test_an_empty_sheet_and_an_endless_one_are_refused(goods):
    assert await problems(goods) == [(1, "sheet-empty")]
    rows = [row(number=n) for n in range(2, MOST_ROWS + 3)]
    assert await problems(goods, *rows) == [(MOST_ROWS + 2, "sheet-rows")]


async def test_a_pile_beyond_the_largest_is_refused_whole(goods):
    rows = [row(quantity="100000"), row(quantity="1", number=3)]
    with pytest.raises(Exception, match="quantity-range"):
        await goods.intake.apply(await goods.head(), rows, cause=cause())
    assert await goods.catalog.products(await goods.head()) == []


async def test_what_arrives_by_the_sheet_is_offered_to_those_who_wait(goods):
    shelf = await goods.product("ПВХ С-70"), await goods.warehouse("Склад")
    manager = await goods.person()
    client = await goods.client(manager)
    await goods.booking.queue(manager, *shelf, T, client, cause=cause())
    await goods.intake.apply(await goods.head(), [row()], cause=cause())
    assert [e.waiting.person_id for e in goods.events.of(GoodsOffered)] == [manager.id]


async def test_a_thousand_rows_of_one_shelf_are_a_few_statements(goods, monkeypatch):
    said = []
    execute = AsyncConnection.execute

    async def counted(self, statement, *more, **named):
        said.append(statement)
        return await execute(self, statement, *more, **named)

    head = await goods.head()
    monkeypatch.setattr(AsyncConnection, "execute", counted)
    await goods.intake.apply(head, [row(number=n) for n in range(2, 1002)], cause=cause())
    assert len(said) < 30
