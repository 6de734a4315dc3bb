"""What notices read to put names to what has happened; they write nothing but the outbox."""

from typing import Protocol

from core.clients.cardfile import CardFile
from core.messaging import ports as messaging
from core.orders.ports import Deals
from core.stock.ports import Products, Reservations


class Unit(messaging.Unit, Protocol):
    @property
    def cards(self) -> CardFile: ...

    @property
    def products(self) -> Products: ...

    @property
    def reservations(self) -> Reservations: ...

    @property
    def deals(self) -> Deals: ...
