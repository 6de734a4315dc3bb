"""What follows from what: one table. An alert is one line here."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from core.approvals.events import ApprovalDecided, ApprovalDiscussed, ApprovalFiled
from core.board.service import stirred
from core.clients.events import ClientsMerged, MergeUndone, StatusChanged
from core.clients.succession import client_given, client_joined, person_left
from core.messaging.events import (
    ClientsTaken,
    ConsentChanged,
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
from core.news.events import (
    NewsCounted,
    NewsExpired,
    NewsMissed,
    NewsRead,
    NewsSent,
    RuleLifted,
)
from core.notices.service import Notices
from core.orders.events import (
    AbsentSold,
    DealStage,
    FreightFilled,
    Paid,
    PaymentReversed,
    RestReleased,
    Shipped,
)
from core.orders.handing import follow_merge, follow_owner
from core.pricing.events import FloorChanged, PriceChanged, RatesBack, RateSet, RatesMissing
from core.schedule.events import JobFailed
from core.staff.events import PersonDismissed
from core.stock.events import (
    GoodsOffered,
    RecountConflict,
    ReservationBound,
    ReservationExtended,
    ReservationLapsed,
    ReservationMoved,
    ReservationPlaced,
    ReservationReleased,
    ReservationShipped,
    StockChanged,
    WarehouseSettled,
)
from core.tasks.events import TaskDone, TaskSet

Reaction = Callable[[Any, Sequence[Any]], Awaitable[None]]
"""Takes the unit, of which each room sees its own part, and the events of one kind."""


class Succession(Protocol):
    """What a room does with its things of a client, or of a person, that go on to another."""

    async def client_given(self, unit: Any, events: Sequence[Any]) -> None: ...

    async def client_joined(self, unit: Any, events: Sequence[Any]) -> None: ...

    async def person_left(self, unit: Any, events: Sequence[Any]) -> None: ...


def reactions(
    follow: Follow, notices: Notices, rooms: Sequence[Succession] = ()
) -> Mapping[type, tuple[Reaction, ...]]:
    """`rooms`: whose things go on with a client or to an heir, in order."""
    given = tuple(room.client_given for room in rooms)
    joined = tuple(room.client_joined for room in rooms)
    left = tuple(room.person_left for room in rooms)
    return {
        MessageReceived: (follow.show, notices.leads.came),
        MessageEdited: (follow.show,),
        ConsentChanged: (follow.confirm_consent,),
        InsiderWrote: (follow.refuse_insider,),
        WindowOpened: (follow.release,),
        StateChanged: (follow.tell_state,),
        ItemSetAside: (follow.alert,),
        PersonUnreachable: (follow.tell_unreachable,),
        MessageUnshown: (follow.show_elsewhere,),
        LaneOpened: (follow.hand_over, follow_owner, client_given, *given, notices.leads.given),
        ClientsTaken: (notices.clients.taken,),
        ClientsMerged: (follow_merge, client_joined, *joined),
        MergeUndone: (follow_merge, client_joined, *joined),
        PersonDismissed: (person_left, *left),
        ApprovalFiled: (notices.approvals.filed,),
        ApprovalDecided: (notices.approvals.decided,),
        ApprovalDiscussed: (notices.approvals.discussed,),
        ReservationPlaced: (notices.goods.changed, stirred),
        ReservationExtended: (notices.goods.changed, notices.holding.closed, stirred),
        ReservationReleased: (notices.goods.changed, notices.holding.closed, stirred),
        ReservationShipped: (notices.goods.changed, notices.holding.closed, stirred),
        ReservationMoved: (notices.goods.changed, notices.holding.closed, stirred),
        ReservationBound: (notices.holding.closed,),
        ReservationLapsed: (notices.goods.lapsed, notices.holding.closed, stirred),
        WarehouseSettled: (notices.warehouses.settled,),
        GoodsOffered: (notices.goods.offered,),
        RecountConflict: (notices.goods.conflict,),
        StockChanged: (notices.goods.missing,),
        FloorChanged: (notices.prices.changed,),
        PriceChanged: (notices.prices.changed,),
        RateSet: (stirred,),
        RatesMissing: (notices.prices.rates_missing,),
        RatesBack: (notices.prices.rates_back,),
        DealStage: (notices.deals.moved, notices.deals.ordered, notices.deals.called_off, stirred),
        Shipped: (notices.deals.moved, stirred),
        RestReleased: (notices.deals.moved, notices.deals.lightened, stirred),
        FreightFilled: (notices.deals.moved, stirred),
        Paid: (notices.deals.moved,),
        PaymentReversed: (notices.deals.moved,),
        AbsentSold: (notices.deals.absent,),
        StatusChanged: (notices.clients.status_changed,),
        JobFailed: (notices.jobs.failed,),
        NewsSent: (notices.news.sent,),
        NewsRead: (notices.news.read,),
        NewsExpired: (notices.news.expired,),
        NewsCounted: (notices.news.counted,),
        NewsMissed: (notices.news.missed,),
        RuleLifted: (notices.news.lifted,),
        TaskSet: (notices.tasks.set,),
        TaskDone: (notices.tasks.done,),
    }


class Reactor:
    """Runs the table for a batch: one call a kind of event, in the order of the table."""

    def __init__(self) -> None:
        self._table: Mapping[type, tuple[Reaction, ...]] = {}

    def plug(self, table: Mapping[type, tuple[Reaction, ...]]) -> None:
        """Reactions make events themselves, so the table comes after those who raise them."""
        self._table = table

    async def __call__(self, unit: Any, events: Sequence[Any]) -> None:
        """In the transaction that made the events: all or nothing."""
        for kind, followers in self._table.items():
            mine = [event for event in events if type(event) is kind]
            if mine:
                for follower in followers:
                    await follower(unit, mine)
