"""The commands of INTERFACE. Every failure is one clear line and a non-zero exit."""

import os
import sys

import typer

from core.errors import DomainError, StorageUnavailable
from otdel import logs
from otdel.commands import clients, database, inbox, outbox, people, service, wall
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
app.add_typer(clients.app, name="client")
app.add_typer(outbox.app, name="outbox")
app.add_typer(inbox.app, name="inbox")
app.add_typer(database.app, name="db")
app.add_typer(wall.app, name="wall")
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
        app()
    except DomainError as error:
        _fail(refusal(error))
    except SettingsError as error:
        _fail(f"settings: {error}")
    except StorageUnavailable as error:
        _fail(f"database unavailable: {error}")
    except Refused as error:
        _fail(str(error))
    except Exception as error:
        # The text of an unknown exception may hold a secret; whoever looks for the bug asks for it.
        if os.environ.get("OTDEL_DEBUG"):
            raise
        _fail(f"unexpected {type(error).__name__}; OTDEL_DEBUG=1 shows where")


def _fail(line: str) -> None:
    sys.stderr.write(f"otdel: {line}\n")
    raise SystemExit(1)
