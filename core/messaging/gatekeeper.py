"""Asks the policy for rows: gathers the facts of one transaction, for many rows at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from core.clients.model import Lane
from core.emails import MAILER
from core.ids import ClientId, PersonId
from core.messaging.model import OutboxRow, Party
from core.messaging.ports import Unit
from core.policy.gate import Question, Side, Verdict, judge
from core.policy.permissions import may
from core.staff.model import Person, compartment_of

LEAVES_BY = "leaves-by"
"""In the fields of a row: the moment (ISO) from which on it would mislead."""


class Facts:
    """People and lanes that a set of rows speaks of, read in the deciding transaction."""

    def __init__(self, people: dict[PersonId, Person], opened: dict[ClientId, Lane]) -> None:
        self._people = people
        self._open = opened

    @classmethod
    async def of(cls, unit: Unit, rows: Iterable[OutboxRow]) -> "Facts":
        rows = list(rows)
        clients = {r.client_id for r in rows if r.client_id is not None}
        opened = await unit.clients.lanes_of(clients | {c for r in rows for c, _ in _named(r)})
        ids = {PersonId(p.id or 0) for r in rows for p in (r.author, r.receiver) if _person(p)}
        ids |= {lane.owner_id for lane in opened.values() if lane.owner_id is not None}
        return cls(await unit.people.by_ids(ids), opened)

    def question(self, row: OutboxRow, now: datetime) -> Question:
        lane = self._open.get(row.client_id) if row.client_id is not None else None
        person = self._person_of(row)
        return Question(
            verb=row.verb,
            author=self._side(row.author, lane),
            receiver=self._side(row.receiver, lane),
            own=lane is not None and person is not None and lane.owner_id == person.id,
            unassigned=lane is not None and lane.owner_id is None,
            lane_current=self._lanes_current(row, lane),
            epoch_current=row.receiver_epoch is None or self._epoch(row) == row.receiver_epoch,
            address_current=self._address_current(row),
            permitted=self._permitted(row),
            service=row.fields.get("service") is True,
            timely=_timely(row, now),
            label=tuple(row.fields.get("label", ())),
            code=row.code,
            object_kind="outbox" if row.id else "message",
            object_id=row.id or row.message_id,
            payload_hash=row.payload_hash,
        )

    def _lanes_current(self, row: OutboxRow, lane: Lane | None) -> bool:
        """Of a message that names several clients each is still in the lane it was told in."""
        if row.lane_id is not None and (lane is None or lane.id != row.lane_id):
            return False
        return all(c in self._open and self._open[c].id == n for c, n in _named(row))

    def _epoch(self, row: OutboxRow) -> int | None:
        person = self._people.get(PersonId(row.receiver.id or 0))
        return person.epoch if person else None

    def _address_current(self, row: OutboxRow) -> bool:
        """A mailbox that was taken away, or changed, gets nothing that was queued for it (P18)."""
        if row.provider != MAILER:
            return True
        person = self._people.get(PersonId(row.receiver.id or 0))
        return person is not None and person.email == row.chat

    def _permitted(self, row: OutboxRow) -> bool:
        """A card for those who may decide is for those who may when it leaves (P18).

        "needs" names one permission or several, all of which are needed.
        """
        needs = row.fields.get("needs", ())
        if not needs:
            return True
        person = self._people.get(PersonId(row.receiver.id or 0))
        if row.receiver.kind != "person" or person is None:
            return False
        return all(may(person, one) for one in ([needs] if isinstance(needs, str) else needs))

    def _person_of(self, row: OutboxRow) -> Person | None:
        party = row.receiver if row.receiver.kind == "person" else row.author
        return self._people.get(PersonId(party.id or 0)) if party.kind == "person" else None

    def _side(self, party: Party, lane: Lane | None) -> Side:
        if party.kind == "person":
            person = self._people.get(PersonId(party.id or 0))
            if person is None:
                return Side("unknown", "person", party.id, placed=False)
            compartment = compartment_of(person)
            return Side(
                person.role,
                "person",
                party.id,
                person.placed,
                compartment,
                person.group,
                person.rules,
            )
        owner = self._people.get(lane.owner_id) if lane and lane.owner_id else None
        return Side(party.kind, party.kind, party.id, compartment=compartment_of(owner))


def _named(row: OutboxRow) -> list[tuple[ClientId, int]]:
    """(client, lane) of each that the text names besides the row's own."""
    return [(ClientId(client), lane) for client, lane in row.fields.get("lanes", ())]


def _person(party: Party) -> bool:
    return party.kind == "person" and party.id is not None


def _timely(row: OutboxRow, now: datetime) -> bool:
    """What is stale leaves no more, however long the messenger was away (P10)."""
    until = row.fields.get(LEAVES_BY)
    return until is None or now < datetime.fromisoformat(until)


async def verdicts(
    unit: Unit, rows: Sequence[OutboxRow], stage: str, now: datetime
) -> list[Verdict]:
    """One verdict a row, in order."""
    facts = await Facts.of(unit, rows)
    return [judge(facts.question(row, now), stage) for row in rows]
