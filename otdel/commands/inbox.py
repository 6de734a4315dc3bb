from typing import Annotated, Any

import typer

from core.ids import InboxId
from core.messaging.model import InboxItem
from otdel.commands.office import AsJson, Refused, act, opened, put

app = typer.Typer(no_args_is_help=True, help="Incoming items that were set aside.")
LISTED = 1000


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """What no handler could take; no texts."""

    async def work() -> list[dict[str, Any]]:
        async with opened() as core, core.units.read() as unit:
            return [_row(item) for item in await unit.inbox.asides(LISTED)]

    put(act(work), as_json=as_json)


@app.command("retry")
def retry(
    item: Annotated[int | None, typer.Argument(metavar="ID")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every item that was set aside.")] = False,
) -> None:
    """Puts items back, for instance after an update that can handle them."""
    if (item is None) == (not every):
        raise Refused("name an ID or --all")

    async def work() -> int:
        async with opened() as core, core.units.begin() as unit:
            chosen = [InboxId(item)] if item is not None else None
            every_one = [one.id for one in await unit.inbox.asides(100_000)]
            return await unit.inbox.put_back(chosen or every_one)

    count = act(work)
    if not count and not every:
        raise Refused(f"no item {item} was set aside")
    typer.echo(f"put back: {count}")


def _row(item: InboxItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "channel": item.raw.channel,
        "kind": item.raw.kind,
        "attempts": item.attempts,
        "received_at": item.received_at.isoformat(),
    }
