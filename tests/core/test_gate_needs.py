"""Conditions that a notice carries with it, asked when it is queued and when it leaves (P18)."""

from dataclasses import replace

import pytest

from core.messaging.model import Party, State
from core.messaging.post import enqueue
from core.messaging.readers import to_person
from core.policy.gate import Question, Side, judge
from core.staff.model import Role
from tests.core.office import PHONE

SYSTEM = Side("system", "system", None)
MANAGER = Side("manager", "person", 1)
CLIENT = Side("client", "client", 2)


def rule(receiver, **facts):
    return judge(Question("message", SYSTEM, receiver, **facts), "send").rule


def test_a_system_s_word_to_a_person_stops_with_its_lane():
    assert rule(MANAGER) == "allowed"
    assert rule(MANAGER, lane_current=False) == "lane-closed"


def test_a_system_s_word_to_the_client_does_not():
    """A confirmed STOP reaches the client, whoever owns him by then."""
    assert rule(CLIENT, lane_current=False) == "allowed"


@pytest.mark.parametrize("receiver", [MANAGER, CLIENT])
def test_without_the_permission_nothing_leaves(receiver):
    assert rule(receiver, permitted=False) == "not-permitted"


def test_to_nobody_nothing_leaves():
    assert rule(SYSTEM) == "system-to-nobody"


@pytest.mark.parametrize(
    ("needs", "allowed"),
    [
        ("approval:decide:discount", True),
        (["approval:decide:discount", "price:read"], True),
        (["approval:decide:discount", "comment:edit:any"], False),
        ("nobody:was:given", False),
        ([], True),
    ],
)
async def test_every_permission_that_a_row_names_is_needed(office, needs, allowed):
    head = await office.person(Role.SALES_HEAD)
    row = to_person(office.core.firm, head, "card", {"text": "да?"}, fields={"needs": needs})
    async with office.units.begin() as unit:
        refused = await enqueue(unit, [row], office.clock.now())
    assert [verdict.rule for _, verdict in refused] == ([] if allowed else ["not-permitted"])
    assert len(await office.rows(code="card")) == allowed


async def test_a_client_holds_no_permission(office):
    message = await office.writes(phone=PHONE)
    person = await office.person()
    row = replace(
        to_person(office.core.firm, person, "card", {"text": "да?"}, fields={"needs": "day:keep"}),
        receiver=Party("client", message.client_id),
        receiver_epoch=None,
    )
    async with office.units.begin() as unit:
        ((_, verdict),) = await enqueue(unit, [row], office.clock.now())
    assert verdict.rule == "not-permitted"


async def test_another_place_taken_meanwhile_stops_it_when_it_leaves(office):
    await office.person(Role.LAWYER)
    head = await office.person(Role.SALES_HEAD)
    row = to_person(
        office.core.firm, head, "card", {"text": "да?"}, fields={"needs": "price:set"},
        receiver_epoch=None,
    )  # fmt: skip
    async with office.units.begin() as unit:
        await enqueue(unit, [row], office.clock.now())
        assert await unit.people.move(head.id, head.version, Role.LAWYER, "lawyer")
    await office.shown()
    (stopped,) = await office.rows(code="card")
    assert (stopped.state, stopped.error_code) == (State.DENIED, "not-permitted")
