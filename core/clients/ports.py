from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from core.clients.model import Address, Client, Identity, Lane
from core.ids import ClientId, LaneId, PersonId


@dataclass(frozen=True, slots=True)
class ClientLine:
    """One row of a listing: what every member of staff may see of any client (A5)."""

    client: Client
    responsible_id: PersonId | None
    responsible_name: str | None


class Clients(Protocol):
    async def get(self, client: ClientId) -> Client | None: ...

    async def by_ids(self, clients: Iterable[ClientId]) -> dict[ClientId, Client]: ...

    async def identities_at(
        self, keys: Iterable[tuple[str, str, str]], phones: Iterable[str]
    ) -> list[Identity]:
        """Those with one of these (provider, account, external_id) or one of these phones.

        Of clients and of people alike; one statement each, whatever the number.
        """
        ...

    async def identities_of(self, client: ClientId) -> list[Identity]: ...

    async def lanes_of(self, clients: Iterable[ClientId]) -> dict[ClientId, Lane]:
        """The open lane of each."""
        ...

    async def add(self, clients: Sequence[Client], now: datetime) -> None:
        """With ids taken from `Unit.take_ids`."""
        ...

    async def rename(self, client: ClientId, name: str) -> None: ...

    async def add_identities(self, identities: Sequence[Identity], now: datetime) -> None: ...

    async def add_lanes(self, lanes: Sequence[Lane], now: datetime) -> None: ...

    async def close_lane(self, lane: LaneId, now: datetime) -> None: ...

    async def lock(self, client: ClientId) -> None:
        """Holds the client's row until the end of the transaction."""
        ...

    async def listing(
        self, text: str | None = None, owner: PersonId | None = None, limit: int = 1000
    ) -> Sequence[ClientLine]:
        """By name (any case, part of it), INN or phone; newest first."""
        ...

    async def consent(
        self, client: ClientId, address: Address, kind: str, source: str, now: datetime
    ) -> None:
        """Appends "stop" or "start" with where it came from."""
        ...

    async def opted_out(self, keys: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
        """Of these addresses those whose last word was "stop"."""
        ...

    async def timeline(
        self, client: ClientId, limit: int, offset: int, compartment: str | None = None
    ) -> list[Mapping[str, Any]]:
        """Rows of INTERFACE's timeline: the newest `limit`, oldest of them first.

        `compartment`: only what was said there (POLICY: a label survives every hand-over).
        """
        ...
