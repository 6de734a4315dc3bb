"""A new announcement: each answer is judged where it is given (B6, B8)."""

import pytest

from core.staff.model import Role
from tests.bots.telegram.fakes import ANNA, NOW, person


@pytest.fixture
async def director(room):
    room.staff.people[ANNA] = person(Role.DIRECTOR)
    return room


async def live(outside):
    return (await outside.shown())[-1]


async def offered(outside):
    rows = (await live(outside))["reply_markup"]["inline_keyboard"]
    return {b["text"]: b["callback_data"] for row in rows for b in row}


async def press(director, outside, text):
    data = next(d for label, d in (await offered(outside)).items() if text in label)
    await director.presses((await live(outside))["message_id"], data)


async def until_its_term(director, outside, when, repeat):
    await director.types("/news")
    await press(director, outside, director.text("tg-news-new"))
    await director.types("Склад закрыт")
    await press(director, outside, director.text("tg-news-staff"))
    await director.types(when)
    await press(director, outside, repeat)
    assert director.text("tg-news-ask-expires") in (await live(outside))["text"]


async def test_the_days_offered_begin_with_the_day_of_the_sending(director, outside):
    await until_its_term(director, outside, "завтра 10:00", "Один раз")
    days = list(await offered(outside))[:3]
    assert days == ["Завтра · 23.11.2026", "24.11.2026", "26.11.2026"]


async def test_a_repeated_one_begins_with_its_first_working_day(director, outside):
    await until_its_term(director, outside, "в субботу 10:00", "Каждый рабочий день")
    assert next(iter(await offered(outside))) == "30.11.2026"


async def test_an_end_before_the_sending_is_refused_at_its_own_step(director, outside):
    """MUST-FAIL: only the last look told it, under a button that confirms."""
    await until_its_term(director, outside, "завтра 10:00", "Один раз")
    await director.types("сегодня")
    shown = (await live(outside))["text"]
    assert director.text("error-news-expires") in shown
    assert director.text("tg-news-ask-expires") in shown

    await press(director, outside, "Завтра")
    shown = (await live(outside))["text"]
    assert f"{director.text('tg-news-field-expires')}: 23.11.2026" in shown
    assert director.text("tg-news-ask-rule") in shown

    await press(director, outside, director.text("tg-form-skip"))
    assert "Правило на товар: —" in (await live(outside))["text"]


async def test_of_a_repeated_one_each_run_is_looked_at_with_its_date(director, outside):
    figures = {"read": 1, "told": 4, "names": ["Анна"], "page": 0, "pages": 1}
    sent = {"runs": 2, "run_at": NOW, "version": 3, "expired": False}
    director.news.standing = figures | sent
    await director.types("/news")
    await director.presses((await live(outside))["message_id"], "nwu:news5:0")
    run = director.text("tg-news-run", at="22.11 10:00", run=2, runs=2)
    assert (await live(outside))["text"].startswith(run)
    assert list((await offered(outside)).values())[:2] == ["nwo:news5:1:0", "nwm:news5:3"]

    await press(director, outside, director.text("tg-news-run-before"))
    run = director.text("tg-news-run", at="22.11 10:00", run=1, runs=2)
    assert (await live(outside))["text"].startswith(run)
    labels = list(await offered(outside))
    assert director.text("button-news-remind") not in labels
    assert director.text("tg-news-run-after") in labels
