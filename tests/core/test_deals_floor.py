"""A line below its floor is stopped until director or head of sales approves exactly it (B10)."""

from decimal import Decimal

import pytest

from core.approvals.model import AlreadyDecided, Outdated, OwnRequest
from core.approvals.views import facts_for
from core.errors import NotAllowed
from core.orders.errors import FloorBreach
from core.orders.events import LineBelowFloor
from core.orders.model import FloorState, Stage
from core.staff.model import Role
from tests.core.shop import Shop, cause, rub, tonnes


@pytest.fixture
async def shop(units, clock):
    made = await Shop(units, clock).staffed()
    await made.receive(10)
    await made.prices.set_floor(made.head, made.grade, rub(118_000), cause=cause())
    return made


async def state(shop, deal):
    [line] = await shop.lines(deal)
    return line.floor_state


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (rub(118_000), FloorState.FINE),
        (rub("117999.99"), FloorState.BELOW),
        (rub(97_000, vat=False), FloorState.FINE),
        (rub(96_000, vat=False), FloorState.BELOW),
    ],
)
async def test_a_line_is_judged_on_one_vat_basis(shop, price, expected):
    deal = await shop.opened()
    await shop.line(deal, 1, price)
    assert await state(shop, deal) is expected
    assert len(await shop.waiting()) == (expected is FloorState.BELOW)


async def test_without_a_floor_every_price_is_fine(shop):
    other = await shop.product("ЛПНП")
    await shop.receive(1, product=other)
    deal = await shop.opened()
    await shop.line(deal, 1, rub(1), product=other)
    assert await state(shop, deal) is FloorState.FINE


async def test_a_line_below_the_floor_stops_offer_invoice_and_order(shop):
    deal = await shop.opened()
    line = await shop.line(deal, 2, rub(117_000))
    for method, rest in (
        (shop.deals.offer, (None,)),
        (shop.deals.invoice, (None,)),
        (shop.deals.confirm, ()),
    ):
        with pytest.raises(FloorBreach) as refused:
            await shop.do(method, deal, *rest)
        assert refused.value.fields == {
            "product": "ПЭНД 273-83", "price": "117", "floor": "118",
            "state": "below",
        }  # fmt: skip
    assert (await shop.stored(deal)).stage is Stage.DEAL
    [event] = shop.told(LineBelowFloor)
    assert (event.line_id, event.price, event.floor) == (line, rub(117_000), rub(118_000))


async def test_the_approver_sees_what_is_asked(shop):
    deal = await shop.opened()
    await shop.line(deal, 2, rub(117_000))
    [asked] = await shop.waiting(shop.head)
    async with shop.units.read() as unit:
        filed = await unit.approvals.get(asked["id"])
    assert (filed.kind, filed.client_id, filed.person_id) == (
        "discount", shop.buyer, shop.manager.id,
    )  # fmt: skip
    assert filed.fields["facts"] == {
        "stock": {"product": "ПЭНД 273-83"},
        "deal": {
            "number": str(deal),
            "client": "ООО Ромашка",
            "lines": {"grams": tonnes(2)},
            "prices": {"price": "117000.00", "currency": "RUB", "vat": True},
            "floors": {"price": "118000.00", "currency": "RUB", "vat": True},
            "below": {"below": "1000.00", "percent": "0.85"},
            "margin": {"margin": {"RUB": ["13.93", "27868.85"]}},
        },
    }


async def breach(shop, reader):
    """The facts about the deal, as that reader sees them."""
    [asked] = await shop.waiting(shop.head)
    async with shop.units.read() as unit:
        filed = await unit.approvals.get(asked["id"])
    return facts_for(reader, filed, None).get("deal", {})


async def test_the_margin_of_the_line_is_told_in_three_currencies_of_that_day(shop):
    """B10: at 117 a kilogram, bought at 100, both with VAT."""
    today = shop.firm.day(shop.clock.now())
    for currency, rate in (("USD", 80), ("CNY", 11)):
        await shop.prices.set_rate(shop.director, currency, today, Decimal(rate), cause=cause())
    deal = await shop.opened()
    await shop.line(deal, 2, rub(117_000))
    assert (await breach(shop, shop.director))["margin"] == {
        "margin": {
            "RUB": ["13.93", "27868.85"],
            "USD": ["0.174", "348.36"],
            "CNY": ["1.266", "2533.53"],
        }
    }


