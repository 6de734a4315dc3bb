"""A changed floor or price goes to everybody who sells (B10)."""

from collections.abc import Sequence

from core.messaging.ports import Unit
from core.notices import buttons
from core.notices.bell import Bell, Notice, Press, who_may
from core.policy.permissions import may
from core.pricing.events import FloorChanged, PriceChanged, RatesBack, RatesMissing
from core.staff.model import Role

SELLERS = (Role.MANAGER, Role.SALES_HEAD)
PRICE_READ, RATE_SET = "price:read", "rate:set"


class PriceNotices:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    async def changed(self, unit: Unit, events: Sequence[FloorChanged | PriceChanged]) -> None:
        readers = [p for p in await unit.people.of_roles(*SELLERS) if may(p, PRICE_READ)]
        notices = []
        for event in events:
            floor = isinstance(event, FloorChanged)
            code = "notice-floor" if floor else "notice-price"
            for reader in readers:
                if reader.id == event.person_id:
                    continue
                say = self._bell.speech(reader)
                text = say(
                    code,
                    product=event.product,
                    earlier=say.price(event.earlier),
                    price=say.price(event.price),
                    at=say.moment(event.valid_from),
                )
                key = f"price:{event.price_id}"
                notices.append(Notice(reader, "price", key, text, needs=(PRICE_READ,)))
        await self._bell.ring(unit, notices)

    async def rates_missing(self, unit: Unit, events: Sequence[RatesMissing]) -> None:
        """To those who can enter them by hand (B7)."""
        notices = []
        for reader in await who_may(unit, RATE_SET):
            say = self._bell.speech(reader)
            for event in events:
                text = say(
                    "notice-rates-missing",
                    reason=say(f"rates-{event.reason}"),
                    since=say.moment(event.since),
                )
                rows = [[Press("button-rate", buttons.RATE, more=("rate",))]]
                key = f"rates-missing:{event.since.isoformat()}"
                notices.append(Notice(reader, "rates", key, text, rows, (RATE_SET,)))
        await self._bell.ring(unit, notices)

    async def rates_back(self, unit: Unit, events: Sequence[RatesBack]) -> None:
        notices = []
        for reader in await who_may(unit, RATE_SET):
            text = self._bell.speech(reader)("notice-rates-back")
            for event in events:
                key = f"rates-back:{event.since.isoformat()}"
                notices.append(Notice(reader, "rates", key, text, needs=(RATE_SET,)))
        await self._bell.ring(unit, notices)
