"""What every use case of the register begins with: the card, its lane, and who may touch it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from core.approvals.model import CLIENT_EDIT, Approval, holder
from core.clients.errors import DuplicateClient
from core.clients.events import ChangeRequested, ClientChanged
from core.clients.facts import plain
from core.clients.model import GLOBAL, Address, Change, Client, Identity, Lane
from core.clients.ports import File, Unit, Units
from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.firm import Firm
from core.ids import ApprovalId, ClientId, IdentityId, LaneId, PersonId
from core.policy.fields import visible
from core.policy.permissions import may, may_with_client
from core.ports import Clock, React
from core.staff.model import ADMINISTRATORS, STAFF, Person, Role, compartment_of


class Room:
    """`file` puts a request before those who decide (core/approvals)."""

    def __init__(self, units: Units, clock: Clock, firm: Firm, react: React, file: File) -> None:
        self._units = units
        self._clock = clock
        self._firm = firm
        self._react = react
        self._file = file

    async def record(
        self,
        unit: Unit,
        actor: Person,
        client: ClientId,
        changed: dict[str, tuple[Any, Any]],
        approval: ApprovalId | None = None,
    ) -> None:
        """Field → (before, after), fit for JSON; the record is only ever appended to."""
        changes = [
            Change(client, field, before, after, actor.id, approval)
            for field, (before, after) in changed.items()
        ]
        await unit.cards.changed(changes, self._clock.now())

    async def apply(
        self,
        unit: Unit,
        actor: Person,
        client: ClientId,
        before: Mapping[str, Any],
        changed: Mapping[str, Any],
        approval: Approval | None = None,
    ) -> None:
        """Written, remembered with who and by which decision, and told."""
        await put(unit, actor, client, before, changed)
        rows = {k: (plain(before[k]), plain(v)) for k, v in changed.items()}
        await self.record(unit, actor, client, rows, approval.id if approval else None)
        await self._react(unit, [ClientChanged(client, actor.id, tuple(changed))])

    async def request(
        self, unit: Unit, actor: Person, client: Client, fields: dict[str, Any]
    ) -> None:
        """A1: an administrator decides; `fields` has field, before, after and the facts."""
        made = await self._file(
            unit,
            actor,
            CLIENT_EDIT,
            "client",
            client.id,
            {"client_id": client.id} | fields,
        )
        event = ChangeRequested(client.id, actor.id, made.id, fields["field"])
        await self._react(unit, [event])


async def standing(unit: Unit, actor: Person, client: ClientId) -> tuple[Client, Lane]:
    """The card, or the one that it was merged into. Raises NotFound."""
    found = await unit.clients.get(client)
    while found is not None and found.merged_into_id is not None:
        found = await unit.clients.get(found.merged_into_id)
    lane = (await unit.clients.lanes_of([found.id])).get(found.id) if found is not None else None
    if found is None or lane is None:
        raise unknown(actor, client)
    return found, lane


async def opened(
    unit: Unit, actor: Person, client: ClientId, resource_action: str
) -> tuple[Client, Lane]:
    """To look at. Raises NotFound, NotAllowed (A5)."""
    found, lane = await standing(unit, actor, client)
    demand(actor, resource_action, lane)
    return found, lane


async def tab(unit: Unit, actor: Person, client: ClientId, field: str) -> tuple[Client, Lane]:
    """One field of the card in a list of its own: closed to whomever the card does not show it.

    Raises NotFound, NotAllowed (fields.csv).
    """
    found, lane = await opened(unit, actor, client, "client:read")
    if field not in visible(actor, "client", lane):
        raise NotAllowed(permission="client:read")
    return found, lane


async def locked(
    unit: Unit,
    actor: Person,
    client: ClientId,
    resource_action: str,
    version: int | None = None,
) -> tuple[Client, Lane]:
    """To change, held until the end of the transaction.

    Raises NotFound, NotAllowed, Stale (`version` is not the card's any more, or merged away).
    """
    await unit.clients.lock(client)
    found = await unit.clients.get(client)
    if found is None:
        raise unknown(actor, client)
    if found.merged_into_id is not None:
        raise Stale
    lane = (await unit.clients.lanes_of([client]))[client]
    demand(actor, resource_action, lane)
    if version is not None and version != found.version:
        raise await stale(unit, actor, client)
    return found, lane


async def put(
    unit: Unit,
    actor: Person,
    client: ClientId,
    before: Mapping[str, Any],
    changed: Mapping[str, Any],
) -> None:
    """Raises DuplicateClient, with whose the number is now, when a race for it was lost."""
    try:
        await unit.cards.set_facts(client, changed)
    except DuplicateClient as lost:
        first = await unit.cards.holder(before["compartment"], {**before, **changed}, client)
        raise (lost if first is None else await duplicate(unit, actor, first)) from None


def demand(actor: Person, resource_action: str, lane: Lane) -> None:
    """Raises NotAllowed, to a retailer NotFound: forbidden and absent look alike (POLICY I11)."""
    if not may_with_client(actor, resource_action, lane):
        raise NotFound if actor.role is Role.RETAILER else NotAllowed(permission=resource_action)


def unknown(actor: Person, client: ClientId) -> NotFound:
    if actor.role is Role.RETAILER:
        return NotFound()
    return NotFound("client-unknown", id=client)


async def stale(unit: Unit, actor: Person, client: ClientId) -> Stale:
    """Who changed the card last, and when; across the wall nobody is named."""
    last = await unit.cards.last_change(client)
    return Stale() if last is None else await stale_since(unit, actor, *last)


async def stale_since(unit: Unit, actor: Person, person: PersonId | None, at: datetime) -> Stale:
    """`person` was quicker; named only on the actor's side of the wall."""
    names = await names_for(unit, actor, [person])
    by = names.get(person) if person is not None else None
    return Stale() if by is None else Stale(by=by, at=at.isoformat())


async def names_for(
    unit: Unit, actor: Person, people: Iterable[PersonId | None]
) -> dict[PersonId, str]:
    """Of those whom the actor may know: a retailer knows himself, staff knows no retailer."""
    found = await unit.people.by_ids({person for person in people if person is not None})
    return {
        person.id: person.name
        for person in found.values()
        if actor.role in ADMINISTRATORS or compartment_of(person) == compartment_of(actor)
    }


def named(actor: Person, owner: Person | None) -> str | None:
    """The responsible's name; a retailer's is for administrators only (POLICY i)."""
    if owner is None or (owner.role is Role.RETAILER and not unwalled(actor, owner)):
        return None
    return owner.name


def unwalled(actor: Person, owner: Person) -> bool:
    return actor.role in ADMINISTRATORS or actor.id == owner.id


def side_of(actor: Person) -> PersonId | str | None:
    """Whose words on a card the actor sees (POLICY xii).

    None: everybody's, for administrators. "staff": those of staff. A person's id: the own ones
    of that retailer.
    """
    if actor.role in ADMINISTRATORS:
        return None
    return actor.id if actor.role is Role.RETAILER else STAFF


async def owner_of(unit: Unit, lane: Lane) -> Person | None:
    return await unit.people.get(lane.owner_id) if lane.owner_id is not None else None


async def held_by(unit: Unit, actor: Person, lane: Lane) -> dict[str, Any]:
    """A fact of a request: who answers for the client."""
    owner = await owner_of(unit, lane)
    return holder(None if owner is None else named(actor, owner) or "")


async def duplicate(unit: Unit, actor: Person, client: ClientId) -> DuplicateClient:
    """A5: name, INN and responsible of a known client; which one, to whoever may merge it."""
    found, lane = await standing(unit, actor, client)
    name = named(actor, await owner_of(unit, lane))
    merges = may(actor, "client:merge") and may_with_client(actor, "client:read", lane)
    return DuplicateClient(
        name=found.name,
        inn=found.inn or "",
        responsible=name or "",
        assigned=lane.owner_id is not None,
        client=found.id if merges else None,
    )


async def claim_phone(unit: Unit, client: Client, phone: str, clock: Clock) -> Identity | None:
    """The number becomes an address of the client, so that a message from it is the client's.

    None, or whose it is already: nobody's number is taken away.
    """
    known = await _at_phone(unit, client, phone)
    if known is not None:
        return known
    address = Address("phone", GLOBAL, phone, phone)
    identity = Identity(IdentityId(0), client.id, None, "phone", address)
    await unit.clients.add_identities([identity], clock.now())
    return await _at_phone(unit, client, phone)


async def take_phone(unit: Unit, actor: Person, client: Client, phone: str, clock: Clock) -> None:
    """Raises DuplicateClient for another client's number, InvalidInput for a colleague's.

    A number of somebody in another compartment, a client or a retailer himself, stays where it
    is and nothing is told of it (POLICY viii, R6).
    """
    known = await claim_phone(unit, client, phone, clock)
    if known is None:
        return
    if known.client_id is None:
        holder_of_it = await unit.people.get(known.person_id) if known.person_id else None
        if compartment_of(holder_of_it) == client.compartment:
            raise InvalidInput("phone-taken")
        return
    holder = await unit.clients.get(known.client_id)
    if holder is None or holder.compartment == client.compartment:
        raise await duplicate(unit, actor, known.client_id)


async def _at_phone(unit: Unit, client: Client, phone: str) -> Identity | None:
    """Whoever else has it: another client, or somebody with a place."""
    found = await unit.clients.identities_at([("phone", GLOBAL, phone)], [phone])
    people = await unit.people.by_ids({i.person_id for i in found if i.person_id is not None})
    for identity in found:
        if identity.client_id not in {None, client.id}:
            return identity
        person = people.get(identity.person_id) if identity.person_id is not None else None
        if person is not None and person.dismissed_at is None and identity.client_id is None:
            return identity
    return None


async def open_lane(
    unit: Unit, client: ClientId, owner: PersonId | None, clock: Clock, epoch: int = 1
) -> Lane:
    number = LaneId((await unit.take_ids("lanes", 1))[0])
    lane = Lane(number, client, owner, epoch)
    await unit.clients.add_lanes([lane], clock.now())
    return lane


def administers(actor: Person) -> bool:
    """A1: the two who change what is locked."""
    return may(actor, "client:edit-locked")
