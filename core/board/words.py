"""The board in one reader's words; what the reader may not see, or is switched off, is absent."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from core.board.figures import Average, Today
from core.messaging.text import cut
from core.notices.speech import MINUS, UNKNOWN, Speech
from core.policy.fields import view_for
from core.policy.permissions import may
from core.pricing.model import Rate
from core.staff.model import Person
from core.stock.age import age
from core.stock.ports import ReservationLine

PRODUCT, CLIENT = 40, 30
"""Characters of a name: twenty lines fit into one message."""


def told(say: Speech, reader: Person, day: Today, channels: tuple[str, ...], now: datetime) -> str:
    """`channels`: those of clients that the firm has switched on. Nothing in it ticks."""
    parts = [
        say("board-head", day=day.on.strftime("%d.%m")),
        *_held(say, reader, day, now),
        "",
        *_today(say, reader, day, channels),
        *_rates(say, reader, day),
    ]
    return "\n".join(parts).rstrip()


def _held(say: Speech, reader: Person, day: Today, now: datetime) -> Iterator[str]:
    if not may(reader, "reservation:read:any"):
        return
    yield say("board-held", count=str(day.holding)) if day.holding else say("board-none")
    for line in day.held:
        yield _reservation(say, reader, line, now)
    if day.holding > len(day.held):
        yield say("board-more", count=str(day.holding - len(day.held)))


def _reservation(say: Speech, reader: Person, line: ReservationLine, now: datetime) -> str:
    one = line.reservation
    seen = view_for(
        reader,
        "reservation",
        one,
        {
            "product": cut(line.product, PRODUCT),
            "grams": say.tonnes(one.grams),
            "client": cut(line.client, CLIENT),
            "person": cut(line.person, CLIENT),
        },
    )
    if one.lapses_at is None:
        mark, days = "📦", say("board-bound")
    else:
        known = age(one.placed_at, one.lapses_at, now)
        mark, days = known.mark, say("board-age", nth=str(known.nth), total=str(known.total))
    return f"{mark} " + " · ".join([*seen.values(), days])


def _today(say: Speech, reader: Person, day: Today, channels: tuple[str, ...]) -> Iterator[str]:
    if may(reader, "deal:read:any"):
        yield say("board-shipped", count=str(day.shipments), grams=say.tonnes(day.grams))
    if may(reader, "conversation:read:any"):
        for channel in channels:
            heard, written = (day.messages.get((channel, way), 0) for way in ("in", "out"))
            yield say(f"board-{channel}", heard=str(heard), written=str(written))
    if may(reader, "deal:read:any"):
        yield say("board-offers", count=str(day.offers))
    if "profit" in view_for(reader, "deal", None, {"profit": day.without}):
        yield say(
            "board-profit",
            without=_average(say, day.without),
            transport=_average(say, day.with_transport),
        )


def _average(say: Speech, one: Average | None) -> str:
    """Unknown is a dash, never 0; of how many deals it is known, where not of all."""
    if one is None:
        return UNKNOWN
    amount = f"{say.money(one.amount)} ({say.number(one.percent)} %)"
    if one.known == one.all:
        return amount
    return say("board-partly", amount=amount, known=str(one.known), all=str(one.all))


def _rates(say: Speech, reader: Person, day: Today) -> Iterator[str]:
    if may(reader, "rate:read"):
        yield " · ".join(_rate(say, *one, day.rates_for) for one in day.rates)


def _rate(
    say: Speech, currency: str, rate: Rate | None, change: Decimal | None, since: date
) -> str:
    """With the day that it is for, and a word where that is not today's."""
    if rate is None:
        return f"💱 {currency} {UNKNOWN}"
    parts = [f"💱 {currency} {say.number(rate.rate)}", _change(say, change)]
    on = say("board-rate-day", day=rate.on.strftime("%d.%m"))
    on += f" ({say('rates-none-today')})" if rate.on < since else ""
    return " ".join(part for part in [*parts, on] if part)


def _change(say: Speech, change: Decimal | None) -> str:
    if not change:
        return ""
    mark, sign = ("▲", "+") if change > 0 else ("▼", MINUS)
    return f"{mark} {sign}{say.number(abs(change))}"
