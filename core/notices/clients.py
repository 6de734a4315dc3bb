"""What becomes of a client, told to whoever answers for it; and whose a client is."""

from collections.abc import Mapping, Sequence

from core.clients.events import StatusChanged
from core.clients.model import Lane
from core.ids import ClientId
from core.messaging import ports as messaging
from core.notices import buttons
from core.notices.bell import Bell, Notice, Press
from core.notices.ports import Unit
from core.notices.speech import Speech
from core.policy.fields import view_for
from core.staff.model import Person


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
