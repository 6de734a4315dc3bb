"""A changed floor or price goes to everybody who sells (B10)."""

from collections.abc import Sequence

from core.messaging.ports import Unit
from core.notices.bell import Bell, Notice
from core.policy.permissions import may
from core.pricing.events import FloorChanged, PriceChanged
from core.staff.model import Role

SELLERS = (Role.MANAGER, Role.SALES_HEAD)
PRICE_READ = "price:read"


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
