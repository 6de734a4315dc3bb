"""What each person sees of a client: every answer is cut to the viewer's rights (A5)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.clients.finding import PHONES, guessed, phones_of
from core.clients.model import PAGE, Client, Identity, Lane
from core.clients.ports import Unit
from core.clients.room import Room, demand, named, names_for, side_of, standing, tab, unwalled
from core.errors import InvalidInput, NotAllowed, NotFound
from core.ids import ClientId, PersonId
from core.policy.actors import looking
from core.policy.fields import view_for, visible
from core.policy.permissions import may, may_with_client, require
from core.staff.model import Person, Role

FOUND = 16
LEGAL = "client:read:legal"
LATEST = 3
"""Comments on the card itself; the rest stand in their own list."""


class Viewing(Room):
    async def search(
        self, actor: Person, text: str | None, limit: int = FOUND, *, own: bool = False
    ) -> list[dict[str, Any]]:
        """By name, INN or phone, newest first. Of another's client: name, INN, responsible.

        `own`: only those whose whole card the actor reads; others take no place among `limit`.
        A part of a phone finds those clients only whose phones the actor may see.
        """
        wanted = (text or "").strip() or None
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            if not may(actor, "client:find"):
                raise (
                    NotFound
                    if actor.role is Role.RETAILER
                    else NotAllowed(permission="client:find")
                )
            owner = actor.id if own and _owners_only(actor) else None
            phones = phones_of(actor, wanted or "")
            listed = await unit.clients.listing(wanted, owner, limit, phones)
            found = [line.client for line in listed]
            lanes = await unit.clients.lanes_of([client.id for client in found])
            told = [
                client.id
                for client in found
                if PHONES in visible(actor, "client", lanes.get(client.id))
                or not guessed(wanted or "", client.name, client.inn)
            ]
            return [one for one in await lines(unit, actor, told) if one["own"] or not own]

    async def card(self, actor: Person, client: ClientId) -> dict[str, Any]:
        """The fields of fields.csv that the actor may see; of another's client the three of A5.

        With them: id, own (the whole card), assigned (somebody answers for it), and of the whole
        card its version. A card that was merged away opens as the one it became. Raises NotFound,
        NotAllowed.
        """
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            found, lane = await standing(unit, actor, client)
            if not (may_with_client(actor, "client:read", lane) or may(actor, "client:find")):
                demand(actor, "client:read", lane)
            (line,) = await lines(unit, actor, [found.id])
            if not line["own"]:
                return line
            return line | view_for(actor, "client", lane, await _more(unit, actor, found))

    async def extent(self, actor: Person, person: PersonId) -> Mapping[str, int]:
        """What goes when everybody of `person` is handed over: clients, open deals, reservations.

        For whoever may give any client away. Raises NotAllowed, InvalidInput.
        """
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            for permission in ("client:give", "client:read:any"):
                require(actor, permission)
            owner = await unit.people.get(person)
            if owner is None or (owner.role is Role.RETAILER and not unwalled(actor, owner)):
                raise InvalidInput("person-unknown", id=person)
            return await unit.cards.extent(person)

    async def contract_file(self, actor: Person, client: ClientId) -> tuple[str, str]:
        """(blob, name) of the stored contract (A9). Raises NotFound, NotAllowed."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            found, lane = await standing(unit, actor, client)
            keeps = may_with_client(actor, "client:contract", lane)
            if not (keeps or may_with_client(actor, "client:read", lane) or may(actor, LEGAL)):
                demand(actor, "client:read", lane)
            facts = (await unit.cards.facts([found.id]))[found.id]
            seen = view_for(actor, "client", lane, facts)
            if not seen.get("contract_file") or not facts["contract_blob"]:
                raise NotFound
            return str(facts["contract_blob"]), str(seen["contract_file"])

    async def changes(self, actor: Person, client: ClientId, page: int = 0) -> list[dict[str, Any]]:
        """The card's past, newest first: field, before, after, person, at."""
        async with self._units.read() as unit:
            actor = await looking(unit.people, actor)
            found, _ = await tab(unit, actor, client, "changes")
            rows = await unit.cards.changes(found.id, PAGE, PAGE * max(page, 0))
            names = await names_for(unit, actor, [row["person_id"] for row in rows])
        shown = ("field", "before", "after", "at")
        return [
            {name: row[name] for name in shown} | {"person": names.get(row["person_id"])}
            for row in rows
        ]


def _owners_only(actor: Person) -> bool:
    return may(actor, "client:read:own") and not may(actor, "client:read:any")


async def lines(unit: Unit, actor: Person, clients: Sequence[ClientId]) -> list[dict[str, Any]]:
    """One view a client, in this order; a handful of statements for all of them."""
    facts = await unit.cards.facts(clients)
    lanes = await unit.clients.lanes_of(clients)
    materials = await unit.cards.materials_of(clients)
    statuses = {status.code: status.name for status in await unit.cards.statuses()}
    owners = await unit.people.by_ids(
        {lane.owner_id for lane in lanes.values() if lane.owner_id is not None}
    )
    found = []
    for client in clients:
        lane = lanes.get(client)
        if client not in facts or lane is None:
            continue
        owner = owners.get(lane.owner_id) if lane.owner_id is not None else None
        values = facts[client] | {
            "responsible": named(actor, owner),
            "materials": materials.get(client, []),
        }
        line = _line(actor, client, lane, values)
        if "status" in line:
            line["status_name"] = statuses.get(line["status"])
        found.append(line)
    return found


def _line(actor: Person, client: ClientId, lane: Lane, values: dict[str, Any]) -> dict[str, Any]:
    seen = view_for(actor, "client", lane, values)
    own = may_with_client(actor, "client:read", lane) or may(actor, LEGAL)
    meta: dict[str, Any] = {"id": client, "own": own, "assigned": lane.owner_id is not None}
    if seen.keys() - THREE:
        meta["version"] = values["version"]
    return seen | meta


THREE = frozenset({"name", "inn", "responsible"})
"""A5: what a manager sees of another's client, and nothing else; the secretary's directory fields
and the lawyer's stand in fields.csv."""


async def _more(unit: Unit, actor: Person, client: Client) -> dict[str, Any]:
    """What the whole card has beside its columns."""
    comments = await unit.cards.comments_of(client.id, side_of(actor), LATEST, 0)
    samples = await unit.cards.samples_of(client.id, side_of(actor))
    return {
        "contacts": [
            {"id": c.id, "name": c.name, "position": c.position, "phone": c.phone, "email": c.email}
            for c in await unit.cards.contacts_of(client.id)
        ],
        "identities": addresses(await unit.clients.identities_of(client.id)),
        "comments": [
            {"id": c.id, "text": c.text, "at": c.at, "author": c.author_name} for c in comments
        ],
        "samples": [
            {"id": s.id, "product": s.product_name, "grams": s.grams, "sent_at": s.sent_at}
            for s in samples
            if s.outcome_at is None
        ],
    }


def addresses(identities: Iterable[Identity]) -> list[dict[str, Any]]:
    """In the shape of INTERFACE."""
    return [
        {
            "channel": identity.channel,
            "address": identity.address.external_id,
            "phone": identity.address.phone,
            "external_id": None if identity.address.phone else identity.address.external_id,
        }
        for identity in identities
    ]
