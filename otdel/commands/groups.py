"""Groups of people and their communication rules, as data (C5)."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from core.errors import InvalidInput
from core.ids import PersonId
from core.staff.model import Group
from otdel.commands.office import (
    AsJson,
    AsPerson,
    Refused,
    act,
    in_the_name_of,
    opened,
    put,
    put_one,
    whole_cause,
)

app = typer.Typer(no_args_is_help=True, help="Places of people, each with its own rules.")

LARGEST = 100_000
"""Bytes of a file of rules; ten groups by seven verbs are a few hundred."""


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """Every group: its role, how many stand in it, what it may not."""

    async def work() -> list[dict[str, Any]]:
        async with opened() as core:
            return [_row(group) for group in await core.groups.listing(None)]

    put(act(work), as_json=as_json)


@app.command("show")
def show(name: Annotated[str, typer.Argument()], as_json: AsJson = False) -> None:
    """One group with its rules (receiver, verb, cell) and who stands in it."""

    async def work() -> tuple[Group, list[int]]:
        async with opened() as core:
            group = await core.groups.show(None, name)
            everybody = await core.groups.people(None)
            return group, [p.id for p in everybody if p.placed and p.group == name]

    group, people = act(work)
    if as_json:
        put_one(_row(group) | {"people": people})
        return
    _tell(group, as_json=False)
    typer.echo(f"  people: {', '.join(map(str, people)) or 'nobody'}")


@app.command("set")
def set_(
    name: Annotated[str, typer.Argument()],
    rules: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE.json | RECEIVER.VERB=CELL]..."),
    ] = None,
    role: Annotated[str | None, typer.Option(help="Makes a new group of this role.")] = None,
    by: AsPerson = None,
    as_json: AsJson = False,
) -> None:
    """Rules of a group: a file replaces all of them, client.reply=D one, client.reply= none.

    They only narrow what the role may; they count at once, also in a running process.
    """
    given = rules or []
    whole = _file(given[0]) if len(given) == 1 and "=" not in given[0] else None
    cells = {} if whole is not None else _cells(given)

    async def work() -> Group:
        cause = whole_cause()
        async with opened() as core, in_the_name_of(core, by, "group set") as actor:
            if role is not None:
                await core.groups.create(actor, name, role, f"{cause}:new")
            if whole is not None:
                return await core.groups.set_rules(actor, name, None, whole, cause)
            if cells:
                return await core.groups.change(actor, name, None, cells, cause)
            return await core.groups.show(actor, name)

    if whole is None and not cells and role is None:
        raise Refused("nothing to set: a file of rules, RECEIVER.VERB=CELL, or --role")
    _tell(act(work), as_json=as_json)


@app.command("place")
def place(
    person: Annotated[int, typer.Argument(metavar="PERSON")],
    name: Annotated[str, typer.Argument(metavar="GROUP")],
    by: AsPerson = None,
) -> None:
    """Puts somebody in a group: role and rules count at once; `unknown` takes every right."""

    async def work() -> str:
        async with opened() as core, in_the_name_of(core, by, "group place") as actor:
            placed = await core.groups.place(actor, PersonId(person), name, None, whole_cause())
            return f"{placed.id} {placed.name}: {placed.group}"

    typer.echo(act(work))


def _file(name: str) -> object:
    try:
        text = Path(name).read_bytes()
        if len(text) > LARGEST:
            raise Refused(f"{name}: larger than {LARGEST} bytes")
        return json.loads(text)
    except OSError as error:
        raise Refused(f"{name}: {error.strerror or type(error).__name__}") from None
    except (ValueError, RecursionError):
        raise Refused(f"{name}: not JSON") from None


def _cells(given: list[str]) -> dict[str, str]:
    """client.reply=D …; the core judges receiver, verb and cell."""
    cells = {}
    for one in given:
        name, equals, cell = one.partition("=")
        if not equals or "." not in name:
            raise InvalidInput("group-rules-shape")
        cells[name.strip()] = cell.strip()
    return cells


def _row(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "role": group.role.value,
        "members": group.members,
        "rules": {receiver: dict(row) for receiver, row in group.rules.items()},
        "version": group.version,
    }


def _tell(group: Group, *, as_json: bool) -> None:
    if as_json:
        put_one(_row(group))
        return
    typer.echo(f"{group.name}: {group.role}, {group.members} people, version {group.version}")
    for receiver, row in group.rules.items():
        for verb, cell in row.items():
            typer.echo(f"  {receiver}.{verb}={cell}")
