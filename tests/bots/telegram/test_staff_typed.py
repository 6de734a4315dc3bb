import json

import pytest

from bots.telegram.session import with_ticket
from bots.telegram.staff.forms.book import BOOK
from bots.telegram.staff.forms.engine import FormDesk
from bots.telegram.staff.router import staff_dispatcher
from core.errors import NotAllowed, StorageUnavailable
from core.messaging.views import Answered, Choice, DeadLine, WaLine, WaPage
from core.staff.model import Role
from tests.bots.telegram.fake_trade import own_client
from tests.bots.telegram.fakes import ANNA, NOW, item, person, ticket

DRAFT = "inbox:17"


@pytest.fixture
async def manager(room):
    room.staff.people[ANNA] = person()
    return room


async def last(outside):
    return (await outside.shown())[-1]


async def test_free_text_goes_to_the_desk_with_all_that_its_reply_tells(manager, outside):
    first = await manager.types("/help")
    shown = (await outside.shown())[-1]["message_id"]
    typed = await manager.types("<b>*_[", reply_to=shown)

    [(_, origin, content, cause)] = manager.desk.calls
    assert content.text == "<b>*_["
    assert (origin.account, origin.chat, origin.message_id) == ("1000001", str(ANNA), str(typed))
    assert (origin.reply_to, origin.reply_to != str(first)) == (str(shown), True)
    assert origin.reply_text.startswith(manager.text("tg-help-head"))
    assert cause.startswith("inbox:")


async def test_a_queued_answer_is_not_commented(manager, outside):
    before = len(await outside.shown())
    await manager.types("цена 100")

    assert len(await outside.shown()) == before


async def test_every_message_of_an_album_goes_with_the_albums_id(manager):
    picture = {"kind": "voice", "name": "a.ogg", "b64": "aGk="}
    for _ in range(2):
        await manager.types(None, media=picture, media_group_id="77")

    assert [call[2].group for call in manager.desk.calls] == ["77", "77"]
    assert [call[2].files[0].kind for call in manager.desk.calls] == ["voice", "voice"]


async def test_without_a_recipient_the_person_is_asked_and_the_choice_is_carried_out(
    manager, outside
):
    manager.desk.answered = Answered(
        "whom", choices=(Choice("cv1", "Иван", "whatsapp"),), draft=DRAFT
    )
    typed = await manager.types("цена 100")
    asked = await last(outside)
    assert asked["reply_to_message"]["message_id"] == typed
    [[choice], [home]] = asked["reply_markup"]["inline_keyboard"]
    assert (choice["callback_data"], home["callback_data"]) == (f"to:cv1:{DRAFT}", "home")

    manager.desk.answered = Answered("queued", "Иван")
    await manager.presses(asked["message_id"], choice["callback_data"])
    (_, conversation, draft, origin, _) = manager.desk.calls[-1]
    assert (conversation, draft, origin.message_id) == ("cv1", DRAFT, str(typed))
    chosen = await last(outside)
    assert chosen["message_id"] == asked["message_id"]
    assert (chosen["text"], "reply_markup" in chosen) == (
        manager.text("tg-chosen", name="Иван"),
        False,
    )


async def test_where_nobody_can_be_chosen_the_person_is_told_how(manager, outside):
    manager.desk.answered = Answered("whom")
    await manager.types("цена 100")

    assert (await last(outside))["text"] == manager.text("tg-whom-none")


async def test_a_refusal_is_told_in_the_readers_language_under_what_was_typed(room, outside):
    room.staff.people[ANNA] = person(locale="en")
    room.desk.refusal = NotAllowed()
    typed = await room.types("цена 100")

    shown = await last(outside)
    refused = room.text("error-not-allowed", "en")
    assert shown["text"] == room.text("tg-refused", "en", text=refused, id="101")
    assert shown["reply_to_message"]["message_id"] == typed


async def test_an_unheard_of_refusal_still_gets_a_sentence(manager, outside):
    manager.desk.refusal = NotAllowed("brand-new-code")
    await manager.types("цена 100")

    told = (await last(outside))["text"]
    assert told == manager.text("tg-refused", text=manager.text("tg-error"), id="101")


