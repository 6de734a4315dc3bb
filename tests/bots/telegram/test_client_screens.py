"""The client's card, its tabs and forms, as the presser sees them (A1, A3, A5, A9–A13, E10)."""

import asyncio
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.telegram.screen import Words
from bots.telegram.staff.screens import segments
from bots.telegram.staff.screens.client import (
    Given,
    Shown,
    client_screen,
    more_screen,
    papers_screen,
)
from bots.telegram.staff.screens.find import find_screen
from bots.telegram.staff.screens.merging import merge_screen, pair_screen
from bots.telegram.staff.screens.samples import samples_screen
from bots.telegram.staff.screens.statuses import statuses_screen
from core.clients.errors import DuplicateClient
from core.clients.model import Paged, Segment, Status
from core.clients.segments import Choice
from core.errors import NotFound, Stale
from core.messaging.text import utf16_length
from core.messaging.views import ClientCard, WaLine
from core.staff.model import Role
from locales import FluentTexts
from tests.bots.telegram.fake_trade import foreign_client, own_client
from tests.bots.telegram.fakes import ANNA, NOW, person

WORDS = Words(FluentTexts(), "ru")
WILD = "<b>*_[x](y)😀"
INN = "7707083893"
KPP, OTHER_KPP = "770701001", "780201001"
EVERYTHING = Given(
    status=True, give=True, sell=True, original=True, deals=True, talks=True, access=True,
    edit=True, remark=True, describe=True, people=True,
)  # fmt: skip


@pytest.fixture
async def manager(room):
    room.staff.people[ANNA] = person()
    return room


@pytest.fixture
async def screen(manager, outside):
    """A screen of ours in the chat: its message may be replaced."""
    await manager.types("/wa")
    return (await outside.shown())[-1]["message_id"]


async def last(outside):
    return (await outside.shown())[-1]


def data_of(message):
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    return [button["callback_data"] for row in rows for button in row]


def pressable(screen):
    return [data for row in screen.buttons for _, data in row]


def card(given=EVERYTHING, conversations=(), **more):
    return Shown("cl5", own_client(**more), conversations, UTC, given)


# -- the card --------------------------------------------------------------------------------


def test_the_card_warns_first_and_offers_answer_and_tabs():
    talk = WaLine("cv1", "Иван", "whatsapp", 0, 0)
    shown = client_screen(WORDS, card(conversations=(talk,), peculiarities=f"Без шуток {WILD}"))

    assert shown.text.splitlines()[0] == f"⚠️ Без шуток {WILD}"
    assert "В ожидании" in shown.text
    assert "только скан" in shown.text
    assert "ПЭВД · ПП · Тула" in shown.text
    assert pressable(shown) == [
        "r:cv1", "cdl:cl5:0", "csm:cl5", "th:cl5:0", "cdo:cl5", "ccm:cl5:0",
        "ced:cl5:3", "ccw:cl5", "dnw:cl5", "cmo:cl5", "home",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "name", "shown"),
    [
        ("in_progress", "in_progress", "В работе"),
        ("regular", None, "Постоянный"),
        ("paused", "paused", "Приостановлен"),
        ("refused", "refused", "Отказ"),
        ("regular", "Золотой", "Золотой"),
        ("status-7", "VIP клиент", "VIP клиент"),
        ("old", None, "old"),
    ],
)
def test_a_status_is_told_in_words_and_the_firms_own_by_its_name(code, name, shown):
    """D1."""
    view = card(status=code, status_name=name)

    assert f"Статус: {shown}" in client_screen(WORDS, view).text


def test_the_firms_own_country_goes_without_saying():
    assert "Страна" not in client_screen(WORDS, card(country="RU")).text
    assert "Страна: KZ" in client_screen(WORDS, card(country="KZ")).text


def test_what_the_reader_may_not_do_is_not_offered():
    """The lawyer reads the card and its contract."""
    assert pressable(client_screen(WORDS, card(Given()))) == [
        "csm:cl5", "cdo:cl5", "ccm:cl5:0", "home",
    ]  # fmt: skip


