from typing import Annotated, Any

import typer

from core.ids import OutboxId
from core.messaging.model import OutboxRow, State
from core.messaging.queries import DEAD, revive
from otdel.commands.office import AsJson, Refused, act, opened, put

app = typer.Typer(no_args_is_help=True, help="Messages on their way out, and dead letters.")
LISTED = 1000
WAYS = {
    "dead": DEAD,
    "queued": (State.QUEUED, State.WAITING),
    "held": (State.HELD,),
    "unknown": (State.UNKNOWN, State.SENDING),
}
ALL = (*DEAD, State.QUEUED, State.WAITING, State.HELD, State.UNKNOWN, State.SENDING)


@app.command("list")
def listing(
    state: Annotated[str | None, typer.Option(help=", ".join(WAYS))] = None,
    as_json: AsJson = False,
) -> None:
    """Everything that has not arrived; no texts."""
    if state is not None and state not in WAYS:
        raise Refused(f"--state: one of {', '.join(WAYS)}")

    async def work() -> list[dict[str, Any]]:
        async with opened() as core, core.units.read() as unit:
            rows = await unit.outbox.listing(WAYS[state] if state else ALL, LISTED)
            return [_row(row) for row in rows]

    put(act(work), as_json=as_json)


@app.command("retry")
def retry(
    row: Annotated[int | None, typer.Argument(metavar="ID")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every dead letter.")] = False,
) -> None:
    """Dead letters back into the queue; the gate judges them again."""
    if (row is None) == (not every):
        raise Refused("name an ID or --all")

    async def work() -> int:
        async with opened() as core, core.units.begin() as unit:
            rows = await unit.outbox.listing(DEAD, 100_000)
            chosen = [r for r in rows if every or r.id == OutboxId(row or 0)]
            for one in chosen:
                await revive(unit, one)
            return len(chosen)

    count = act(work)
    if not count and not every:
        raise Refused(f"no dead letter {row}")
    typer.echo(f"queued again: {count}")


def _row(row: OutboxRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state.value,
        "channel": row.channel,
        "code": row.code,
        "client": row.client_id,
        "attempts": row.attempts,
        "error": row.error_code,
        "possible_repeat": row.possible_repeat,
        "created_at": row.created_at.isoformat() if row.created_at else None,
    }
