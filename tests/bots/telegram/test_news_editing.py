"""What is scheduled is changed: the form knows everything but what shall change (B6, B8)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.amounts import Price
from core.ids import PersonId
from core.news.model import WORKING
from core.staff.model import Role
from tests.bots.telegram.fakes import ANNA, person
from tests.core.newsroom import wall

PHOTO = {"blob": "ab", "name": "p.jpg", "type": "image/jpeg", "kind": "photo"}
VOICE = {"blob": "cd", "name": "v.oga", "type": "audio/ogg", "kind": "voice"}
SCHEDULED: dict[str, Any] = {
    "id": 5,
    "version": 2,
    "text": "Срочно продаём ПВХ",
    "entities": (),
    "files": (PHOTO,),
    "audience": {"kind": "staff", "names": [], "ids": []},
    "state": "scheduled",
    "send_at": wall("2026-11-23 10:00"),
    "repeat": "",
    "expires_at": None,
    "rule": None,
}

RULE = {
    "product_id": 17,
    "product": "ПЭ 158",
    "price": Price(Decimal(118_000), vat=True),
    "until": wall("2026-11-25 18:00"),
}


@pytest.fixture
async def director(room):
    room.staff.people[ANNA] = person(Role.DIRECTOR)
    room.colleagues.people = [
        replace(person(), id=PersonId(number), name=name)
        for number, name in ((1, "Анна"), (17, "Борис"), (18, "Вера"))
    ]
    return room


async def edited(director, outside, what, **more):
    """The form as it opens."""
    director.news.standing = SCHEDULED | more
    await director.types("/news")
    await director.presses((await live(outside))["message_id"], f"nwe:news5:{what}:2")
    return (await live(outside))["text"]


async def live(outside):
    return (await outside.shown())[-1]


async def confirmed(director, outside):
    message = await live(outside)
    rows = message["reply_markup"]["inline_keyboard"]
    labels = {b["text"]: b["callback_data"] for row in rows for b in row}
    data = next(d for label, d in labels.items() if "Подтвердить" in label)
    await director.presses(message["message_id"], data)
    return director.news.drafts[-1]


@pytest.mark.parametrize("file", [PHOTO, VOICE])
async def test_a_new_text_keeps_the_photo_or_the_voice(director, outside, file):
    """MUST-FAIL: what was not asked about does not vanish."""
    await edited(director, outside, "t", files=(file,))
    await director.types("Уже не срочно")
    kind = director.text(f"kind-{file['kind']}")
    assert f"Текст: {kind} · Уже не срочно" in (await live(outside))["text"]
    draft = await confirmed(director, outside)
    assert (draft.text, draft.files) == ("Уже не срочно", (file,))


async def test_without_a_file_there_is_only_the_new_text(director, outside):
    await edited(director, outside, "t", files=())
    await director.types("Уже не срочно")
    assert (await confirmed(director, outside)).files == ()


async def test_chosen_people_are_named_and_who_has_left_is_dropped(director, outside):
    """MUST-FAIL: one who was dismissed must not make the change impossible."""
    people = {"kind": "people", "names": [], "ids": [17, 404, 18]}
    shown = await edited(director, outside, "t", audience=people, repeat=WORKING)
    assert "Кому: выбрано людей: 2" in shown
    assert "Получатель: Борис" in shown
    assert "Получатель: Вера" in shown
    assert "№" not in shown
    assert "Повтор: Каждый рабочий день в 10:00" in shown
    await director.types("Уже не срочно")
    assert (await confirmed(director, outside)).audience.ids == (17, 18)


async def test_where_all_have_left_people_are_asked_for_anew(director, outside):
    people = {"kind": "people", "names": [], "ids": [404]}
    await edited(director, outside, "t", audience=people)
    await director.types("Уже не срочно")
    assert "Кого добавить?" in (await live(outside))["text"]


@pytest.mark.parametrize("rule", [None, RULE], ids=["no rule", "a rule"])
@pytest.mark.parametrize("way", ["cancel", "command", "menu"])
async def test_an_edit_that_is_left_leads_back_to_the_news(director, outside, rule, way):
    """It knows a product, or knows that there is none; it was not opened from there."""
    await edited(director, outside, "w", rule=rule)
    form = await live(outside)
    rows = form["reply_markup"]["inline_keyboard"]
    if way == "cancel":
        await director.presses(form["message_id"], rows[-1][-1]["callback_data"])
    else:
        await director.types("/help" if way == "command" else director.text("tg-menu-stock"))

    left = next(m for m in await outside.shown() if m["message_id"] == form["message_id"])
    datas = [b["callback_data"] for row in left["reply_markup"]["inline_keyboard"] for b in row]
    assert datas == ["nws:s:0", "home"]
    assert director.drafts.kept == {} or all(
        d.name != "news" for d in director.drafts.kept.values()
    )
