"""The second exit: only to the presser, with a ticket for exactly that payload (I10, P27)."""

import pytest

from core.messaging.screens import NEUTRAL
from core.policy.gate import GateClosed, payload_hash
from core.staff.model import Role


async def test_a_ticket_is_for_exactly_one_payload_and_on_record(office):
    manager = await office.person()
    ticket = await office.core.screens.admit(manager, "wa", '{"text":"a"}')
    assert ticket.payload_hash == payload_hash('{"text":"a"}') != payload_hash('{"text":"b"}')
    (row,) = await office.audit()
    assert (row["stage"], row["verdict"], row["code"], row["receiver_id"]) == (
        "show", "allow", "wa", manager.id,
    )  # fmt: skip
    assert row["payload_hash"] == ticket.payload_hash


async def test_a_person_dismissed_a_moment_ago_is_shown_nothing(office):
    manager = await office.person()
    await office.core.handover.dismiss(manager.id, (await office.person()).id)
    for code in ("wa", *NEUTRAL):
        with pytest.raises(GateClosed, match="receiver-not-placed"):
            await office.core.screens.admit(manager, code, "{}")
    assert {row["verdict"] for row in await office.audit()} == {"deny"}


@pytest.mark.parametrize("code", sorted(NEUTRAL))
async def test_strangers_and_retailers_get_fixed_neutral_texts_only(office, code):
    retailer = await office.person(Role.RETAILER)
    for receiver in (None, retailer):
        assert await office.core.screens.admit(receiver, code, "{}")
        with pytest.raises(GateClosed):
            await office.core.screens.admit(receiver, "wa", "{}")
