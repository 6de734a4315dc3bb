"""A form half filled in, as it is stored; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2s
from typing import Any

from bots.telegram.screen import Button
from bots.telegram.staff.forms.steps import Choice, Entry, Step

PAGE = 8


@dataclass(frozen=True, slots=True)
class Filling:
    """`token` tells this form from every other, `turn` what was shown from what is shown now.

    `last`: the cause that moved it last, so that the same update handled again moves nothing
    (fault 17b). `message`: the live message. `given`: steps answered by the screen it came from.
    `group`: the album that the last file came in.
    """

    token: str
    turn: int = 0
    entries: tuple[tuple[str, Entry], ...] = ()
    given: tuple[str, ...] = ()
    offered: tuple[Choice, ...] = ()
    query: str = ""
    page: int = 0
    message: int | None = None
    last: str = ""
    group: str | None = None
    error: str = field(default="")
    ways: tuple[Button, ...] = ()
    """Out of the form, beyond that error."""

    @property
    def values(self) -> dict[str, Any]:
        return {name: entry.value for name, entry in self.entries}

    @property
    def shown(self) -> dict[str, str]:
        return {name: entry.shown for name, entry in self.entries}

    def step(self, steps: Sequence[Step]) -> Step | None:
        """The first one that applies and has not been answered."""
        values = self.values
        return next((s for s in steps if s.name not in values and s.when(values)), None)

    def entered(self, name: str, entry: Entry) -> "Filling":
        return replace(self, entries=(*self.entries, (name, entry)), query="", page=0)

    def back(self) -> "Filling":
        """Without the answer given last, whatever was typed or chosen."""
        own = [name for name, _ in self.entries if name not in self.given]
        return self.without(own[-1]) if own else replace(self, query="", page=0)

    def without(self, name: str) -> "Filling":
        kept = tuple(pair for pair in self.entries if pair[0] != name)
        return replace(self, entries=kept, query="", page=0)

    @property
    def has_back(self) -> bool:
        return any(name not in self.given for name, _ in self.entries)

    def state(self) -> dict[str, Any]:
        """For JSON; lists, because PostgreSQL keeps no order of keys."""
        return {
            "token": self.token,
            "turn": self.turn,
            "entries": [[name, e.value, e.shown] for name, e in self.entries],
            "given": list(self.given),
            "offered": [[c.label, c.value, c.shown] for c in self.offered],
            "query": self.query,
            "page": self.page,
            "message": self.message,
            "last": self.last,
            "group": self.group,
        }


def token_of(cause: str) -> str:
    """The same update makes the same form."""
    return blake2s(cause.encode(), digest_size=5).hexdigest()


def filling(state: Mapping[str, Any]) -> Filling:
    return Filling(
        token=state["token"],
        turn=state["turn"],
        entries=tuple((name, Entry(value, shown)) for name, value, shown in state["entries"]),
        given=tuple(state["given"]),
        offered=tuple(Choice(*one) for one in state["offered"]),
        query=state["query"],
        page=state["page"],
        message=state["message"],
        last=state["last"],
        group=state.get("group"),
    )
