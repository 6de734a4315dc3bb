"""An announcement whose hour passed while its form stood open (B8)."""

import pytest

from core.errors import InvalidInput
from core.staff.model import Role
from tests.bots.telegram.fakes import ANNA, person
from tests.bots.telegram.test_news_editing import SCHEDULED, live


@pytest.fixture
async def director(room):
    room.staff.people[ANNA] = person(Role.DIRECTOR)
    room.news.standing = SCHEDULED
    return room


async def test_what_the_last_look_has_told_is_not_told_a_second_time(
    director, outside, monkeypatch
):
    """MUST-FAIL: "the time has passed" stood twice above the same buttons."""

    async def passed(*args, **more):
        raise InvalidInput("news-past")

    monkeypatch.setattr(director.news, "preview", passed)
    monkeypatch.setattr(director.news, "change", passed)
    await director.types("/news")
    await director.presses((await live(outside))["message_id"], "nwe:news5:t:2")
    await director.types("Уже не срочно")
    told = director.text("error-news-past")
    assert (await live(outside))["text"].count(told) == 1
    message = await live(outside)
    rows = message["reply_markup"]["inline_keyboard"]
    press = next(b["callback_data"] for row in rows for b in row if "Подтвердить" in b["text"])
    await director.presses(message["message_id"], press)
    assert (await live(outside))["text"].count(told) == 1
    assert director.news.drafts == []
