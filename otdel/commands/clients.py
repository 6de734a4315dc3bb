from collections.abc import Sequence
from typing import Annotated, Any

import typer

from core.clients.model import Identity
from core.clients.ports import ClientLine
from core.ids import ClientId, PersonId
from core.messaging.ports import Unit
from otdel.commands.office import AsJson, Refused, act, opened, put, put_one

app = typer.Typer(no_args_is_help=True, help="Clients and leads.")
TIMELINE = 1000


@app.command("list")
def listing(
    text: Annotated[str | None, typer.Argument(help="Part of a name, INN or phone.")] = None,
    as_json: AsJson = False,
) -> None:
    """Clients and leads, newest first."""

    async def work() -> list[dict[str, Any]]:
        async with opened() as core, core.units.read() as unit:
            return [
                await _line(unit, line) for line in await unit.clients.listing(text, limit=100_000)
            ]

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
        raise Refused(f"no client {client}")
    if as_json:
        put_one(found)
        return
    timeline = found.pop("timeline")
    put([{"field": key, "value": value} for key, value in found.items()], as_json=False)
    columns = ("at", "direction", "channel", "author", "text", "state")
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


async def _line(unit: Unit, line: ClientLine) -> dict[str, Any]:
    return {
        "id": line.client.id,
        "name": line.client.name,
        "status": line.client.status,
        "responsible": _responsible(line),
        "identities": _identities(await unit.clients.identities_of(line.client.id)),
    }


async def _whole(unit: Unit, client: ClientId, limit: int) -> dict[str, Any] | None:
    found = await unit.clients.get(client)
    if found is None:
        return None
    lane = (await unit.clients.lanes_of([client])).get(client)
    owner = await unit.people.get(lane.owner_id) if lane and lane.owner_id else None
    return {
        "id": found.id,
        "name": found.name,
        "inn": found.inn,
        "status": found.status,
        "responsible": {"id": owner.id, "name": owner.name} if owner else None,
        "contract": found.contract,
        "peculiarities": found.peculiarities,
        "identities": _identities(await unit.clients.identities_of(client)),
        "segments": {},
        "timeline": [dict(row) for row in await unit.clients.timeline(client, limit, 0)],
    }


def _responsible(line: ClientLine) -> dict[str, Any] | None:
    if line.responsible_id is None:
        return None
    return {"id": line.responsible_id, "name": line.responsible_name}


def _identities(identities: Sequence[Identity]) -> list[dict[str, Any]]:
    return [
        {
            "channel": identity.channel,
            "address": identity.address.external_id,
            "phone": identity.address.phone,
            "external_id": None if identity.address.phone else identity.address.external_id,
        }
        for identity in identities
    ]
