"""Grades with their packs, and warehouses real and virtual, with or without a term (A15)."""

from datetime import timedelta

import pytest

from core.amounts import LARGEST
from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.staff.model import Role
from core.stock.catalog import NameTaken, WarehouseNotEmpty
from core.stock.model import Product
from tests.core.goods import Goods, T, cause, on_sqlite

OPENS = {Role.DIRECTOR, Role.SYSADMIN, Role.SALES_HEAD}


@pytest.fixture
def goods(units, clock):
    return Goods(units, clock)


async def test_a_product_has_what_it_was_given(goods):
    head = await goods.head()
    made = await goods.catalog.add_product(
        head, "  ПВХ\tС-70 ", "ПВХ", "Завод", "ГОСТ 14332", {" Мешок ": 25_000, "биг-бэг": T},
        cause=cause(),
    )  # fmt: skip
    await goods.catalog.set_packs(head, made, {"Мешок": 20_000}, cause=cause())
    assert await goods.catalog.product(head, made) == Product(
        made, "ПВХ С-70", "ПВХ", "Завод", "ГОСТ 14332", "standard",
        {"мешок": 20_000, "биг-бэг": T}, archived=False, version=2,
    )  # fmt: skip


async def test_names_are_taken_whatever_their_case(goods):
    head = await goods.head()
    await goods.product("Ёлка")
    for name in ("ёлка", "ЁЛКА", " Ёлка "):
        with pytest.raises(NameTaken) as refused:
            await goods.product(name)
        assert refused.value.fields == {"name": name.strip()}
    await goods.warehouse("Склад")
    with pytest.raises(NameTaken):
        await goods.warehouse("СКЛАД")
    assert len(await goods.catalog.products(head)) == 1


async def test_a_product_made_twice_by_one_cause_is_one(goods):
    head, key, place = await goods.head(), cause(), cause()
    first, second = [await goods.catalog.add_product(head, "ПЭТ", cause=key) for _ in range(2)]
    assert first == second
    one, two = [await goods.catalog.add_warehouse(head, "Склад", cause=place) for _ in range(2)]
    assert one == two


@on_sqlite
@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": ""}, "name-missing"), ({"name": " \x00 «»"}, "name-missing"),
        ({"name": "ы" * 201}, "text-too-long"), ({"material": "ы" * 101}, "text-too-long"),
        ({"maker": "ы" * 201}, "text-too-long"), ({"standard": "ы" * 101}, "text-too-long"),
        ({"packs": {"": 1}}, "name-missing"), ({"packs": {"ы" * 33: 1}}, "text-too-long"),
        ({"packs": {"мешок": 0}}, "quantity-range"), ({"vat_kind": "none"}, "vat-kind"),
        ({"packs": {"мешок": LARGEST + 1}}, "quantity-range"),
        # In lower case, by which both are found, they are twice as long.
        ({"name": "ß" * 101}, "text-too-long"), ({"packs": {"ß" * 17: 1}}, "text-too-long"),
    ],
)  # fmt: skip
async def test_a_wrong_product_is_refused(goods, wrong, code):
    head = await goods.head()
    with pytest.raises(InvalidInput) as refused:
        await goods.catalog.add_product(head, **({"name": "ПЭТ"} | wrong), cause=cause())
    assert refused.value.code == code
    assert await goods.catalog.products(head) == []
    fine = {"name": "ы" * 200, "material": "ы" * 100, "packs": {"ы" * 32: LARGEST}}
    assert await goods.catalog.add_product(head, **fine, cause=cause())


async def test_products_are_found_by_a_part_of_their_name(goods):
    head = await goods.head()
    for name in ("ПВХ С-70", "ПВХ С-63", "ПЭТ бутылочный"):
        await goods.product(name)

    async def found(text, limit=10):
        return [p.name for p in await goods.catalog.products(head, text, limit)]

    assert await found("пвх") == ["ПВХ С-63", "ПВХ С-70"]
    assert await found("бутыл") == ["ПЭТ бутылочный"]
    assert await found("никакой") == []
    assert len(await found(None)) == len(await found(" ")) == 3
    assert await found(None, 2) == ["ПВХ С-63", "ПВХ С-70"]
    assert len(await found(None, 0)) == 1