async def test_an_unknown_cost_makes_the_margin_unknown_and_never_zero(shop):
    """MUST-FAIL."""
    grade = await shop.product("ЛПНП")
    await shop.receive(5, product=grade, price=None)
    await shop.prices.set_floor(shop.head, grade, rub(118_000), cause=cause())
    deal = await shop.opened()
    await shop.line(deal, 2, rub(117_000), product=grade)
    seen = await breach(shop, shop.director)
    assert seen["margin"] == {"margin": None}
    assert seen["below"] == {"below": "1000.00", "percent": "0.85"}


async def test_lines_of_one_deal_do_not_take_the_same_cheap_lot_twice(shop):
    """10 t at 100, then dearer ones at 110: the second line pays for those."""
    await shop.receive(10, price=rub(110_000))
    deal = await shop.opened()
    await shop.line(deal, 10, rub(119_000))
    await shop.line(deal, 2, rub(117_000))
    margin = (await breach(shop, shop.director))["margin"]["margin"]["RUB"]
    assert margin == ["5.74", "11475.41"]


async def test_only_whoever_may_see_margins_is_told_one(shop):
    """MUST-FAIL: fields.csv."""
    deal = await shop.opened()
    await shop.line(deal, 2, rub(117_000))
    assert "margin" in await breach(shop, shop.head)
    for stranger in (shop.rival, shop.logistician):
        assert {"margin", "below"}.isdisjoint(await breach(shop, stranger))


@pytest.mark.parametrize("role", ["director", "head"])
async def test_an_approved_line_goes_through(shop, role):
    deal = await shop.opened()
    await shop.line(deal, 2, rub(117_000))
    assert await shop.decide(getattr(shop, role), True) == "approved"
    assert await state(shop, deal) is FloorState.APPROVED
    await shop.do(shop.deals.offer, deal, None)
    await shop.do(shop.deals.confirm, deal)
    await shop.do(shop.shipping.ship_all, deal)
    assert (await shop.stored(deal)).stage is Stage.SHIPPED


async def test_a_refused_line_stays_stopped_until_it_is_changed(shop):
    deal = await shop.opened()
    line = await shop.line(deal, 2, rub(117_000))
    assert await shop.decide(shop.head, False) == "rejected"
    with pytest.raises(FloorBreach) as refused:
        await shop.do(shop.deals.confirm, deal)
    assert refused.value.fields["state"] == "rejected"
    assert await shop.waiting() == []
    await shop.do(shop.deals.change_line, deal, line, None, rub(118_000))
    await shop.do(shop.deals.confirm, deal)


async def test_nobody_approves_his_own_line(shop):
    """MUST-FAIL (E5): the head of sales needs the director."""
    deal = await shop.opened()
    await shop.line(deal, 2, rub(117_000), actor=shop.head)
    [asked] = await shop.waiting(shop.director)
    with pytest.raises(OwnRequest):
        await shop.decide(shop.head, True, asked)
    assert await state(shop, deal) is FloorState.BELOW
    await shop.decide(shop.director, True, asked)
    with pytest.raises(AlreadyDecided):
        await shop.decide(shop.director, False, asked)
    assert await state(shop, deal) is FloorState.APPROVED


@pytest.mark.parametrize(
    "role", [Role.MANAGER, Role.SYSADMIN, Role.SECRETARY, Role.LOGISTICIAN, Role.LAWYER]
)
async def test_others_do_not_approve_a_discount(shop, role):
    """MUST-FAIL."""
    other = await shop.person(role)
    deal = await shop.opened()
    await shop.line(deal, 2, rub(117_000))
    [asked] = await shop.waiting()
    with pytest.raises(NotAllowed):
        await shop.decide(other, True, asked)
    assert await state(shop, deal) is FloorState.BELOW


