"""A new lead, told to its manager by e-mail as well; in the chat its own words tell it (E12)."""

from collections.abc import Sequence

from core.clients.model import Lane
from core.messaging.events import LaneOpened, MessageReceived
from core.notices.bell import Bell, Notice
from core.notices.clients import client_name
from core.notices.ports import Unit


class LeadLetters:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    async def came(self, unit: Unit, events: Sequence[MessageReceived]) -> None:
        """Given by rotation to somebody at once."""
        if self._bell.by_mail:
            await self._write(unit, [(e.lane, e.message.channel) for e in events if e.new_lead])

    async def given(self, unit: Unit, events: Sequence[LaneOpened]) -> None:
        """Nobody's until now; whoever inherits a colleague's clients is not flooded."""
        if self._bell.by_mail:
            fresh = [event.lane for event in events if event.previous_owner is None]
            await self._write(unit, [(lane, "") for lane in fresh])

    async def _write(self, unit: Unit, leads: Sequence[tuple[Lane, str]]) -> None:
        owners = await unit.people.by_ids(
            {lane.owner_id for lane, _ in leads if lane.owner_id is not None}
        )
        letters = []
        for lane, channel in leads:
            owner = owners.get(lane.owner_id) if lane.owner_id is not None else None
            if owner is None:
                continue
            say = self._bell.speech(owner)
            name = await client_name(unit, owner, lane.client_id, lane)
            head = say("notice-lead", name=name)
            how = say("notice-lead-by", channel=say(f"channel-{channel}")) if channel else ""
            text = "\n".join(filter(None, (head, how, say("notice-lead-how"))))
            letters.append(Notice(owner, "lead", f"lead:{lane.id}", text, lane=lane))
        await self._bell.write(unit, letters)