def test_tags_tell_deferral_prepayment_and_competitor():
    shown = client_screen(
        WORDS, card(deferral_days=14, prepayment_percent=30, competitor="Полимер+", region=None)
    )

    assert "отсрочка 14 дн. · предоплата 30 % · конкурент: Полимер+" in shown.text


def test_anothers_client_shows_three_fields_whatever_the_view_carries():
    """A5: and the way to ask, nothing that leads on."""
    view = foreign_client(peculiarities="тайна", contacts=[{"name": "Секрет"}])
    shown = client_screen(WORDS, Shown("cl6", view, (), UTC, EVERYTHING))

    lines = shown.text.splitlines()
    assert lines[:3] == ["ООО Чужое", "ИНН 500100732259", "ответственный: Борис"]
    assert "тайна" not in shown.text
    assert "Секрет" not in shown.text
    assert pressable(shown) == ["cax:cl6", "home"]


def test_a_responsible_behind_the_wall_is_told_of_without_a_name():
    """POLICY i."""
    shown = client_screen(WORDS, Shown("cl6", foreign_client(responsible=None), (), UTC))

    assert "ответственный: закреплён" in shown.text


def test_the_rarer_actions_follow_what_the_presser_may():
    every = pressable(more_screen(WORDS, card(kind="lead")))
    few = pressable(more_screen(WORDS, card(Given(describe=True), kind="company")))
    known = [{"id": 1, "name": "Пётр"}]
    people = pressable(more_screen(WORDS, card(Given(edit=True), kind="company", contacts=known)))

    assert {"ccv:cl5:3", "cst:cl5:3", "cgv:cl5", "cor:cl5:3"} <= set(every)
    assert few == ["cds:cl5:3", "ctm:cl5:3", "c:cl5", "home"]
    assert people == ["cpx:cl5:3", "c:cl5", "home"]


@given(st.text(st.characters(codec="utf-8"), max_size=5000))
def test_no_text_of_a_client_breaks_the_card(text):
    shown = client_screen(
        WORDS,
        card(name=text or "x", peculiarities=text, region=text, address=text, competitor=text),
    )

    assert utf16_length(shown.text) <= 4096
    for entity in shown.entities:
        assert entity["offset"] + entity["length"] <= utf16_length(shown.text)


async def test_the_card_opens_by_an_old_button_of_a_conversation(manager, screen, outside):
    talk = WaLine("cv1", "Иван", "whatsapp", 0, 3600)
    manager.queries.shown = ClientCard("cl5", "x", None, None, own=True, conversations=(talk,))
    await manager.presses(screen, "c:cv1")

    assert ("client_of", "cv1") in manager.queries.calls
    assert "r:cv1" in data_of(await last(outside))


async def test_a_card_that_is_gone_is_refused_politely(manager, screen):
    manager.trade.answers["registry.card"] = NotFound()
    answer = await manager.presses(screen, "c:cl5")

    assert manager.text("error-not-found") in answer["text"]


async def test_tabs_of_anothers_client_do_not_exist(manager, screen):
    """A5: an old button after a hand-over opens nothing."""
    manager.trade.answers["registry.card"] = foreign_client()
    for data in ("cdl:client6:0", "cdo:client6", "cmo:client6", "ced:client6:3", "ccw:client6"):
        answer = await manager.presses(screen, data)
        assert manager.text("error-not-found") in answer["text"], data

    assert manager.trade.asked("orders.of_client") == []


def test_two_conversations_of_one_channel_are_told_apart_by_the_number():
    talks = [
        WaLine("cv1", "Иван", "whatsapp", 0, 0, "+79160000001"),
        WaLine("cv2", "Иван", "whatsapp", 0, 0, "+79160000002"),
        WaLine("cv3", "Иван", "sms", 0, None, "+79160000001"),
    ]
    shown = client_screen(WORDS, Shown("cl5", own_client(), talks))
    assert [label for row in shown.buttons[:3] for label, _ in row] == [
        "✍️ Ответить · WhatsApp · +79160000001 · 🔒",
        "✍️ Ответить · WhatsApp · +79160000002 · 🔒",
        "✍️ Ответить · SMS",
    ]


