"""Dated floors, list prices and rates (B7, B10): who sets them, and what stands when."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.amounts import Price, price
from core.errors import InvalidInput, NotAllowed, NotFound
from core.pricing.events import FloorChanged, PriceChanged
from core.pricing.rules import VatUnknown, is_below, percent_of, rate_on, with_vat
from core.staff.model import Role
from tests.core.shop import Shop, cause, rub


@pytest.fixture
async def shop(units, clock):
    return await Shop(units, clock).staffed()


async def test_the_floor_in_force_is_the_latest_that_has_begun(shop, clock):
    tomorrow = clock.now() + timedelta(days=1)
    await shop.prices.set_floor(shop.head, shop.grade, rub(118_000), cause=cause())
    await shop.prices.set_floor(shop.head, shop.grade, rub(125_000), tomorrow, cause=cause())
    found = await shop.prices.current(shop.manager, shop.grade)
    assert (found["floor"], found["next_floor"]) == (rub(118_000), rub(125_000))
    assert found["next_from"] == tomorrow
    clock.advance(86_400)
    found = await shop.prices.current(shop.manager, shop.grade)
    assert (found["floor"], found["next_floor"]) == (rub(125_000), None)
    assert found["valid_from"] == tomorrow


async def test_of_two_floors_of_one_moment_the_later_word_counts(shop):
    for amount in (118_000, 117_000):
        await shop.prices.set_floor(shop.head, shop.grade, rub(amount), cause=cause())
    assert (await shop.prices.current(shop.manager, shop.grade))["floor"] == rub(117_000)


async def test_a_changed_floor_or_price_is_told_with_the_earlier_one(shop):
    await shop.prices.set_floor(shop.head, shop.grade, rub(118_000), cause=cause())
    await shop.prices.set_floor(shop.director, shop.grade, rub(119_000), cause=cause())
    await shop.prices.set_list(shop.head, shop.grade, rub(140_000), cause=cause())
    first, second = shop.told(FloorChanged)
    assert (first.earlier, first.price) == (None, rub(118_000))
    assert (second.earlier, second.price, second.person_id) == (
        rub(118_000), rub(119_000), shop.director.id,
    )  # fmt: skip
    assert [event.price for event in shop.told(PriceChanged)] == [rub(140_000)]
    assert (await shop.prices.current(shop.manager, shop.grade))["list"] == rub(140_000)


async def test_a_floor_set_twice_by_one_press_is_set_once(shop):
    pressed = cause()
    for _ in range(2):
        await shop.prices.set_floor(shop.head, shop.grade, rub(118_000), cause=pressed)
    assert len(shop.told(FloorChanged)) == 1
    assert len(await shop.prices.history(shop.head, shop.grade)) == 1


async def test_the_history_tells_who_and_since_when(shop, clock):
    await shop.prices.set_floor(shop.head, shop.grade, rub(118_000), cause=cause())
    clock.advance(60)
    await shop.prices.set_list(shop.director, shop.grade, rub(140_000), cause=cause())
    newest, oldest = await shop.prices.history(shop.manager, shop.grade)
    assert (newest["kind"], newest["person"]) == ("list", "Анна")
    assert (oldest["kind"], oldest["price"], oldest["person"]) == ("floor", rub(118_000), "Глеб")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SECRETARY, Role.LOGISTICIAN, Role.LAWYER])
async def test_others_do_not_set_prices(shop, role):
    """MUST-FAIL."""
    other = await shop.person(role)
    for method in (shop.prices.set_floor, shop.prices.set_list):
        with pytest.raises(NotAllowed):
            await method(other, shop.grade, rub(1), cause=cause())
    with pytest.raises(NotAllowed):
        await shop.prices.set_rate(other, "USD", date(2026, 11, 20), Decimal(90), cause=cause())


async def test_a_retailer_sees_no_price(shop):
    agent = await shop.person(Role.RETAILER)
    for read in (shop.prices.current, shop.prices.history):
        with pytest.raises(NotAllowed):
            await read(agent, shop.grade)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (Price(Decimal(1000), "USD"), "price-roubles"),
        (rub(0), "money-range"),
        (rub(-5), "money-range"),
        (rub("NaN"), "money-range"),
        (rub("1.005"), "money-too-fine"),
        (rub(10**12), "money-range"),
    ],
)
async def test_a_price_that_is_none_is_refused(shop, wrong, code):
    with pytest.raises(InvalidInput) as refused:
        await shop.prices.set_floor(shop.head, shop.grade, wrong, cause=cause())
    assert refused.value.code == code
    assert await shop.prices.history(shop.head, shop.grade) == []


async def test_a_floor_of_yesterday_is_refused(shop, clock):
    yesterday = clock.now() - timedelta(seconds=1)
    with pytest.raises(InvalidInput):
        await shop.prices.set_floor(shop.head, shop.grade, rub(1), yesterday, cause=cause())


async def test_an_unknown_product_has_no_price(shop):
    with pytest.raises(NotFound):
        await shop.prices.current(shop.manager, 999)


def test_kilograms_and_tonnes_name_the_same_price():
    percent = Decimal(22)
    kilo, tonne = price("118 руб/кг"), price("118 000 руб/т")
    assert not is_below(kilo, tonne, percent)
    assert not is_below(tonne, kilo, percent)
    assert is_below(price("117,99 руб/кг"), tonne, percent)


@pytest.mark.parametrize(
    ("asked", "floor", "below"),
    [
        (rub(100_000, vat=False), rub(122_000), False),
        (rub("99999.99", vat=False), rub(122_000), True),
        (rub(121_999), rub(100_000, vat=False), True),
        (rub(122_000), rub(100_000, vat=False), False),
    ],
)
def test_prices_are_compared_on_one_vat_basis(asked, floor, below):
    assert is_below(asked, floor, Decimal(22)) is below
    assert with_vat(rub(100_000, vat=False), Decimal(22)) == 122_000


@pytest.mark.parametrize(
    ("kind", "on", "percent"),
    [
        ("standard", date(2025, 12, 31), 20),
        ("standard", date(2026, 1, 1), 22),
        ("reduced", date(2026, 1, 1), 10),
    ],
)
async def test_vat_is_dated_data(units, kind, on, percent):
    async with units.read() as unit:
        assert percent_of(await unit.prices.vat_rates(), kind, on) == percent


async def test_nobody_guesses_a_vat_rate(units):
    async with units.read() as unit:
        with pytest.raises(VatUnknown):
            percent_of(await unit.prices.vat_rates(), "standard", date(1990, 1, 1))


async def test_week_ends_keep_the_last_rate(shop, units):
    """B7, DOMAIN: by the date that a rate is FOR."""
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)
    for on, rate in ((friday, "90.5"), (saturday, "91.0735")):
        await shop.prices.set_rate(shop.director, "USD", on, Decimal(rate), cause=cause())
    async with units.read() as unit:
        assert await rate_on(unit, "USD", date(2026, 11, 23)) == Decimal("91.0735")
        assert await rate_on(unit, "USD", friday) == Decimal("90.5")
        assert await rate_on(unit, "USD", date(2026, 11, 19)) is None
        assert await rate_on(unit, "RUB", friday) == 1
    [shown] = await shop.prices.rates(shop.manager)
    assert (shown["rate"], shown["change"], shown["on"]) == (
        Decimal("91.0735"), Decimal("0.5735"), saturday,
    )  # fmt: skip


async def test_a_rate_of_a_day_can_be_corrected(shop):
    on = date(2026, 11, 20)
    for rate in (90, 91):
        await shop.prices.set_rate(shop.director, "CNY", on, Decimal(rate), cause=cause())
    [shown] = await shop.prices.rates(shop.manager)
    assert (shown["rate"], shown["change"]) == (91, None)


@pytest.mark.parametrize(
    ("currency", "rate"), [("RUB", 1), ("EUR", 1), ("USD", 0), ("USD", -1), ("USD", "NaN"),
                           ("USD", "0.0000001"), ("USD", 10**9)],
)  # fmt: skip
async def test_a_rate_that_cannot_be_is_refused(shop, currency, rate):
    with pytest.raises(InvalidInput):
        await shop.prices.set_rate(
            shop.director, currency, date(2026, 11, 20), Decimal(rate), cause=cause()
        )


async def test_the_rights_are_those_of_the_stored_person(shop):
    """P18: a role that is only claimed gives nothing."""
    claimed = replace(shop.manager, role=Role.DIRECTOR)
    with pytest.raises(NotAllowed):
        await shop.prices.set_floor(claimed, shop.grade, rub(1), cause=cause())
