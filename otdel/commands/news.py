from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from core import amounts
from core.errors import InvalidInput, MediaRefused
from core.messaging.text import cut
from core.news.model import LARGEST_FILE, Audience, Draft, Kind, Rule
from core.staff.model import Role
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
    settings,
    told,
    whole_cause,
)

app = typer.Typer(no_args_is_help=True, help="Announcements.")
PART = 64 * 1024
KINDS = {
    ".jpg": ("photo", "image/jpeg"),
    ".jpeg": ("photo", "image/jpeg"),
    ".png": ("photo", "image/png"),
    ".ogg": ("voice", "audio/ogg"),
    ".oga": ("voice", "audio/ogg"),
    ".mp4": ("video", "video/mp4"),
    ".mp3": ("audio", "audio/mpeg"),
    ".pdf": ("document", "application/pdf"),
}
"""Ending of a name → how Telegram shows it; everything else is a document."""
END_OF_DAY = time(23, 59)
WORDS = 24
"""UTF-16 units of an announcement in the table."""


def announce(
    text: Annotated[str, typer.Argument(metavar="TEXT")],
    to: Annotated[str, typer.Option("--to", help="staff, a role, a group, or retailers.")],
    actor: Annotated[int, typer.Option("--as", metavar="USER_ID", help="Who announces it.")],
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="ISO", help="With an offset, or the firm's own time."),
    ] = None,
    file: Annotated[Path | None, typer.Option(help="A photo, a voice message, a file.")] = None,
    rule: Annotated[str | None, typer.Option(help="Product that is not sold below …")] = None,
    floor: Annotated[str | None, typer.Option(help="… this price, like 118 rub/kg …")] = None,
    until: Annotated[str | None, typer.Option(metavar="ISO", help="… until then.")] = None,
    expires: Annotated[str | None, typer.Option(metavar="ISO", help="Then archived.")] = None,
    daily: Annotated[bool, typer.Option("--daily", help="At that hour of working days.")] = False,
    as_json: AsJson = False,
    now: Now = None,
) -> None:
    """Says something to many with the rights of that person; without --at now."""

    async def work() -> dict[str, Any]:
        async with opened(now) as core, in_the_name_of(core, actor, "announce") as person:
            if person is None:
                raise Refused("nobody to announce for")
            draft = Draft(
                text=text,
                audience=_audience(to),
                files=await _files(file),
                send_at=_wall(core, at),
                repeat="working" if daily else "",
                expires_at=_moment(core, expires, "--expires"),
                rule=await _rule(core, rule, floor, _moment(core, until, "--until")),
            )
            return await core.publishing.publish(person, draft, cause=whole_cause())

    made = act(work)
    if as_json:
        put_one(made)
    else:
        at = _local(datetime.fromisoformat(made["at"]))
        typer.echo(f"announcement {made['news']} {made['state']} for {at}")


@app.command("list")
def listing(as_json: AsJson = False, now: Now = None) -> None:
    """Whatever their state, newest first; the table in the firm's time."""
    shown = _row if as_json else _line

    async def work() -> list[dict[str, Any]]:
        async with opened(now) as core:
            return [shown(one) for one in await core.news.listing()]

    put(act(work), as_json=as_json)


def _audience(to: str) -> Audience:
    name = to.strip()
    if name == Kind.STAFF.value:
        return Audience(Kind.STAFF)
    if name in {Kind.RETAILERS.value, Role.RETAILER.value}:
        return Audience(Kind.RETAILERS)
    if name in {role.value for role in Role}:
        return Audience(Kind.ROLE, (name,))
    return Audience(Kind.GROUP, (name,))


def _iso(text: str, option: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{option}: not an ISO time: {text[:40]}") from None
    return found


def _wall(core: Core, at: str | None) -> datetime | None:
    """The firm's wall time, to the second."""
    if at is None:
        return None
    found = _iso(at, "--at").replace(microsecond=0)
    try:
        return found if found.tzinfo is None else core.calendar.local(found).replace(tzinfo=None)
    except OverflowError:
        raise InvalidInput("date-far") from None


def _moment(core: Core, text: str | None, option: str) -> datetime | None:
    """A day alone is meant with its evening."""
    if text is None:
        return None
    found, zone = _iso(text, option), ZoneInfo(core.firm.timezone)
    if found.tzinfo is not None:
        return found
    try:
        return datetime.combine(date.fromisoformat(text), END_OF_DAY, zone)
    except ValueError:
        return found.replace(tzinfo=zone)


async def _rule(
    core: Core, product: str | None, floor: str | None, until: datetime | None
) -> Rule | None:
    if product is None and floor is None and until is None:
        return None
    if product is None or floor is None or until is None:
        raise InvalidInput("news-rule-whole")
    async with core.units.read() as unit:
        goods = (await unit.products.by_names([product])).get(product)
    if goods is None:
        raise Refused(told("no-product", {"name": product}))
    return Rule(goods.id, amounts.price(floor), until)


async def _files(file: Path | None) -> tuple[Mapping[str, Any], ...]:
    if file is None:
        return ()
    from storage.blobs import DiskBlobs  # noqa: PLC0415 - `--help` touches no disk

    blobs = DiskBlobs(settings().data_dir / "blobs")
    try:
        blob, _ = await blobs.write(_parts(file), LARGEST_FILE)
    except OSError as error:
        raise Refused(f"--file: {error.strerror or 'cannot be read'}: {file}") from None
    except MediaRefused:
        raise InvalidInput("file-too-large", limit=LARGEST_FILE // 1024 // 1024) from None
    kind, content_type = KINDS.get(file.suffix.lower(), ("document", "application/octet-stream"))
    return ({"blob": blob, "name": file.name, "type": content_type, "kind": kind},)


async def _parts(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as source:
        while part := source.read(PART):
            yield part


def _line(one: Mapping[str, Any]) -> dict[str, Any]:
    """When it comes, or else when it last came; as much as fits into a line of a terminal."""
    to = one["audience"]
    at = one["due_at"] or one["sent_at"]
    words = " ".join(one["text"].split()) or ", ".join(file["name"] for file in one["files"])
    return {
        "id": one["id"],
        "at": f"{one['send_at']:%Y-%m-%d %H:%M}" if at is None else _local(at),
        "to": ", ".join(to["names"]) or (f"{len(to['ids'])} people" if to["ids"] else to["kind"]),
        "text": cut(words, WORDS),
        "state": one["state"],
        "read": f"{one['read']}/{one['told']}",
    }


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(settings().company_tz)):%Y-%m-%d %H:%M}"


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    rule = one["rule"]
    return {
        "id": one["id"],
        "text": one["text"],
        "author": one["author"],
        "audience": one["audience"],
        "files": [file["name"] for file in one["files"]],
        "state": one["state"],
        "send_at": one["send_at"].isoformat(),
        "repeat": one["repeat"],
        "due_at": _told(one["due_at"]),
        "sent_at": _told(one["sent_at"]),
        "expires_at": _told(one["expires_at"]),
        "runs": one["runs"],
        "told": one["told"],
        "read": one["read"],
        "rule": None
        if rule is None
        else {
            "product": rule["product"],
            "price_per_tonne": str(rule["price"].per_tonne),
            "vat": rule["price"].vat,
            "until": _told(rule["until"]),
            "in_force": rule["in_force"],
        },
    }


def _told(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