@pytest.mark.parametrize(("known", "told"), [(20, []), (27, ["…и ещё документов: 7."])])
def test_papers_that_are_not_shown_are_counted(known, told):
    papers = [{"kind": "offer", "number": str(n), "at": NOW} for n in range(known)]
    lines = papers_screen(WORDS, Shown("cl5", own_client()), papers).text.splitlines()
    assert len([line for line in lines if " № " in line]) == 20
    assert [line.split(". ")[0] + "." for line in lines if "…и ещё" in line] == told


async def test_access_is_asked_for_with_one_tap(manager, screen):
    answer = await manager.presses(screen, "cax:client6")

    assert answer["text"] == manager.text("tg-access-asked")
    assert manager.trade.asked("registry.ask_access") == [(6,)]


def test_anothers_card_says_that_the_client_would_change_hands():
    shown = client_screen(WORDS, Shown("cl6", foreign_client(), given=Given(access=True)))
    assert WORDS("tg-access-how") in shown.text
    refused = client_screen(WORDS, Shown("cl6", foreign_client()))
    assert WORDS("tg-access-how") not in refused.text


async def test_an_original_that_came_in_is_marked_by_the_version_that_was_shown(manager, screen):
    answer = await manager.presses(screen, "cor:client5:3")

    assert answer["text"] == manager.text("tg-original-marked")
    assert manager.trade.asked("registry.mark_original") == [(5, 3)]


async def test_a_stale_press_changes_nothing_and_draws_the_card_anew(manager, screen, outside):
    """Fault 50: "карточка изменилась, обновил"."""
    manager.trade.answers["registry.mark_original"] = Stale()
    answer = await manager.presses(screen, "cor:client5:2")

    assert answer["text"] == manager.text("tg-changed")
    assert "ООО Ромашка" in (await last(outside))["text"]


@pytest.mark.parametrize("prefix", ["ced", "cds", "cct", "ctm", "cpx", "cst", "ccv"])
async def test_an_older_card_opens_no_form_and_is_drawn_anew(manager, screen, outside, prefix):
    """Fault 50, P18: nobody fills in a form on what has changed since."""
    answer = await manager.presses(screen, f"{prefix}:client5:2")

    assert answer["text"] == manager.text("tg-changed")
    assert "ООО Ромашка" in (await last(outside))["text"]


async def test_the_stored_contract_is_sent_to_the_presser(manager, screen, outside):
    """A9."""
    manager.trade.answers["registry.contract_file"] = ("b" * 64, "dogovor.pdf")

    async def read(blob):
        return b"%PDF-1.4 contract"

    shelf = type("Shelf", (), {"read": staticmethod(read)})
    object.__setattr__(manager.office.trade, "shelf", shelf)
    await manager.presses(screen, "cfo:client5")

    sent = [m for m in await outside.chat() if m.get("document")]
    assert sent[-1]["document"]["file_name"] == "dogovor.pdf"
    assert manager.gate.admitted[-1][1] == "contract"


async def test_a_stored_name_cannot_leave_its_header_on_the_way_out(manager, screen, outside):
    """Fault 47: the name is what somebody else called the file."""
    manager.trade.answers["registry.contract_file"] = ("b" * 64, 'a"\r\nX: y\r\n\r\n.pdf')

    async def read(blob):
        return b"%PDF-1.4 contract"

    shelf = type("Shelf", (), {"read": staticmethod(read)})
    object.__setattr__(manager.office.trade, "shelf", shelf)
    await manager.presses(screen, "cfo:client5")

    sent = [m for m in await outside.chat() if m.get("document")]
    assert sent[-1]["document"]["file_name"] == "a___X_ y____.pdf"


