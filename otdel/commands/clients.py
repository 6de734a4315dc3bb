from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.clients.facts import plain
from core.clients.model import Identity
from core.clients.ports import ClientLine
from core.clients.viewing import addresses
from core.ids import ClientId, PersonId
from core.staff.model import Person
from otdel.commands.office import AsJson, Refused, act, opened, put, put_one, told

app = typer.Typer(no_args_is_help=True, help="Clients and leads.")
if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnit

TIMELINE = 1000
COMPANY = (
    "kind", "kpp", "ogrn", "country", "registration", "region", "address", "delivery_address",
    "unloading_contact", "unloading_hours", "deferral_days", "deferral_limit",
    "prepayment_percent", "competitor", "contract_number", "contract_date", "contract_file",
    "original_at", "merged_into_id", "created_at", "version",
)  # fmt: skip
"""Fields of a card beside those that INTERFACE names."""


@app.command("list")
def listing(
    text: Annotated[str | None, typer.Argument(help="Part of a name, INN or phone.")] = None,
    as_json: AsJson = False,
) -> None:
    """Clients and leads, newest first."""

    async def work() -> list[dict[str, Any]]:
        async with opened() as core, core.units.read() as unit:
            found = await unit.clients.listing(text, limit=100_000)
            known = await unit.clients.identities_of_all([line.client.id for line in found])
            return [_line(line, known.get(line.client.id, [])) for line in found]

    put(act(work), as_json=as_json)


@app.command("show")
def show(
    client: Annotated[int, typer.Argument(metavar="ID")],
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(help="Newest entries of the timeline.")] = TIMELINE,
) -> None:
    """One client: fields, identities, timeline."""

    async def work() -> dict[str, Any] | None:
        async with opened() as core, core.units.read() as unit:
            return await _whole(unit, ClientId(client), limit)

    found = act(work)
    if found is None:
        raise Refused(told("client-unknown", {"id": client}))
    if as_json:
        put_one(found)
        return
    timeline = found.pop("timeline")
    put([{"field": key, "value": value} for key, value in found.items()], as_json=False)
    columns = ("at", "kind", "direction", "channel", "author", "text", "state")
    put([{key: row[key] for key in columns} for row in timeline], as_json=False)


@app.command("give")
def give(
    client: Annotated[int, typer.Argument(metavar="ID")],
    to: Annotated[int, typer.Option(help="Id of the new responsible.")],
) -> None:
    """Names the responsible: the old lane closes, what is under way in it is stopped."""

    async def work() -> None:
        async with opened() as core:
            await core.handover.give(ClientId(client), PersonId(to))

    act(work)
    typer.echo(f"client {client} → {to}")


def _line(line: ClientLine, identities: Sequence[Identity]) -> dict[str, Any]:
    return {
        "id": line.client.id,
        "name": line.client.name,
        "status": line.client.status,
        "responsible": _responsible(line),
        "identities": addresses(identities),
    }


async def _whole(unit: "SqlUnit", client: ClientId, limit: int) -> dict[str, Any] | None:
    facts = (await unit.cards.facts([client])).get(client)
    if facts is None:
        return None
    lane = (await unit.clients.lanes_of([client])).get(client)
    owner = await unit.people.get(lane.owner_id) if lane and lane.owner_id else None
    return {
        "id": client,
        **{name: facts[name] for name in ("name", "inn", "status")},
        "responsible": {"id": owner.id, "name": owner.name} if owner else None,
        **{name: facts[name] for name in ("contract", "peculiarities")},
        "identities": addresses(await unit.clients.identities_of(client)),
        "segments": _segments(facts, await unit.cards.materials_of([client]), owner),
        "timeline": [dict(row) for row in await unit.cards.history(client, limit, 0)],
        "company": {name: plain(facts[name]) for name in COMPANY},
        "contacts": [asdict(contact) for contact in await unit.cards.contacts_of(client)],
    }


def _segments(
    facts: Mapping[str, Any], materials: Mapping[ClientId, Sequence[str]], owner: Person | None
) -> dict[str, Any]:
    """A13: by what the client can be found."""
    return {
        "materials": list(materials.get(facts["id"], ())),
        "region": facts["region"],
        "deferral": bool(facts["deferral_days"]),
        "prepayment": bool(facts["prepayment_percent"]),
        "competitor": facts["competitor"],
        "manager": owner.name if owner else None,
        "status": facts["status"],
    }


def _responsible(line: ClientLine) -> dict[str, Any] | None:
    if line.responsible_id is None:
        return None
    return {"id": line.responsible_id, "name": line.responsible_name}
