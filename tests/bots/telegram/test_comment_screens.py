"""Comments on a client, read whole and by pages, and what may still be changed (A3)."""

from datetime import UTC, timedelta

import pytest

from bots.telegram.screen import Words
from bots.telegram.staff.screens.comments import (
    comment_screen,
    comments_screen,
    version_screen,
    versions_screen,
)
from core.clients.errors import CommentLocked
from core.clients.model import Paged
from core.errors import Stale
from core.messaging.text import utf16_length
from locales import FluentTexts
from tests.bots.telegram.fakes import ANNA, NOW, person

WORDS = Words(FluentTexts(), "ru")
WILD = "<b>*_[x](y)😀"


@pytest.fixture
async def manager(room):
    room.staff.people[ANNA] = person()
    return room


@pytest.fixture
async def screen(manager, outside):
    await manager.types("/wa")
    return (await last(outside))["message_id"]


async def last(outside):
    return (await outside.shown())[-1]


def pressable(screen):
    return [data for row in screen.buttons for _, data in row]


def comment(**more):
    known = {
        "id": 1, "author": "Анна", "text": f"Любит тишину {WILD}", "at": NOW, "edited": False,
        "version": 2, "editable": True, "editable_until": NOW + timedelta(hours=24),
    }  # fmt: skip
    return known | more


def test_a_comment_tells_until_when_it_may_be_edited():
    shown = comments_screen(WORDS, "cl5", [("co1", comment())], (0, 1), NOW, UTC)

    assert "можно править до 23.11 10:00" in shown.text
    assert pressable(shown)[0] == "cce:cl5:co1:2"


def test_a_comment_past_its_day_offers_its_earlier_texts_only():
    locked = comment(editable=False, edited=True)
    shown = comments_screen(WORDS, "cl5", [("co1", locked)], (0, 1), NOW, UTC)

    assert "можно править" not in shown.text
    assert pressable(shown) == ["cvs:cl5:co1:0", "ccw:cl5", "c:cl5", "home"]


def test_eight_long_comments_fit_one_page():
    many = [(f"co{n}", comment(text="😀" * 4000)) for n in range(8)]
    shown = comments_screen(WORDS, "cl5", many, (0, 2), NOW, UTC)

    assert utf16_length(shown.text) <= 4096
    assert shown.text.count("можно править") == 8


async def test_a_comment_is_written_and_its_hours_are_told(manager, screen, outside):
    """A3."""
    until = (NOW + timedelta(hours=24)).isoformat()
    manager.trade.answers["comments.write"] = {"id": 1, "editable_until": until}
    await manager.presses(screen, "ccw:client5")
    await manager.types("Просит звонить после обеда")

    assert manager.trade.asked("comments.write") == [(5, "Просит звонить после обеда")]
    assert "можно править до 23.11 10:00" in (await last(outside))["text"]


async def test_an_edit_too_late_is_refused_before_anything_is_typed(manager, screen):
    manager.trade.answers["comments.to_edit"] = CommentLocked(until=NOW.isoformat())
    answer = await manager.presses(screen, "cce:client5:comment1:2")

    assert "24" in answer["text"]
    assert manager.drafts.kept == {}


async def test_an_edit_of_what_has_changed_draws_the_list_anew(manager, screen, outside):
    manager.trade.answers["comments.to_edit"] = Stale()
    manager.trade.answers["comments.listing"] = Paged([comment(text="Новое")], 0, 1, 1)
    answer = await manager.presses(screen, "cce:client5:comment1:2")

    assert answer["text"] == manager.text("tg-changed")
    assert "Новое" in (await last(outside))["text"]
    assert manager.drafts.kept == {}


async def test_an_edit_that_came_too_late_meanwhile_is_refused_where_it_was_typed(
    manager, screen, outside
):
    manager.trade.answers["comments.to_edit"] = comment()
    manager.trade.answers["comments.edit"] = CommentLocked(until=NOW.isoformat())
    await manager.presses(screen, "cce:client5:comment1:2")
    await manager.types("Другое")

    assert "24" in (await last(outside))["text"]
    assert manager.trade.asked("comments.to_edit") == [(1, 2)]
    assert manager.trade.asked("comments.edit") == [(1, 2, "Другое")]


def test_a_long_comment_opens_whole_by_pieces():
    text = " ".join(["длинное"] * 500)
    long = comment(text=f"Две\n\nстроки {text}")
    listed = comments_screen(WORDS, "cl5", [("co1", long)], (0, 1), NOW, UTC)
    assert pressable(listed)[:2] == ["cco:cl5:co1:0", "cce:cl5:co1:2"]
    assert all("\n" not in label for row in listed.buttons for label, _ in row)

    shown = [comment_screen(WORDS, "cl5", ("co1", long), n, NOW, UTC) for n in (0, 1, 9)]
    turned = [pressable(one)[0] for one in shown]
    assert turned == ["cco:cl5:co1:1", "cco:cl5:co1:0", "cco:cl5:co1:0"]
    assert sum(one.text.count("длинное") for one in shown[:2]) == 500
    assert shown[1].text == shown[2].text


def test_earlier_texts_are_read_by_pages_and_each_opens_whole():
    rows = [
        {"number": 12 - n, "text": "я" * 4000 if n == 0 else f"текст {n}", "by": "Анна", "at": NOW}
        for n in range(8)
    ]
    shown = versions_screen(WORDS, ("cl5", "co1"), Paged(rows, 0, 2, 12), UTC)
    assert pressable(shown) == ["cvo:cl5:co1:12:0", "cvs:cl5:co1:1", "ccm:cl5:0", "home"]
    assert shown.text.count("я") >= 300
    assert shown.text.endswith("текст 7")

    whole = [version_screen(WORDS, ("cl5", "co1", 12), rows[0], n, UTC) for n in (0, 1)]
    assert sum(one.text.count("я") for one in whole) == 4000
    assert pressable(whole[1]) == ["cvo:cl5:co1:12:0", "cvs:cl5:co1:0", "home"]


def test_eight_long_earlier_texts_fit_one_page():
    rows = [{"number": n, "text": "😀" * 4000, "by": "Я" * 200, "at": NOW} for n in range(8, 0, -1)]
    shown = versions_screen(WORDS, ("cl5", "co1"), Paged(rows, 0, 1, 8), UTC)
    assert utf16_length(shown.text) <= 4096
    assert shown.text.count("…") == 16


async def test_a_comment_and_its_texts_open_by_their_buttons(manager, screen, outside):
    manager.trade.answers["comments.one"] = comment(text="Весь")
    await manager.presses(screen, "cco:client5:comment1:0")
    assert "Весь" in (await last(outside))["text"]
    kept = {"number": 9, "text": "Прежний", "by": "Анна", "at": NOW}
    manager.trade.answers["comments.versions"] = Paged([kept], 1, 2, 9)
    await manager.presses(screen, "cvs:client5:comment1:1")
    assert "Прежний" in (await last(outside))["text"]
    manager.trade.answers["comments.version"] = kept | {"text": "Целиком"}
    await manager.presses(screen, "cvo:client5:comment1:9:0")
    assert "Целиком" in (await last(outside))["text"]
    assert manager.trade.asked("comments.versions") == [(1, 1)]
    assert manager.trade.asked("comments.version") == [(1, 9)]
