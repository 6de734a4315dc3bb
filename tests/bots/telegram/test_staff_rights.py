"""Places, other people's eyes and refusals in the staff bot (C4, C5, C7)."""

from dataclasses import replace

import pytest

from bots.telegram.screen import TEXT_LIMIT, Lines, plain, with_head
from bots.telegram.staff.actions.table import PRESSES
from bots.telegram.staff.screens.acts import SUBJECTS
from bots.telegram.staff.screens.groups import role_screen
from core.errors import InvalidInput, NotAllowed
from core.messaging.text import utf16_length
from core.policy.roles import PERMISSIONS
from core.staff.model import Group, Lens, Role
from locales import languages
from scripts.text_keys import keys
from tests.bots.telegram.fakes import ANNA, person

LOOKING = Lens(Role.MANAGER, 5)


@pytest.fixture
async def director(room):
    room.staff.people[ANNA] = person(Role.DIRECTOR)
    room.rights.everybody = [person(Role.MANAGER, 9000 + n) for n in range(10)]
    return room


def look(room, role=Role.MANAGER, whose=None):
    room.staff.people[ANNA] = replace(person(Role.DIRECTOR), viewing=Lens(role, whose))
    return room


async def last(outside):
    return (await outside.shown())[-1]


def data_of(shown):
    rows = shown["reply_markup"]["inline_keyboard"]
    return [button["callback_data"] for row in rows for button in row]


async def test_a_refusal_is_told_with_the_number_that_explains_it(director, outside):
    director.desk.refusal = NotAllowed(permission="conversation:answer")
    await director.types("цена 100")

    told = (await last(outside))["text"]
    assert told == director.text("tg-refused", text=director.text("error-not-allowed"), id="101")
    assert director.rights.recorded == [(1, "conversation:answer", "answer", "")]
    assert "/why 101" in told


async def test_each_way_in_is_on_record_under_its_own_name(director, outside):
    director.desk.refusal = NotAllowed(permission="conversation:answer")
    await director.types("/del", reply_to=await director.types("раз"))
    shown = await director.outside.shown()
    answer = await director.presses(shown[-1]["message_id"], "r:cv1")
    await director.types("два", edit=await director.types("раз"))

    assert [(what, public) for _, _, what, public in director.rights.recorded] == [
        ("answer", ""),
        ("/del", ""),
        ("r", "cv1"),
        ("answer", ""),
        ("edit", ""),
    ]
    assert "/why 103" in answer["text"]


async def test_a_slip_of_the_keyboard_has_no_number(director, outside):
    director.desk.refusal = InvalidInput("empty")
    await director.types("цена 100")

    assert (await last(outside))["text"] == director.text("error-empty")
    assert director.rights.recorded == []


@pytest.mark.parametrize(
    ("typed", "asked"),
    [("/why", None), ("/why 17", 17), ("/why №17", 17), ("/why_17", 17), ("/WHY  17 ", 17)],
)
async def test_why_explains_the_rule_when_and_what(director, outside, typed, asked):
    await director.types(typed)

    assert director.rights.calls == [("explain", asked)]
    told = (await last(outside))["text"]
    for words in (
        director.text("tg-why-denied", id="17"),
        director.text("rule-stock-edit"),
        "22.11.2026 10:00:00",
        "/stock",
        "stock:edit",
    ):
        assert words in told


async def test_a_right_in_a_scope_only_is_explained_as_that(director, outside):
    """C7: a manager has the right, and not for what is somebody else's."""
    told = replace(director.rights.told, rule="reservation:release", role=Role.MANAGER)
    director.rights.told = told
    await director.types("/why")

    shown = (await last(outside))["text"]
    assert "только на своё" in shown
    assert "менеджер (только своё)" in shown


@pytest.mark.parametrize("typed", ["/why abc", "/why -1", "/why " + "9" * 30])
async def test_a_number_that_is_none_is_refused(director, outside, typed):
    await director.types(typed)

    assert (await last(outside))["text"] == director.text("error-number-unclear")
    assert director.rights.calls == []


async def test_as_shows_the_roles_menu_under_its_head_line_and_off_takes_it_back(director, outside):
    await director.types("/as manager 5")
    assert director.rights.calls == [("as", "manager", 5)]
    shown = await last(outside)
    head = director.text("tg-lens-person", role=director.text("role-manager"), id="5")
    assert shown["text"].splitlines() == [head, director.text("tg-as-on")]

    look(director)
    await director.types("/as off")
    assert director.rights.calls[-1] == ("off",)
    assert (await last(outside))["text"] == director.text("tg-as-off")


