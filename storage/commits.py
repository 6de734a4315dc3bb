"""Who wants to know that something was committed: workers sleep until then."""

from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

Callback = Callable[[frozenset[str]], None]


class Commits:
    """Calls back after a commit with the places in which work has appeared.

    "inbox:<provider>", "outbox:<account>" and "media"; "inbox" alone where the provider is not
    known. So a busy account does not wake the workers of all others.
    """

    def __init__(self) -> None:
        self._callbacks: list[Callback] = []

    def subscribe(self, callback: Callback) -> None:
        self._callbacks.append(callback)

    def announce(self, places: frozenset[str]) -> None:
        """What was committed stays so: a callback that fails is logged, the others are called."""
        for callback in self._callbacks:
            try:
                callback(places)
            except Exception as error:  # noqa: BLE001 - a deaf worker must not undo a commit's answer
                log.error("commit_callback_failed", kind=type(error).__name__)  # noqa: TRY400 - P22
