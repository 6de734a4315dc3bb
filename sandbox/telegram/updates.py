import asyncio
from collections import OrderedDict
from itertools import islice
from typing import Any

from sandbox.telegram.errors import bad, conflict
from sandbox.world import World

DAY = 24 * 3600
# Sent only to a bot that lists them in allowed_updates.
OPT_IN = {"chat_member", "message_reaction", "message_reaction_count"}
KINDS = {
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
    "business_message", "edited_business_message", "deleted_business_messages",
    "message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result",
    "callback_query", "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll",
    "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost",
    "removed_chat_boost", "managed_bot",
}  # fmt: skip


class Updates:
    """One bot's queue: kept 24 hours or until an offset beyond them (or a 2xx) confirms them."""

    def __init__(self, world: World, first_id: int) -> None:
        self._world = world
        self._pending: OrderedDict[int, tuple[float, dict[str, Any]]] = OrderedDict()
        self._next_id = first_id
        self._poll = 0
        self._wake = asyncio.Event()
        self.allowed: set[str] | None = None
        self.webhook_url = ""

    def wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed is not None else kind not in OPT_IN

    def allow(self, kinds: list[str] | None) -> None:
        """An empty list means the default; absence keeps what was set before."""
        if kinds is not None:
            self.allowed = {kind for kind in kinds if kind in KINDS} or None

    def add(self, kind: str, payload: dict[str, Any]) -> int | None:
        return self.add_raw({kind: payload}) if self.wants(kind) else None

    def add_raw(self, update: dict[str, Any]) -> int:
        update_id = self._next_id
        self._next_id += 1
        self._pending[update_id] = (self._world.now(), {"update_id": update_id, **update})
        self.wake()
        return update_id

    def restart_from(self, update_id: int) -> None:
        """After a week of silence the provider picks the next id at random."""
        self._next_id = update_id

    def wake(self) -> None:
        self._wake.set()
        self._wake = asyncio.Event()

    @property
    def pending(self) -> int:
        return len(self._pending)

    def waiting(self, limit: int) -> list[dict[str, Any]]:
        return [update for _, update in islice(self._pending.values(), limit)]

    def drop(self) -> None:
        self._pending.clear()

    def confirm_one(self, update_id: int) -> None:
        self._pending.pop(update_id, None)

    def signal(self) -> asyncio.Event:
        """Taken before looking at the queue, so that nothing added meanwhile is missed."""
        return self._wake

    def _expire(self) -> None:
        horizon = self._world.now() - DAY
        while self._pending and next(iter(self._pending.values()))[0] < horizon:
            self._pending.popitem(last=False)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popitem(last=False)
            return
        for update_id in [known for known in self._pending if known < offset]:
            del self._pending[update_id]

    def _refuse_beside_webhook(self) -> None:
        if self.webhook_url:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete "
                "the webhook first"
            )

    async def poll(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Of two polls at once the earlier one ends with 409."""
        self._refuse_beside_webhook()
        limit = min(max(params.get("limit", 100), 1), 100)
        if params.get("timeout", 0) < 0:
            raise bad("timeout must be non-negative")
        self._poll += 1
        mine = self._poll
        self.wake()
        self.allow(params.get("allowed_updates"))
        self._confirm(params.get("offset", 0))
        return await self._ready(mine, limit, min(params.get("timeout", 0), 50))

    async def _ready(self, mine: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        while True:
            signal = self.signal()
            self._expire()
            self._refuse_beside_webhook()
            if mine != self._poll:
                raise conflict(
                    "terminated by other getUpdates request; make sure that only one bot "
                    "instance is running"
                )
            left = until - clock()
            if self._pending or left <= 0 or self._world.closing.is_set():
                return self.waiting(limit)
            try:
                await asyncio.wait_for(signal.wait(), left)
            except TimeoutError:
                continue
