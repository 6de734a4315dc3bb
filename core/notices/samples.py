"""Whoever answers for a client is told to call about a sample (A12)."""

from datetime import timedelta

from core.clients.model import Sample
from core.notices import buttons
from core.notices.bell import Bell, Notice, Press
from core.notices.clients import client_name, lane_of
from core.notices.ports import Unit
from core.policy.permissions import may
from core.staff.model import Person, compartment_of

WRITES = "sample:write:own"


class SampleNotices:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    async def call(self, unit: Unit, one: Sample, subject: str, late: timedelta | None) -> bool:
        """With the buttons that record what the client said, and open the card.

        False: nobody is told.
        """
        lane = await lane_of(unit, one.client_id)
        owner = await unit.people.get(lane.owner_id) if lane and lane.owner_id else None
        if owner is None or not await _his(unit, owner, one):
            return False
        say = self._bell.speech(owner)
        product = one.product_name
        lines = [
            say("notice-sample-call", client=await client_name(unit, owner, one.client_id, lane)),
            say("notice-sample-about", product=product, grams=say.weight(one.grams)),
            say("notice-sample-sent", at=say.moment(one.sent_at)),
            *say.late(late),
        ]
        rows = [
            [
                Press("button-outcome", buttons.SAMPLE, ("sample", int(one.id)), (one.version,)),
                Press("button-card", buttons.CARD, ("client", int(one.client_id))),
            ]
        ]
        key, text = f"sample-call:{subject}", "\n".join(lines)
        notice = Notice(owner, "sample-call", key, text, rows, (WRITES,), lane)
        return await self._bell.ring(unit, [notice])


async def _his(unit: Unit, owner: Person, one: Sample) -> bool:
    """A sample of the other side of the wall is not his to see to (POLICY xii)."""
    sender = await unit.people.get(one.person_id)
    return may(owner, WRITES) and compartment_of(sender) == compartment_of(owner)