async def test_a_fault_of_the_storage_is_left_to_the_inbox(manager):
    manager.desk.refusal = StorageUnavailable()
    with pytest.raises(StorageUnavailable):
        await manager.types("цена 100")


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("/wa", ("wa", 0)),
        ("/WA@o_staff_bot", ("wa", 0)),
        ("/dead", ("dead",)),
    ],
)
async def test_commands_ask_the_core(manager, typed, called):
    await manager.types(typed)

    assert manager.queries.calls == [called]


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_labels_of_the_menu_work_as_commands_in_both_languages(manager, language):
    await manager.types(manager.text("tg-menu-wa", language))
    await manager.types(manager.text("tg-menu-start_day", language))

    assert manager.queries.calls == [("wa", 0)]
    assert [call[0] for call in manager.staff.calls] == ["start_day"]
    assert manager.desk.calls == []


async def test_a_label_typed_as_a_reply_is_an_answer(manager, outside):
    await manager.types("/help")
    await manager.types(
        manager.text("tg-menu-wa"), reply_to=(await outside.shown())[-1]["message_id"]
    )

    assert [call[0] for call in manager.desk.calls] == ["answer"]


@pytest.mark.parametrize("typed", ["🔎 Клиент", "/find"])
@pytest.mark.parametrize("replies", [True, False])
async def test_what_is_typed_after_the_question_is_the_search_and_the_next_thing_is_not(
    manager, outside, typed, replies
):
    manager.trade.answers["registry.search"] = [own_client()]
    await manager.types(typed)
    asked = await last(outside)
    assert manager.text("tg-find-ask") in asked["text"]
    await manager.types("7701", reply_to=asked["message_id"] if replies else None)

    assert manager.trade.asked("registry.search")[0] == ("7701", 17)
    assert (await last(outside))["text"].startswith(manager.text("tg-find-head", count=1))
    assert manager.desk.calls == []
    await manager.types("цена 100")
    assert [call[2].text for call in manager.desk.calls] == ["цена 100"]


async def test_a_search_that_another_command_closes_speaks_of_no_saving(manager, outside):
    await manager.types("/find")
    await manager.types("/wa")

    assert manager.text("tg-find-aside") in [one["text"] for one in await outside.shown()]


async def test_the_question_outlives_a_restart(manager, outside):
    manager.trade.answers["registry.search"] = [own_client()]
    await manager.types("/find")
    object.__setattr__(manager.office, "forms", FormDesk(manager.drafts, BOOK))
    await manager.types("7701")

    assert manager.trade.asked("registry.search")[0] == ("7701", 17)
    assert manager.desk.calls == []


async def test_while_nobody_is_found_the_search_goes_on_until_it_is_cancelled(manager, outside):
    await manager.types("/find абв")
    asked = await last(outside)
    assert manager.text("tg-form-none", text="абв") in asked["text"]
    assert [b["callback_data"] for b in asked["reply_markup"]["inline_keyboard"][0]] == ["cnw"]
    await manager.types("где")
    asked = await last(outside)
    assert manager.text("tg-form-none", text="где") in asked["text"]
    assert "абв" not in asked["text"]
    assert [text for text, _ in manager.trade.asked("registry.search")] == ["абв", "где"]
    assert manager.desk.calls == []

    cancel = asked["reply_markup"]["inline_keyboard"][-1][-1]
    await manager.presses(asked["message_id"], cancel["callback_data"])
    await manager.types("цена 100")
    assert [call[2].text for call in manager.desk.calls] == ["цена 100"]


@pytest.fixture
async def topic(manager, outside):
    await manager.types("/help")
    with with_ticket(ticket()):
        made = await manager.office.bot.create_forum_topic(ANNA, "Иван")
    return made.message_thread_id


async def test_in_a_clients_topic_a_search_without_a_result_leaves_no_question(
    manager, topic, outside
):
    await manager.types("/find Ромашка", thread=topic)
    told = await last(outside)
    assert told["text"] == f"{manager.text('tg-find-tried')}: Ромашка"
    assert [b["callback_data"] for b in told["reply_markup"]["inline_keyboard"][0]] == ["cnw"]
    await manager.types("Цена 118, отгрузим завтра", thread=topic)

    assert [call[2].text for call in manager.desk.calls] == ["Цена 118, отгрузим завтра"]
    assert [text for text, _ in manager.trade.asked("registry.search")] == ["Ромашка"]


