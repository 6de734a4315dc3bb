"""Files are fetched whatever else waits for an account that is switched off."""

from datetime import timedelta

from core.messaging.model import Media
from scheduler.media import SIDE_BY_SIDE, MediaWorker
from tests.storage.making import Maker


class _Desk:
    def __init__(self):
        self.stored_ids = []

    async def stored(self, unit, media, blob, size, kind):
        del unit, blob, size, kind
        self.stored_ids.append(media.id)


class _Source:
    async def fetch(self, source, blobs):
        del source, blobs
        return "b" * 64, 1, "image/jpeg"


async def test_files_of_an_account_that_is_off_keep_no_others_waiting(units, clock):
    make = Maker(units, clock)
    message = await make.message(await make.conversation(await make.client()))
    off = [
        Media(n, message.id, n, "twilio", "OLD", "u", "photo", due_at=clock.now() - timedelta(1))
        for n in range(1, SIDE_BY_SIDE + 2)
    ]
    on = Media(99, message.id, 9, "twilio", "AC1", "u", "photo", due_at=clock.now())
    async with units.begin() as unit:
        await unit.messages.add_media([*off, on])
    desk = _Desk()
    await MediaWorker(units, clock, desk, None, {("twilio", "AC1"): _Source()}).turn()
    assert desk.stored_ids == [99]
