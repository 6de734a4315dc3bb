"""An announcement as it is shown: in words and figures, without what a reader may not see."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from core.news.model import Announcement, State
from core.news.ports import Unit
from core.news.times import times
from core.schedule.calendar import Calendar

LOOKED_AHEAD = timedelta(days=400)


async def view(unit: Unit, one: Announcement, now: datetime, calendar: Calendar) -> dict[str, Any]:
    return (await views(unit, [one], now, calendar))[0]


async def views(
    unit: Unit, found: Sequence[Announcement], now: datetime, calendar: Calendar
) -> list[dict[str, Any]]:
    """`due_at`: of what is scheduled, when it comes next. `read` of `told`: of its last run."""
    people = await unit.people.by_ids(one.author_id for one in found)
    goods = await unit.prices.goods(one.rule.product_id for one in found if one.rule)
    counts = await unit.news.counts((one.id, one.runs) for one in found if one.runs)
    shown = []
    for one in found:
        author = people.get(one.author_id)
        read, told = counts.get((one.id, one.runs), (0, 0))
        product = goods[one.rule.product_id].name if one.rule else ""
        shown.append(
            _plain(one)
            | {
                "author": author.name if author is not None else "",
                "due_at": _next(one, now, calendar),
                "expired": one.over(now),
                "read": read,
                "told": told,
                "rule": _rule(one, product, now),
            }
        )
    return shown


def _plain(one: Announcement) -> dict[str, Any]:
    return {
        "id": int(one.id),
        "version": one.version,
        "text": one.text,
        "entities": one.entities,
        "files": one.files,
        "audience": {
            "kind": one.audience.kind.value,
            "names": list(one.audience.names),
            "ids": [int(number) for number in one.audience.ids],
        },
        "state": one.state.value,
        "send_at": one.send_at,
        "repeat": one.repeat,
        "sent_at": one.last_sent_at,
        "expires_at": one.expires_at,
        "runs": one.runs,
    }


def _next(one: Announcement, now: datetime, calendar: Calendar) -> datetime | None:
    if one.state is not State.SCHEDULED:
        return None
    if not one.repeat:
        return calendar.at(one.send_at.date(), one.send_at.time())
    found = next(times(one, calendar, now, now + LOOKED_AHEAD), None)
    return found[1] if found is not None else None


def _rule(one: Announcement, product: str, now: datetime) -> dict[str, Any] | None:
    rule = one.rule
    if rule is None:
        return None
    return {
        "product_id": int(rule.product_id),
        "product": product,
        "price": rule.floor,
        "until": rule.until,
        "in_force": one.rules(now),
    }
