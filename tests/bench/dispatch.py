"""What goal 5 compares, in a process of its own: `python -m tests.bench.dispatch COUNT`.

Each line read from standard input feeds COUNT updates through both ways and answers with the rates
of this turn: {"empty": …, "all": …, "raw empty": …, "raw all": …} updates a second.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from aiogram import Bot, Dispatcher
from aiogram.types import Update

from bots.telegram.convert import as_dict
from bots.telegram.staff.feed import StaffFeed
from bots.telegram.staff.forms.book import BOOK
from bots.telegram.staff.forms.engine import FormDesk
from bots.telegram.staff.office import Office
from bots.telegram.staff.router import staff_dispatcher
from core.ids import InboxId
from core.messaging.model import InboxItem, RawItem
from locales import FluentTexts
from tests.bots.telegram.fake_goods import MemoryForms
from tests.bots.telegram.fakes import ACCOUNT, ANNA, STAFF_TOKEN, FakeDesk, FakeQueries, FakeStaff
from tests.bots.telegram.fakes import person as somebody

UNUSED = (
    "names", "files", "clock", "goods", "duties", "trade", "groups", "lenses", "refusals",
)  # fmt: skip
Feed = Callable[[int], Awaitable[object]]
PERSON = {"id": ANNA, "is_bot": False, "first_name": "Анна"}
CHAT = {"id": ANNA, "type": "private", "first_name": "Анна"}


def message(number: int, text: str) -> dict[str, object]:
    return {"message_id": number, "date": 1_780_000_000, "chat": CHAT, "from": PERSON, "text": text}


def update(number: int) -> dict[str, object]:
    """An answer, a command and a press of a button, in turn."""
    kinds: list[dict[str, object]] = [
        {"message": message(number, "Добрый день, отгрузим в четверг")},
        {"message": message(number, "/start_day")},
        {
            "callback_query": {
                "id": str(number),
                "from": PERSON,
                "chat_instance": "1",
                "data": "r:0123456789",
                "message": message(number, "Клиент: почём ПЭНД?"),
            }
        },
    ]
    return {"update_id": number, **kinds[number % 3]}


class Silent:
    """Nothing leaves: what the network costs is not the dispatcher's."""

    async def screen(self, *_: object) -> None:
        pass

    async def toast(self, *_: object, **__: object) -> None:
        pass


class Both:
    """The product's staff bot with fakes behind it, and a dispatcher that knows nothing."""

    def __init__(self, count: int) -> None:
        self._bot = Bot(STAFF_TOKEN)
        staff, desk = FakeStaff(), FakeDesk()
        staff.people[ANNA] = somebody()
        office = Office(
            bot=self._bot,
            account=ACCOUNT,
            staff=staff,
            desk=desk,
            held=desk,
            queries=FakeQueries(),
            show=Silent(),
            texts=FluentTexts(),
            forms=FormDesk(MemoryForms(), BOOK),
            **dict.fromkeys(UNUSED),
        )
        self._all = staff_dispatcher(office)
        self._feed = StaffFeed(self._all, self._bot)
        self._empty = Dispatcher(disable_fsm=True)
        self._raw = [update(number) for number in range(count)]
        self._parsed = [Update.model_validate(raw, context={"bot": self._bot}) for raw in self._raw]
        self._events = [
            as_dict(raw[one.event_type]) for raw, one in zip(self._raw, self._parsed, strict=True)
        ]
        self._items = [self._item(number, raw) for number, raw in enumerate(self._raw)]
        self.handled = desk.calls

    @staticmethod
    def _item(number: int, raw: dict[str, object]) -> InboxItem:
        body = json.dumps(raw).encode()
        stored = RawItem("telegram", ACCOUNT, "", str(number), "telegram", "update", "k", body)
        return InboxItem(InboxId(number), stored, datetime.now(UTC))

    async def turn(self) -> dict[str, float]:
        ways: dict[str, Feed] = {
            "empty": lambda n: self._empty.feed_update(self._bot, self._parsed[n]),
            "all": lambda n: self._all.feed_update(
                self._bot, self._parsed[n], raw=self._events[n], cause="inbox:1"
            ),
            "raw empty": lambda n: self._empty.feed_raw_update(
                self._bot, json.loads(self._items[n].raw.payload)
            ),
            "raw all": lambda n: self._feed.handle(self._items[n]),
        }
        return {name: await self._rate(feed) for name, feed in ways.items()}

    async def _rate(self, feed: Feed) -> float:
        began = time.perf_counter()
        for number in range(len(self._raw)):
            await feed(number)
        return len(self._raw) / (time.perf_counter() - began)

    def blocking(self) -> int:
        """Filters and handlers that aiogram would send through a thread."""
        observers = [o for router in self._all.chain_tail for o in router.observers.values()]
        handlers = [handler for observer in observers for handler in observer.handlers]
        filters = [
            one
            for handler in [*handlers, *(o._handler for o in observers)]
            for one in handler.filters or ()
        ]
        return sum(not one.awaitable for one in [*handlers, *filters])


async def main() -> None:
    both = Both(int(sys.argv[1]))
    await both.turn()
    assert both.handled, "nothing has reached the core"
    print("ready", flush=True)
    for _ in sys.stdin:
        print(json.dumps(await both.turn() | {"blocking": both.blocking()}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
