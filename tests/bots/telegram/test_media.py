import base64

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import GetFile

from bots.telegram.media import LIMIT, TelegramMedia
from bots.telegram.staff.files import ChatFiles
from core.errors import MediaRefused, Temporary
from core.messaging.model import IncomingFile
from tests.bots.telegram.fakes import PNG, STAFF_TOKEN, FakeBlobs


@pytest.fixture
def media(bot):
    return TelegramMedia(bot, bot.session)


@pytest.fixture
async def source(outside, sandbox):
    picture = {"kind": "photo", "name": "a.png", "b64": base64.b64encode(PNG).decode()}
    sent = await outside.write(None, media=picture)
    chat = await outside.chat()
    found = next(m for m in chat if m["message_id"] == sent["message_id"])
    return found["photo"][-1]["file_id"]


async def test_a_file_is_streamed_into_the_blobs(media, source):
    blobs = FakeBlobs()
    blob, size, content_type = await media.fetch(source, blobs)

    assert (blobs.known[blob], size, content_type) == (PNG, len(PNG), "image/jpeg")


@pytest.mark.parametrize(
    ("name", "kept"),
    [("  ", "file.jpeg"), ("", "file.jpeg"), ("x" * 300 + ".pdf", "x" * 96 + ".pdf")],
)
async def test_a_form_keeps_a_name_that_can_be_shown_and_stored(media, source, name, kept):
    """Fault 47: a file without a name would be kept and never be found again."""
    files = ChatFiles(media, FakeBlobs())
    found = await files.keep(IncomingFile(source, "document", "image/jpeg", name), LIMIT)
    assert found.name == kept


async def test_a_file_over_the_limit_is_refused_for_good(media, bot, outside, monkeypatch):
    async def too_big(file_id):
        raise TelegramBadRequest(GetFile(file_id=file_id), "Bad Request: file is too big")

    monkeypatch.setattr(bot, "get_file", too_big)
    with pytest.raises(MediaRefused) as refused:
        await media.fetch("x", FakeBlobs())
    assert refused.value.code == "too-large"


async def test_the_limit_is_handed_to_the_blobs(media, source):
    class Strict(FakeBlobs):
        async def write(self, chunks, limit):
            assert limit == LIMIT
            raise MediaRefused("too-large")

    with pytest.raises(MediaRefused):
        await media.fetch(source, Strict())


async def test_a_file_id_of_another_bot_is_refused_for_good(media):
    with pytest.raises(MediaRefused):
        await media.fetch("AgAD-foreign", FakeBlobs())


@pytest.mark.parametrize(
    "fault",
    [
        ("status", "getFile", {"status": 500}),
        ("retry_after", "getFile", {"retry_after": 3}),
        ("garbage", "getFile", {}),
        ("status", "file", {"status": 404}),
        ("status", "file", {"status": 500}),
        ("truncated", "getFile", {}),
        ("reset_after", "file", {"count": 2}),
    ],
)
async def test_what_may_pass_is_tried_again_without_telling_the_address(
    media, outside, source, sandbox, fault
):
    kind, method, more = fault
    await outside.fault(kind, method, **{"count": 1, **more})
    with pytest.raises(Temporary) as raised:
        await media.fetch(source, FakeBlobs())

    said = f"{raised.value!r} {raised.value.__cause__!r}"
    assert STAFF_TOKEN not in said
    assert sandbox.url not in said
    assert raised.value.__cause__ is None
    blob, size, _ = await media.fetch(source, FakeBlobs())
    assert (len(blob), size) == (64, len(PNG))
