"""An outbox row between its table and core."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from core.ids import OutboxId
from core.messaging.model import OutboxRow, Party, State
from core.policy.gate import payload_hash

SAVED = (
    "chat",
    "fields",
    "payload",
    "payload_hash",
    "receiver_epoch",
    "not_before",
    "state",
    "attempts",
    "provider_id",
    "error_code",
    "error_detail",
    "possible_repeat",
    "claimed_at",
    "sent_at",
)
"""What changes in a row's life; the rest is as it was decided. A chat moves when Telegram turns
a group into a supergroup."""

_DETAIL = 500


_sorted = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def hash_of(payload: dict[str, Any]) -> str:
    """The gate judges what really leaves: the hash is always of the stored payload."""
    return payload_hash(_sorted(payload))


def to_row(row: OutboxRow, number: OutboxId, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "provider": row.provider,
        "account": row.account,
        "channel": row.channel,
        "order_key": row.order_key,
        "code": row.code,
        "verb": row.verb,
        "author_kind": row.author.kind,
        "author_id": row.author.id,
        "receiver_kind": row.receiver.kind,
        "receiver_id": row.receiver.id,
        "conversation_id": row.conversation_id,
        "client_id": row.client_id,
        "lane_id": row.lane_id,
        "message_id": row.message_id,
        "link": row.link,
        "cause": row.cause,
        "dedupe_key": row.dedupe_key,
        "priority": row.priority,
        "created_at": now,
        **_changing(row),
    }


def saved_values(row: OutboxRow) -> dict[str, Any]:
    changing = _changing(row)
    return {f"new_{name}": changing[name] for name in SAVED} | {"row": row.id}


def _changing(row: OutboxRow) -> dict[str, Any]:
    return {
        "chat": row.chat,
        "fields": row.fields,
        "payload": row.payload,
        "payload_hash": hash_of(row.payload),
        "receiver_epoch": row.receiver_epoch,
        "not_before": row.not_before,
        "state": row.state.value,
        "attempts": row.attempts,
        "provider_id": row.provider_id,
        "error_code": row.error_code,
        "error_detail": row.error_detail and row.error_detail[:_DETAIL],
        "possible_repeat": row.possible_repeat,
        "claimed_at": row.claimed_at,
        "sent_at": row.sent_at,
    }


def from_row(row: Row[Any]) -> OutboxRow:
    """Fields and payload are empty after an erasure (P24)."""
    return OutboxRow(
        id=row.id,
        provider=row.provider,
        account=row.account,
        channel=row.channel,
        chat=row.chat,
        order_key=row.order_key,
        code=row.code,
        payload=row.payload or {},
        author=Party(row.author_kind, row.author_id),
        receiver=Party(row.receiver_kind, row.receiver_id),
        verb=row.verb,
        fields=row.fields or {},
        conversation_id=row.conversation_id,
        client_id=row.client_id,
        lane_id=row.lane_id,
        message_id=row.message_id,
        link=row.link,
        cause=row.cause,
        dedupe_key=row.dedupe_key,
        priority=row.priority,
        not_before=row.not_before,
        state=State(row.state),
        payload_hash=row.payload_hash,
        attempts=row.attempts,
        provider_id=row.provider_id,
        error_code=row.error_code,
        error_detail=row.error_detail,
        possible_repeat=row.possible_repeat,
        receiver_epoch=row.receiver_epoch,
        created_at=row.created_at,
        claimed_at=row.claimed_at,
        sent_at=row.sent_at,
    )
