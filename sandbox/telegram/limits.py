import math
import time
from typing import Any

from sandbox.telegram.errors import ApiError

BURST = 3


class Bucket:
    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self.level, self.at = burst, time.monotonic()

    def refill(self) -> None:
        now = time.monotonic()
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now

    def wait(self) -> float:
        """Seconds until one more fits; 0 when it fits now."""
        self.refill()
        return 0.0 if self.level >= 1 else (1 - self.level) / self.rate


class Limits:
    """30 messages/s overall, 1/s a chat with a small burst, 20/min a group; off unless asked."""

    def __init__(self, options: dict[str, Any] | None = None) -> None:
        self.on = False
        self._rates: dict[str, float] = {"per_chat": 1.0, "group": 20.0, "overall": 30.0}
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self.set(options or {})

    def set(self, options: dict[str, Any]) -> None:
        self.on = bool(options.get("limits", self.on))
        self._rates.update({k: float(v) for k, v in options.items() if k in self._rates})
        self._buckets.clear()

    def as_json(self) -> dict[str, Any]:
        return {"limits": self.on, **self._rates}

    def take(self, bot: str, method: str, chat_id: Any) -> None:
        """Raises 429; a refused call uses up nothing."""
        if not self.on or not method.lower().startswith(("send", "copy", "forward", "edit")):
            return
        chat = str(chat_id)
        wanted = [self._bucket(bot, "overall", self._rates["overall"], self._rates["overall"])]
        if chat.startswith("-"):
            wanted.append(self._bucket(bot, chat, self._rates["group"] / 60, self._rates["group"]))
        else:
            wanted.append(self._bucket(bot, chat, self._rates["per_chat"], BURST))
        wait = max(bucket.wait() for bucket in wanted)
        if wait > 0:
            retry = max(1, math.ceil(wait))
            raise ApiError(f"Too Many Requests: retry after {retry}", 429, {"retry_after": retry})
        for bucket in wanted:
            bucket.level -= 1

    def _bucket(self, bot: str, key: str, rate: float, burst: float) -> Bucket:
        return self._buckets.setdefault((bot, key), Bucket(rate, burst))
