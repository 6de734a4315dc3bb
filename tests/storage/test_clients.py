from datetime import timedelta

import pytest

from core.clients.model import Address, Identity, Lane
from core.ids import IdentityId, LaneId
from core.messaging.model import Media
from storage.failures import StatementRefused


async def test_clients_and_their_open_lanes_are_read_in_sets(make, units):
    manager = await make.person()
    one = await make.client("Один", manager, inn="7701234567", peculiarities="не звонить")
    two = await make.client("Два")
    async with units.read() as unit:
        found = await unit.clients.by_ids([one.id, two.id, 77])
        lanes = await unit.clients.lanes_of([one.id, two.id])
        by_lane = await unit.clients.lanes(lane.id for lane in lanes.values())
        assert await unit.clients.get(77) is None
    assert found[one.id].inn == "7701234567"
    assert found[one.id].peculiarities == "не звонить"
    assert found[two.id].created_at == make.clock.now()
    assert lanes[one.id].owner_id == manager.id
    assert lanes[two.id].owner_id is None
    assert set(by_lane.values()) == set(lanes.values())


async def test_a_client_has_one_open_lane_and_the_database_keeps_it_so(make, units, clock):
    client = await make.client()
    with pytest.raises(StatementRefused):
        async with units.begin() as unit:
            await unit.clients.add_lanes([Lane(LaneId(900), client.id, None, 2)], clock.now())
    async with units.begin() as unit:
        await unit.clients.lock(client.id)
        old = (await unit.clients.lanes_of([client.id]))[client.id]
        await unit.clients.close_lane(old.id, clock.now())
        await unit.clients.add_lanes([Lane(LaneId(900), client.id, None, 2)], clock.now())
    async with units.read() as unit:
        assert (await unit.clients.lanes_of([client.id]))[client.id].id == 900
        assert (await unit.clients.lanes([old.id]))[old.id].closed_at == clock.now()


async def test_identities_are_found_by_key_and_by_phone_each_once(make, units, clock):
    client = await make.client(phone="+79000000001")
    more = Identity(
        IdentityId(0),
        client.id,
        None,
        "whatsapp",
        Address("twilio", "AC1", "user:5", "+79000000001"),
    )
    async with units.begin() as unit:
        await unit.clients.add_identities([more], clock.now())
        await unit.clients.add_identities([more], clock.now())
    async with units.read() as unit:
        found = await unit.clients.identities_at(
            [("twilio", "AC1", "user:5"), ("twilio", "AC2", "user:5")], ["+79000000001"]
        )
        assert found == await unit.clients.identities_of(client.id)
        assert await unit.clients.identities_at([], []) == []
    assert len(found) == 2


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("РОМАШ", ["ООО Ромашка"]),
        ("ромашка", ["ООО Ромашка"]),
        ("ёлка", ["ЁЛКА 50%"]),
        ("50%", ["ЁЛКА 50%"]),
        ("0_", ["Ком_пания 0_"]),
        ("%", []),
        ("ел", ["ЁЛКА 50%"]),
        ("ка", []),
        ("\\", []),
        ("7701234567", ["ООО Ромашка"]),
        ("77012", ["ООО Ромашка"]),
        ("+7 (916) 123-45-67", ["ЁЛКА 50%"]),
        ("8 916 123 45 67", ["ЁЛКА 50%"]),
        ("4567", ["ЁЛКА 50%"]),
        ("", ["Ком_пания 0_", "ЁЛКА 50%", "ООО Ромашка"]),
        (None, ["Ком_пания 0_", "ЁЛКА 50%", "ООО Ромашка"]),
    ],
)
async def test_a_client_is_found_by_any_part_of_its_name_inn_or_phone(make, units, typed, names):
    await make.client("ООО Ромашка", inn="7701234567")
    await make.client("ЁЛКА 50%", phone="+79161234567")
    await make.client("Ком_пания 0_")
    async with units.read() as unit:
        assert [line.client.name for line in await unit.clients.listing(typed)] == names


async def test_a_listing_names_the_responsible_and_filters_by_owner(make, units):
    manager = await make.person(name="Петров")
    await make.client("Чужой")
    await make.client("Свой", manager)
    async with units.read() as unit:
        everything = await unit.clients.listing()
        (own,) = await unit.clients.listing(owner=manager.id)
        (newest,) = await unit.clients.listing(limit=1)
    assert [(x.client.name, x.responsible_name) for x in everything] == [
        ("Свой", "Петров"),
        ("Чужой", None),
    ]
    assert own == newest


async def test_the_last_word_about_an_address_counts(make, units, clock):
    client = await make.client()
    one, two, three = (Address("twilio", "AC1", f"+7900000000{n}") for n in (1, 2, 3))
    async with units.begin() as unit:
        for address, kind in ((one, "stop"), (two, "stop"), (two, "start"), (three, "start")):
            await unit.clients.consent(client.id, address, kind, "inbox:1", clock.now())
    async with units.read() as unit:
        keys = [(a.provider, a.account, a.external_id) for a in (one, two, three)]
        assert await unit.clients.opted_out(keys) == {keys[0]}
        assert await unit.clients.opted_out([]) == set()


async def test_a_timeline_has_the_promised_shape_and_order(make, units, clock):
    manager = await make.person(name="Петров")
    client = await make.client("ООО Ромашка", manager)
    conversation = await make.conversation(client)
    asked = await make.message(conversation, "почём?", external_id="SM-asked")
    clock.advance(60)
    answer = await make.message(
        conversation,
        "сто",
        direction="out",
        author_id=manager.id,
        reply_to_id=asked.id,
        external_id=None,
    )
    early = await make.message(conversation, "алло", occurred_at=clock.now() - timedelta(hours=1))
    async with units.begin() as unit:
        await unit.messages.add_media(
            [
                Media(0, asked.id, 1, "twilio", "AC1", "u2", "document", name="b.pdf"),
                Media(0, asked.id, 0, "twilio", "AC1", "u1", "image", "image/png", "a.png", 7),
            ]
        )
        await unit.messages.edit(asked.id, "почём тонна?", clock.now())
    async with units.read() as unit:
        rows = await unit.clients.timeline(client.id, 10, 0)
        assert await unit.clients.timeline(client.id, 1, 1) == rows[1:2]
        assert await unit.clients.timeline(999, 10, 0) == []
    assert [row["id"] for row in rows] == [early.id, asked.id, answer.id]
    assert rows[1] == {
        "id": asked.id,
        "at": "2026-11-20T10:00:00+00:00",
        "kind": "message",
        "direction": "in",
        "channel": "whatsapp",
        "external_id": "SM-asked",
        "author": "ООО Ромашка",
        "text": "почём тонна?",
        "media": [
            {"name": "a.png", "type": "image/png", "size": 7, "stored": False},
            {"name": "b.pdf", "type": "document", "size": None, "stored": False},
        ],
        "state": "received",
        "reply_to": None,
        "edited": True,
        "deleted": False,
    }
    assert (rows[2]["author"], rows[2]["reply_to"]) == ("Петров", asked.id)
