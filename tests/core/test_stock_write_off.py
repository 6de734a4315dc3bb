"""E5: a write-off waits for somebody else's yes, and is exactly what was asked for."""

import pytest

from core.approvals.model import AlreadyDecided, OwnRequest
from core.errors import InvalidInput, NotAllowed, NotFound
from core.staff.model import Role
from core.stock.errors import OutOfStock
from core.stock.model import Kind
from tests.core.goods import Goods, T, cause, on_sqlite


@pytest.fixture
def goods(units, clock):
    return Goods(units, clock)


async def asked(goods, actor, shelf, grams=3 * T, key=None):
    await goods.write_offs.ask(actor, *shelf, grams, "рваные мешки", cause=key or cause())
    return (await goods.approvals.mine(actor))[0]


async def decide(goods, actor, one, yes=True):
    return await goods.approvals.decide(
        actor, one["id"], one["version"], yes, "" if yes else "facts", cause()
    )


async def test_nothing_is_written_off_before_another_person_has_said_yes(goods, clock):
    shelf = await goods.shelf(10 * T)
    secretary = await goods.person(Role.SECRETARY, "Софья")
    one = await asked(goods, secretary, shelf)
    assert (await goods.balance(shelf)).on_hand == 10 * T
    assert (one["kind"], one["state"]) == ("write-off", "waiting")
    facts = one["facts"]["stock"]
    assert (facts["written_off"], facts["on_hand"]) == ({"grams": 3 * T}, {"grams": 10 * T})
    assert facts["reason"] == "рваные мешки"
    at = clock.advance(60)
    assert await decide(goods, await goods.director(), one) == "approved"
    row, who = (await goods.movements(shelf))[-1]
    assert (row.kind, row.grams, row.reason) == (Kind.WRITTEN_OFF, -3 * T, "рваные мешки")
    assert (who, row.at) == ("Софья", at)
    assert (await goods.approvals.mine(secretary))[0]["decided_by"] == "Дарья"
    await goods.require_sound(shelf)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.SALES_HEAD])
async def test_whoever_decides_write_offs_does_not_approve_his_own(goods, role):
    """E5 MUST-FAIL, the director included: the other of the two decides."""
    shelf = await goods.shelf(10 * T)
    actor = await goods.person(role, "Анна")
    one = await asked(goods, actor, shelf)
    with pytest.raises(OwnRequest):
        await decide(goods, actor, one)
    assert (await goods.balance(shelf)).on_hand == 10 * T
    other = Role.SALES_HEAD if role is Role.DIRECTOR else Role.DIRECTOR
    assert await decide(goods, await goods.person(other, "Борис"), one) == "approved"
    assert (await goods.balance(shelf)).on_hand == 7 * T


@on_sqlite
@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.SECRETARY, Role.MANAGER, Role.LAWYER])
async def test_nobody_else_decides(goods, role):
    """MUST-FAIL: the right to change stock is not the right to approve."""
    shelf = await goods.shelf(10 * T)
    one = await asked(goods, await goods.head(), shelf)
    with pytest.raises(NotAllowed):
        await decide(goods, await goods.person(role, "Чужой"), one)
    assert (await goods.balance(shelf)).on_hand == 10 * T


async def test_a_no_changes_nothing_and_a_second_yes_takes_nothing_more(goods):
    shelf, head = await goods.shelf(10 * T), await goods.head()
    director = await goods.director()
    assert await decide(goods, director, await asked(goods, head, shelf), yes=False) == "rejected"
    assert (await goods.balance(shelf)).on_hand == 10 * T
    one = await asked(goods, head, shelf)
    await decide(goods, director, one)
    with pytest.raises(AlreadyDecided):
        await decide(goods, director, one)
    assert (await goods.balance(shelf)).on_hand == 7 * T


async def test_a_yes_for_goods_that_are_gone_says_so_and_changes_nothing(goods):
    """Shipped or promised meanwhile: not even a part is taken."""
    shelf, head = await goods.shelf(10 * T), await goods.head()
    one = await asked(goods, head, shelf, 6 * T)
    manager = await goods.person()
    await goods.place(manager, shelf, 5 * T, await goods.client(manager))
    before = await goods.movements(shelf)
    assert await decide(goods, await goods.director(), one) == "void"
    assert await goods.movements(shelf) == before
    assert (await goods.approvals.mine(head))[0]["state"] == "void"
    await goods.require_sound(shelf)


async def test_what_a_lapsed_reservation_held_may_be_written_off(goods, clock):
    """A4: free by the clock, swept or not."""
    shelf, head = await goods.shelf(10 * T), await goods.head()
    manager = await goods.person()
    await goods.place(manager, shelf, 5 * T, await goods.client(manager))
    clock.advance(7 * 86_400)
    one = await asked(goods, head, shelf, 8 * T)
    assert await decide(goods, await goods.director(), one) == "approved"
    row = await goods.require_sound(shelf)
    assert (row.on_hand, row.reserved) == (2 * T, 0)


async def test_a_repeated_press_asks_once(goods):
    shelf, head = await goods.shelf(10 * T), await goods.head()
    for _ in range(2):
        await asked(goods, head, shelf, key="press:1")
    assert len(await goods.approvals.waiting(await goods.director())) == 1


@on_sqlite
async def test_what_cannot_be_written_off_is_not_asked_for(goods):
    shelf, head = await goods.shelf(T), await goods.head()
    other = await goods.warehouse()
    for place, grams, refusal in (
        (shelf, T + 1, OutOfStock),
        (shelf, 0, InvalidInput),
        ((shelf[0], other), T, OutOfStock),
    ):
        with pytest.raises(refusal):
            await goods.write_offs.ask(head, *place, grams, "брак", cause=cause())
    assert await goods.approvals.waiting(await goods.director()) == []


async def test_where_nothing_ever_lay_nothing_is_free(goods):
    """As for whoever reserves there; a place that is none is not found."""
    head, product = await goods.head(), await goods.product()
    house = await goods.warehouse()
    with pytest.raises(OutOfStock) as refused:
        await goods.write_offs.ask(head, product, house, T, "бой", cause=cause())
    assert refused.value.free == 0
    for product_id, place in ((product, 404), (404, house)):
        with pytest.raises(NotFound):
            await goods.write_offs.ask(head, product_id, place, T, "бой", cause=cause())
