"""`python -m otdel.sample --size M --url sqlite+aiosqlite:////tmp/m.db`."""

import argparse
import asyncio
import sys
import time

from otdel.clock import SystemClock
from otdel.sample.maker import SEED, NotEmpty, fill
from otdel.sample.sizes import SIZES
from storage.database import Database
from storage.schema import upgrade


async def _make(url: str, size: str, seed: int) -> dict[str, int]:
    await upgrade(url)
    database = Database(url)
    try:
        return await fill(database, size, SystemClock().now(), seed=seed)
    finally:
        await database.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m otdel.sample", description=__doc__)
    parser.add_argument("--size", choices=list(SIZES), default="demo")
    parser.add_argument("--url", required=True, help="An empty database, as in DATABASE_URL.")
    parser.add_argument("--seed", type=int, default=SEED)
    known = parser.parse_args()
    began = time.perf_counter()
    try:
        written = asyncio.run(_make(known.url, known.size, known.seed))
    except NotEmpty:
        raise SystemExit("there are clients already: sample data want an empty database") from None
    for table, rows in sorted(written.items()):
        sys.stdout.write(f"{rows:>10,} {table}\n")
    sys.stdout.write(f"{time.perf_counter() - began:10.1f} s\n")


if __name__ == "__main__":
    main()