async def test_as_alone_tells_how_to_those_who_may(director, outside):
    await director.types("/as")
    told = (await last(outside))["text"]
    assert all(f"/as {role}" in told for role in Role)

    director.staff.people[ANNA] = person(Role.MANAGER)
    await director.types("/as")
    await director.types("/as director")
    assert [rule for _, rule, _, _ in director.rights.recorded] == ["policy:view-as"] * 2
    assert "/as director —" not in (await last(outside))["text"]


@pytest.mark.parametrize("typed", ["/wa", "/find", "/help", "/nonsense"])
async def test_every_screen_through_the_lens_says_so(director, outside, typed):
    look(director)
    await director.types(typed)

    head = director.text("tg-lens", role=director.text("role-manager"))
    assert (await last(outside))["text"].startswith(head + "\n")


async def test_through_a_retailers_eyes_there_is_one_fixed_line(director, outside):
    """C2: whatever is typed or pressed; the way back stays open."""
    look(director, Role.RETAILER)
    neutral = director.text("tg-neutral")
    for typed in ("/wa", "/find о", "/users", director.text("tg-menu-wa"), "привет"):
        await director.types(typed)
        assert (await last(outside))["text"].splitlines()[-1] == neutral
    shown = await last(outside)
    assert (await director.presses(shown["message_id"], "wa:0"))["text"] == neutral
    assert (await director.presses(shown["message_id"], "us:0"))["text"] == neutral
    assert director.queries.calls == director.desk.calls == director.rights.calls == []

    await director.types("/as off")
    assert director.rights.calls == [("off",)]


async def test_people_are_listed_by_eight_and_lead_to_their_place(director, outside):
    await director.types("/users")
    shown = await last(outside)
    assert data_of(shown) == ["up:1"] * 8 + ["us:1", "home"]

    await director.presses(shown["message_id"], "us:1")
    assert data_of(await last(outside)) == ["up:1"] * 2 + ["us:0", "home"]
    await director.presses(shown["message_id"], "up:1")
    places = data_of(await last(outside))
    assert "upg:1:1:lawyer" in places
    assert "upg:1:1:unknown" in places
    assert "upg:1:1:manager" not in places

    answer = await director.presses(shown["message_id"], "upg:1:1:lawyer")
    assert director.rights.calls[-2:] == [("place", 1, "lawyer", 1), ("listing",)]
    assert answer["text"] == director.text("tg-user-placed")


async def test_an_address_for_letters_is_typed_and_shown(director, outside):
    await director.types("/users email 1 boris@firm.test")
    assert director.staff.calls[-1] == ("email", 1, "boris@firm.test")
    assert "/users email 1" in (await last(outside))["text"]
    for wrong in ("/users email 1", "/users email 1 a b"):
        await director.types(wrong)
        assert (await last(outside))["text"] == director.text("error-user-email-how")
    await director.types("/users email первый a@firm.test")
    assert (await last(outside))["text"] == director.text("error-number-unclear")
    assert [call for call in director.staff.calls if call[0] == "email"] == [
        ("email", 1, "boris@firm.test")
    ]


async def test_a_place_with_the_longest_name_keeps_its_buttons(director, outside):
    """64 bytes of a button are 32 letters of Cyrillic, and nothing else."""
    long = "с" * 32
    director.rights.every[0] = Group(long, Role.MANAGER, members=1)
    await director.types("/groups")
    shown = await last(outside)
    await director.presses(shown["message_id"], data_of(shown)[0])
    assert long in (await last(outside))["text"]

    await director.presses(shown["message_id"], "up:1")
    (place,) = [
        d for d in data_of(await last(outside)) if d.startswith("upg:1:1:") and len(d) == 24
    ]
    await director.presses(shown["message_id"], place)
    assert ("place", 1, long, 1) in director.rights.calls


@pytest.mark.parametrize("data", ["up:404", "up:x", "us:x", "upg:1:x:lawyer", "upg:1", "us", "gr"])
async def test_a_forged_press_about_places_changes_nothing(director, outside, data):
    await director.types("/users")
    shown = await last(outside)
    answer = await director.presses(shown["message_id"], data)

    assert answer["text"] in {
        director.text("tg-stale"), director.text("error-person-unknown", id=404),
    }  # fmt: skip
    assert director.rights.calls == []


