"""XML_daily.asp: windows-1251, decimal commas, nominals, and days without a rate of their own."""

import hashlib
import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from aiohttp import web

from sandbox.faults import Fault
from sandbox.misbehaviour import answer_through
from sandbox.world import World

MOSCOW = timedelta(hours=3)
PUBLISHED = 15
"""The hour from which the next day's rates can be asked for."""
SATURDAY = 5
DAY = timedelta(days=1)
CURRENCIES = {
    "AUD": ("036", "R01010", 1, "Австралийский доллар", 51.0),
    "USD": ("840", "R01235", 1, "Доллар США", 78.5),
    "EUR": ("978", "R01239", 1, "Евро", 90.2),
    "KZT": ("398", "R01335", 100, "Тенге", 15.1),
    "CNY": ("156", "R01375", 10, "Юаней", 109.4),
}
"""Code → number, id, nominal, name, about how many roubles for the nominal. Invented values."""
HUGE = 3_000_000
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE v [<!ENTITY a "'
    + "x" * 100
    + '">'
    + "".join(
        f'<!ENTITY {name} "{f"&{earlier};" * 10}">'
        for earlier, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + ']><ValCurs Date="01.01.2026" name="v"><Valute><CharCode>&i;</CharCode></Valute></ValCurs>'
)


class RatesApi:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/rates/XML_daily.asp", self._handle)]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        fault = self._world.faults.pick("rates", "GET")
        kind = fault.kind if fault else None

        async def perform() -> web.Response:
            if kind in ("huge", "bomb"):
                return self._logged(request, _monster(kind), kind)
            return self._logged(request, self._answer(request), kind)

        def refuse(rule: Fault) -> web.Response:
            status = 429 if rule.kind == "retry_after" else rule.status
            return self._logged(request, web.Response(status=status, text="error"), kind)

        struck = None if kind in ("huge", "bomb") else fault
        return await answer_through(self._world, request, struck, perform, refuse)

    def _answer(self, request: web.Request) -> web.Response:
        """A day that cannot be read is answered like the real one: with no rates."""
        try:
            asked = datetime.strptime(request.query.get("date_req", ""), "%d/%m/%Y").date()  # noqa: DTZ007 - a day
        except ValueError:
            return _xml('<ValCurs Date="" name="Foreign Currency Market"></ValCurs>')
        return _xml(self.daily(asked))

    def daily(self, asked: date) -> str:
        on = self.newest(asked)
        rows = "".join(_valute(code, on) for code in CURRENCIES)
        return f'<ValCurs Date="{on:%d.%m.%Y}" name="Foreign Currency Market">{rows}</ValCurs>'

    def newest(self, asked: date) -> date:
        """Set on each weekday in the afternoon for the day after it; else the last before."""
        now = datetime.fromtimestamp(self._world.now(), UTC) + MOSCOW
        published = now.date() if now.hour >= PUBLISHED else now.date() - DAY
        last = min(published, asked - DAY)
        while last.weekday() >= SATURDAY:
            last -= DAY
        return last + DAY

    def _logged(
        self, request: web.Request, answer: web.Response, fault: str | None
    ) -> web.Response:
        row = {
            "at": round(self._world.now(), 3),
            "method": "GET",
            "path": request.path,
            "params": dict(request.query),
            "files": {},
            "status": answer.status,
            "answer": "",
        }
        self._world.log_call("rates", {**row, "fault": fault} if fault else row)
        return answer


def _valute(code: str, on: date) -> str:
    number, identity, nominal, name, _ = CURRENCIES[code]
    value = str(rate(code, on)).replace(".", ",")
    unit = f"{rate(code, on) / nominal:f}".replace(".", ",")
    return (
        f'<Valute ID="{identity}"><NumCode>{number}</NumCode><CharCode>{code}</CharCode>'
        f"<Nominal>{nominal}</Nominal><Name>{name}</Name><Value>{value}</Value>"
        f"<VunitRate>{unit}</VunitRate></Valute>"
    )


def rate(code: str, on: date) -> Decimal:
    """A walk that is the same on every machine: a slow wave, and a little noise of the day."""
    about = CURRENCIES[code][4]
    noise = hashlib.sha256(f"{code}{on.isoformat()}".encode()).digest()[0] / 255 - 0.5
    value = about * (1 + 0.03 * math.sin(on.toordinal() / 23) + 0.01 * noise)
    return Decimal(f"{value:.4f}")


def _monster(kind: str) -> web.Response:
    return _xml("<ValCurs>" + "x" * HUGE if kind == "huge" else BOMB, plain=kind == "bomb")


def _xml(text: str, *, plain: bool = False) -> web.Response:
    head = "" if plain else '<?xml version="1.0" encoding="windows-1251"?>'
    return web.Response(
        body=(head + text).encode("windows-1251"),
        headers={"Content-Type": "application/xml; charset=windows-1251"},
    )
