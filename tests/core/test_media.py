"""Files reach those who read the conversation, or the client who waits for them (A20, P7)."""

import pytest

from core.errors import MediaRefused, Temporary
from core.messaging.media import ALBUM, TRIES
from core.messaging.model import State
from core.staff.model import Role
from tests.core.office import CLIENT_BOT, STAFF, AnyChannel, file


async def _due(office):
    async with office.units.read() as unit:
        return await unit.messages.due_media(office.clock.now(), 99)


async def _stored(office, media, blob="b" * 64):
    async with office.units.begin() as unit:
        await office.core.media.stored(unit, media, blob, 5, "image/jpeg")


async def _failed(office, media, error):
    async with office.units.begin() as unit:
        await office.core.media.failed(unit, media, error)


async def test_a_fetched_file_is_shown_under_the_clients_name(office):
    manager = await office.person()
    await office.writes("", files=(file(),))
    assert await office.rows() == []
    (media,) = await _due(office)
    await _stored(office, media)
    (row,) = await office.rows(code="client-files")
    assert row.receiver.id == manager.id
    (shown,) = row.payload["files"]
    assert (shown["blob"], shown["caption"]) == ("b" * 64, "Иван · WhatsApp")
    assert await _due(office) == []


async def test_files_that_come_together_are_one_album_of_ten_at_most(office):
    await office.person()
    await office.receive(*(office.message("", files=(file(source=str(n)),)) for n in range(12)))
    for media in await _due(office):
        await _stored(office, media)
    rows = await office.rows(code="client-files")
    assert [len(row.payload["files"]) for row in rows] == [ALBUM, 2]
    assert [bool(f.get("caption")) for f in rows[0].payload["files"]] == [True, *[False] * 9]


async def test_an_album_waits_a_moment_for_more_and_no_longer(office):
    await office.person()
    await office.receive(*(office.message("", files=(file(source=str(n)),)) for n in range(2)))
    first, second = await _due(office)
    await _stored(office, first)
    office.later(1.3)
    assert len(await office.shown()) == 1
    await _stored(office, second)
    assert len(await office.rows(code="client-files")) == 2


@pytest.mark.parametrize("kinds", [("photo", "document"), ("voice", "photo"), ("document",) * 2])
async def test_only_photos_and_videos_join_an_album(office, kinds):
    await office.person()
    await office.receive(*(office.message("", files=(file(kind),)) for kind in kinds))
    for media in await _due(office):
        await _stored(office, media)
    assert [len(r.payload["files"]) for r in await office.rows(code="client-files")] == [1, 1]


async def test_a_late_file_is_told_once_and_tried_with_growing_pauses(office):
    await office.person()
    await office.writes("", files=(file(),))
    waits = []
    for _ in range(4):
        (media,) = await _due(office)
        await _failed(office, media, Temporary("503"))
        async with office.units.read() as unit:
            media = await unit.messages.media(media.id)
        waits.append((media.due_at - office.clock.now()).total_seconds())
        office.later(waits[-1])
    assert waits == [15, 30, 60, 120]
    (told,) = await office.rows(code="client-message")
    assert "фото" in told.payload["text"]


async def test_a_file_that_is_given_up_is_told_with_the_reason(office):
    await office.person()
    await office.writes("", files=(file(),))
    (media,) = await _due(office)
    await _failed(office, media, MediaRefused("foreign-host"))
    assert await _due(office) == []
    (told,) = await office.rows(code="client-message")
    assert "foreign-host" in told.payload["text"]


async def test_after_eight_tries_a_file_is_given_up(office):
    await office.person()
    await office.writes("", files=(file(),))
    for _ in range(TRIES):
        (media,) = await _due(office)
        await _failed(office, media, Temporary("503"))
        office.later(3600)
    assert await _due(office) == []
    assert len(await office.rows(code="client-message")) == 2


async def test_a_client_of_nobody_shows_the_secretary_the_file(office):
    secretary = await office.person(Role.SECRETARY)
    await office.writes("", files=(file(),))
    (media,) = await _due(office)
    await _stored(office, media)
    (row,) = await office.rows(code="client-files")
    assert row.receiver.id == secretary.id


async def _answered(office, text, **more):
    manager = await office.person()
    asked = await office.writes(**more)
    await office.answers(manager, asked, text, [file()])
    office.later(6)
    return manager, asked


async def test_an_answer_waits_for_its_file_and_later_ones_behind_it(office):
    manager, asked = await _answered(office, "вот")
    await office.answers(manager, asked, "и ещё")
    office.later(6)
    assert await office.taken() == []
    (media,) = await _due(office)
    await _stored(office, media)
    (row,) = await office.sent()
    assert row.payload["text"] == "вот"
    assert [f["blob"] for f in row.payload["files"]] == ["b" * 64]
    assert [r.payload["text"] for r in await office.sent()] == ["и ещё"]


async def test_a_long_answer_carries_its_file_once(office):
    await _answered(office, "слово " * 500)
    (media,) = await _due(office)
    await _stored(office, media)
    sent = []
    while rows := await office.sent():
        sent += rows
    assert [len(row.payload.get("files", [])) for row in sent] == [1, 0]
    assert "".join(row.payload["text"] for row in sent) == "слово " * 500


async def test_an_answer_to_telegram_takes_text_and_file_together(office):
    await _answered(office, "вот", phone="555", channel="telegram")
    (media,) = await _due(office)
    await _stored(office, media)
    (row,) = await office.sent(AnyChannel("telegram", CLIENT_BOT))
    assert len(row.payload["files"]) == 1
    assert "вот" in str(row.payload)


async def test_an_answer_whose_file_is_lost_fails_in_words(office):
    """P7."""
    _, asked = await _answered(office, "вот")
    (media,) = await _due(office)
    await _failed(office, media, MediaRefused("too-large"))
    (row,) = await office.rows(code="answer")
    assert (row.state, row.error_code) == (State.FAILED, "file-too-large")
    assert (await office.answer_of(asked.client_id)).state is State.FAILED
    (told,) = await office.rows(code="failed")
    assert "слишком велик" in told.payload["text"]


async def test_an_answer_taken_back_does_not_leave_when_its_file_comes(office):
    manager, asked = await _answered(office, "вот")
    name = await office.name(manager, "message", (await office.answer_of(asked.client_id)).id)
    assert await office.core.desk.undo(manager, name, "c1") == "cancelled"
    (media,) = await _due(office)
    await _stored(office, media)
    assert await office.taken() == []
    assert (await office.answer_of(asked.client_id)).state is State.CANCELLED


async def test_a_file_of_a_client_given_to_another_reaches_the_new_owner_only(office):
    manager = await office.person()
    heir = await office.person(present=False)
    asked = await office.writes("", files=(file(),))
    await office.core.handover.give(asked.client_id, heir.id)
    (media,) = await _due(office)
    await _stored(office, media)
    (row,) = await office.rows(code="client-files")
    assert row.receiver.id == heir.id != manager.id
    assert row.account == STAFF
