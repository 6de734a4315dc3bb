"""What follows from what: one table. An alert is one line here."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from core.messaging.events import (
    ConsentChanged,
    Event,
    InsiderWrote,
    ItemSetAside,
    LaneOpened,
    MessageEdited,
    MessageReceived,
    MessageUnshown,
    PersonUnreachable,
    StateChanged,
    WindowOpened,
)
from core.messaging.follow import Follow
from core.messaging.ports import Unit

Reaction = Callable[[Unit, Sequence[Any]], Awaitable[None]]


def reactions(follow: Follow) -> Mapping[type, tuple[Reaction, ...]]:
    return {
        MessageReceived: (follow.show,),
        MessageEdited: (follow.show,),
        ConsentChanged: (follow.confirm_consent,),
        InsiderWrote: (follow.refuse_insider,),
        WindowOpened: (follow.release,),
        StateChanged: (follow.tell_state,),
        ItemSetAside: (follow.alert,),
        PersonUnreachable: (follow.tell_unreachable,),
        MessageUnshown: (follow.show_elsewhere,),
        LaneOpened: (follow.hand_over,),
    }


class Reactor:
    """Runs the table for a batch: one call a kind of event, in the order of the table."""

    def __init__(self) -> None:
        self._table: Mapping[type, tuple[Reaction, ...]] = {}

    def plug(self, table: Mapping[type, tuple[Reaction, ...]]) -> None:
        """Reactions make events themselves, so the table comes after those who raise them."""
        self._table = table

    async def __call__(self, unit: Unit, events: Sequence[Event]) -> None:
        """In the transaction that made the events: all or nothing."""
        for kind, followers in self._table.items():
            mine = [event for event in events if type(event) is kind]
            if mine:
                for follower in followers:
                    await follower(unit, mine)
