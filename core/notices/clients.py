"""What becomes of a client, told to whoever answers for it; and whose a client is."""

from collections.abc import Mapping, Sequence

from core.clients.events import StatusChanged
from core.clients.model import Lane
from core.ids import ClientId
from core.messaging import ports as messaging
from core.messaging.events import ClientsTaken
from core.notices import buttons
from core.notices.bell import Bell, Notice, Press
from core.notices.ports import Unit
from core.notices.speech import Speech
from core.policy.fields import view_for
from core.staff.model import Person, compartment_of

NAMED = 5
"""So many clients at most are told by their names."""


class ClientNotices:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    async def status_changed(self, unit: Unit, events: Sequence[StatusChanged]) -> None:
        """D3: somebody above has changed it."""
        names = {status.code: status.name for status in await unit.cards.statuses()}
        notices = []
        for event in events:
            lane = await lane_of(unit, event.client_id)
            owner = await unit.people.get(lane.owner_id) if lane and lane.owner_id else None
            if owner is None or owner.id == event.person_id:
                continue
            by = await unit.people.get(event.person_id)
            say = self._bell.speech(owner)
            text = say(
                "notice-status",
                client=await client_name(unit, owner, event.client_id, lane),
                before=_status(say, names, event.before),
                after=_status(say, names, event.after),
                by=by.name if by is not None else "",
            )
            version = (await unit.clients.by_ids([event.client_id]))[event.client_id].version
            notices.append(
                Notice(
                    owner,
                    "status",
                    f"status:{event.client_id}:{version}",
                    text,
                    [[Press("button-card", buttons.CARD, ("client", int(event.client_id)))]],
                    lane=lane,
                )
            )
        await self._bell.ring(unit, notices)

    async def taken(self, unit: Unit, events: Sequence[ClientsTaken]) -> None:
        """Whoever answered until now learns who does: what A5 shows of another's client.

        Across the wall, to who has left and to who did it himself nothing is told.
        """
        people = await unit.people.by_ids({p for e in events for p in (e.former, e.heir)})
        notices = []
        for event in events:
            former, heir = people[event.former], people[event.heir]
            own_doing = event.by == former.id
            if not own_doing and compartment_of(former) == compartment_of(heir):
                notices.append(await self._taken(unit, event.lanes, former, heir))
        await self._bell.ring(unit, notices)

    async def _taken(
        self, unit: Unit, lanes: Sequence[Lane], former: Person, heir: Person
    ) -> Notice:
        say, card = self._bell.speech(former), list[list[Press]]()
        few = lanes if len(lanes) <= NAMED else ()
        names = [f"• {await client_name(unit, former, e.client_id, e)}" for e in few]
        if len(lanes) == 1:
            thing = ("client", int(lanes[0].client_id))
            card = [[Press("button-card", buttons.CARD, thing)]]
        head = say("notice-taken", count=len(lanes))
        text = "\n".join([head, *names, say("notice-taken-by", name=heir.name)])
        return Notice(former, "taken", f"taken:{lanes[0].id}", text, card, needs=("client:find",))


def _status(say: Speech, names: Mapping[str, str], code: str) -> str:
    """What an administrator has named shows that name; what came with the firm has a text."""
    name = names.get(code, code)
    return say.either(f"status-{code}", name) if name == code else name


async def lane_of(unit: messaging.Unit, client: ClientId) -> Lane | None:
    return (await unit.clients.lanes_of([client])).get(client)


async def client_name(
    unit: messaging.Unit, reader: Person, client: ClientId, lane: Lane | None
) -> str:
    """As far as the reader may know it: a logistician gets a dash (A8)."""
    found = await unit.clients.get(client)
    name = found.name if found is not None else ""
    return str(view_for(reader, "client", lane, {"name": name}).get("name") or "—")


def owned(reader: Person, lane: Lane | None) -> Lane | None:
    """What is told to the owner of a client is for the owner only (A5)."""
    return lane if lane is not None and lane.owner_id == reader.id else None
