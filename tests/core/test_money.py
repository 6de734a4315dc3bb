"""Totals and margins to the kopeck; what is unknown is None, never 0 (DOMAIN, B2, B5)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.amounts import Price
from core.orders.money import Freight, Piece, merged, profit, totals

TWENTY, TWENTY_TWO = Decimal(20), Decimal(22)


def piece(per_tonne="122000", grams=1_000_000, cost="90000", percent=TWENTY_TWO, line=1, vat=True):
    known = None if cost is None else Decimal(cost)
    return Piece(line, grams, Price(Decimal(per_tonne), vat=vat), percent, known)


def test_a_price_with_vat_contains_it():
    found = totals([piece()])
    assert (found.gross, found.vat, found.net) == (122_000, 22_000, 100_000)


def test_a_price_without_vat_gets_it_on_top():
    found = totals([piece("100000", vat=False)])
    assert (found.gross, found.vat, found.net) == (122_000, 22_000, 100_000)


def test_each_part_has_the_rate_of_its_day():
    found = totals([piece("120000", percent=TWENTY), piece("122000", percent=TWENTY_TWO)])
    assert (found.gross, found.vat) == (242_000, 42_000)


def test_parts_of_a_line_cost_together_what_the_whole_costs():
    price = "118000.01"
    parts = [piece(price, grams) for grams in (333_333, 333_333, 333_334)]
    assert totals(parts) == totals([piece(price)])


@given(st.lists(st.integers(1, 10_000_000), min_size=1, max_size=8), st.integers(1, 10**9))
def test_however_a_line_is_cut_its_total_is_the_same(parts, kopecks):
    price = str(Decimal(kopecks) / 100)
    cut = totals([piece(price, grams) for grams in parts])
    assert cut == totals([piece(price, sum(parts))])
    assert cut.net + cut.vat == cut.gross


def test_margin_without_and_with_transport():
    found = profit(
        [piece(grams=2_000_000, cost="180000")], Freight(Decimal(12_200), True, TWENTY_TWO)
    )
    assert (found.without.amount, found.without.percent, found.without.per_kg) == (20_000, 10, 10)
    assert (found.with_transport.amount, found.with_transport.percent) == (10_000, 5)
    assert found.with_transport.per_kg == 5


def test_a_carrier_without_vat_is_taken_whole():
    found = profit([piece()], Freight(Decimal(1_000), False, TWENTY_TWO))
    assert found.with_transport.amount == 9_000


def test_a_loss_is_a_negative_margin():
    assert profit([piece(cost="110000")], None).without.amount == -10_000


def test_unknown_freight_is_not_freight_of_nothing():
    found = profit([piece()], None)
    assert found.without.amount == 10_000
    assert (found.with_transport, found.why_with) == (None, "freight-unknown")


def test_one_unknown_cost_makes_the_margin_unknown():
    found = profit([piece(), piece(cost=None, line=2)], Freight(Decimal(1), True, TWENTY_TWO))
    assert (found.without, found.why_without) == (None, "cost-unknown")
    assert (found.with_transport, found.why_with) == (None, "cost-unknown")


def test_a_deal_without_goods_has_no_margin():
    assert profit([], None).why_without == "nothing-sold"


@pytest.mark.parametrize(
    ("one", "other", "both"), [("1", "2", 3), (None, "2", None), ("1", None, None)]
)
def test_costs_add_up_only_when_all_are_known(one, other, both):
    [found] = merged([piece(cost=one), piece(cost=other)])
    assert found.cost == both
