"""Who is dismissed or moved while he is given something, and the firm's last administrator.

Whichever of the two comes first, nobody answers for a client without a place to do it from.
"""

import pytest

from core.clients.model import OWNERS
from core.errors import DomainError, InvalidInput, NotFound
from core.staff.model import ADMINISTRATORS, UNPLACED, Role
from storage.repositories.cards import SqlCards
from storage.repositories.clients import SqlClients
from storage.repositories.people import SqlPeople
from tests.core.meeting import Pause, meeting
from tests.core.office import PHONE
from tests.core.register import Register, cause, company

IN_A_GIFT, IN_A_LEAVING = (SqlClients, "add_lanes"), (SqlClients, "listing")
"""Where the first of the two stands when the second comes."""


@pytest.fixture
async def register(office):
    return await Register(office).team()


@pytest.fixture
def meet(database, monkeypatch):
    async def met(place, first, second):
        return await meeting(database, Pause(monkeypatch, *place), first, second)

    return met


def dismissal(register):
    return register.core.handover.dismiss(
        register.manager.id, register.other.id, register.director, cause()
    )


def gift(register, client):
    return register.core.handover.reassign(register.head, client, register.manager.id, cause())


def move(register):
    return register.core.groups.place(
        register.director, register.manager.id, "logistician", None, cause()
    )


async def fresh(register, person):
    async with register.units.read() as unit:
        return await unit.people.get(person.id)


async def answers_for(register, client):
    """Whose the client is: always somebody who may."""
    owner = await fresh(register, register.manager)
    number = await register.office.owner_of(client)
    if number != owner.id:
        return number
    assert owner.placed
    assert owner.role in OWNERS
    return number


# -- a client entered -------------------------------------------------------------------------


async def test_whoever_enters_a_client_leaves_after_it_and_the_client_goes_on(register, meet):
    entering = register.registry.create(register.manager, company(), cause())
    made, given = await meet((SqlCards, "add_card"), entering, dismissal(register))
    assert given == 1
    assert await answers_for(register, made["id"]) == register.other.id


async def test_whoever_leaves_enters_no_client_any_more(register, meet):
    entering = register.registry.create(register.manager, company(), cause())
    given, said = await meet(IN_A_LEAVING, dismissal(register), entering)
    assert given == 0
    assert isinstance(said, NotFound)
    assert await register.office.clients() == []


# -- a client given ---------------------------------------------------------------------------


async def test_a_client_given_to_who_leaves_goes_on_at_once(register, meet):
    client = await register.created(register.secretary)
    said = await meet(IN_A_GIFT, gift(register, client), dismissal(register))
    assert said == ["given", 1]
    assert await answers_for(register, client) == register.other.id


async def test_nothing_is_given_to_who_is_leaving(register, meet):
    client = await register.created(register.secretary)
    given, said = await meet(IN_A_LEAVING, dismissal(register), gift(register, client))
    assert given == 0
    assert isinstance(said, InvalidInput)
    assert said.code == "person-unknown"
    assert await answers_for(register, client) is None


async def test_who_is_given_a_client_is_not_moved_away_from_it(register, meet):
    client = await register.created(register.other)
    said, refused = await meet(IN_A_GIFT, gift(register, client), move(register))
    assert said == "given"
    assert refused.code == "place-has-clients"
    assert await answers_for(register, client) == register.manager.id


async def test_nothing_is_given_to_who_is_moved_to_where_nobody_owns(register, meet):
    client = await register.created(register.other)
    placed, refused = await meet(IN_A_LEAVING, move(register), gift(register, client))
    assert placed.role is Role.LOGISTICIAN
    assert refused.code == "cannot-own"
    assert await answers_for(register, client) == register.other.id


async def test_everything_of_somebody_is_not_given_to_who_is_leaving(register, meet):
    client = await register.created(register.other)
    every = register.core.handover.reassign_all(
        register.head, register.other.id, register.manager.id, cause()
    )
    _, refused = await meet(IN_A_LEAVING, dismissal(register), every)
    assert refused.code == "person-unknown"
    assert await answers_for(register, client) == register.other.id


async def test_a_client_asked_for_is_not_given_to_who_leaves(register, meet):
    """A5: requests are locked before people here; whoever is undone by that runs again whole."""
    client = await register.created(register.secretary)
    await register.registry.ask_access(register.manager, client, cause())
    said = await meet(IN_A_GIFT, register.decide(), dismissal(register))
    assert said == ["approved", 1]
    assert await answers_for(register, client) == register.other.id