async def test_groups_are_listed_shown_and_changed(director, outside):
    director.rights.every[0] = Group(
        "north", Role.MANAGER, {"client": {"reply": "D"}}, version=3, members=2
    )
    await director.types("/groups")
    shown = await last(outside)
    assert data_of(shown) == ["gr:north", "home"]
    await director.presses(shown["message_id"], "gr:north")
    assert "client.reply=D" in (await last(outside))["text"]

    await director.types("/groups north client.reply=own+relay client.message=")
    await director.types("/groups place 1 north")
    assert [call for call in director.rights.calls if call[0] != "listing"] == [
        ("change", "north", {"client.reply": "own+relay", "client.message": ""}),
        ("place", 1, "north", None),
    ]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("/groups north client", "group-rules-shape"),
        ("/groups north reply=D", "group-rules-shape"),
        ("/groups place 1", "group-place-how"),
        ("/groups place x north", "number-unclear"),
    ],
)
async def test_half_a_rule_explains_itself(director, outside, typed, code):
    await director.types(typed)

    assert (await last(outside))["text"] == director.text(f"error-{code}")
    assert director.rights.calls == []


async def test_roles_are_the_table_itself(director, outside):
    await director.types("/roles")
    told = (await last(outside))["text"]
    assert all(role in told for role in Role)
    await director.types("/roles logistician")
    assert set((await last(outside))["text"].splitlines()[1:]) == PERMISSIONS[Role.LOGISTICIAN]

    director.staff.people[ANNA] = person(Role.SALES_HEAD)
    await director.types("/roles")
    assert director.rights.recorded == [(1, "group:read", "/roles", "")]


async def test_the_newest_refusals_are_a_tap_away_from_their_explanation(director, outside):
    director.rights.refusals = [director.rights.told]
    await director.types("/audit")
    shown = await last(outside)
    assert "/why_17 · 22.11 10:00" in shown["text"]
    await director.presses(shown["message_id"], "au")
    assert "stock:edit" in (await last(outside))["text"]


async def test_the_audit_names_what_was_pressed_in_words(director, outside):
    """C7: "rvr" says nothing to an administrator."""
    pressed = {
        "rvr": director.text("tg-menu-board"),
        "r": director.text("tg-command-wa"),
        "cax": director.text("tg-menu-find"),
        "form:deal-confirm": director.text("tg-deal-confirm"),
        "/stock": "/stock",
        "gone": "gone",
        "form:gone": director.text("tg-what-form"),
    }
    told = director.rights.told
    director.rights.refusals = [replace(told, what=code) for code in pressed]
    await director.types("/audit")

    rows = (await last(outside))["text"].splitlines()[1:]
    assert [row.split(" · ")[3] for row in rows] == [f"действие: {one}" for one in pressed.values()]


def test_every_button_has_a_subject_in_every_language():
    known = " ".join(SUBJECTS.values()).split()
    assert set(PRESSES) - set(known) == set()
    assert len(known) == len(set(known))
    for language in languages():
        assert set(SUBJECTS) <= set(keys(language))


def test_a_head_line_moves_what_stands_below_it_and_fits():
    screen = Lines().add("😀 ").add("имя", "bold").screen("x", [[("да", "y")]])
    dressed = with_head(screen, "👁 глазами")
    head, bold = dressed.entities
    units = dressed.text.encode("utf-16-le")
    cut_out = units[bold["offset"] * 2 : (bold["offset"] + bold["length"]) * 2]
    assert cut_out.decode("utf-16-le") == "имя"
    assert (head["type"], head["offset"], head["length"]) == (
        "italic",
        0,
        utf16_length("👁 глазами"),
    )
    assert (dressed.buttons, dressed.code) == (screen.buttons, screen.code)
    long = with_head(Lines().add("a" * TEXT_LIMIT, "bold").screen("x"), "👁 глазами")
    assert utf16_length(long.text) <= TEXT_LIMIT
    assert long.entities[1]["offset"] + long.entities[1]["length"] <= TEXT_LIMIT
    assert with_head(plain("x", ""), "h").text == "h\n"


@pytest.mark.parametrize("role", list(Role))
async def test_what_a_role_may_fits_one_screen(director, role):
    words = director.office.words()
    screen = role_screen(words, role, PERMISSIONS[role])
    assert all(name in screen.text for name in PERMISSIONS[role])
    assert len(screen.entities) <= 100
