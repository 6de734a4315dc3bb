"""Modules that can be switched off (E13): what is off is not seen, not done and costs nothing.

Clients, people and the policy itself are the ground that everything stands on: they are always on.
"""

from collections.abc import Iterable, Mapping

from core.errors import InvalidInput

MODULES: Mapping[str, tuple[str, ...]] = {
    "messaging": ("conversation:",),
    "stock": ("stock:", "ledger:", "warehouse:", "reservation:", "board:"),
    "pricing": ("price:", "rate:"),
    "orders": ("deal:", "absent:"),
    "samples": ("sample:",),
    "tasks": ("task:",),
    "news": ("news:",),
    "approvals": ("approval:", "client:ask-"),
}
"""Module → beginnings of the permissions that go with it. A switch is one name here."""

SHOWN_WITH: Mapping[str, str] = {
    "client.samples": "sample:read",
    "client.deals": "deal:read",
    "client.correspondence": "conversation:read",
    "reservation.deal": "deal:read",
}
"""Field → a permission of the module that it shows; other fields go with their own resource."""

NEEDS: Mapping[str, tuple[str, ...]] = {"orders": ("stock", "pricing", "approvals")}
"""A deal reserves goods, has prices, and stops below the floor until somebody approves."""


class Switches:
    """One setting of the whole process, like its time zone: MODULES says what is on."""

    def __init__(self) -> None:
        self._closed: tuple[str, ...] = ()

    def only(self, names: Iterable[str]) -> None:
        """Names of the modules that stay on; none given is all. Raises InvalidInput."""
        on = chosen(names)
        off = (prefixes for name, prefixes in MODULES.items() if name not in on)
        self._closed = tuple(prefix for prefixes in off for prefix in prefixes)

    def closed(self, permission: str) -> bool:
        return permission.startswith(self._closed)

    def hidden(self, resource: str, field: str) -> bool:
        """A figure of a module that is off is absent, never 0 (E13)."""
        return self.closed(SHOWN_WITH.get(f"{resource}.{field}", f"{resource}:read"))


def chosen(names: Iterable[str]) -> frozenset[str]:
    """The modules that are on. Raises InvalidInput for an unknown name or a missing foundation."""
    given = frozenset(name.strip().lower() for name in names) - {""}
    unknown = sorted(given - MODULES.keys())
    if unknown:
        raise InvalidInput("module-unknown", name=unknown[0], names=", ".join(MODULES))
    on = given or frozenset(MODULES)
    for name in sorted(on & NEEDS.keys()):
        missing = [needed for needed in NEEDS[name] if needed not in on]
        if missing:
            raise InvalidInput("module-needs", name=name, names=", ".join(missing))
    return on


SWITCHES = Switches()