# -- search ----------------------------------------------------------------------------------


async def test_a_search_shows_of_anothers_client_three_fields(manager, outside):
    manager.trade.answers["registry.search"] = [own_client(name=f"ООО {WILD}"), foreign_client()]
    await manager.types("/find о")

    shown = await last(outside)
    assert WILD in shown["text"]
    assert "ООО Чужое · ИНН 500100732259 · ответственный: Борис" in shown["text"]
    assert data_of(shown) == ["c:client5", "c:client6", "cnw", "home"]


async def test_an_inline_search_asks_for_nothing_that_no_database_takes(manager, outside):
    """Fault 43: NUL ends a text in the middle, and the search with it."""
    asked = []

    async def search(actor, text, limit=16, **more):
        asked.append(text)
        return []

    manager.stock.search = search
    body = {"bot": "staff", "user": ANNA, "query": "Ром\x00ашка", "chat_type": "sender"}
    query = asyncio.ensure_future(outside.post("telegram/inline", **body))
    assert (await manager.answers(query))["answer"]["results"] == []
    assert asked == ["Ром\u2400ашка"]


def test_whoever_may_not_create_is_not_offered_to():
    assert "cnw" not in pressable(find_screen(WORDS, [], create=False))


# -- samples ---------------------------------------------------------------------------------


def test_a_sample_without_an_outcome_asks_for_one():
    sample = {
        "id": 1, "product": "ПЭ 158", "grams": 500, "sent_at": NOW, "person": "Анна",
        "call_at": NOW + timedelta(days=3), "outcome": None, "version": 1,
    }  # fmt: skip
    done = sample | {"id": 2, "outcome": "подошёл"}
    shown = samples_screen(WORDS, "cl5", [("sa1", sample), ("sa2", done)], UTC)

    assert "Позвонить 25.11.2026" in shown.text
    assert "Итог: подошёл" in shown.text
    assert "500 г" in shown.text
    assert pressable(shown) == ["cso:sa1:1", "css:cl5", "c:cl5", "home"]


# -- forms -----------------------------------------------------------------------------------


async def pressed(manager, outside, label):
    """The button of the live message by its label."""
    shown = await last(outside)
    rows = shown["reply_markup"]["inline_keyboard"]
    data = next(b["callback_data"] for r in rows for b in r if b["text"].startswith(label))
    return await manager.presses(shown["message_id"], data)


async def test_a_duplicate_inn_is_told_at_once_and_nothing_more(manager, screen, outside):
    """DOMAIN, A5: name, INN and responsible."""
    known = DuplicateClient(name="ООО Чужое", inn=INN, responsible="Борис")
    manager.trade.answers["registry.refuse_known"] = known
    await manager.presses(screen, "cnw")
    await pressed(manager, outside, "🏢")
    await manager.types(INN)

    text = (await last(outside))["text"]
    assert "ООО Чужое" in text
    assert "Борис" in text
    assert manager.trade.asked("registry.create") == []


async def test_a_branch_of_a_known_company_is_told_by_its_kpp(manager, screen, outside):
    """DOMAIN: unique is the INN with the KPP; passing the KPP over would be the known one."""
    known = DuplicateClient(name="ООО Чужое", inn=INN, responsible="Борис")
    await manager.presses(screen, "cnw")
    await pressed(manager, outside, "🏢")
    await manager.types(INN)
    manager.trade.answers["registry.refuse_known"] = known
    for answer in (pressed(manager, outside, manager.text("tg-form-skip")), manager.types(KPP)):
        await answer
        assert "ООО Чужое" in (await last(outside))["text"]
    manager.trade.answers["registry.refuse_known"] = None
    await manager.types(OTHER_KPP)

    assert manager.text("tg-ask-client-name") in (await last(outside))["text"]
    asked = [(INN, None, None), (INN, "", None), (INN, KPP, None), (INN, OTHER_KPP, None)]
    assert manager.trade.asked("registry.refuse_known") == asked


