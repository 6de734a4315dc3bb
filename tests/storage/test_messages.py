import asyncio
import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from core.messaging.model import RANK, Endpoint, Link, Media, State, Thread


async def test_conversations_are_found_by_endpoint_id_and_client(make, units):
    client = await make.client()
    one = await make.conversation(client, "+1")
    two = await make.conversation(client, "+2", "sms")
    async with units.read() as unit:
        known = await unit.messages.conversations_at(
            [one.endpoint, two.endpoint, Endpoint("sms", "AC1", "+3")]
        )
        assert known == {one.endpoint: one, two.endpoint: two}
        assert await unit.messages.conversations([one.id]) == {one.id: one}
        assert await unit.messages.conversations_of(client.id) == [one, two]
        assert await unit.messages.conversations_at([]) == {}


async def test_the_last_inbound_time_never_goes_back(make, units, clock):
    conversation = await make.conversation(await make.client())
    for at in (clock.now(), clock.now() - timedelta(hours=1)):
        async with units.begin() as unit:
            await unit.messages.heard({conversation.id: at})
    async with units.read() as unit:
        known = await unit.messages.conversations([conversation.id])
    assert known[conversation.id].last_inbound_at == clock.now()


async def test_recent_conversations_count_what_is_unanswered(make, units, clock):
    manager = await make.person()
    own = await make.client("Свой", manager)
    first = await make.conversation(own, "+1")
    second = await make.conversation(own, "+2")
    await make.conversation(own, "+3")
    stranger = await make.conversation(await make.client("Ничей"), "+4")
    await make.message(second)
    await make.message(second, direction="out", state=State.DELIVERED)
    await make.message(stranger)
    for _ in range(2):
        clock.advance(60)
        last = await make.message(first)
    async with units.read() as unit:
        lines = await unit.messages.recent_conversations(manager.id, 10)
        (unassigned,) = await unit.messages.recent_conversations(None, 10)
        (newest,) = await unit.messages.recent_conversations(manager.id, 1)
        unanswered = await unit.messages.unanswered(own.id, 1)
    assert [(x.conversation.id, x.unanswered) for x in lines] == [(first.id, 2), (second.id, 0)]
    assert newest.last_at == clock.now()
    assert newest.client_name == "Свой"
    assert unassigned.conversation.id == stranger.id
    assert unanswered == [last]


async def test_unanswered_messages_are_those_since_our_last_one_oldest_first(make, units):
    conversation = await make.conversation(await make.client())
    await make.message(conversation)
    await make.message(conversation, direction="out", state=State.SENT)
    after = [await make.message(conversation, f"m{n}") for n in range(3)]
    for state in (State.QUEUED, State.HELD, State.CANCELLED, State.DENIED, State.FAILED):
        await make.message(conversation, direction="out", state=state)
    async with units.read() as unit:
        assert await unit.messages.unanswered(conversation.client_id, 9) == after
        assert await unit.messages.unanswered(conversation.client_id, 2) == after[1:]


async def test_a_message_comes_back_as_it_went_in(make, units):
    conversation = await make.conversation(await make.client())
    parts = ({"kind": "location", "latitude": 55.75, "title": "Склад «Юг» 🏭"},)
    message = await make.message(
        conversation, "💬 привет\n", parts=parts, scope="s", external_id="SM1", category="utility"
    )
    async with units.read() as unit:
        assert await unit.messages.get(message.id) == message
        key = ("twilio", "AC1", "s", "SM1")
        assert await unit.messages.by_external([key, ("x", "", "", "")]) == {key: message}
        assert await unit.messages.by_ids([message.id, 99]) == {message.id: message}
        assert await unit.messages.by_external([]) == {}


async def test_an_edit_keeps_the_earlier_text(make, units, clock, database):
    message = await make.message(await make.conversation(await make.client()), "раз")
    async with units.begin() as unit:
        await unit.messages.edit(message.id, "два", clock.now())
    async with units.read() as unit:
        edited = await unit.messages.get(message.id)
    async with database.read() as connection:
        rows = await connection.exec_driver_sql("SELECT message_id, text FROM message_versions")
        assert [tuple(row) for row in rows] == [(message.id, "раз")]
    assert (edited.text, edited.edited_at, edited.version) == ("два", clock.now(), 2)


_RECEIPTS = (State.SENT, State.DELIVERED, State.READ, State.FAILED)


async def test_receipts_in_any_order_end_in_the_highest_state(make, units):
    conversation = await make.conversation(await make.client())
    for order in itertools.permutations(_RECEIPTS):
        message = await make.message(conversation, direction="out")
        highest = -1
        for state in order:
            async with units.begin() as unit:
                raised = await unit.messages.raise_state(message.id, state, "63016")
            assert raised == (RANK[state] > highest)
            highest = max(highest, RANK[state])
        async with units.read() as unit:
            assert (await unit.messages.get(message.id)).state is State.READ


