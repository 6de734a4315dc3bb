from typing import Annotated, Any

import typer

from core.ids import PersonId
from core.staff.model import Person
from otdel.commands.office import AsJson, act, opened, put, put_one, settings, whole_cause

app = typer.Typer(no_args_is_help=True, help="People with a place.")


@app.command("add")
def add(
    role: Annotated[str, typer.Option(help="director, sysadmin, sales_head, manager …")],
    name: Annotated[str, typer.Option()],
    telegram_id: Annotated[int | None, typer.Option()] = None,
    phone: Annotated[str | None, typer.Option(help="+7…")] = None,
    email: Annotated[str | None, typer.Option()] = None,
    superior: Annotated[int | None, typer.Option(help="Id of the superior.")] = None,
    as_json: AsJson = False,
) -> None:
    """Adds somebody; with a Telegram id bound at once and present until /finish_day."""

    async def work() -> Person:
        async with opened() as core:
            return await core.staff.add(role, name, telegram_id, phone, email, superior)

    person = act(work)
    if as_json:
        put_one(_row(person))
    else:
        typer.echo(f"{person.id} {person.name} ({person.role})")


@app.command("list")
def listing(as_json: AsJson = False) -> None:
    """Everybody, the dismissed included."""

    async def work() -> list[dict[str, Any]]:
        async with opened() as core, core.units.read() as unit:
            return [_row(person) for person in await unit.people.listing()]

    put(act(work), as_json=as_json)


@app.command("email")
def email(
    person: Annotated[int, typer.Argument(metavar="ID")],
    address: Annotated[str, typer.Argument(help="Where letters go; - takes it away.")],
) -> None:
    """Sets somebody's e-mail address."""

    async def work() -> str:
        async with opened() as core:
            return await core.staff.set_email(None, PersonId(person), address, cause=whole_cause())

    typer.echo(f"{person} {act(work) or 'no e-mail'}")


@app.command("dismiss")
def dismiss(
    person: Annotated[int, typer.Argument(metavar="ID")],
    to: Annotated[int, typer.Option(help="Who takes over the clients.")],
) -> None:
    """Somebody leaves; every client goes to another in one step."""

    async def work() -> int:
        async with opened() as core:
            return await core.handover.dismiss(PersonId(person), PersonId(to))

    typer.echo(f"handed over: {act(work)}")


def invite(
    role: Annotated[str, typer.Argument()],
    phone: Annotated[str, typer.Option(help="Only the owner of this phone can use it.")],
    as_json: AsJson = False,
) -> None:
    """A one-time link, good for 24 hours."""

    async def work() -> str:
        async with opened() as core:
            return await core.staff.invite(None, role, phone)

    start = f"inv_{act(work)}"
    name = act(_bot_name)
    link = f"https://t.me/{name}?start={start}" if name else None
    if as_json:
        put_one({"start": start, "link": link})
    else:
        typer.echo(link or f"/start {start}")


async def _bot_name() -> str | None:
    """The staff bot's name for the link; without it the command itself is shown."""
    import aiohttp  # noqa: PLC0415 - only this command talks to the network

    known = settings()
    if known.telegram_token is None:
        return None
    token = known.telegram_token.get_secret_value()
    url = f"{known.telegram_api_base.rstrip('/')}/bot{token}/getMe"
    proxy = known.telegram_proxy.get_secret_value() if known.telegram_proxy else None
    timeout = aiohttp.ClientTimeout(total=5)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, proxy=proxy) as answer,
        ):
            body = await answer.json(content_type=None)
        return str(body["result"]["username"])
    except (aiohttp.ClientError, TimeoutError, KeyError, TypeError, ValueError):
        return None


def _row(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role.value,
        "telegram_id": person.telegram_id,
        "phone": person.phone,
        "superior": person.superior_id,
        "present": person.present,
        "dismissed": person.dismissed_at is not None,
    }