async def test_an_entrepreneur_has_no_kpp_to_ask_for(manager, screen, outside):
    await manager.presses(screen, "cnw")
    await pressed(manager, outside, "🏢")
    await manager.types("500100732259")

    assert manager.text("tg-ask-client-name") in (await last(outside))["text"]
    assert manager.trade.asked("registry.refuse_known") == [("500100732259", "", None)]


async def test_an_inn_with_a_wrong_digit_is_refused_at_once(manager, screen, outside):
    await manager.presses(screen, "cnw")
    await pressed(manager, outside, "🏢")
    await manager.types("7707083894")

    assert manager.text("error-inn-invalid") in (await last(outside))["text"]


async def test_a_lead_needs_a_name_only(manager, screen, outside):
    manager.trade.answers["registry.create"] = {"id": 5, "state": "created"}
    await manager.presses(screen, "cnw")
    await pressed(manager, outside, "🆕")
    await manager.types("Новый с выставки")
    for _ in range(3):
        await pressed(manager, outside, manager.text("tg-form-skip"))
    await pressed(manager, outside, manager.text("tg-form-yes"))

    (made,) = manager.trade.asked("registry.create")
    assert (made[0].name, made[0].inn) == ("Новый с выставки", "")
    assert data_of(await last(outside)) == ["c:client5", "home"]


async def test_a_locked_field_becomes_a_request(manager, screen, outside):
    """A1."""
    manager.trade.answers["registry.change"] = "requested"
    await manager.presses(screen, "ced:client5:3")
    await pressed(manager, outside, manager.text("tg-client-field-address"))
    await manager.types("Тула, Мира 1")
    await pressed(manager, outside, manager.text("tg-form-yes"))

    assert manager.trade.asked("registry.change") == [(5, 3, {"address": "Тула, Мира 1"})]
    assert manager.text("tg-client-requested") in (await last(outside))["text"]


async def test_a_status_is_not_offered_to_a_manager_and_refused_when_forged(
    manager, screen, outside
):
    """D3: the press itself is refused, whatever button it was; no form is opened."""
    manager.trade.answers["statuses.listing"] = [Status("pending", "pending", 0)]
    answer = await manager.presses(screen, "cst:client5:3")

    assert manager.trade.asked("registry.set_status") == []
    assert manager.text("error-not-allowed") in answer["text"]
    assert manager.drafts.kept == {}


def test_an_archived_status_has_a_button_to_bring_it_back():
    shown = statuses_screen(
        WORDS, [Status("pending", "pending", 0), Status("works", "Тендер", 1, archived_at=NOW)]
    )
    assert pressable(shown) == ["str:pending", "stb:works", "stn", "home"]
    assert "• Тендер" not in shown.text


async def test_an_archived_status_is_brought_back_by_one_press(manager, screen):
    manager.staff.people[ANNA] = person(Role.DIRECTOR)
    manager.trade.answers["statuses.listing"] = [Status("pending", "pending", 0)]
    answer = await manager.presses(screen, "stb:works")

    assert answer["text"] == manager.text("tg-status-restored")
    assert [given[0] for given in manager.trade.asked("statuses.restore")] == ["works"]


async def test_the_head_of_sales_sets_a_status(manager, screen, outside):
    manager.staff.people[ANNA] = person(Role.SALES_HEAD)
    manager.trade.answers["statuses.listing"] = [Status("works", "В работе", 1)]
    await manager.presses(screen, "cst:client5:3")
    await pressed(manager, outside, "В работе")

    assert manager.trade.asked("registry.set_status") == [(5, 3, "works")]


# -- segments and duplicates -----------------------------------------------------------------

VALUES = {
    "materials": [Choice("ПЭВД", "ПЭВД", 4), Choice("ПП", "ПП", 1)],
    "regions": [Choice("Тула", "Тула", 2)],
    "deferral": [Choice(True, "", 1), Choice(False, "", 4)],
    "prepayment": [],
    "competitors": [],
    "managers": [Choice(7, "Анна", 5)],
    "statuses": [Choice("pending", "pending", 5)],
}


