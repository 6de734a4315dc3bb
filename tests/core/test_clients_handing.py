"""A client, or everything of somebody, goes to another in one step (A5, E12, MENUS)."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clients.model import Client, Lane
from core.clients.samples import CALL
from core.errors import InvalidInput, NotAllowed, NotFound
from core.staff.model import Role
from storage.tables import deals, reservations, waiting, warehouses
from tests.core.register import Register, cause, company


@pytest.fixture
async def register(office):
    return await Register(office).team()


async def goods(register, client, person):
    """A reservation and a place in a queue."""
    now, product = register.office.clock.now(), await register.product(f"Марка {client}")
    held = {"product_id": product, "client_id": client, "person_id": person.id, "placed_at": now}
    async with register.units._database.write() as connection:
        place = warehouses.insert().returning(warehouses.c.id)
        row = {"name": f"Склад {client}", "name_key": f"склад {client}", "kind": "real"}
        made = await connection.execute(place, row | {"created_at": now})
        warehouse = {"warehouse_id": made.scalar_one()}
        active = {"placed": 5, "grams": 5, "state": "active"}
        await connection.execute(reservations.insert(), held | warehouse | active)
        await connection.execute(waiting.insert(), held | {"grams": 5, "state": "waiting"})


async def holders(register, client):
    async with register.units._database.read() as connection:
        return {
            table.name: [
                (row.person_id, row.version)
                for row in await connection.execute(
                    table.select().where(table.c.client_id == client)
                )
            ]
            for table in (reservations, waiting)
        }


@pytest.mark.parametrize("who", ["director", "sysadmin", "head"])
async def test_those_who_may_give_any_client_give_it(register, who):
    client = await register.created()
    said = await register.core.handover.reassign(
        getattr(register, who), client, register.other.id, cause()
    )
    assert (said, await register.office.owner_of(client)) == ("given", register.other.id)


async def test_the_secretary_gives_those_that_nobody_has(register):
    nobodys = await register.created(register.secretary)
    give = register.core.handover.reassign
    assert await give(register.secretary, nobodys, register.manager.id, cause()) == "given"
    with pytest.raises(NotAllowed):
        await give(register.secretary, nobodys, register.other.id, cause())
    with pytest.raises(NotAllowed):
        await give(register.manager, nobodys, register.other.id, cause())
    with pytest.raises(NotFound):
        await give(register.head, 404, register.other.id, cause())
    with pytest.raises(InvalidInput, match="cannot-own"):
        await give(register.head, nobodys, register.director.id, cause())
    assert await register.office.owner_of(nobodys) == register.manager.id


async def test_a_replayed_gift_is_given_once(register):
    client, once = await register.created(), cause()
    for _ in range(2):
        await register.core.handover.reassign(register.head, client, register.other.id, once)
    async with register.units.read() as unit:
        assert (await unit.clients.lanes_of([client]))[client].epoch == 2


async def test_deals_and_goods_held_follow_the_client(register):
    client = await register.created()
    another = await register.created(new=company(1))
    for held in (client, another):
        await goods(register, held, register.manager)
    deal = await register.core.deals.open(register.manager, client, cause())
    await register.core.handover.reassign(register.head, client, register.other.id, cause())
    mine = [(register.other.id, 2)]
    assert await holders(register, client) == {"reservations": mine, "waiting": mine}
    stays = [(register.manager.id, 1)]
    assert await holders(register, another) == {"reservations": stays, "waiting": stays}
    async with register.units.read() as unit:
        assert (await unit.deals.get(deal)).owner_id == register.other.id


async def test_what_goes_is_counted_before_it_goes(register):
    """Open deals and reservations of his clients; for whoever may give any client away."""
    clients = [await register.created(new=company(n)) for n in range(2)]
    others = await register.created(register.other, company(2))
    for client, holder in ((clients[0], register.manager), (others, register.other)):
        await goods(register, client, holder)
    for client in clients:
        await register.core.deals.open(register.manager, client, cause())
    lost = await register.core.deals.open(register.manager, clients[0], cause())
    async with register.units._database.write() as connection:
        ended = deals.update().where(deals.c.id == lost)
        await connection.execute(ended.values(ended_at=register.office.clock.now()))
    extent = register.registry.extent
    assert await extent(register.head, register.manager.id) == {
        "clients": 2, "deals": 2, "reservations": 1,
    }  # fmt: skip
    assert await extent(register.director, register.head.id) == {
        "clients": 0, "deals": 0, "reservations": 0,
    }  # fmt: skip
    for actor in (register.manager, register.secretary):
        with pytest.raises(NotAllowed):
            await extent(actor, register.other.id)
    retailer = await register.office.person(Role.RETAILER)
    with pytest.raises(InvalidInput, match="person-unknown"):
        await extent(register.head, retailer.id)


async def test_who_leaves_hands_everything_over_in_one_step(register):
    """MENUS: clients, deals, reservations, places in queues, tasks, calls about samples."""
    clients = [await register.created(new=company(n)) for n in range(3)]
    for client in clients:
        await goods(register, client, register.manager)
    deal = await register.core.deals.open(register.manager, clients[0], cause())
    due = register.office.clock.now()
    await register.core.tasks.add(
        register.head, register.manager.id, "позвонить", due, cause=cause()
    )
    product = await register.product()
    made = await register.core.samples.send(register.manager, clients[0], product, 9, cause())
    said = await register.core.handover.dismiss(
        register.manager.id, register.other.id, register.director, cause()
    )
    assert said == 3
    for client in clients:
        assert await register.office.owner_of(client) == register.other.id
        for rows in (await holders(register, client)).values():
            assert [person for person, _ in rows] == [register.other.id]
    async with register.units.read() as unit:
        assert (await unit.deals.get(deal)).owner_id == register.other.id
        assert await unit.due.open_of(CALL, "sample", made["id"]) != []
    assert len(await register.core.tasks.mine(register.other, 0)) == 1
    register.office.later(4 * 24 * 3600)
    now = register.office.clock.now()
    assert len(await register.core.samples.due(register.other, now)) == 1


async def test_only_administrators_dismiss(register):
    for actor in (register.head, register.manager):
        with pytest.raises(NotAllowed):
            await register.core.handover.dismiss(
                register.manager.id, register.other.id, actor, cause()
            )
    assert await register.office.owner_of(await register.created()) == register.manager.id


async def test_a_dismissed_person_opens_nothing_any_more(register):
    client = await register.created()
    await register.core.handover.dismiss(register.manager.id, register.other.id)
    for closed in (
        register.registry.card(register.manager, client),
        register.registry.search(register.manager, "ромашка"),
        register.core.comments.write(register.manager, client, "x", cause()),
    ):
        with pytest.raises(NotFound):
            await closed


async def test_a_heir_must_be_able_to_own(register):
    await register.created()
    lawyer = await register.office.person(Role.LAWYER)
    with pytest.raises(InvalidInput, match="cannot-own"):
        await register.core.handover.dismiss(register.manager.id, lawyer.id)


async def test_goods_held_and_deals_follow_the_card_that_stands(register):
    """A5, E10: who does not answer for the kept card holds nothing for it, until undone."""
    manager, other = register.manager, register.other
    kept, gone = await register.created(other), await register.created(manager, company(1))
    await goods(register, gone, manager)
    deal = await register.core.deals.open(manager, gone, cause())
    merge = await register.core.merging.merge(register.head, kept, gone, cause())
    assert {row[0] for rows in (await holders(register, kept)).values() for row in rows} == {
        other.id
    }
    async with register.units.read() as unit:
        assert (await unit.deals.get(deal)).person_id == other.id
    await register.core.merging.undo(register.head, merge, cause())
    assert {row[0] for rows in (await holders(register, gone)).values() for row in rows} == {
        manager.id
    }
    async with register.units.read() as unit:
        assert (await unit.deals.get(deal)).person_id == manager.id


async def test_goods_that_changed_hands_name_nobody_to_an_old_button(register):
    """Who extended it before is not who made the button old."""
    client = await register.created()
    await goods(register, client, register.manager)
    async with register.units._database.write() as connection:
        values = {"changed_by": register.manager.id, "changed_at": register.office.clock.now()}
        await connection.execute(reservations.update().values(values))
    await register.core.handover.give(client, register.other.id)
    async with register.units._database.read() as connection:
        (row,) = await connection.execute(reservations.select())
    assert (row.changed_by, row.changed_at, row.version) == (None, None, 2)


async def test_a_hundred_clients_change_hands_in_few_statements(register, monkeypatch):
    """On SQLite everybody who writes waits for the end of it: one look a client, no more."""
    many, now = 100, register.office.clock.now()
    async with register.units.begin() as unit:
        numbers, lanes = [await unit.take_ids(name, many) for name in ("clients", "lanes")]
        await unit.clients.add([Client(n, f"Клиент {n}") for n in numbers], now)
        pairs = zip(lanes, numbers, strict=True)
        owned = [Lane(lane, n, register.manager.id, 1) for lane, n in pairs]
        await unit.clients.add_lanes(owned, now)
    said, execute = [], AsyncConnection.execute

    async def counted(self, statement, *more, **named):
        said.append(str(statement).split()[0])
        return await execute(self, statement, *more, **named)

    monkeypatch.setattr(AsyncConnection, "execute", counted)
    every = register.core.handover.reassign_all
    assert await every(register.head, register.manager.id, register.other.id, cause()) == many
    assert len(said) < 2 * many
    assert await register.office.owner_of(numbers[0]) == register.other.id
