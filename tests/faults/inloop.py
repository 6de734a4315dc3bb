"""The whole product in the test's own loop: real storage, channels and workers, no second process.

For faults that need no kill; aiogram is imported once for all tests.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pydantic import SecretStr

from otdel.clock import SystemClock
from otdel.config import Settings
from otdel.run import Product
from tests.e2e.kill.stand import (
    MANAGER,
    OUR_NUMBER,
    ROW,
    SID,
    STAFF_TOKEN,
    TWILIO_TOKEN,
    Stand,
    said,
    until,
)


class InLoop(Stand):
    product: Product | None = None

    def settings(self) -> Settings:
        base = self.sandbox.url
        return Settings(
            _env_file=None,
            data_dir=self.data,
            database_url=self.url,
            listen=self.listen,
            public_url=f"http://{self.listen}",
            telegram_token=SecretStr(STAFF_TOKEN),
            telegram_api_base=f"{base}/telegram",
            twilio_account_sid=SID,
            twilio_auth_token=SecretStr(TWILIO_TOKEN),
            twilio_whatsapp_from=OUR_NUMBER,
            twilio_api_base=f"{base}/twilio",
            twilio_media_hosts=base.removeprefix("http://"),
            cbr_url=f"{base}/rates/XML_daily.asp",
        )

    async def open(self) -> None:
        self.product = Product(self.settings(), SystemClock())
        self._life = asyncio.create_task(self.product.run())
        await self.working()

    async def close(self) -> None:
        if self.product is not None:
            self.product.stop()
            await self._life
            self.product = None

    async def __aexit__(self, *words: object) -> None:
        await self.close()
        await super().__aexit__(*words)

    async def seen(self, text: str, seconds: float = 60, manager: int = MANAGER) -> ROW:
        found = await until(f"{text} is shown", seconds, lambda: self.shown(manager, text))
        assert found is not None
        return found

    async def delivered(self, text: str, seconds: float = 60) -> ROW:
        found = await until(f"{text} is sent", seconds, lambda: self.sent(text))
        return found[0]

    async def asked(self, client: int, text: str) -> int:
        """A client's question is shown; what an answer has to be a reply to."""
        await self.write(client, text)
        number: int = (await self.seen(text))["message_id"]
        return number

    async def times_shown(self, text: str, manager: int = MANAGER) -> int:
        return sum(text in said(row) for row in await self.chat(manager))

    def outbox(self, text: str) -> list[ROW]:
        return self.rows("SELECT * FROM outbox WHERE payload LIKE ? ORDER BY id", f"%{text}%")

    async def calls(self, provider: str, method: str) -> list[ROW]:
        found: list[ROW] = await self.get(f"calls?provider={provider}&method={method}&limit=5000")
        return found


@contextmanager
def without_undo() -> Iterator[None]:
    """Answers leave at once instead of after the five seconds in which they can be taken back."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.messaging.compose.UNDO", 0 * _undo())
        yield


def _undo():
    from core.messaging.model import UNDO  # noqa: PLC0415 - a timedelta, whatever its length

    return UNDO
