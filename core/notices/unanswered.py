"""A client who waits for an answer, told to whoever answers and then to the superior (E11)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from core.clients.model import Lane
from core.messaging import consent
from core.messaging.ports import Waiting
from core.messaging.readers import Readers
from core.notices import buttons
from core.notices.bell import Bell, Notice, Press, Rows
from core.notices.clients import client_name, lane_of
from core.notices.ports import Unit
from core.policy.permissions import may_with_client
from core.staff.model import Person, Role


class UnansweredNotices:
    """`waited`: the working time since he wrote, as it is when it is told."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    async def remind(
        self, unit: Unit, one: Waiting, waited: timedelta, late: timedelta | None
    ) -> bool:
        """To the owner, or to the secretaries while nobody owns the client. False: to nobody."""
        lane = await _waited(unit, one)
        if lane is None:
            return False
        answering = await _answering(unit, lane)
        notices = [
            Notice(
                reader,
                "unanswered",
                f"unanswered:{one.message_id}",
                await self._text(unit, reader, one, lane, waited, late),
                _open(one, reader, lane),
                lane=lane,
            )
            for reader in answering
            if may_with_client(reader, "conversation:answer", lane)
        ]
        return await self._bell.ring(unit, notices)

    async def escalate(
        self, unit: Unit, one: Waiting, waited: timedelta, late: timedelta | None
    ) -> bool:
        """Who has not answered, whom, how long; the client as far as the superior may see."""
        lane = await _waited(unit, one)
        if lane is None:
            return False
        answering = await _answering(unit, lane)
        notices = [
            await self._escalated(unit, reader, one, lane, answering, waited, late)
            for reader in await self._superiors(unit, answering)
        ]
        return await self._bell.ring(unit, notices)

    async def _superiors(self, unit: Unit, answering: Sequence[Person]) -> Sequence[Person]:
        """The superior of whoever answers; else the heads of sales, else the directors.

        Whom nothing reaches is passed over, or nobody would hear of it.
        """
        numbers = {one.superior_id for one in answering if one.superior_id is not None}
        own = {one.id for one in answering}

        def heard(people: Iterable[Person]) -> Sequence[Person]:
            return [one for one in people if one.id not in own and self._bell.reaches(one)]

        found = heard((await unit.people.by_ids(numbers)).values())
        for role in (Role.SALES_HEAD, Role.DIRECTOR):
            found = found or heard(await unit.people.of_roles(role))
        return found

    async def _escalated(
        self,
        unit: Unit,
        reader: Person,
        one: Waiting,
        lane: Lane,
        answering: Sequence[Person],
        waited: timedelta,
        late: timedelta | None,
    ) -> Notice:
        say = self._bell.speech(reader)
        text = await self._text(unit, reader, one, lane, waited, late)
        who = ", ".join(person.name for person in answering) or "—"
        seen = may_with_client(reader, "conversation:read", lane)
        return Notice(
            reader,
            "unanswered-long",
            f"unanswered-long:{one.message_id}",
            f"{text}\n{say('notice-unanswered-who', name=who)}",
            _open(one, reader, lane) if seen else (),
            lanes=(lane,),
        )

    async def _text(
        self,
        unit: Unit,
        reader: Person,
        one: Waiting,
        lane: Lane,
        waited: timedelta,
        late: timedelta | None,
    ) -> str:
        say = self._bell.speech(reader)
        name = await client_name(unit, reader, one.client_id, lane)
        lines = [
            say("notice-unanswered", client=name),
            say(
                "notice-unanswered-since",
                at=say.moment(one.at),
                lasting=say.hours(waited),
            ),
            *say.late(late),
        ]
        return "\n".join(lines)


async def _waited(unit: Unit, one: Waiting) -> Lane | None:
    """The lane in which the client waits; None for one who has said STOP, or is a retailer's."""
    lane = await lane_of(unit, one.client_id)
    if lane is None or await consent.stopped(unit, one.client_id, one.channel):
        return None
    owner = await unit.people.get(lane.owner_id) if lane.owner_id is not None else None
    return None if owner is not None and owner.role is Role.RETAILER else lane


async def _answering(unit: Unit, lane: Lane) -> Sequence[Person]:
    return (await Readers.load(unit, [lane])).of(lane)


def _open(one: Waiting, reader: Person, lane: Lane) -> Rows:
    """Not every message wants an answer: whoever may give one may say so."""
    rows = [
        [
            Press("button-reply", buttons.REPLY, ("conversation", int(one.conversation_id))),
            Press("button-card", buttons.CARD, ("client", int(one.client_id))),
        ]
    ]
    if may_with_client(reader, "conversation:answer", lane):
        rows.append([Press("button-settle", buttons.SETTLE, ("message", int(one.newest_id)))])
    return rows
