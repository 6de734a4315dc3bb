"""A reply names the message of the client's record that a task is set from (E7)."""

from dataclasses import replace

import pytest

from core.messaging.views import Origin
from core.staff.model import Role
from tests.core.office import STAFF, Office


@pytest.fixture
def office(units, clock):
    return Office(units, clock)


async def test_a_shown_message_is_quoted_with_its_client_and_its_own_words(office):
    manager = await office.person()
    message = await office.writes("Перезвоните завтра")
    await office.shown()
    (link,) = await _links(office, message)

    origin = Origin(STAFF, str(manager.telegram_id), "5", reply_to=link.external_id)
    quote = await office.core.quotes.find(manager, origin)

    assert (quote.message_id, quote.client_id) == (message.id, message.client_id)
    assert quote.text == "Перезвоните завтра"


async def test_an_old_card_of_a_client_that_was_handed_over_quotes_nothing(office):
    """A5: what the client writes now is not told under a message of the time before."""
    manager = await office.person()
    message = await office.writes("Перезвоните завтра")
    await office.shown()
    (link,) = await _links(office, message)
    await office.core.handover.give(message.client_id, (await office.person(name="Глеб")).id)

    origin = Origin(STAFF, str(manager.telegram_id), "5", reply_to=link.external_id)
    quote = await office.core.quotes.find(manager, origin)

    assert (quote.message_id, quote.client_id, quote.text) == (None, None, None)


async def test_what_is_nobodys_record_quotes_nothing(office):
    manager = await office.person()
    await office.writes("здравствуйте")
    alone = Origin(STAFF, str(manager.telegram_id), "5")

    assert (await office.core.quotes.find(manager, alone)).client_id is None
    unknown = replace(alone, reply_to="777")
    assert (await office.core.quotes.find(manager, unknown)).client_id is None


async def test_colleagues_are_the_people_of_the_same_side_oneself_first(office):
    """R4, R6: staff does not see retailers here, retailers see nobody."""
    await office.person(Role.DIRECTOR, "Анна")
    boris = await office.person(Role.MANAGER, "Борис")
    agent = await office.person(Role.RETAILER, "Глеб")

    found = await office.core.colleagues.listing(boris)
    assert [one.name for one in found] == ["Борис", "Анна"]
    assert [one.id for one in await office.core.colleagues.listing(agent)] == [agent.id]


async def _links(office, message):
    async with office.units.read() as unit:
        return await unit.messages.links_of(message.id, "shown")