@pytest.mark.parametrize(
    ("grams", "price"), [(tonnes(3), None), (None, rub(116_000)), (tonnes(1), rub(117_500))]
)
async def test_an_approval_is_for_exactly_that_price_and_quantity(shop, grams, price):
    deal = await shop.opened()
    line = await shop.line(deal, 2, rub(117_000))
    await shop.decide(shop.director, True)
    await shop.do(shop.deals.change_line, deal, line, grams, price)
    assert await state(shop, deal) is FloorState.BELOW
    assert len(await shop.waiting()) == 1


async def test_an_unchanged_line_keeps_its_approval(shop):
    deal = await shop.opened()
    line = await shop.line(deal, 2, rub(117_000))
    await shop.decide(shop.director, True)
    await shop.do(shop.deals.change_line, deal, line, tonnes(2), rub(117_000))
    assert await state(shop, deal) is FloorState.APPROVED


async def test_a_change_that_changes_nothing_leaves_a_request_to_decide(shop):
    deal = await shop.opened()
    line = await shop.line(deal, 2, rub(117_000))
    await shop.do(shop.deals.change_line, deal, line, tonnes(2), rub(117_000))
    assert len(await shop.waiting()) == 1
    await shop.decide(shop.director, True)
    await shop.do(shop.deals.confirm, deal)


async def test_a_request_that_became_void_by_itself_is_asked_for_anew(shop):
    deal = await shop.opened()
    line = await shop.line(deal, 2, rub(117_000))
    await shop.do(shop.deals.set_terms, deal, 0, 30)
    async with shop.units.begin() as unit:
        await shop.approvals.withdraw(unit, "discount", "line", line)
        await shop.approvals.withdraw(unit, "deferral", "deal", deal)
    with pytest.raises(FloorBreach):
        await shop.do(shop.deals.offer, deal, None)
    assert len(await shop.waiting()) == 1
    await shop.decide(shop.director, True)
    await shop.do(shop.deals.confirm, deal)
    found = await shop.stored(deal)
    assert (found.deferral_days, found.terms_approval_id) == (14, None)


async def test_a_request_about_a_line_that_was_changed_decides_nothing(shop):
    deal = await shop.opened()
    line = await shop.line(deal, 2, rub(117_000))
    [asked] = await shop.waiting()
    await shop.do(shop.deals.change_line, deal, line, None, rub(100_000))
    with pytest.raises(Exception, match="approval"):
        await shop.decide(shop.director, True, asked)
    assert await state(shop, deal) is FloorState.BELOW


@pytest.mark.parametrize("ending", ["remove", "lose"])
async def test_what_is_no_more_waits_for_nobody(shop, ending):
    deal = await shop.opened()
    line = await shop.line(deal, 2, rub(117_000))
    if ending == "remove":
        await shop.do(shop.deals.remove_line, deal, line)
    else:
        await shop.do(shop.deals.lose, deal, "дорого")
    assert await shop.waiting() == []


async def test_a_floor_raised_later_stops_an_unconfirmed_line_and_asks(shop, clock):
    deal = await shop.opened()
    await shop.line(deal, 2, rub(118_000))
    await shop.do(shop.deals.offer, deal, None)
    clock.advance(1)
    await shop.prices.set_floor(shop.director, shop.grade, rub(120_000), cause=cause())
    version = await shop.version(deal)
    pressed = cause()
    for _ in range(2):
        with pytest.raises(FloorBreach) as refused:
            await shop.deals.confirm(shop.manager, deal, version, cause=pressed)
        assert refused.value.fields["floor"] == "120"
    assert await state(shop, deal) is FloorState.BELOW
    assert len(await shop.waiting()) == 1
    await shop.decide(shop.head, True)
    await shop.deals.confirm(shop.manager, deal, version, cause=cause())