async def test_receipts_at_once_end_in_the_highest_state(make, units):
    message = await make.message(await make.conversation(await make.client()), direction="out")

    async def receive(state):
        async with units.begin() as unit:
            return await unit.messages.raise_state(message.id, state)

    await asyncio.gather(*(receive(state) for state in _RECEIPTS * 5))
    async with units.read() as unit:
        assert (await unit.messages.get(message.id)).state is State.READ


@pytest.mark.parametrize(
    ("standing", "told", "ends"),
    [
        (State.RECEIVED, State.SENT, State.RECEIVED),
        (State.CANCELLED, State.SENDING, State.CANCELLED),
        (State.CANCELLED, State.DELIVERED, State.DELIVERED),
        (State.DENIED, State.UNKNOWN, State.DENIED),
        (State.HELD, State.SENDING, State.SENDING),
        (State.SENT, State.UNKNOWN, State.SENT),
        (State.FAILED, State.DELIVERED, State.FAILED),
    ],
)
async def test_a_state_moves_only_up(make, units, standing, told, ends):
    conversation = await make.conversation(await make.client())
    message = await make.message(conversation, direction="out", state=standing)
    async with units.begin() as unit:
        assert await unit.messages.raise_state(message.id, told) == (standing is not ends)
    async with units.read() as unit:
        assert (await unit.messages.get(message.id)).state is ends


async def test_a_price_is_kept_whichever_receipt_brings_it(make, units):
    conversation = await make.conversation(await make.client())
    message = await make.message(
        conversation, direction="out", state=State.READ, category="marketing"
    )
    async with units.begin() as unit:
        assert not await unit.messages.raise_state(message.id, State.SENT, price=("-0.0070", "USD"))
    async with units.read() as unit:
        assert await unit.messages.last_price("whatsapp", "marketing") == ("-0.0070", "USD")
        assert await unit.messages.last_price("whatsapp", "utility") is None


async def test_a_state_outside_the_lattice_is_put(make, units):
    conversation = await make.conversation(await make.client())
    message = await make.message(conversation, direction="out", external_id=None)
    async with units.begin() as unit:
        await unit.messages.raise_state(message.id, State.FAILED, "63016")
        await unit.messages.put_state(message.id, State.QUEUED)
        await unit.messages.mark_external(message.id, "twilio", "AC1", "", "SM9")
    async with units.read() as unit:
        again = await unit.messages.get(message.id)
    assert (again.state, again.error_code, again.external_id) == (State.QUEUED, None, "SM9")


async def test_media_are_due_until_they_are_stored(make, units, clock):
    message = await make.message(await make.conversation(await make.client()))
    files = [
        Media(0, message.id, n, "twilio", "AC1", f"u{n}", "image", due_at=due)
        for n, due in enumerate((None, clock.now(), clock.now() + timedelta(seconds=9)))
    ]
    async with units.begin() as unit:
        await unit.messages.add_media(files)
        due = await unit.messages.due_media(clock.now(), 10)
        (fetched,) = (m for m in due if m.source == "u1")
        await unit.messages.save_media(
            replace(fetched, state="stored", blob="a" * 64, size=5, content_type="image/png")
        )
    async with units.read() as unit:
        assert {m.source for m in due} == {"u0", "u1"}
        an_hour_ago = clock.now() - timedelta(hours=1)  # fault 28
        assert {m.source for m in await unit.messages.due_media(an_hour_ago, 10)} == {"u0", "u2"}
        assert len(await unit.messages.due_media(clock.now(), 10)) == 1
        stored = await unit.messages.media(fetched.id)
        assert (stored.state, stored.blob, stored.size) == ("stored", "a" * 64, 5)
        assert [m.position for m in (await unit.messages.media_of([message.id]))[message.id]] == [
            0,
            1,
            2,
        ]
        assert await unit.messages.media(99) is None


async def test_a_known_link_is_left_as_it_stands(make, units):
    message = await make.message(await make.conversation(await make.client()))
    link = Link("telegram", "bot1", "7", "100", "shown", message.conversation_id, message.id)
    other = replace(link, kind="typed", thread="5")
    second = replace(link, external_id="101")
    async with units.begin() as unit:
        await unit.messages.add_links([link, other])
        await unit.messages.add_links([other, second])
    async with units.read() as unit:
        assert await unit.messages.link("telegram", "bot1", "7", "100") == link
        assert await unit.messages.link("telegram", "bot1", "8", "100") is None
        assert await unit.messages.links_of(message.id, "shown") == [link, second]
        assert await unit.messages.links_of(message.id, "typed") == []


async def test_a_topic_is_saved_closed_and_given_again(make, units):
    person, client = await make.person(), await make.client()
    thread = Thread(person.id, client.id, "bot1", "7", "55")
    async with units.begin() as unit:
        await unit.messages.save_thread(thread)
        assert await unit.messages.thread_of(person.id, client.id, "bot1") == thread
        await unit.messages.save_thread(replace(thread, closed=True))
    async with units.read() as unit:
        assert await unit.messages.thread_of(person.id, client.id, "bot1") is None
        assert (await unit.messages.thread_at("bot1", "7", "55")).closed
        assert await unit.messages.thread_at("bot1", "7", "56") is None
