"""The way of a raw update into the durable inbox, the same for polling and webhook (P1)."""

import json
from collections.abc import Callable
from typing import Any

from bots.telegram.convert import as_int, order_key
from core.messaging.model import RawItem

OnResult = Callable[[str, str], None]
"""(channel, result): accepted, duplicate, rejected or malformed; for the metrics."""

CHANNEL = "telegram"
_LARGEST = 2**63 - 1


def ignore_result(_channel: str, _result: str) -> None:
    """Nobody counts."""


def account_of(token: str) -> str:
    """The bot's id, which Telegram puts in front of its token; no secret."""
    return token.split(":", maxsplit=1)[0]


def update_id_of(update: Any) -> int | None:
    """None for what is no update: without an id it could be neither kept nor confirmed."""
    number = as_int(update.get("update_id")) if isinstance(update, dict) else None
    return number if number is not None and 0 <= number <= _LARGEST else None


def raw_item(account: str, update: dict[str, Any]) -> RawItem:
    """Any update, kinds that we have never heard of too.

    The key is (account, update_id): what Telegram delivers twice is kept once (P3).
    """
    return RawItem(
        provider="telegram",
        account=account,
        scope="",
        external_id=str(update["update_id"]),
        channel=CHANNEL,
        kind="update",
        order_key=order_key(account, update),
        payload=json.dumps(update, separators=(",", ":")).encode(),
    )
