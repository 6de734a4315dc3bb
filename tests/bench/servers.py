"""`python -m tests.bench.servers KIND FOLDER`: one of handlers/ behind the product's web server.

Prints its port. All kinds get the same server and the same treatment of what the start has made.
"""

import asyncio
import gc
import importlib
import sys
from pathlib import Path

from aiohttp import web

from otdel.web import application, serve
from tests.bench import posts


async def main(kind: str, folder: Path) -> None:
    handler = await importlib.import_module(f"tests.bench.handlers.{kind}").handler(folder)
    runner = await serve(application([web.post(posts.PATH, handler)]), "127.0.0.1", 0)
    gc.collect()
    gc.freeze()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
