import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from sandbox.server import Sandbox


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="The other side.")
    parser.add_argument("--port", type=int, default=8090, help="0 takes a free one")
    parser.add_argument("--cast", type=Path, required=True)
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--clock-file", type=Path)
    parser.add_argument("--call-log", type=Path)
    parser.add_argument("--product-pid", type=Path)
    parser.add_argument("--wall-log", help="the command that prints the product's wall log as JSON")
    return parser.parse_args()


async def _serve(options: argparse.Namespace) -> None:
    sandbox = Sandbox(
        json.loads(options.cast.read_text(encoding="utf-8")),
        options.state_dir,
        options.clock_file,
        port=options.port,
        call_log=options.call_log,
        product_pid=options.product_pid,
        wall_log=options.wall_log,
    )
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await sandbox.start()
    sys.stdout.write(f"{sandbox.url}/\n")
    sys.stdout.flush()
    await stop.wait()
    await sandbox.stop()


if __name__ == "__main__":
    asyncio.run(_serve(_arguments()))
