"""What must not be said any more is not said: moved, expired, stopped by the gate (P10, B8)."""

import pytest

from core.messaging.model import State as Sent
from core.news.model import WORKING, Audience, Kind, State
from core.staff.model import Role
from tests.core.newsroom import Newsroom, cause, utc, wall


@pytest.fixture
async def room(office):
    return await Newsroom(office).opened()


async def change(room, number, **more):
    version = (await room.one(number)).version
    draft = room.draft(**more)
    return await room.core.publishing.change(room.director, number, version, draft, cause=cause())


async def product(room):
    return await room.core.catalog.add_product(room.director, "ПВХ", cause=cause())


def moved_after_the_look(room, name, number, **more):
    """The director's change falls between what the schedule has seen and what it does."""
    job = next(one for one in room.core.jobs if one.name == name)
    look = job.due

    async def due(unit, since, until):
        found = await look(unit, since, until)
        if found and (await room.one(number)).version == 1:
            await change(room, number, **more)
        return found

    job.due = due


# -- a repeated one begins with the time that was promised -----------------------------------------


async def test_a_repeated_one_whose_hour_has_passed_today_begins_when_it_was_promised(room):
    """MUST-FAIL: at noon "10:00 of each working day" is not said at once."""
    await room.tick("2026-11-23T09:00")
    made = await room.publish(send_at=wall("2026-11-23 10:00"), repeat=WORKING)
    assert made["at"] == "2026-11-24T07:00:00+00:00"
    for moment in ("2026-11-23T09:01", "2026-11-23T14:00", "2026-11-24T06:59"):
        await room.tick(moment)
    assert await room.told() == []
    assert await room.told("news-missed") == []
    await room.tick("2026-11-24T07:00")
    assert len(await room.told()) == 4


async def test_a_repeated_one_moved_to_a_passed_hour_comes_with_the_next_day(room):
    number = (await room.publish(send_at=wall("2026-11-23 14:00"), repeat=WORKING))["news"]
    await room.tick("2026-11-23T09:00")
    told = await change(room, number, send_at=wall("2026-11-23 10:00"), repeat=WORKING)
    assert told["at"] == "2026-11-24T07:00:00+00:00"
    await room.tick("2026-11-23T11:00")
    assert await room.told() == []
    await room.tick("2026-11-24T07:00")
    assert len(await room.told()) == 4


async def test_an_hour_of_a_week_end_begins_on_the_working_day_after_it(room):
    made = await room.publish(send_at=wall("2026-11-21 10:00"), repeat=WORKING)
    assert (await room.one(made["news"])).send_at == wall("2026-11-23 10:00")


# -- moved between the look and the fire ---------------------------------------------------------


async def test_what_is_moved_while_it_comes_due_waits_for_its_new_hour(room):
    """MUST-FAIL."""
    number = (await room.publish(send_at=wall("2026-11-23 10:00")))["news"]
    moved_after_the_look(room, "announcement", number, send_at=wall("2026-11-23 14:00"))
    await room.tick("2026-11-23T07:00:01")
    assert await room.told() == []
    await room.tick("2026-11-23T11:00")
    assert len(await room.told()) == 4


async def test_what_is_moved_while_it_is_found_missed_is_not_left_out(room):
    number = (await room.publish(send_at=wall("2026-11-23 10:00")))["news"]
    more = {"send_at": wall("2026-11-24 10:00")}
    moved_after_the_look(room, "announcement-missed", number, **more)
    await room.tick("2026-11-23T14:00")
    assert await room.told("news-missed") == []
    assert (await room.one(number)).state is State.SCHEDULED
    await room.tick("2026-11-24T07:00")
    assert len(await room.told()) == 4


# -- its term, or the term of its rule, has ended -------------------------------------------------


async def test_what_has_expired_while_the_program_was_down_is_not_sent(room):
    """MUST-FAIL."""
    number = (
        await room.publish(send_at=wall("2026-11-23 10:00"), expires_at=utc("2026-11-23T08:00"))
    )["news"]
    await room.tick("2026-11-23T09:30")
    assert await room.told() == []
    assert (await room.one(number)).state is State.SKIPPED
    [told] = await room.told("news-missed")
    assert told.receiver.id == room.director.id
    assert "истёк" in told.payload["text"]


async def test_a_rule_that_has_ended_meanwhile_is_neither_told_nor_a_price(room):
    rule = room.rule(await product(room), until="2026-11-23T08:00")
    number = (await room.publish(send_at=wall("2026-11-23 10:00"), rule=rule))["news"]
    await room.tick("2026-11-23T09:30")
    assert await room.told() == []
    one = await room.one(number)
    assert (one.state, one.price_id) == (State.SKIPPED, None)
    assert len(await room.told("news-missed")) == 1


async def test_nobody_is_reminded_of_a_rule_that_has_ended_and_it_is_in_the_archive(room):
    """MUST-FAIL: it has no term of its own."""
    rule = room.rule(await product(room), until="2026-11-24T15:00")
    number = (await room.publish(rule=rule))["news"]
    assert (await room.card())[1] == ["Кто нет?", "Напомнить"]
    assert len(await room.core.news.page(room.manager)) == 1
    await room.tick("2026-11-24T15:00")
    version, before = (await room.one(number)).version, len(await room.told())
    assert await room.core.news.remind(room.director, number, version, cause=cause()) == 0
    assert len(await room.told()) == before
    assert (await room.card())[1] == ["Кто нет?"]
    assert (await room.read(room.manager, number))["said"] == "expired"
    for person in (room.manager, room.director):
        assert await room.core.news.page(person) == []
        (told,) = await room.core.news.page(person, archive=True)
        assert (told["id"], told["expired"]) == (number, True)


