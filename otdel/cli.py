"""The commands of INTERFACE. Every failure is one clear line and a non-zero exit."""

import os
import sys

import typer

# Typer carries a click of its own and has no public name for these two.
from typer._click.exceptions import ClickException, NoArgsIsHelpError

from core.errors import DomainError, StorageUnavailable
from otdel import logs
from otdel.commands import (
    clients,
    database,
    deals,
    groups,
    inbox,
    news,
    outbox,
    people,
    reservations,
    service,
    stock,
    wall,
)
from otdel.commands.office import Refused, refusal
from otdel.config import SettingsError

app = typer.Typer(
    name="otdel",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Отдел: a trading firm's sales department that runs from chats.",
)
app.add_typer(people.app, name="user")
app.add_typer(groups.app, name="group")
app.add_typer(clients.app, name="client")
app.add_typer(deals.app, name="deal")
app.add_typer(stock.app, name="stock")
app.add_typer(reservations.app, name="reservation")
app.add_typer(news.app, name="news")
app.add_typer(outbox.app, name="outbox")
app.add_typer(inbox.app, name="inbox")
app.add_typer(database.app, name="db")
app.add_typer(wall.app, name="wall")
app.command("announce")(news.announce)
app.command("invite")(people.invite)
app.command("why")(wall.why)
app.command("run")(service.run)
app.command("doctor")(service.doctor)
app.command("demo")(service.demo)
app.command("bench")(service.bench)


def main() -> None:
    """The entry point of the console script. Standard output is the answer's alone."""
    logs.configure("ERROR")
    try:
        code = app(standalone_mode=False)
    except NoArgsIsHelpError as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except Exception as error:
        line = _told(error)
        # The text of an unknown exception may hold a secret; whoever looks for the bug asks for it.
        if line is None and os.environ.get("OTDEL_DEBUG"):
            raise
        unknown = f"unexpected {type(error).__name__}; OTDEL_DEBUG=1 shows where"
        sys.stderr.write(f"otdel: {line or unknown}\n")
        raise SystemExit(getattr(error, "exit_code", 1)) from None
    if code:
        raise SystemExit(code)


def _told(error: Exception) -> str | None:
    """A failure of a known kind as one line."""
    if isinstance(error, ClickException):
        return " ".join(error.format_message().split())
    if isinstance(error, typer.Abort):
        return "aborted"
    if isinstance(error, DomainError):
        return refusal(error)
    if isinstance(error, SettingsError):
        return f"settings: {error}"
    if isinstance(error, StorageUnavailable):
        return f"database unavailable: {error}"
    return str(error) if isinstance(error, Refused) else None
