"""Telegram's refusals in the three families of DESIGN: temporary, permanent, unknown."""

import re
from collections.abc import Callable

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from bots.telegram.session import NotSent
from core.errors import ChannelError, Permanent, Temporary, Unknown

AUTH_PAUSE = 60.0

PERMANENT = {
    "chat not found": "chat-not-found",
    "message is too long": "too-long",
    "message to edit not found": "message-not-found",
    "message to react not found": "message-not-found",
    "message can't be edited": "message-fixed",
    "message can't be deleted": "message-fixed",
    "user is deactivated": "blocked",
    "file must be non-empty": "file-empty",
}
"""Telegram's words (fault 13) to our names for them."""

_QUOTED = re.compile(r"[\"'“«].*[\"'”»]", re.DOTALL)
_DETAIL = 120


def channel_error(error: TelegramAPIError) -> ChannelError:
    """Texts are never passed on as they came: some quote the message (P22)."""
    if isinstance(error, TelegramRetryAfter):
        return Temporary("rate", float(error.retry_after), whole_account=_bot_wide(error))
    if isinstance(error, TelegramMigrateToChat):
        return Permanent("migrated", str(error.migrate_to_chat_id))
    for kind, meaning in _KINDS:
        if isinstance(error, kind):
            return meaning()
    return Temporary("provider") if says(error, "too many requests") else _refusal(error)


_KINDS: tuple[tuple[type[TelegramAPIError], Callable[[], ChannelError]], ...] = (
    (TelegramForbiddenError, lambda: Permanent("blocked")),
    # A token that is wrong or withdrawn answers 401, a malformed one 404.
    (TelegramUnauthorizedError, lambda: Temporary("auth", AUTH_PAUSE, whole_account=True)),
    (TelegramNotFound, lambda: Temporary("auth", AUTH_PAUSE, whole_account=True)),
    (TelegramEntityTooLarge, lambda: Permanent("too-large")),
    # Nobody can be reached: the worker waits once, not each row for itself.
    (NotSent, lambda: Temporary("network", whole_account=True)),
    (TelegramNetworkError, lambda: Unknown("no answer")),
    (TelegramServerError, lambda: Temporary("provider", may_have_gone=True)),
)
"""In this order: the first that fits; two of them are kinds of a network error."""


def _refusal(error: TelegramAPIError) -> Permanent:
    words = error.message.lower()
    for phrase, code in PERMANENT.items():
        if phrase in words:
            return Permanent(code)
    return Permanent("bad-request", _QUOTED.sub("…", error.message)[:_DETAIL])


def _bot_wide(error: TelegramRetryAfter) -> bool:
    """A limit that names no chat is the whole bot's (P8: only the affected lane waits)."""
    return getattr(error.method, "chat_id", None) is None


def says(error: TelegramAPIError, *phrases: str) -> bool:
    words = error.message.lower()
    return any(phrase in words for phrase in phrases)


def unchanged(error: TelegramAPIError) -> bool:
    """An edit that was made before: nothing left to do."""
    return isinstance(error, TelegramBadRequest) and says(error, "message is not modified")


def topic_gone(error: TelegramAPIError) -> bool:
    """The person deleted the topic, which Telegram never reports."""
    return isinstance(error, TelegramBadRequest) and says(
        error, "message thread not found", "topic_deleted", "topic_id_invalid", "topic_closed"
    )


def entities_refused(error: TelegramAPIError) -> bool:
    return isinstance(error, TelegramBadRequest) and says(error, "entit")