async def test_an_approval_does_not_outlive_a_higher_floor(shop, clock):
    deal = await shop.opened()
    await shop.line(deal, 2, rub(117_000))
    await shop.decide(shop.head, True)
    clock.advance(1)
    await shop.prices.set_floor(shop.director, shop.grade, rub(117_500), cause=cause())
    await shop.do(shop.deals.offer, deal, None)
    assert await state(shop, deal) is FloorState.APPROVED
    clock.advance(1)
    await shop.prices.set_floor(shop.director, shop.grade, rub(125_000), cause=cause())
    with pytest.raises(FloorBreach):
        await shop.do(shop.deals.confirm, deal)
    assert await state(shop, deal) is FloorState.BELOW


async def test_a_lowered_floor_lets_the_line_go(shop, clock):
    deal = await shop.opened()
    await shop.line(deal, 2, rub(117_000))
    [asked] = await shop.waiting()
    clock.advance(1)
    await shop.prices.set_floor(shop.director, shop.grade, rub(110_000), cause=cause())
    await shop.do(shop.deals.confirm, deal)
    assert await state(shop, deal) is FloorState.FINE
    assert await shop.waiting() == []
    with pytest.raises(Outdated):
        await shop.decide(shop.director, False, asked)


@pytest.mark.parametrize("step", ["offer", "invoice", "confirm"])
async def test_a_request_that_a_lowered_floor_overtakes_ends_with_the_sale(shop, clock, step):
    """E5: who let it through by lowering the floor stands in the audit; another's stays."""
    deal, elsewhere = await shop.opened(shop.head), await shop.opened()
    await shop.line(deal, 2, rub(117_000), actor=shop.head)
    await shop.line(elsewhere, 1, rub(117_000))
    first, second = await shop.waiting()
    clock.advance(1)
    await shop.prices.set_floor(shop.head, shop.grade, rub(110_000), cause=cause())
    rest = () if step == "confirm" else (None,)
    await shop.do(getattr(shop.deals, step), deal, *rest, actor=shop.head)
    clock.advance(1)
    await shop.prices.set_floor(shop.head, shop.grade, rub(118_000), cause=cause())
    assert [one["id"] for one in await shop.waiting()] == [second["id"]]
    async with shop.units.read() as unit:
        rows = await unit.audit.listing(10)
    noted = [(r["rule"], r["author_id"], r["object_id"]) for r in rows if r["stage"] == "decide"]
    assert noted == [("approval:void", shop.head.id, first["id"])]


async def test_a_request_that_a_floor_still_stops_outlives_the_attempt(shop, clock):
    deal = await shop.opened()
    low = await shop.line(deal, 2, rub(105_000))
    await shop.line(deal, 1, rub(117_000))
    clock.advance(1)
    await shop.prices.set_floor(shop.head, shop.grade, rub(110_000), cause=cause())
    with pytest.raises(FloorBreach):
        await shop.do(shop.deals.confirm, deal)
    [left] = await shop.waiting()
    async with shop.units.read() as unit:
        assert (await unit.approvals.get(left["id"])).object_id == low


async def test_an_order_is_not_touched_by_a_floor_raised_afterwards(shop, clock):
    deal, _ = await shop.order(2, rub(118_000))
    clock.advance(1)
    await shop.prices.set_floor(shop.director, shop.grade, rub(150_000), cause=cause())
    await shop.do(shop.shipping.ship_all, deal)
    assert (await shop.stored(deal)).stage is Stage.SHIPPED


async def test_a_floor_that_has_still_to_begin_stops_nothing(shop, clock):
    deal = await shop.opened()
    await shop.line(deal, 2, rub(118_000))
    later = clock.now().replace(year=2027)
    await shop.prices.set_floor(shop.director, shop.grade, rub(150_000), later, cause=cause())
    await shop.do(shop.deals.confirm, deal)


async def test_a_price_is_judged_before_it_is_sent(shop):
    """B10: what the seller is warned of; nothing is asked for by looking."""
    ask = shop.queries.floor_under
    assert await ask(shop.manager, shop.grade, rub(117_999)) == rub("118000.00")
    assert await ask(shop.manager, shop.grade, rub(118_000)) is None
    assert await ask(shop.manager, shop.grade, rub(97_000, vat=False)) is None
    with pytest.raises(NotAllowed):
        await ask(shop.logistician, shop.grade, rub(1))
    assert await shop.waiting() == []
