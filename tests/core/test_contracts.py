"""The contract on a card: what is kept of it, and what a scan is (A9)."""

from datetime import date

import pytest

from core.clients.facts import contract_number
from core.errors import InvalidInput
from tests.core.register import Register, cause


@pytest.fixture
async def register(office):
    return await Register(office).team()


@pytest.fixture
async def client(register):
    return await register.created()


async def test_what_is_not_given_of_a_contract_stays_as_it_is(register, client):
    """A9: whoever attaches the file afterwards erases neither number nor date."""
    put = register.registry.set_contract
    await put(
        register.manager, client, 1, "original", "№ 5/26", date(2026, 3, 1), None, None, cause()
    )
    await put(register.secretary, client, 2, "scan", "", None, "ab" * 32, "скан.pdf", cause())

    card = await register.card(client, register.secretary)
    assert (card["contract"], card["contract_number"]) == ("scan", "5/26")
    assert (card["contract_date"], card["contract_file"]) == (date(2026, 3, 1), "скан.pdf")
    await put(register.manager, client, 3, "scan", "6/26", None, None, None, cause())
    card = await register.card(client, register.secretary)
    assert (card["contract_number"], card["contract_file"]) == ("6/26", "скан.pdf")


async def test_a_scan_without_its_file_is_no_contract(register, client):
    """A9: "… with the file"."""
    with pytest.raises(InvalidInput, match="contract-scan"):
        await register.registry.set_contract(
            register.manager, client, 1, "scan", "5/26", date(2026, 3, 1), None, None, cause()
        )
    assert (await register.card(client))["contract"] is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("№ 5/26", "5/26"), ("№5", "5"), ("N 5", "5"), ("№ № 5", "5"), ("NK-1", "NK-1"), ("№", None)],
)
def test_the_sign_before_a_number_is_not_part_of_it(typed, kept):
    assert contract_number(typed) == kept
