"""Who writes next, where only one can."""

import asyncio
from collections import deque


class Turns:
    """One at a time, in the order of asking; the urgent go before the others.

    A provider hangs up after seconds, so the intake never queues behind the workers: it waits for
    one transaction at most. It asks again only after its own, so the workers get every second turn.
    """

    def __init__(self) -> None:
        self._taken = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    async def acquire(self, *, urgent: bool = False) -> None:
        if not self._taken:
            self._taken = True
            return
        queue = self._urgent if urgent else self._others
        turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                queue.remove(turn)
            else:  # the turn came in the same moment: somebody else must have it
                self.release()
            raise

    def release(self) -> None:
        for queue in (self._urgent, self._others):
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._taken = False
