import asyncio


class Wake:
    """A bell that a sleeping worker hears; rung while it works, it is heard at the next wait."""

    def __init__(self) -> None:
        self._bell = asyncio.Event()

    def set(self) -> None:
        self._bell.set()

    async def wait(self, seconds: float) -> None:
        """Until rung, or for so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            return
        finally:
            self._bell.clear()
