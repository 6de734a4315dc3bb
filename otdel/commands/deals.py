from typing import Annotated, Any

import typer

from core.ids import DealId
from otdel.commands.office import AsJson, Refused, act, opened, put, put_one, told

app = typer.Typer(no_args_is_help=True, help="Deals and orders.")


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """Deals with their lines, newest first; quantities in grams, money in roubles."""

    async def work() -> list[dict[str, Any]]:
        async with opened() as core:
            return await core.deal_queries.listing()

    put(act(work), as_json=as_json)


@app.command("show")
def show(deal: Annotated[int, typer.Argument(metavar="ID")], as_json: AsJson = False) -> None:
    """One deal: its lines, what has left, what was paid, which papers were made."""

    async def work() -> dict[str, Any] | None:
        async with opened() as core:
            return await core.deal_queries.whole(DealId(deal))

    found = act(work)
    if found is None:
        raise Refused(told("no-deal", {"id": deal}))
    if as_json:
        put_one(found)
    else:
        put([found], as_json=False)
