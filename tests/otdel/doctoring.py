"""What the doctor says of a firm, by the name of the line."""

from otdel.doctor import examine
from storage.database import Database
from storage.schema import upgrade


async def empty_database(firm):
    firm.folder.mkdir()
    url = f"sqlite+aiosqlite:///{firm.folder}/otdel.db"
    await upgrade(url)
    return Database(url)


async def examined():
    return {finding.name: finding for finding in await examine()}


def red(found):
    return [name for name, finding in found.items() if not finding.good]
