"""A changed floor or price goes to everybody who sells (B10), a lowered floor to the director."""

from collections.abc import Sequence

from core.messaging.ports import Unit
from core.notices import buttons
from core.notices.bell import Bell, Notice, Press, who_may
from core.policy.permissions import may
from core.pricing.events import FloorChanged, PriceChanged, RatesBack, RatesMissing
from core.staff.model import Person, Role

SELLERS = (Role.MANAGER, Role.SALES_HEAD)
PRICE_READ, RATE_SET = "price:read", "rate:set"

Changed = FloorChanged | PriceChanged


class PriceNotices:
    def __init__(self, bell: Bell) -> None:
        self._bell = bell

    async def changed(self, unit: Unit, events: Sequence[Changed]) -> None:
        sellers = await self._readers(unit, *SELLERS)
        notices = []
        for event in events:
            code = "notice-floor" if isinstance(event, FloorChanged) else "notice-price"
            notices += [self._told(reader, event, code) for reader in sellers]
            if _is_lowered(event):
                notices += await self._lowered(unit, event)
        authors = {f"price:{event.price_id}": event.person_id for event in events}
        await self._bell.ring(unit, [n for n in notices if n.reader.id != authors[n.key]])

    @staticmethod
    async def _readers(unit: Unit, *roles: Role) -> list[Person]:
        return [p for p in await unit.people.of_roles(*roles) if may(p, PRICE_READ)]

    async def _lowered(self, unit: Unit, event: Changed) -> list[Notice]:
        """E5: whoever lowers a floor sells below the former one without asking anybody."""
        author = await unit.people.get(event.person_id)
        name = author.name if author is not None else ""
        directors = await self._readers(unit, Role.DIRECTOR)
        return [self._told(reader, event, "notice-floor-lowered", by=name) for reader in directors]

    def _told(self, reader: Person, event: Changed, code: str, **more: str) -> Notice:
        say = self._bell.speech(reader)
        text = say(
            code,
            product=event.product,
            earlier=say.price(event.earlier),
            price=say.price(event.price),
            at=say.moment(event.valid_from),
            **more,
        )
        return Notice(reader, "price", f"price:{event.price_id}", text, needs=(PRICE_READ,))

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


def _is_lowered(event: Changed) -> bool:
    """One on another VAT basis may be: the director is rather told once too often."""
    was = event.earlier
    if was is None or not isinstance(event, FloorChanged):
        return False
    return event.price.vat != was.vat or event.price.per_tonne < was.per_tonne
