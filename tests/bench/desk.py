"""The services at work on a sample company, without a network.

`python -m tests.bench.desk FILE`: each line of standard input is one of the TURNS and a number;
the answer is a line of JSON.
"""

import asyncio
import itertools
import json
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.amounts import TONNE, Price
from core.errors import DomainError
from core.ids import ClientId, ProductId, WarehouseId
from core.staff.model import Person, Role
from otdel.bootstrap import build_core
from otdel.clock import SystemClock
from otdel.config import Settings
from storage.database import Database
from storage.unit_of_work import SqlUnits
from tests.bench import posts

RIVALS = 32
PLENTY = 90_000 * TONNE


class Desk:
    def __init__(self, file: Path) -> None:
        url = f"sqlite+aiosqlite:///{file}"
        self._database = Database(url)
        self._clock = SystemClock()
        self._units = SqlUnits(self._database, self._clock)
        settings = Settings(
            _env_file=None,
            data_dir=file.parent,
            database_url=url,
            telegram_token="1000001:" + "A" * 35,
            twilio_account_sid=posts.ACCOUNT,
            twilio_auth_token=posts.AUTH,
            twilio_whatsapp_from=posts.WHATSAPP,
        )
        self._core = build_core(settings, self._units, self._clock)
        self._causes = (f"bench:{time.time_ns()}:{n}" for n in itertools.count())
        self._goods = itertools.count()

    async def open(self) -> None:
        """Everybody has a place in Telegram, so that what follows is told to them."""
        async with self._units.begin() as unit:
            for person in await unit.people.listing():
                await unit.people.bind(person.id, 50_000 + person.id, self._clock.now())
            people = await unit.people.listing()
        self._managers = [p for p in people if p.role is Role.MANAGER][:10]
        self._head = next(p for p in people if p.role is Role.SALES_HEAD)
        self._director = next(p for p in people if p.role is Role.DIRECTOR)
        await self._know_clients()
        self._shelf = await self._stocked(PLENTY)

    async def _know_clients(self) -> None:
        self._own: dict[int, list[ClientId]] = {}
        async with self._units.read() as unit:
            for person in self._managers:
                lines = await unit.clients.listing(owner=person.id, limit=50)
                self._own[person.id] = [line.client.id for line in lines]

    async def _stocked(self, grams: int) -> tuple[ProductId, WarehouseId]:
        """A new grade with so much of it on a real warehouse."""
        name = f"Bench {time.time_ns()}"
        product = await self._core.catalog.add_product(
            self._director, name, "ПЭНД", cause=next(self._causes)
        )
        house = (await self._core.catalog.warehouses(self._director))[0].id
        price = Price(Decimal(100_000))
        await self._core.ledger.receive(
            self._director, product, house, grams, price, None, cause=next(self._causes)
        )
        return product, house

    async def reserve(self, count: int) -> dict[str, Any]:
        """One after the other, by all managers in turn, for clients of their own."""
        began, busy = time.perf_counter(), time.process_time()
        for number in range(count):
            await self._place(self._managers[number % len(self._managers)], 1_000, number)
        seconds, cpu = time.perf_counter() - began, time.process_time() - busy
        return {"cpu_ms": cpu / count * 1e3, "per_second": count / seconds}

    async def _place(self, person: Person, grams: int, number: int) -> None:
        own = self._own[person.id]
        client = own[number % len(own)]
        await self._core.booking.place(
            person, *self._shelf, grams, client, cause=next(self._causes)
        )

    async def race(self, tonnes: int) -> dict[str, Any]:
        """RIVALS want a tonne each of so many: how many got one, and what the shelf says."""
        plenty, self._shelf = self._shelf, await self._stocked(tonnes * TONNE)

        async def want(number: int) -> bool:
            try:
                await self._place(self._managers[number % len(self._managers)], TONNE, number)
            except DomainError:
                return False
            return True

        won = sum(await asyncio.gather(*(want(number) for number in range(RIVALS))))
        self._shelf = plenty
        return {"won": won, "over": max(0, won - tonnes)}

    async def hot(self, times: int) -> dict[str, float]:
        """Microseconds of each query, the median of so many."""
        found = {}
        for name, ask in self._questions().items():
            await ask()
            took = []
            for _ in range(times):
                began = time.perf_counter()
                await ask()
                took.append(time.perf_counter() - began)
            found[name] = statistics.median(took) * 1e6
        return found

    def _questions(self) -> dict[str, Callable[[], Awaitable[Any]]]:
        core, me = self._core, self._managers[0]
        client, (product, _) = self._own[me.id][-1], self._shelf
        return {
            "find by name": lambda: core.registry.search(me, "макетпол"),
            "find by what all names have": lambda: core.registry.search(me, "тест"),
            "find by INN": lambda: core.registry.search(me, "0090000071"),
            "find by phone": lambda: core.registry.search(me, "8 000 200-00-07"),
            "client's card": lambda: core.registry.card(me, client),
            "thread of the busiest client": lambda: self._thread(ClientId(1)),
            "deals page": lambda: core.deal_queries.page(self._head, "any"),
            "own deals page": lambda: core.deal_queries.page(me),
            "reservations board": lambda: core.booking.board(self._head, 0),
            "own reservations": lambda: core.booking.mine(me),
            "stock of a grade": lambda: core.ledger.show(me, product),
            "ledger of a balance": lambda: core.ledger.rows(self._head, *self._busy(), 0),
            "today": lambda: core.agenda.today(me),
            "due rows": self._due,
        }

    def _busy(self) -> tuple[ProductId, WarehouseId]:
        return ProductId(1), WarehouseId(1)

    async def _thread(self, client: ClientId) -> Any:
        async with self._units.read() as unit:
            return await unit.clients.timeline(client, 8, 0)

    async def _due(self) -> None:
        now = self._clock.now()
        async with self._units.read() as unit:
            await unit.inbox.next(["twilio"], now, 50)
            await unit.outbox.claimable("twilio", posts.ACCOUNT, now, 50, [])
            await unit.outbox.next_due("twilio", posts.ACCOUNT)
            await unit.reservations.due(now, 50)

    async def close(self) -> None:
        await self._database.close()


async def main() -> None:
    desk = Desk(Path(sys.argv[1]))
    await desk.open()
    print("ready", flush=True)
    for line in sys.stdin:
        turn, number = line.split()
        print(json.dumps(await getattr(desk, turn)(int(number))), flush=True)
    await desk.close()


if __name__ == "__main__":
    asyncio.run(main())