async def test_in_a_clients_topic_only_a_reply_to_the_question_is_the_search(
    manager, topic, outside
):
    await manager.types("/find", thread=topic)
    asked = await last(outside)
    assert manager.text("tg-find-reply") in asked["text"]
    await manager.types("цена 100", thread=topic)
    assert [call[2].text for call in manager.desk.calls] == ["цена 100"]
    await manager.types("7701", thread=topic, reply_to=asked["message_id"])

    assert [text for text, _ in manager.trade.asked("registry.search")] == ["7701"]
    assert len(manager.desk.calls) == 1


@pytest.mark.parametrize(("minutes", "searches"), [(15, True), (16, False)])
async def test_a_question_that_nobody_went_on_with_takes_a_reply_only(
    manager, outside, minutes, searches
):
    await manager.types("/find")
    asked = await last(outside)
    manager.clock.advance(minutes * 60)
    await manager.types("цена 100")
    assert (manager.trade.asked("registry.search") != []) is searches
    assert (manager.desk.calls == []) is searches
    await manager.types("7701", reply_to=asked["message_id"])

    assert manager.trade.asked("registry.search")[-1][0] == "7701"


async def test_an_answer_to_a_client_by_a_reply_is_no_search(manager, outside):
    await manager.types("/help")
    card = (await last(outside))["message_id"]
    await manager.types("/find")
    await manager.types("цена 100", reply_to=card)

    assert [call[2].text for call in manager.desk.calls] == ["цена 100"]
    assert manager.trade.asked("registry.search") == []


async def test_the_list_shows_counters_and_windows_and_leads_to_the_clients(manager, outside):
    lines = (
        WaLine("cv1", "Иван " * 20, "whatsapp", 2, 21 * 3600 + 5),
        WaLine("cv2", "Пётр", "whatsapp", 0, 0),
        WaLine("cv3", "Мария", "telegram", 1, None),
    )
    manager.queries.wa = WaPage(lines, 0, 2)
    await manager.types("/wa")

    rows = (await last(outside))["reply_markup"]["inline_keyboard"]
    assert [b["callback_data"] for b in rows[0]] == ["c:cv1", "r:cv1"]
    assert rows[0][0]["text"].endswith("… · 2 новых · ⏳ 21 ч")
    assert [rows[1][0]["text"], rows[2][0]["text"]] == ["Пётр · 🔒", "Мария · 1 новое"]
    assert [b["callback_data"] for b in rows[3]] == ["wa:1"]


async def test_the_day_is_started_once_and_the_second_time_says_so(manager, outside):
    await manager.types("/start_day")
    manager.staff.fresh_day = False
    await manager.types("/start_day")

    texts = [m["text"] for m in (await outside.shown())[-2:]]
    assert texts == [manager.text("tg-day-started"), manager.text("tg-day-started-already")]


async def test_the_language_changes_at_once_and_another_one_is_refused(manager, outside):
    await manager.types("/lang de")
    assert manager.staff.calls == []
    await manager.types("/lang en")

    assert manager.staff.calls[0][:2] == ("locale", "en")
    assert (await last(outside))["text"] == manager.text("tg-lang-set", "en")


async def test_an_invitation_is_answered_with_its_link(manager, outside):
    await manager.types("/invite manager +7 900 000-00-01")

    assert manager.staff.calls[0][:3] == ("invite", "manager", "+7 900 000-00-01")
    assert "https://t.me/o_staff_bot?start=inv_tokentokentoken" in (await last(outside))["text"]


@pytest.mark.parametrize("typed", ["/invite", "/invite manager"])
async def test_half_an_invitation_explains_itself(manager, outside, typed):
    await manager.types(typed)

    assert (await last(outside))["text"] == manager.text("tg-invite-how")
    assert manager.staff.calls == []


async def test_the_list_of_undelivered_has_a_button_a_row_and_no_names(manager, outside):
    manager.queries.undelivered = [DeadLine(31, "answer", "whatsapp", "63016", "failed", NOW)]
    await manager.types("/dead")

    shown = await last(outside)
    assert "№ 31" in shown["text"]
    data = [b["callback_data"] for r in shown["reply_markup"]["inline_keyboard"] for b in r]
    assert data == ["rs:31", "dl", "home"]


