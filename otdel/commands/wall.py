from collections.abc import Mapping
from typing import Annotated, Any

import typer

from core.policy.wording import in_words
from locales import FluentTexts
from otdel.commands.office import AsJson, Refused, act, opened, put, put_one, settings

app = typer.Typer(no_args_is_help=True, help="The policy gate's own record.")


@app.command("log")
def log(
    limit: Annotated[int, typer.Option()] = 200,
    denied: Annotated[bool, typer.Option("--denied", help="Only refusals.")] = False,
    as_json: AsJson = False,
) -> None:
    """Every verdict, newest first: ids and rules, never texts."""

    async def work() -> list[dict[str, Any]]:
        async with opened() as core, core.units.read() as unit:
            rows = await unit.audit.listing(limit, "deny" if denied else None)
            return [dict(row) if as_json else _line(row) for row in rows]

    put(act(work), as_json=as_json)


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    """As much of an entry as a terminal has room for; `why ID` tells the rest."""
    return {
        "id": row["id"],
        "at": str(row["at"])[:19].replace("T", " "),
        "verdict": f"{row['verdict']} at {row['stage']}",
        "rule": row["rule"],
        "from": _side(row, "author"),
        "to": _side(row, "receiver"),
        "what": f"{row['verb']} ({row['code']})",
    }


def _side(row: Mapping[str, Any], name: str) -> str:
    return f"{row[f'{name}_group']} {row[f'{name}_id'] or ''}".strip()


def why(entry: Annotated[int, typer.Argument(metavar="ID")], as_json: AsJson = False) -> None:
    """Why was this stopped, or let through: one entry of the log, explained (C7)."""

    async def work() -> list[dict[str, Any]]:
        async with opened() as core, core.units.read() as unit:
            return [dict(row) for row in await unit.audit.listing(1, entry=entry)]

    found = act(work)
    if not found:
        raise Refused(f"no entry {entry} in the log")
    row = found[0]
    if as_json:
        put_one(row)
        return
    who, whom = _side(row, "author"), _side(row, "receiver")
    typer.echo(f"{row['at']}  {row['verdict'].upper()} at {row['stage']}: {row['rule']}")
    typer.echo(f"{who} → {whom}: {row['verb']} ({row['code']}), policy {row['policy_version']}")
    typer.echo(in_words(FluentTexts(), settings().company_locale, row["rule"]))
