from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from core.stock.intake import OPERATOR
from core.stock.ports import StockLine
from otdel.commands.office import AsJson, Now, Refused, act, opened, put, put_one, told, whole_cause

app = typer.Typer(no_args_is_help=True, help="What lies where, and what of it is free.")


@app.command("show")
def show(as_json: AsJson = False, now: Now = None) -> None:
    """Balances; a reservation whose time is over counts as free, swept or not (A4)."""

    async def work() -> list[dict[str, Any]]:
        async with opened(now) as core, core.units.read() as unit:
            return [_line(line) for line in await unit.stock.lines(None, core.clock.now())]

    put(act(work), as_json=as_json)


@app.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx")], as_json: AsJson = False
) -> None:
    """Takes in the first sheet, all or nothing; creates what is missing, asks nothing.

    Header: product, warehouse, quantity, unit, purchase_price, currency.
    """
    content = _content(file)

    async def work() -> dict[str, Any]:
        async with opened() as core:
            rows = await core.intake.read(OPERATOR, content)
            found = await core.intake.preview(OPERATOR, rows)
            if found.errors:
                raise Refused(_problems(found.errors))
            return await core.intake.apply(OPERATOR, rows, cause=whole_cause())

    done = act(work)
    if as_json:
        put_one(done)
    else:
        typer.echo(", ".join(f"{name}: {value}" for name, value in done.items()))


PROBLEMS = 10
"""Rows with errors that are told at once."""


def _problems(errors: Sequence[tuple[int, str, Mapping[str, Any]]]) -> str:
    lines = [f"row {number}: {told(code, fields)}" for number, code, fields in errors[:PROBLEMS]]
    more = len(errors) - len(lines)
    return " | ".join([*lines, f"and {more} more"] if more else lines)


def _content(file: Path) -> bytes:
    """No more of a file than tells that it is too big."""
    from reports.spreadsheet import LARGEST_FILE  # noqa: PLC0415 - other commands do without

    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}") from None


def _line(line: StockLine) -> dict[str, Any]:
    balance = line.balance
    return {
        "product": line.product,
        "warehouse": line.warehouse,
        "on_hand_g": balance.on_hand,
        "reserved_g": balance.reserved - line.due,
        "free_g": balance.free + line.due,
    }
