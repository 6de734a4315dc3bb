"""How fast a provider account may send: in all, to one chat, to one group (P8, goal 9).

Telegram: 30 messages a second in all, about one a second to a chat with short bursts, 20 a minute
to a group. A burst that draws a 429 is made smaller for that chat, so the limit is found once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

FORGIVEN = 600.0
"""Seconds after a 429 until the full burst is tried again."""


@dataclass
class Bucket:
    """Tokens that refill with time."""

    rate: float
    burst: float
    level: float = -1.0
    at: float = 0.0
    closed_until: float = 0.0
    slowed_at: float = 0.0
    largest: float = 0.0

    def __post_init__(self) -> None:
        self.largest = self.burst

    def ready(self, now: float) -> bool:
        self._refill(now)
        return now >= self.closed_until and self.level >= 1

    def take(self) -> None:
        self.level -= 1

    def wait(self, now: float) -> float:
        """Seconds until the next token."""
        self._refill(now)
        missing = max(0.0, 1 - self.level) / self.rate
        return max(missing, self.closed_until - now)

    def _refill(self, now: float) -> None:
        if self.level < 0 and not self.at:
            self.level = self.burst
        else:
            self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.burst < self.largest and now - self.slowed_at > FORGIVEN:
            self.burst = self.largest

    def slow_down(self, now: float, seconds: float) -> None:
        """The provider asked to wait: not a moment earlier, and a smaller burst from then on."""
        self.closed_until = max(self.closed_until, now + seconds)
        self.burst = max(1.0, self.burst / 2)
        self.slowed_at = now
        self.level = min(self.level, 0.0)


@dataclass(frozen=True, slots=True)
class Limits:
    """Per second and at once. `group_*` is for chats with a negative id, which are groups."""

    overall: float = 30.0
    chat: float | None = 1.0
    chat_burst: float = 20.0
    group: float = 20 / 60
    group_burst: float = 10.0


TELEGRAM = Limits()
TWILIO = Limits(overall=80.0, chat=None)
"""80 messages a second is the ceiling of a WhatsApp sender (CHANNELS)."""
MAIL = Limits(overall=5.0, chat=None)
"""Servers of e-mail take a sender that is in no hurry for an honest one."""
KEPT = 10_000


@dataclass
class Pace:
    limits: Limits
    _chats: dict[str, Bucket] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._all = Bucket(self.limits.overall, max(1.0, self.limits.overall / 2))

    def admit(self, chat: str, now: float, *, free: bool) -> bool:
        """Whether a send may go now; takes its token.

        `free`: marks and deletions cost nothing in the chat, only in all.
        """
        if not self._all.ready(now):
            return False
        bucket = self._bucket(chat, now)
        if bucket is not None:
            if now < bucket.closed_until or not (free or bucket.ready(now)):
                return False
            if not free:
                bucket.take()
        self._all.take()
        return True

    def _bucket(self, chat: str, now: float) -> Bucket | None:
        if self.limits.chat is None:
            return None
        if chat not in self._chats:
            if len(self._chats) >= KEPT:
                self._forget(now)
            group = chat.startswith("-")
            rate = self.limits.group if group else self.limits.chat
            burst = self.limits.group_burst if group else self.limits.chat_burst
            self._chats[chat] = Bucket(rate, burst)
        return self._chats[chat]

    def _forget(self, now: float) -> None:
        """Room for one more: the oldest that nobody has asked to wait."""
        open_ones = (chat for chat, bucket in self._chats.items() if bucket.closed_until <= now)
        self._chats.pop(next(open_ones, next(iter(self._chats))))

    def busy(self, now: float) -> Iterable[str]:
        """Chats that must wait, so that others are looked at instead."""
        return [
            chat
            for chat, bucket in self._chats.items()
            if bucket.closed_until > now or not bucket.ready(now)
        ]

    def wait(self, now: float) -> float | None:
        """Seconds until something that waits may go; None: nothing waits."""
        waits = [b.wait(now) for c, b in self._chats.items() if not b.ready(now)]
        if not self._all.ready(now):
            waits.append(self._all.wait(now))
        return min(waits) if waits else None

    def dry(self, now: float) -> float:
        """Seconds until anything at all may leave; 0: now."""
        return 0.0 if self._all.ready(now) else self._all.wait(now)

    def slow_down(self, chat: str, now: float, seconds: float) -> None:
        """A 429 slows only the lane that it is about (P8); where chats have no limit, all."""
        (self._bucket(chat, now) or self._all).slow_down(now, seconds)