async def test_packs_and_products_of_nowhere_are_not_found(goods):
    head = await goods.head()
    with pytest.raises(NotFound):
        await goods.catalog.product(head, 404)
    with pytest.raises(NotFound):
        await goods.catalog.set_packs(head, 404, {"мешок": 25_000}, cause=cause())
    with pytest.raises(InvalidInput):
        await goods.catalog.set_packs(head, await goods.product(), {"мешок": 0}, cause=cause())


async def test_a_warehouse_is_real_or_virtual_and_ends_or_does_not(goods, clock):
    """A15."""
    head, until = await goods.head(), clock.now() + timedelta(days=30)
    await goods.catalog.add_warehouse(head, "Б", cause=cause())
    await goods.catalog.add_warehouse(head, "А", "virtual", until, cause=cause())
    found = await goods.catalog.warehouses(head)
    assert [(w.name, w.kind, w.until, w.version) for w in found] == [
        ("А", "virtual", until, 1), ("Б", "real", None, 1),
    ]  # fmt: skip
    clock.advance(31 * 86_400)
    assert len(await goods.catalog.warehouses(head)) == 2


@on_sqlite
async def test_a_wrong_warehouse_is_refused(goods, clock):
    head = await goods.head()
    for wrong, code in (
        (("", "real", None), "name-missing"), (("А", "imaginary", None), "warehouse-kind"),
        (("А", "virtual", clock.now()), "term-past"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            await goods.catalog.add_warehouse(head, *wrong, cause=cause())
        assert refused.value.code == code
    assert await goods.catalog.warehouses(head) == []


async def test_a_term_is_extended_or_lifted(goods, clock):
    """A16."""
    head, first = await goods.head(), clock.now() + timedelta(days=1)
    place = await goods.warehouse("А", "virtual", first)
    clock.advance(2 * 86_400)
    second, key = clock.now() + timedelta(days=1), cause()
    for _ in range(2):
        await goods.terms.extend_term(head, place, 1, second, cause=key)
    (found,) = await goods.catalog.warehouses(head)
    assert (found.until, found.version) == (second, 2)
    assert found.open(clock.now())
    with pytest.raises(Stale):
        await goods.terms.extend_term(head, place, 1, None, cause=cause())
    with pytest.raises(InvalidInput):
        await goods.terms.extend_term(head, place, 2, clock.now(), cause=cause())
    with pytest.raises(NotFound):
        await goods.terms.extend_term(head, 404, 1, None, cause=cause())
    await goods.terms.extend_term(head, place, 2, None, cause=cause())
    assert (await goods.catalog.warehouses(head))[0].until is None


async def test_only_an_empty_warehouse_is_closed_and_then_takes_nothing(goods):
    head = await goods.head()
    shelf = await goods.shelf(T)
    with pytest.raises(WarehouseNotEmpty):
        await goods.catalog.close_warehouse(head, shelf[1], 1, cause=cause())
    await goods.recount(shelf, 0)
    with pytest.raises(Stale):
        await goods.catalog.close_warehouse(head, shelf[1], 2, cause=cause())
    await goods.catalog.close_warehouse(head, shelf[1], 1, cause=cause())
    assert await goods.catalog.warehouses(head) == []
    assert await goods.ledger.show(head) == []
    with pytest.raises(NotFound):
        await goods.catalog.close_warehouse(head, shelf[1], 2, cause=cause())
    with pytest.raises(NotFound):
        await goods.terms.extend_term(head, shelf[1], 2, None, cause=cause())
    with pytest.raises(Exception, match="warehouse-ended"):
        await goods.receive(*shelf, T)


@on_sqlite
@pytest.mark.parametrize("role", [r for r in Role if r not in OPENS])
async def test_nobody_else_opens_or_closes_warehouses(goods, role):
    place = await goods.warehouse()
    actor = await goods.person(role, "Чужой")
    for work in (
        goods.catalog.add_warehouse(actor, "Мой", cause=cause()),
        goods.terms.extend_term(actor, place, 1, None, cause=cause()),
        goods.catalog.close_warehouse(actor, place, 1, cause=cause()),
    ):
        with pytest.raises(NotAllowed) as refused:
            await work
        assert refused.value.fields["permission"] == "warehouse:edit"
    assert len(await goods.catalog.warehouses(await goods.head())) == 1