async def test_a_merge_undone_gives_nothing_back_to_who_is_leaving(register, meet):
    kept = await register.created(register.other)
    gone = await register.created(register.manager, company(1))
    merge = await register.core.merging.merge(register.head, kept, gone, cause())
    undoing = register.core.merging.undo(register.head, merge, cause())
    assert await meet(IN_A_LEAVING, dismissal(register), undoing) == [0, "undone"]
    assert await answers_for(register, gone) == register.other.id


async def test_a_merge_undone_before_who_answers_again_leaves(register, meet):
    kept = await register.created(register.other)
    gone = await register.created(register.manager, company(1))
    merge = await register.core.merging.merge(register.head, kept, gone, cause())
    undoing = register.core.merging.undo(register.head, merge, cause())
    assert await meet(IN_A_GIFT, undoing, dismissal(register)) == ["undone", 1]
    assert await answers_for(register, gone) == register.other.id


# -- a lead -----------------------------------------------------------------------------------


async def test_a_lead_given_in_turn_to_who_leaves_goes_on_at_once(register, meet):
    told, given = await meet(IN_A_GIFT, register.office.writes(), dismissal(register))
    assert given == 1
    assert await answers_for(register, told.client_id) == register.other.id


async def test_the_turn_passes_over_who_is_leaving(register, meet):
    given, told = await meet(IN_A_LEAVING, dismissal(register), register.office.writes())
    assert given == 0
    assert await answers_for(register, told.client_id) == register.other.id
    told = await register.office.rows(code="client-message")
    assert {row.receiver.id for row in told} == {register.other.id}


async def test_the_turn_passes_over_who_is_moved(register, meet):
    placed, told = await meet(IN_A_LEAVING, move(register), register.office.writes())
    assert placed.role is Role.LOGISTICIAN
    assert await answers_for(register, told.client_id) == register.other.id


async def test_a_batch_with_a_leaver_s_client_and_a_stranger_is_filed_whole(register, meet):
    """Both take people before clients, so neither waits for what the other holds."""
    known = await register.office.writes()
    assert await answers_for(register, known.client_id) == register.manager.id
    office = register.office
    both = (office.message(phone=PHONE), office.message(phone="+79000000002"))
    given, said = await meet(IN_A_LEAVING, dismissal(register), office.receive(*both))
    assert (given, said) == (1, None)
    owners = {await answers_for(register, line.client.id) for line in await office.clients()}
    assert owners == {register.other.id}


# -- the last administrator -------------------------------------------------------------------


async def administrators(register):
    async with register.units.read() as unit:
        return [person.id for person in await unit.people.of_roles(*ADMINISTRATORS)]


def unplacing(register, who, whom):
    return register.core.groups.place(who, whom.id, UNPLACED, None, cause())


def dismissing(register, who, whom):
    return register.core.handover.dismiss(whom.id, register.head.id, who, cause())


@pytest.mark.parametrize("first", [unplacing, dismissing])
@pytest.mark.parametrize("second", [unplacing, dismissing])
async def test_two_administrators_do_not_take_each_other_s_place_at_once(
    register, meet, first, second
):
    one, other = register.director, register.sysadmin
    _, refused = await meet(
        (SqlPeople, "of_roles"), first(register, one, other), second(register, other, one)
    )
    assert isinstance(refused, DomainError)
    assert await administrators(register) == [one.id]


async def test_the_last_administrator_is_not_dismissed(register):
    await dismissing(register, register.director, register.sysadmin)
    with pytest.raises(InvalidInput, match="last-administrator"):
        await dismissing(register, None, register.director)
    with pytest.raises(InvalidInput, match="own-place"):
        await dismissing(register, register.director, register.director)
    assert await administrators(register) == [register.director.id]


async def test_nobody_dismisses_himself_while_there_is_another_administrator(register):
    with pytest.raises(InvalidInput, match="own-place"):
        await dismissing(register, register.sysadmin, register.sysadmin)
    await dismissing(register, register.director, register.sysadmin)
    assert await administrators(register) == [register.director.id]


async def test_an_administrator_who_stands_nowhere_is_none_that_the_firm_could_keep(register):
    await unplacing(register, register.director, register.sysadmin)
    with pytest.raises(InvalidInput, match="last-administrator"):
        await dismissing(register, None, register.director)
