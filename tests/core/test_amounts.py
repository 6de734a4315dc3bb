"""Quantities and prices as people type them, exact, and a clear refusal of anything else."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import amounts
from core.amounts import KILOGRAM, LARGEST, TONNE, Price
from core.errors import InvalidInput

PACKS = {"мешок": 25_000, "биг-бэг": 1_000_000, "Коробка": 12_500, "ящик": 10_000}


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("2,5т", 2_500_000), ("2.5 т", 2_500_000), ("2,500 т", 2_500_000), ("2500 кг", 2_500_000),
        ("2 500 кг", 2_500_000), ("2\u00a0500\u202f000 г", 2_500_000), ("2500кг.", 2_500_000),
        (" 1 тонна ", TONNE), ("3 тонны", 3 * TONNE), ("5 ТОНН", 5 * TONNE), ("1 тн", TONNE),
        ("1t", TONNE), ("2 tons", 2 * TONNE), ("1 tonne", TONNE), ("7 kg", 7 * KILOGRAM),
        ("1 кило", KILOGRAM), ("2 килограмма", 2 * KILOGRAM), ("1 г", 1), ("3 грамма", 3),
        ("0,000001 т", 1), ("0,001 кг", 1), ("0,5 кг", 500), ("1 000,5 т", 1_000_500_000),
        ("100000 т", LARGEST), ("100 000 т", LARGEST), ("10\tт", 10 * TONNE),
        ("100 мешков", 2_500_000), ("1 мешок", 25_000), ("2 Мешка", 50_000),
        ("0,5 мешка", 12_500), ("3 биг-бэга", 3_000_000), ("4 коробки", 50_000),
    ],
)  # fmt: skip
def test_a_quantity_is_read_to_the_gram(typed, grams):
    assert amounts.quantity(typed, PACKS) == grams


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "quantity-unclear"), ("5", "quantity-bare"), ("т", "quantity-unclear"),
        ("-5 т", "quantity-unclear"), ("−5 т", "quantity-unclear"), ("+5 т", "quantity-unclear"),
        ("1e9 т", "quantity-unclear"), ("1e9т", "quantity-unclear"), ("NaN", "quantity-unclear"),
        ("NaN т", "quantity-unclear"),
        ("inf т", "quantity-unclear"), ("0x10 т", "quantity-unclear"),
        ("Infinity", "quantity-unclear"), ("٥ т", "quantity-unclear"), ("５ т", "quantity-unclear"),
        ("१०० т", "quantity-unclear"), ("½ т", "quantity-unclear"), ("5² т", "quantity-unclear"),
        ("1.2.3 т", "quantity-unclear"),
        ("1,2,3 т", "quantity-unclear"), (",5 т", "quantity-unclear"),
        ("5, т", "quantity-unclear"),
        ("1 0000 т", "quantity-unclear"), ("5 т 3", "quantity-unclear"),
        ("5 т; 3 т", "quantity-unclear"),
        ("5 т/кг", "quantity-unclear"), ("5т\x00", "quantity-unclear"),
        ("1_000 т", "quantity-unclear"), ("0,0000001 т", "quantity-unclear"),
        ("1234567890123 т", "quantity-unclear"), ("9" * 100_000, "quantity-unclear"),
        ("5" + " " * 100_000 + "т", "quantity-unclear"), ("=5 т", "quantity-unclear"),
        ("5 ведер", "quantity-unit"), ("5 м", "quantity-unit"), ("5 мяшок", "quantity-unit"),
        ("5 шт", "quantity-unit"), ("5 е", "quantity-unit"),
        ("0,5 г", "quantity-too-fine"), ("0,0001 кг", "quantity-too-fine"),
        ("0 т", "quantity-range"), ("0,000 кг", "quantity-range"),
        ("100000,000001 т", "quantity-range"), ("999999999999 т", "quantity-range"),
    ],
)  # fmt: skip
def test_what_is_no_quantity_is_refused_by_name(typed, code):
    with pytest.raises(InvalidInput) as refused:
        amounts.quantity(typed, PACKS)
    assert refused.value.code == code
    assert all(len(str(value)) <= 30 for value in refused.value.fields.values())


def test_a_pack_needs_a_product_that_has_it():
    for packs in (None, {}, {"ящик": 10_000}):
        with pytest.raises(InvalidInput) as refused:
            amounts.quantity("100 мешков", packs)
        assert refused.value.fields == {"unit": "мешков"}


def test_a_packs_very_name_wins_and_two_alike_are_refused():
    packs = {"мешок": 25_000, "мешочек": 5_000, "кор": 1_000, "коробка": 2_000}
    assert amounts.quantity("2 мешок", packs) == 50_000
    assert amounts.quantity("2 мешочек", packs) == 10_000
    assert amounts.quantity("2 кор", packs) == 2_000
    for typed in ("2 мешков", "2 коробки"):
        with pytest.raises(InvalidInput):
            amounts.quantity(typed, packs)
    assert amounts.quantity("2 мешков", {"мешок": 25_000, "Мешковина": 25_000}) == 50_000


def test_two_letters_do_not_name_a_pack():
    with pytest.raises(InvalidInput):
        amounts.quantity("5 ме", PACKS)
    assert amounts.quantity("5 меш", PACKS) == 125_000


def test_weights_are_never_packs():
    assert amounts.quantity("5 т", {"т": 7}) == 5 * TONNE


@pytest.mark.parametrize("typed", ["1" + " " * 100_000 + "x", "1 " * 50_000, "1" + "а" * 100_000])
def test_a_long_text_is_refused_at_once(typed):
    started = time.thread_time()
    for read in (amounts.quantity, amounts.price, amounts.money):
        with pytest.raises(InvalidInput):
            read(typed)
    assert time.thread_time() - started < 0.1


@given(st.text(max_size=80))
def test_any_text_is_an_amount_or_a_refusal(text):
    for read in (amounts.quantity, amounts.price, amounts.money):
        try:
            found = read(text)
        except InvalidInput:
            continue
        assert (found.per_tonne if isinstance(found, Price) else found) > 0


@given(st.integers(1, LARGEST))
def test_what_is_shown_in_tonnes_is_read_back_to_the_gram(grams):
    shown = amounts.tonnes(grams)
    assert amounts.quantity(f"{shown:f}".replace(".", ",") + " т") == grams


@pytest.mark.parametrize(
    ("grams", "shown"),
    [
        (2_500_000, "2.500"),
        (1_000, "0.001"),
        (1, "0.000001"),
        (1_234_567, "1.234567"),
        (0, "0.000"),
    ],
)
def test_tonnes_have_three_decimals_and_keep_what_lies_beyond(grams, shown):
    assert f"{amounts.tonnes(grams):f}" == shown


@pytest.mark.parametrize(
    ("typed", "per_tonne", "currency"),
    [
        ("118 руб/кг", 118_000, "RUB"), ("118 000 руб/т", 118_000, "RUB"),
        ("118000/т", 118_000, "RUB"), ("118,50 р./кг", 118_500, "RUB"),
        ("118 ₽ за кг", 118_000, "RUB"), ("118 за кг", 118_000, "RUB"),
        ("118 рублей за килограмм", 118_000, "RUB"), ("1 рубль за кг", 1_000, "RUB"),
        ("1 250 $/т", 1_250, "USD"), ("1,25 USD/kg", 1_250, "USD"), ("9 usd per kg", 9_000, "USD"),
        ("7 долларов за кг", 7_000, "USD"),
        ("9000 ¥/т", 9_000, "CNY"), ("9 юаней/кг", 9_000, "CNY"),
        ("0,01 руб/т", Decimal("0.01"), "RUB"), ("0,00001 руб/кг", Decimal("0.01"), "RUB"),
        ("1 руб/г", 1_000_000, "RUB"), ("1000000000 руб/т", 1_000_000_000, "RUB"),
        ("2950 руб/мешок", 118_000, "RUB"), ("1000 руб за биг-бэг", 1_000, "RUB"),
        ("1 руб/коробку", 80, "RUB"),
    ],
)  # fmt: skip
def test_a_price_is_money_a_tonne(typed, per_tonne, currency):
    assert amounts.price(typed, PACKS) == Price(Decimal(per_tonne), currency, vat=True)
    assert amounts.price(typed, PACKS, vat=False).vat is False


def test_the_price_of_a_pack_is_rounded_to_the_kopeck_a_tonne():
    assert amounts.price("1000 руб/мешок", {"мешок": 30_000}).per_tonne == Decimal("33333.33")
    assert amounts.price("2000 руб/мешок", {"мешок": 30_000}).per_tonne == Decimal("66666.67")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("118", "price-unclear"), ("118 руб", "price-unclear"), ("-118 руб/кг", "price-unclear"),
        ("1e5 руб/т", "price-unclear"), ("NaN/т", "price-unclear"), ("", "price-unclear"),
        ("١٠ руб/т", "price-unclear"), ("118 руб/ведро", "price-unit"), ("118/шт", "price-unit"),
        ("118 фунтов/кг", "currency-unknown"), ("118 eur/кг", "currency-unknown"),
        ("118,000001 руб/кг", "money-too-fine"), ("1,001 руб/т", "money-too-fine"),
        ("0 руб/кг", "money-range"), ("1000000001 руб/т", "money-range"),
        ("999999999999 руб/г", "money-range"),
    ],
)  # fmt: skip
def test_what_is_no_price_is_refused_by_name(typed, code):
    with pytest.raises(InvalidInput) as refused:
        amounts.price(typed, PACKS)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "roubles"),
    [
        ("118 000", "118000"),
        ("1500,50 руб", "1500.50"),
        ("0,01", "0.01"),
        ("1 000 000 000 ₽", "1e9"),
    ],
)
def test_money_is_roubles_and_kopecks(typed, roubles):
    found = amounts.money(typed)
    assert found == Decimal(roubles)
    assert found.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "money-unclear"), ("-1", "money-unclear"), ("1e5", "money-unclear"),
        ("NaN", "money-unclear"), ("100 $", "money-unclear"), ("100 юаней", "money-unclear"),
        ("100 фунтов", "currency-unknown"), ("1,001", "money-too-fine"), ("0", "money-range"),
        ("1000000000,01", "money-range"), ("٣", "money-unclear"),
    ],
)  # fmt: skip
def test_what_is_no_sum_is_refused_by_name(typed, code):
    with pytest.raises(InvalidInput) as refused:
        amounts.money(typed)
    assert refused.value.code == code


def test_the_unit_of_a_quantity_is_known():
    assert [amounts.unit_of(t) for t in ("2,5т", "3 биг-бэга", "5", "т", "5 т.")] == [
        "т", "биг-бэга", "", "", "т",
    ]  # fmt: skip


def test_costs_and_vat_are_rounded_half_up_once():
    assert amounts.cost(Decimal(118_000), 2_500_000) == Decimal("295000.00")
    assert amounts.cost(Decimal("0.01"), 500_000) == Decimal("0.01")
    assert amounts.cost(Decimal("0.01"), 499_999) == Decimal("0.00")
    assert amounts.vat_inside(Decimal(122), Decimal(22)) == Decimal("22.00")
    assert amounts.vat_inside(Decimal(100), Decimal(20)) == Decimal("16.67")
    assert amounts.without_vat(Decimal(122), Decimal(22), vat=True) == 100
    assert amounts.without_vat(Decimal(122), Decimal(22), vat=False) == 122


@pytest.mark.parametrize(
    ("grams", "unit", "amount"),
    [(0, "tonnes", "0.000"), (1, "grams", "1"), (-999, "grams", "-999"), (1_000, "kilograms", "1"),
     (25_500, "kilograms", "25.5"), (999_999, "kilograms", "999.999"), (TONNE, "tonnes", "1.000"),
     (2_500_000, "tonnes", "2.500")],
)  # fmt: skip
def test_a_weight_is_said_in_the_unit_that_fits_it(grams, unit, amount):
    assert amounts.weighed(grams) == (unit, Decimal(amount))
