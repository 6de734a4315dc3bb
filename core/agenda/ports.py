"""What the day's list reads; it changes nothing."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from core.clients.cardfile import CardFile
from core.clients.ports import Clients
from core.messaging.ports import Messages
from core.orders.ports import Deals, Shipments
from core.staff.ports import People
from core.stock.ports import Reservations
from core.tasks.ports import TaskBook


class Unit(Protocol):
    people: People
    clients: Clients
    tasks: TaskBook

    @property
    def cards(self) -> CardFile: ...

    @property
    def messages(self) -> Messages: ...

    @property
    def reservations(self) -> Reservations: ...

    @property
    def deals(self) -> Deals: ...

    @property
    def shipments(self) -> Shipments: ...


class Units(Protocol):
    def read(self) -> AbstractAsyncContextManager[Unit]: ...
