from datetime import datetime
from typing import Annotated, Any

import typer

from core import amounts
from core.ids import ClientId
from core.staff.model import Person
from core.stock.ports import ReservationLine
from otdel.bootstrap import Core
from otdel.commands.office import (
    AsJson,
    Now,
    Refused,
    act,
    in_the_name_of,
    opened,
    put,
    put_one,
    told,
    whole_cause,
)

app = typer.Typer(no_args_is_help=True, help="Goods held for clients.")
LISTED = 100_000


@app.command("list")
def listing(as_json: AsJson = False, now: Now = None) -> None:
    """Whatever their state, newest first; the state is that of the clock (A4)."""

    async def work() -> list[dict[str, Any]]:
        async with opened(now) as core, core.units.read() as unit:
            moment = core.clock.now()
            return [_row(line, moment) for line in await unit.reservations.history(LISTED)]

    put(act(work), as_json=as_json)


@app.command("place")
def place(
    product: Annotated[str, typer.Option(help="Name of the product.")],
    warehouse: Annotated[str, typer.Option(help="Name of the warehouse.")],
    quantity: Annotated[str, typer.Option(help="2.5t, 2500 kg, or packs of the product.")],
    client: Annotated[int, typer.Option(help="Id of the client.")],
    actor: Annotated[int, typer.Option("--as", metavar="USER_ID", help="Who reserves.")],
    as_json: AsJson = False,
    now: Now = None,
) -> None:
    """Reserves with the rights of that person."""

    async def work() -> dict[str, Any]:
        async with (
            opened(now) as core,
            in_the_name_of(core, actor, "reservation:place") as person,
        ):
            if person is None:
                raise Refused("nobody to reserve for")
            return await _placed(core, person, product, warehouse, quantity, client)

    made = act(work)
    if as_json:
        put_one(made)
    else:
        typer.echo(f"reservation {made['id']} until {made['lapses_at']}")


async def _placed(
    core: Core, person: Person, product: str, warehouse: str, typed: str, client: int
) -> dict[str, Any]:
    async with core.units.read() as unit:
        goods = (await unit.products.by_names([product])).get(product)
        place = (await unit.products.warehouses_by_names([warehouse])).get(warehouse)
    if goods is None:
        raise Refused(told("no-product", {"name": product}))
    if place is None:
        raise Refused(told("no-warehouse", {"name": warehouse}))
    grams = amounts.quantity(typed, goods.packs)
    made = await core.booking.place(
        person, goods.id, place.id, grams, ClientId(client), cause=whole_cause()
    )
    return {"id": made["id"], "lapses_at": made["lapses_at"].isoformat()}


def _row(line: ReservationLine, now: datetime) -> dict[str, Any]:
    held = line.reservation
    return {
        "id": held.id,
        "product": line.product,
        "warehouse": line.warehouse,
        "quantity_g": held.grams or held.placed,
        "client": {"id": held.client_id, "name": line.client},
        "manager": {"id": held.person_id, "name": line.person},
        "placed_at": held.placed_at.isoformat(),
        "lapses_at": None if held.lapses_at is None else held.lapses_at.isoformat(),
        "state": held.state_at(now).value,
    }
