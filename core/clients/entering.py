"""How a client comes into the register: entered, made of a lead, or let in for a retailer."""

from dataclasses import asdict
from functools import partial
from typing import Any

from core.approvals.model import APPROVED, CLIENT_EDIT, Approval
from core.clients import facts as fields
from core.clients import identifiers
from core.clients.errors import DuplicateClient
from core.clients.events import ClientConverted, ClientCreated
from core.clients.model import OWNERS, PENDING, Client, Contact, NewClient
from core.clients.ports import Unit
from core.clients.room import (
    Room,
    claim_phone,
    duplicate,
    locked,
    open_lane,
    opened,
    put,
    stale,
    take_phone,
)
from core.errors import InvalidInput
from core.ids import ClientId, ContactId
from core.once import once, once_whole
from core.phones import e164
from core.policy.actors import acting, looking, staying
from core.policy.permissions import require
from core.staff.model import Person, Role, compartment_of

CHECKING = {"id": None, "state": "checking"}
UNTOLD = "*"
"""Nobody's KPP: only a card without one can be meant by it."""


class Entering(Room):
    async def create(self, actor: Person, new: NewClient, cause: str) -> dict[str, Any]:
        """A1: anyone in sales: {"id", "state": "created"}.

        The creator answers for the client where his role may, the status is "pending" (D2).

        A retailer's is always {"id": None, "state": "checking"}, whoever is known already: an
        administrator decides (POLICY viii). Raises InvalidInput, NotAllowed, DuplicateClient.
        """
        facts = fields.of_new(new)
        phone = e164(new.phone, self._firm.region) if new.phone.strip() else None

        async def attempt(unit: Unit) -> dict[str, Any]:
            creator = await staying(unit.people, actor)
            work = partial(self._create, unit, creator, facts, phone, new)
            return await once_whole(unit, cause, self._clock.now(), work)

        return await self._units.run(attempt)

    async def _create(
        self, unit: Unit, actor: Person, facts: dict[str, Any], phone: str | None, new: NewClient
    ) -> dict[str, Any]:
        if actor.role is Role.RETAILER:
            await self._propose(unit, actor, facts, phone, new)
            return CHECKING
        require(actor, "client:create")
        made = await self._enter(unit, actor, facts)
        if made is None:
            raise await self._known(unit, actor, facts)
        await self._first_contact(unit, actor, made, phone, new)
        owner = actor.id if actor.role in OWNERS else None
        await open_lane(unit, made.id, owner, self._clock)
        await self._react(unit, [ClientCreated(made.id, actor.id, owner)])
        return {"id": made.id, "state": "created"}

    async def refuse_known(
        self, actor: Person, inn: str, kpp: str | None, but: ClientId | None = None
    ) -> None:
        """Before a form goes on: whether these numbers are another client's (DOMAIN: INN + KPP).

        `kpp` None: not told yet, so it may still be a branch of a known company. `but`: the lead
        that becomes a company. Raises DuplicateClient, NotAllowed, NotFound.
        """
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            require(actor, "client:create")
            compartment = compartment_of(actor)
            if but is not None:
                found, _ = await opened(unit, actor, but, "client:read")
                compartment = found.compartment
            numbers = {"inn": inn, "kpp": UNTOLD if kpp is None else kpp}
            known = await unit.cards.holder(compartment, numbers, but)
            if known is not None:
                raise await duplicate(unit, actor, known)

    async def _enter(self, unit: Unit, creator: Person, facts: dict[str, Any]) -> Client | None:
        """None when the numbers are another's; the database settles who was first."""
        compartment = compartment_of(creator)
        if await unit.cards.holder(compartment, facts) is not None:
            return None
        number = ClientId((await unit.take_ids("clients", 1))[0])
        row = facts | {"status": PENDING, "compartment": compartment, "created_by": creator.id}
        if not await unit.cards.add_card(number, row, self._clock.now()):
            return None
        return Client(
            number,
            facts["name"],
            facts["kind"],
            facts["inn"],
            compartment=compartment,
        )

    async def _known(self, unit: Unit, actor: Person, facts: dict[str, Any]) -> DuplicateClient:
        holder = await unit.cards.holder(compartment_of(actor), facts)
        if holder is None:
            return DuplicateClient(inn=facts["inn"] or "")
        return await duplicate(unit, actor, holder)

    async def _first_contact(
        self, unit: Unit, actor: Person, client: Client, phone: str | None, new: NewClient
    ) -> None:
        if phone is not None:
            await take_phone(unit, actor, client, phone, self._clock)
        contact = _contact(client.id, phone, new)
        if contact is not None:
            await unit.cards.add_contact(contact, actor.id, self._clock.now())

    async def _propose(
        self, unit: Unit, actor: Person, facts: dict[str, Any], phone: str | None, new: NewClient
    ) -> None:
        """The same steps for a known client and an unknown one: nothing tells them apart."""
        _contact(ClientId(0), phone, new)
        shown = {name: facts[name] for name in ("name", "inn", "kpp", "registration", "region")}
        request = {
            "field": "new",
            "new": asdict(new),
            "facts": {"client": {name: value for name, value in shown.items() if value}},
        }
        await self._file(unit, actor, CLIENT_EDIT, "client", 0, request)

    async def admit(self, unit: Unit, approval: Approval, decider: Person) -> None:
        """An administrator lets a retailer's client in, into the retailer's own compartment.

        A number that is somebody's already stays with whom it is.
        """
        if approval.state != APPROVED:
            return
        await unit.people.hold([approval.person_id])
        asker = await unit.people.get(approval.person_id)
        if asker is None or not asker.placed:
            return
        new = NewClient(**approval.fields["new"])
        made = await self._enter(unit, asker, fields.of_new(new))
        if made is None:
            return
        phone = e164(new.phone, self._firm.region) if new.phone.strip() else None
        if phone is not None:
            await claim_phone(unit, made, phone, self._clock)
        contact = _contact(made.id, phone, new)
        if contact is not None:
            await unit.cards.add_contact(contact, asker.id, self._clock.now())
        await open_lane(unit, made.id, asker.id, self._clock)
        await self._react(unit, [ClientCreated(made.id, decider.id, asker.id)])

    async def convert(
        self, actor: Person, client: ClientId, version: int, new: NewClient, cause: str
    ) -> str:
        """A lead becomes a company: "converted". Its status is "pending" again (D2).

        Raises InvalidInput ("not-a-lead"), NotAllowed, DuplicateClient, Stale.
        """
        facts = fields.of_new(new)
        identifiers.fitting(facts)
        async with self._units.begin() as unit:
            actor = await acting(unit.people, actor)
            work = partial(self._convert, unit, actor, client, version, facts)
            return await once(unit, cause, self._clock.now(), work)

    async def _convert(
        self, unit: Unit, actor: Person, client: ClientId, version: int, facts: dict[str, Any]
    ) -> str:
        found, _ = await locked(unit, actor, client, "client:read")
        require(actor, "client:create")
        if found.kind != "lead":
            raise InvalidInput("not-a-lead")
        if found.version != version:
            raise await stale(unit, actor, client)
        holder = await unit.cards.holder(found.compartment, facts, client)
        if holder is not None:
            raise await duplicate(unit, actor, holder)
        before = (await unit.cards.facts([client]))[client]
        set_now = {k: v for k, v in facts.items() if v} | {"status": PENDING}
        await put(unit, actor, client, before, set_now)
        changed = {
            name: (fields.plain(before[name]), fields.plain(value))
            for name, value in set_now.items()
            if before[name] != value
        }
        await self.record(unit, actor, client, changed)
        await self._react(unit, [ClientConverted(client, actor.id)])
        return "converted"


def _contact(client: ClientId, phone: str | None, new: NewClient) -> Contact | None:
    """The person named beside a new client; without a name the company's own stands for it."""
    email = fields.email(new.email)
    typed = fields.CONTACT["name"](new.contact_name) if new.contact_name.strip() else ""
    if not (typed or phone or email):
        return None
    position = fields.CONTACT["position"](new.position)
    named = typed or fields.name(new.name)[: fields.CONTACT_NAME]
    return Contact(ContactId(0), client, named, position, phone, email)
