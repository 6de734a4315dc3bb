import typer

from otdel.commands.office import act, settings

app = typer.Typer(no_args_is_help=True, help="The database.")


@app.command("upgrade")
def upgrade() -> None:
    """Creates an empty database or brings an old one up to date."""
    from storage.schema import current, upgrade  # noqa: PLC0415 - loaded when needed

    known = settings()
    known.data_dir.mkdir(parents=True, exist_ok=True)

    async def work() -> str | None:
        await upgrade(known.url)
        return (await current(known.url))[0]

    typer.echo(f"schema {act(work)}")


@app.callback()
def _group() -> None:
    """One more command keeps `db` a group."""
