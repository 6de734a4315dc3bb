import asyncio
import re

import pytest

from core.messaging.model import State
from core.policy.gate import Question, Side, Verdict
from storage.failures import Conflict
from tests.storage.making import out, raw

_MANAGER = Side("manager", "person", 1)
_CLIENT = Side("client", "client", 2, compartment="staff")


def _verdict(allowed, rule="allowed"):
    question = Question("message", _MANAGER, _CLIENT, code="answer", object_kind="message")
    return Verdict(allowed, rule, question, "send")


async def test_every_verdict_is_kept_with_ids_and_rules(units, clock):
    async with units.begin() as unit:
        await unit.audit.add([_verdict(True), _verdict(False, "not-own")], clock.now())
        await unit.audit.add([], clock.now())
    async with units.read() as unit:
        newest, oldest = await unit.audit.listing(9)
        assert await unit.audit.listing(9, verdict="deny") == [newest]
        assert await unit.audit.listing(9, entry=oldest["id"]) == [oldest]
        assert await unit.audit.listing(1) == [newest]
    assert newest == {
        "id": oldest["id"] + 1,
        "at": "2026-11-20T10:00:00+00:00",
        "stage": "send",
        "verdict": "deny",
        "rule": "not-own",
        "policy_version": "1",
        "verb": "message",
        "code": "answer",
        "author_kind": "person",
        "author_id": 1,
        "author_group": "manager",
        "receiver_kind": "client",
        "receiver_id": 2,
        "receiver_group": "client",
        "object_kind": "message",
        "object_id": None,
        "payload_hash": "",
    }


async def test_a_command_answers_what_it_answered_the_first_time(units, clock):
    async with units.begin() as unit:
        assert await unit.command("inbox:1", 0) is None
        await unit.record_command("inbox:1", 0, {"текст": "готово"}, clock.now())
    async with units.read() as unit:
        assert await unit.command("inbox:1", 0) == {"текст": "готово"}
        assert await unit.command("inbox:1", 1) is None


async def test_a_second_run_of_a_command_is_undone_with_its_effects(make, units, clock):
    async def run():
        async with units.begin() as unit:
            await unit.outbox.add([out()], clock.now())
            await unit.record_command("inbox:1", 0, {}, clock.now())

    results = await asyncio.gather(*(run() for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(result, Conflict) for result in results) == 4
    async with units.read() as unit:
        assert len(await unit.outbox.listing((), 9)) == 1


async def test_two_runs_of_a_command_at_once_are_both_told_the_first_answer(units, clock):
    """Fault 17b: run again whole after the conflict, the second finds what was answered."""
    turns = iter((0.2, 0.0))

    async def work(unit):
        known = await unit.command("inbox:2", 0)
        if known is None:
            await asyncio.sleep(next(turns, 0))
            known = {"answer": "once"}
            await unit.record_command("inbox:2", 0, known, clock.now())
        return known

    answers = await asyncio.gather(*(units.run(work) for _ in range(2)))
    assert answers == [{"answer": "once"}] * 2


async def test_a_thing_has_one_opaque_name_a_person(make, units):
    one, two = await make.person(), await make.person()
    things = [("message", 1), ("client", 1), ("message", 2)]
    async with units.begin() as unit:
        names = await unit.public_ids(one.id, things)
        assert await unit.public_ids(one.id, [*things, ("message", 3)]) == names | {
            ("message", 3): (await unit.public_ids(one.id, [("message", 3)]))["message", 3]
        }
        other = await unit.public_ids(two.id, things)
        assert await unit.public_ids(one.id, []) == {}
    assert all(re.fullmatch("[0-9a-hjkmnp-tv-z]{10}", name) for name in names.values())
    assert not set(names.values()) & set(other.values())
    async with units.read() as unit:
        assert await unit.resolve_public(one.id, names["message", 2]) == ("message", 2)
        assert await unit.resolve_public(two.id, names["message", 2]) is None
        assert await unit.resolve_public(one.id, "0" * 10) is None


async def test_twenty_naming_a_thing_at_once_agree(make, units):
    person = await make.person()

    async def name():
        async with units.begin() as unit:
            return (await unit.public_ids(person.id, [("message", 1)]))["message", 1]

    assert len(set(await asyncio.gather(*(name() for _ in range(20))))) == 1


async def test_a_cursor_moves(units):
    async with units.begin() as unit:
        assert await unit.cursor("telegram:bot1") is None
        await unit.set_cursor("telegram:bot1", "1")
        await unit.set_cursor("telegram:bot1", "2")
    async with units.read() as unit:
        assert await unit.cursor("telegram:bot1") == "2"


async def test_taken_ids_are_nobody_elses(make, units, clock):
    (given,) = await make.outbox(out("a"))
    async with units.begin() as unit:
        taken = list(await unit.take_ids("outbox", 3))
        taken += await unit.take_ids("outbox", 2)
        taken += await unit.outbox.add([out("b")], clock.now())
        assert list(await unit.take_ids("outbox", 0)) == []
        with pytest.raises(ValueError, match="sqlite_master"):
            await unit.take_ids("sqlite_master", 1)
    taken += await make.outbox(out("c"))
    assert taken == sorted(set(taken))
    assert given not in taken


async def test_subscribers_are_told_of_new_work_after_the_commit(make, units, clock):
    told = []

    def fail(_tables):
        raise OSError

    units.subscribe(fail)
    units.subscribe(told.append)
    await make.client()
    assert told == []
    async with units.begin() as unit:
        (number,) = await unit.outbox.add([out()], clock.now())
        await unit.inbox.postpone(1, "late", clock.now())
        assert told == []
    assert told == [frozenset({"outbox:bot1", "inbox"})]
    with pytest.raises(RuntimeError):  # noqa: PT012 - a unit is what fails
        async with units.begin() as unit:
            await unit.outbox.add([out("b")], clock.now())
            raise RuntimeError
    assert len(told) == 1
    async with units.read() as unit:
        assert (await unit.outbox.get(number)).state is State.QUEUED
    assert raw("1")