async def test_del_as_a_reply_withdraws_and_alone_explains_itself(manager, outside):
    await manager.types("/del")
    assert (await last(outside))["text"] == manager.text("tg-del-how")
    typed = await manager.types("ой")
    await manager.types("/del", reply_to=typed)

    (name, origin, _) = manager.desk.calls[-1]
    assert (name, origin.reply_to) == ("withdraw", str(typed))
    assert (await last(outside))["text"] == manager.text("tg-withdraw-cancelled")


@pytest.mark.parametrize(
    ("result", "key"),
    [("changed", "tg-edit-changed"), ("too-late", "tg-edit-too-late"), (None, None)],
)
async def test_an_edit_goes_to_the_desk_and_its_outcome_is_told(manager, outside, result, key):
    manager.desk.result = result
    typed = await manager.types("раз")
    before = len(await outside.shown())
    await manager.types("два", edit=typed)

    (name, origin, text, _) = manager.desk.calls[-1]
    assert (name, origin.message_id, text) == ("edit", str(typed), "два")
    said = [m["text"] for m in (await outside.shown())[before:]]
    assert said == ([manager.text(key)] if key else [])


async def test_an_unknown_command_is_never_sent_to_a_client(manager, outside):
    await manager.types("/price 100")

    assert (await last(outside))["text"] == manager.text("tg-unknown-command")
    assert manager.desk.calls == []


async def test_what_cannot_be_passed_on_is_told_and_service_messages_are_ignored(manager, outside):
    await manager.types(None, raw={"story": {"chat": {"id": 1, "type": "private"}, "id": 1}})
    assert (await last(outside))["text"] == manager.text("tg-unsupported")
    before = len(await outside.shown())
    await manager.types(None, raw={"forum_topic_edited": {"name": "x"}})

    assert manager.desk.calls == []
    assert len(await outside.shown()) == before


async def test_the_binding_contact_delivered_again_shows_the_menu(manager, outside):
    await manager.types(None, contact=True)

    assert (await last(outside))["text"] == manager.text("tg-hello", name="Анна")
    assert manager.desk.calls == []


async def test_a_retailer_in_the_staff_bot_is_a_stranger_even_with_a_label(room, outside):
    room.staff.people[ANNA] = person(Role.RETAILER)
    await room.types(room.text("tg-menu-wa"))

    assert (await last(outside))["text"] == room.text("tg-neutral")
    assert room.queries.calls == []


@pytest.mark.parametrize(
    "payload",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"update_id": 1}',
        b'{"update_id": 1, "brand_new_kind": {"secret": "x"}}',
        b'{"update_id": 1, "message": {"text": 5}}',
        b'{"update_id": 1, "message": null}',
        b'{"update_id": 1, "poll": {"id": "1"}}',
        json.dumps(
            {
                "update_id": 1,
                "my_chat_member": {"chat": {"id": 1, "type": "private"}, "date": 1},
            }
        ).encode(),
    ],
)
async def test_what_aiogram_cannot_read_is_done_with_and_never_poison(room, payload, capsys):
    await room.feed.handle(item(payload))

    assert "secret" not in capsys.readouterr().out
    assert room.desk.calls == []


async def test_reactions_and_blocks_are_ignored_quietly(manager, outside):
    typed = await manager.types("раз")
    await outside.post("telegram/react", bot="staff", user=ANNA, message_id=typed, emoji="👍")
    await outside.post("telegram/user", id=ANNA, blocked=["staff"])
    await manager.handle()

    assert [call[0] for call in manager.desk.calls] == ["answer"]


async def test_no_synchronous_filter_or_handler_is_registered(room):
    """aiogram would hand each to a thread."""
    dispatcher = staff_dispatcher(room.office)
    routers = [dispatcher, *dispatcher.sub_routers]
    observers = [o for router in routers for o in router.observers.values()]
    handlers = [h for observer in observers for h in observer.handlers]

    assert len(handlers) >= 5
    assert all(handler.awaitable for handler in handlers)
    assert [f for h in handlers for f in h.filters or []] == []
    assert [f for o in observers for f in o._handler.filters or []] == []