async def test_a_repeated_one_ends_with_its_rule(room):
    """MUST-FAIL: nobody is told of a price that is no rule any more."""
    rule = room.rule(await product(room), until="2026-11-24T15:00")
    more = {"send_at": wall("2026-11-23 10:00"), "repeat": WORKING, "rule": rule}
    number = (await room.publish(**more))["news"]
    for day, runs in ((23, 1), (24, 2), (25, 2), (26, 2)):
        await room.tick(f"2026-11-{day}T07:00")
        assert len(await room.told()) == 4 * runs
    assert (await room.one(number)).state is State.SENT
    assert await room.told("news-missed") == []


async def test_a_repeated_one_whose_last_time_was_slept_through_is_over(room):
    """It does not stand among what is scheduled for ever."""
    more = {"send_at": wall("2026-11-23 10:00"), "repeat": WORKING}
    number = (await room.publish(expires_at=utc("2026-11-24T15:00"), **more))["news"]
    await room.tick("2026-11-23T07:00")
    await room.tick("2026-11-24T16:00")
    assert len(await room.told()) == 4
    assert await room.core.news.scheduled(room.director) == []
    assert (await room.one(number)).state is State.SKIPPED
    assert len(await room.told("news-missed")) == 1


async def test_a_missed_day_before_the_last_one_does_not_end_it(room):
    more = {"send_at": wall("2026-11-23 10:00"), "repeat": WORKING}
    number = (await room.publish(expires_at=utc("2026-11-24T20:00"), **more))["news"]
    await room.tick("2026-11-23T06:00")
    await room.tick("2026-11-24T09:00")
    assert len(await room.told()) == 4
    assert (await room.one(number)).state is State.SENT


@pytest.mark.parametrize(
    ("expires", "away", "state"),
    [
        (None, "2026-11-23T12:59", Sent.SENT),
        (None, "2026-11-23T13:00", Sent.CANCELLED),
        ("2026-11-23T09:00", "2026-11-23T08:59", Sent.SENT),
        ("2026-11-23T09:00", "2026-11-23T09:00", Sent.CANCELLED),
    ],
)
async def test_what_the_messenger_takes_when_it_is_over_does_not_leave(room, expires, away, state):
    """MUST-FAIL: "today only" does not come tomorrow."""
    ends = utc(expires) if expires else None
    await room.publish(send_at=wall("2026-11-23 10:00"), expires_at=ends)
    await room.tick("2026-11-23T07:00")
    await room.tick(away)
    await room.office.shown()
    reason = "too-late" if state is Sent.CANCELLED else None
    assert [(row.state, row.error_code) for row in await room.told()] == [(state, reason)] * 4
    assert "Прочитали 0 из 4" in (await room.card())[0]


async def test_a_reminder_of_what_is_over_by_then_does_not_leave(room):
    number = (await room.publish(expires_at=utc("2026-11-20T12:00")))["news"]
    await room.office.shown()
    version = (await room.one(number)).version
    assert await room.core.news.remind(room.director, number, version, cause=cause()) == 4
    await room.tick("2026-11-20T12:00")
    await room.office.shown()
    reminders = [row for row in await room.told() if "reminder" in row.dedupe_key]
    assert [(row.state, row.error_code) for row in reminders] == [(Sent.CANCELLED, "too-late")] * 4


# -- nobody was told -----------------------------------------------------------------------------


async def forbid(room):
    """The group of the director may not broadcast to managers any more."""
    async with room.office.units.begin() as unit:
        group = await unit.groups.get("director", lock=True)
        rules = {"manager": {"broadcast": "D"}}
        await unit.groups.save(type(group)(group.name, group.role, rules, group.version))


async def test_a_rule_that_nobody_was_told_of_does_not_come_into_force(room):
    """MUST-FAIL: the gate stopped every copy."""
    rule = room.rule(await product(room))
    audience = Audience(Kind.ROLE, ("manager",))
    more = {"send_at": wall("2026-11-23 10:00"), "audience": audience, "rule": rule}
    number = (await room.publish(**more))["news"]
    await forbid(room)
    await room.tick("2026-11-23T07:00")
    assert await room.told() == []
    one = await room.one(number)
    assert (one.state, one.price_id, one.last_sent_at) == (State.SKIPPED, None, None)
    assert (await room.core.prices.current(room.manager, rule.product_id))["rules"] == []
    [told] = await room.told("news-missed")
    assert told.receiver.id == room.director.id
    assert "никому" in told.payload["text"]
    assert len(await room.office.audit("deny")) == 2


async def test_a_repeated_one_that_nobody_was_told_of_is_tried_again(room):
    """Who is left out today may be back tomorrow."""
    audience = Audience(Kind.ROLE, ("lawyer",))
    lawyer = await room.office.person(Role.LAWYER, "Лев")
    more = {"send_at": wall("2026-11-23 10:00"), "repeat": WORKING, "audience": audience}
    number = (await room.publish(**more))["news"]
    async with room.office.units.begin() as unit:
        await unit.people.dismiss(lawyer.id, room.clock.now())
    await room.tick("2026-11-23T07:00")
    assert (await room.one(number)).state is State.SCHEDULED
    assert len(await room.told("news-missed")) == 1
    other = await room.office.person(Role.LAWYER, "Лада")
    await room.tick("2026-11-24T07:00")
    assert [row.receiver.id for row in await room.told()] == [other.id]