def test_chosen_filters_travel_in_the_buttons_and_come_back():
    codes = segments.toggled(segments.NOTHING, segments.code_of("m", "ПЭВД"))
    codes = segments.toggled(codes, segments.code_of("a", 7))
    codes = segments.toggled(codes, segments.code_of("d", True))

    wanted = Segment(materials=("ПЭВД",), deferral=True, managers=(7,))
    assert segments.segment_of(VALUES, codes) == wanted
    assert segments.toggled(codes, segments.code_of("a", 7)) != codes


@given(st.text(max_size=55))
def test_a_forged_filter_filters_by_nothing(codes):
    assert segments.segment_of(VALUES, codes or ".") == Segment()


def test_as_many_filters_as_fit_into_a_button():
    codes = segments.NOTHING
    for number in range(20):
        codes = segments.toggled(codes, segments.code_of("m", number))

    assert len(f"sgd:m:99:{codes}".encode()) <= 64


async def test_a_segment_counts_lists_and_leaves_as_a_sheet(manager, screen, outside):
    """A13."""
    manager.trade.answers |= {
        "segments.values": VALUES,
        "segments.count": 4,
        "segments.rows": [own_client()],
        "segments.listing": Paged([own_client()], 0, 1, 1),
    }
    sheets = []

    async def xlsx(head, rows):
        sheets.append((head, rows))
        return b"PK sheet"

    tables = type("Tables", (), {"xlsx": staticmethod(xlsx)})
    object.__setattr__(manager.office.trade, "tables", tables)
    codes = segments.code_of("m", "ПЭВД")
    await manager.presses(screen, f"sg:{codes}")
    assert "4 клиента" in (await last(outside))["text"]
    await manager.presses(screen, f"sgl:0:{codes}")
    assert "c:client5" in data_of(await last(outside))
    await manager.presses(screen, f"sgx:{codes}")

    assert sheets[0][1][0][:3] == ["ООО Ромашка", INN, "Анна"]
    assert [m for m in await outside.chat() if m.get("document")]


def test_branches_are_compared_by_their_kpp():
    branch, other = own_client(kpp=KPP), own_client(id=8, name="Филиал", kpp="")
    for shown in (
        pair_screen(WORDS, ("cl5", branch), ("cl8", other)),
        merge_screen(WORDS, ("cl5", branch), ("cl8", other)),
    ):
        assert [line for line in shown.text.splitlines() if "КПП" in line] == [
            f"КПП {KPP}", "КПП —",
        ]  # fmt: skip


async def test_duplicates_are_compared_merged_and_taken_apart(manager, screen, outside):
    """E10."""
    manager.staff.people[ANNA] = person(Role.SALES_HEAD)
    pair = {"kept": own_client(), "merged": own_client(id=8, name="Ромашка ООО"), "reason": "phone"}
    merge = {"id": 3, "kept": "ООО Ромашка", "merged": "Ромашка ООО", "by": "Анна", "at": NOW}
    manager.trade.answers |= {
        "merging.suggestions": [pair],
        "merging.merge": 3,
        "merging.recent": [merge | {"undone_at": None}],
        "merging.undo": "undone",
    }
    await manager.types("/duplicates")
    assert "mgp:client5:client8" in data_of(await last(outside))
    listed = (await last(outside))["message_id"]
    await manager.presses(listed, "mgk:client5:client8")
    assert manager.trade.asked("merging.merge") == []
    assert "mgy:client5:client8" in data_of(await last(outside))
    await manager.presses(screen, "mgy:client5:client8")
    await manager.presses(screen, "mgu:merge3")

    assert manager.trade.asked("merging.merge") == [(5, 8)]
    assert manager.trade.asked("merging.undo") == [(3,)]
