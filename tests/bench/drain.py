"""What stands in the inbox is worked off, as by `otdel run` and without a network.

`python -m tests.bench.drain FOLDER COUNT`: COUNT messages of known writers are stored, then each
line read from standard input works off as many as it says and answers with the seconds it took.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from bots.whatsapp.convert import TwilioFeed
from bots.whatsapp.envelope import message_item
from core.messaging.model import RawItem
from core.staff.model import NewPerson, Role
from otdel.bootstrap import build_core
from otdel.clock import SystemClock
from otdel.config import Settings
from otdel.metrics import Metrics
from scheduler.inbox import Feeds, InboxWorker
from storage.database import Database
from storage.intake import GroupCommit
from storage.schema import upgrade
from storage.unit_of_work import SqlUnits
from tests.bench import posts

MANAGERS = 10
_PART = 400


def item(number: int) -> RawItem:
    """As the webhook hands it in."""
    return message_item(posts.ACCOUNT, posts.fields(0, number), posts.body(0, number))


class Drain:
    def __init__(self, folder: Path) -> None:
        self._url = f"sqlite+aiosqlite:///{folder / 'drain.db'}"
        self._clock = SystemClock()
        self._settings = Settings(
            _env_file=None,
            data_dir=folder,
            database_url=self._url,
            telegram_token="1000001:" + "A" * 35,
            twilio_account_sid=posts.ACCOUNT,
            twilio_auth_token=posts.AUTH,
            twilio_whatsapp_from=posts.WHATSAPP,
        )

    async def prepare(self, count: int) -> None:
        """The first message of each writer makes him a client of one of the managers."""
        await upgrade(self._url)
        self._database = Database(self._url)
        units = SqlUnits(self._database, self._clock)
        async with units.begin() as unit:
            for number in range(MANAGERS):
                who = NewPerson(f"Менеджер {number} (тест)", Role.MANAGER, "ru", telegram_id=number)
                await unit.people.add(who, self._clock.now())
        intake = GroupCommit(self._database, self._clock)
        intake.start()
        for first in range(0, posts.WRITERS + count, _PART):
            last = min(first + _PART, posts.WRITERS + count)
            await intake.put([item(number) for number in range(first, last)])
        await intake.close()
        core = build_core(self._settings, units, self._clock)
        feed = TwilioFeed(posts.ACCOUNT)
        self._worker = InboxWorker(
            units,
            self._clock,
            core.receiver,
            core.receipts,
            core.reactor,
            Feeds(convert={("twilio", posts.ACCOUNT): feed.convert}),
            Metrics(),
            ["twilio"],
        )
        await self.work_off(posts.WRITERS)

    async def work_off(self, count: int) -> dict[str, float]:
        """At least `count`, in the worker's own batches."""
        done, began, busy = 0, time.perf_counter(), time.process_time()
        while done < count:
            worked = await self._worker.turn()
            assert worked, "the inbox is empty"
            done += worked
        seconds = time.perf_counter() - began
        return {"per_second": done / seconds, "cpu_us": (time.process_time() - busy) / done * 1e6}

    async def close(self) -> None:
        await self._database.close()


async def main() -> None:
    drain = Drain(Path(sys.argv[1]))
    await drain.prepare(int(sys.argv[2]))
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(await drain.work_off(int(line))), flush=True)
    await drain.close()


if __name__ == "__main__":
    asyncio.run(main())
