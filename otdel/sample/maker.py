"""The whole of it: a company into an empty database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random

from otdel.sample.books import Books
from otdel.sample.company import Company, furnish, hire
from otdel.sample.sizes import SIZES
from otdel.sample.talk import Talk
from otdel.sample.trade import Trade
from storage.bulk import FLUSH, Bulk
from storage.database import Database

SEED = 7
ACCOUNT = "AC00000000000000000000000000000001"
"""Of Twilio; the demo's own."""


class NotEmpty(Exception):
    """Sample data never go where a firm's own are."""


async def fill(
    database: Database,
    size: str,
    now: datetime,
    *,
    seed: int = SEED,
    account: str = ACCOUNT,
    staff: Mapping[str, Sequence[int]] | None = None,
) -> dict[str, int]:
    """Writes a company of one of SIZES, its year ending at `now`; rows by table.

    `staff`: people that are there, role → ids; without them the sample hires its own. Raises
    NotEmpty where clients are.
    """
    wanted, random, bulk = SIZES[size], Random(seed), Bulk(database, account)
    await bulk.open()
    if bulk.holds("clients") or bulk.holds("movements"):
        raise NotEmpty
    company = Company(now, staff or hire(bulk, wanted, now))
    furnish(bulk, wanted, company, random)
    books = Books(bulk, company, random)
    for story in (
        Trade(bulk, wanted, company, books, random),
        Talk(bulk, wanted, company, random),
    ):
        for _ in story.play():
            if bulk.pending >= FLUSH:
                await bulk.flush()
    await bulk.close()
    return dict(bulk.written)
