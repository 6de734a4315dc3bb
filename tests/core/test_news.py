"""Announcements: who may, to whom, what they see, and who has read it (B6, B8, C1, C4)."""

import asyncio

import pytest

from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.messaging.model import State as Sent
from core.messaging.post import StoppedByPolicy
from core.news.errors import AllHaveRead, NotScheduled, Reminded, RetailersClosed
from core.news.model import Audience, Kind, State
from core.staff.model import Role
from tests.core.newsroom import Newsroom, cause, utc, wall


@pytest.fixture
async def room(office):
    return await Newsroom(office).opened()


# -- who may, and to whom ---------------------------------------------------------------------


@pytest.mark.parametrize("who", ["manager", "head", "retailer"])
async def test_whoever_is_no_administrator_publishes_nothing(room, who):
    """MUST-FAIL."""
    with pytest.raises((NotAllowed, NotFound)):
        await room.publish(actor=getattr(room, who))
    assert await room.told() == []


@pytest.mark.parametrize(
    "audience",
    [Audience(Kind.RETAILERS), Audience(Kind.ROLE, ("retailer",)), "person", "group"],
)
async def test_retailers_are_refused_as_a_whole_and_the_refusal_is_on_record(room, audience):
    """MUST-FAIL (R8): the exit is closed; nothing is half sent, no copy stays."""
    if audience == "person":
        audience = Audience(Kind.PEOPLE, ids=(room.manager.id, room.retailer.id))
    elif audience == "group":
        audience = Audience(Kind.GROUP, names=("manager", "retailer"))
    with pytest.raises(RetailersClosed) as refused:
        await room.publish(audience=audience)
    assert refused.value.code == "news-retailers-closed"
    denied = await room.office.audit("deny")
    assert [(d["rule"], d["verb"]) for d in denied] == [("retailer-exit-closed", "broadcast")]
    assert await room.office.rows() == []
    async with room.office.units.read() as unit:
        assert await unit.news.listing(10) == []


async def test_no_retailers_at_all_is_refused_in_the_same_words(office):
    """The refusal tells nothing of how many there are."""
    director = await office.person(Role.DIRECTOR)
    room = Newsroom(office)
    with pytest.raises(RetailersClosed):
        await room.publish(actor=director, audience=Audience(Kind.RETAILERS))


async def test_all_staff_are_told_but_the_author_and_the_retailers(room):
    made = await room.publish()
    names = {room.sysadmin.id, room.head.id, room.manager.id, room.rival.id}
    rows = await room.told()
    assert {row.receiver.id for row in rows} == names
    assert set(await room.copies(made["news"])) == names
    assert (made["readers"], made["state"]) == (4, "sent")
    assert {(r.verb, r.author.id, r.priority) for r in rows} == {("broadcast", room.director.id, 7)}


@pytest.mark.parametrize(
    ("audience", "names"),
    [
        (Audience(Kind.ROLE, ("manager",)), {"Анна", "Вера"}),
        (Audience(Kind.ROLE, ("manager", "sales_head")), {"Анна", "Вера", "Глеб"}),
        (Audience(Kind.GROUP, ("sales_head",)), {"Глеб"}),
    ],
)
async def test_roles_and_named_groups_are_told_alone(room, audience, names):
    await room.publish(audience=audience)
    people = {p.id: p.name for p in (room.head, room.manager, room.rival, room.sysadmin)}
    assert {people[row.receiver.id] for row in await room.told()} == names


async def test_chosen_people_are_told_alone(room):
    await room.publish(audience=Audience(Kind.PEOPLE, ids=(room.rival.id,)))
    assert [row.receiver.id for row in await room.told()] == [room.rival.id]


@pytest.mark.parametrize(
    ("audience", "code"),
    [
        (Audience(Kind.ROLE, ("boss",)), "role-unknown"),
        (Audience(Kind.GROUP, ("nowhere",)), "group-unknown"),
        (Audience(Kind.PEOPLE, ids=(99999,)), "person-unknown"),
        (Audience(Kind.PEOPLE), "news-nobody"),
        (Audience(Kind.ROLE, ("lawyer",)), "news-nobody"),
    ],
)
async def test_an_audience_that_is_none_is_refused(room, audience, code):
    with pytest.raises(InvalidInput) as refused:
        await room.publish(audience=audience)
    assert refused.value.code == code


async def test_a_system_administrator_sends_service_notices_only(room):
    """POLICY: "B = service notices"; a rule of sale is none."""
    await room.publish(actor=room.sysadmin, text="В 19:00 перезапуск")
    assert len(await room.told()) == 4
    product = await room.core.catalog.add_product(room.director, "ПВХ", cause=cause())
    with pytest.raises(StoppedByPolicy) as refused:
        await room.publish(actor=room.sysadmin, rule=room.rule(product))
    assert refused.value.fields["rule"] == "not-ops"
    assert len(await room.told()) == 4


# -- what is refused of what was typed ---------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"text": ""}, "news-empty"),
        ({"text": " \n "}, "news-empty"),
        ({"text": "я" * 100_000}, "news-too-long"),
        ({"text": "😀" * 1751}, "news-too-long"),
        ({"send_at": wall("2026-11-20 12:59")}, "news-past"),
        ({"send_at": wall("2026-11-20 13:00")}, "news-past"),
        ({"send_at": wall("2028-01-01 10:00")}, "date-far"),
        ({"expires_at": utc("2026-11-20T10:00")}, "news-expires"),
        (
            {"send_at": wall("2026-11-23 10:00"), "expires_at": utc("2026-11-23T07:00")},
            "news-expires",
        ),
        ({"repeat": "working"}, "news-repeat"),
        ({"repeat": "hourly", "send_at": wall("2026-11-23 10:00")}, "news-repeat"),
        ({"files": tuple({"blob": "a" * 64} for _ in range(11))}, "news-files"),
    ],
)
async def test_what_cannot_be_sent_is_refused_in_words_of_its_own(room, more, code):
    with pytest.raises(InvalidInput) as refused:
        await room.publish(**more)
    assert refused.value.code == code
    assert await room.office.rows() == []


@pytest.mark.parametrize(
    ("floor", "until", "code"),
    [
        ("NaN", "2026-11-25T15:00", "money-range"),
        ("-1", "2026-11-25T15:00", "money-range"),
        ("118000.001", "2026-11-25T15:00", "money-too-fine"),
        ("118000", "2026-11-20T10:00", "news-rule-until"),
    ],
)
async def test_a_rule_that_is_none_is_refused(room, floor, until, code):
    product = await room.core.catalog.add_product(room.director, "ПВХ", cause=cause())
    with pytest.raises(InvalidInput) as refused:
        await room.publish(rule=room.rule(product, floor, until))
    assert refused.value.code == code


# -- what is seen --------------------------------------------------------------------------------


async def test_the_words_keep_their_marks_and_lose_their_links(room):
    entities = (
        {"type": "bold", "offset": 0, "length": 7},
        {"type": "text_link", "offset": 8, "length": 3, "url": "https://example.test"},
        {"type": "mention", "offset": 0, "length": 3},
        {"type": "italic", "offset": 8, "length": 300},
    )
    await room.publish(text="Продаём ПВХ", entities=entities)
    payload = (await room.told())[0].payload
    start = payload["text"].index("Продаём")
    shown = [(e["type"], e["offset"], e["length"]) for e in payload["entities"]]
    head = payload["text"].partition("\n")[0]
    # The head line begins with a character of two UTF-16 units.
    assert shown == [("bold", 0, len(head) + 1), ("bold", start + 1, 7)]
    assert "url" not in str(payload["entities"])


async def test_a_copy_tells_its_author_its_rule_and_its_term(room):
    product = await room.core.catalog.add_product(room.director, "ПВХ", cause=cause())
    await room.publish(rule=room.rule(product), expires_at=utc("2026-11-30T20:59"))
    text = (await room.told())[0].payload["text"]
    assert text.splitlines() == [
        "📣 Объявление · Дарья",
        "",
        "Продаём ПВХ",
        "",
        "📌 ПВХ: не ниже 118\u00a0₽/кг с НДС до 25.11 18:00",
        "Действует до 30.11 23:59",
    ]


async def test_files_go_with_the_words_and_a_voice_needs_none(room):
    voice = {"blob": "a" * 64, "name": "voice.ogg", "type": "audio/ogg", "kind": "voice"}
    await room.publish(text="", files=(voice,))
    payload = (await room.told())[0].payload
    assert payload["files"] == [voice]
    assert payload["text"] == "📣 Объявление · Дарья"


async def test_each_reader_has_a_button_and_an_order_of_his_own(room):
    """An urgent notice to the same person never waits behind news."""
    await room.publish()
    rows = await room.told()
    assert len({row.order_key for row in rows}) == len(rows)
    assert all(row.order_key.startswith("news:") for row in rows)
    assert [b["text"] for b in rows[0].payload["buttons"][0]] == ["✓ Прочитал"]
    assert len({row.payload["buttons"][0][0]["data"] for row in rows}) == len(rows)


async def test_in_quiet_hours_it_comes_without_a_sound(room):
    await room.publish()
    room.clock.advance(10 * 3600)
    await room.publish()
    silent = [row.payload.get("silent") for row in await room.told()]
    assert silent == [None] * 4 + [True] * 4


async def test_a_preview_is_for_the_author_alone_and_looks_like_the_copy(room):
    draft = room.draft(send_at=wall("2026-11-23 10:00"))
    for _ in range(2):
        told = await room.core.publishing.preview(room.director, draft, key="form")
    assert told == {"readers": 4, "at": "2026-11-23T07:00:00+00:00"}
    [row] = await room.office.rows()
    assert (row.code, row.receiver.id) == ("news-preview", room.director.id)
    await room.publish()
    copy = (await room.told())[0].payload
    assert {k: v for k, v in copy.items() if k != "buttons"} == row.payload
    async with room.office.units.read() as unit:
        assert len(await unit.news.listing(10)) == 1


async def test_the_same_command_handled_again_publishes_once(room):
    draft, once = room.draft(), cause()
    first = await room.core.publishing.publish(room.director, draft, cause=once)
    again = await room.core.publishing.publish(room.director, draft, cause=once)
    assert again == first
    assert len(await room.told()) == 4


# -- reading ---------------------------------------------------------------------------------------


async def test_a_press_marks_it_read_once_and_the_button_says_so(room):
    number = (await room.publish())["news"]
    await room.office.shown()
    said = await room.read(room.manager, number)
    assert said["said"] == "read"
    room.clock.advance(60)
    again = await room.read(room.manager, number)
    assert again == {"said": "already", "at": said["at"]}
    copies = await room.copies(number)
    assert [c.person_id for c in copies.values() if c.read_at] == [room.manager.id]
    [edit] = [r for r in await room.told("news-edit") if r.receiver.id == room.manager.id]
    assert [b["text"] for b in edit.payload["buttons"][0]] == ["✓ прочитано 13:00"]
    assert "text" not in edit.payload
    [copy] = [r for r in await room.told() if r.receiver.id == room.manager.id]
    assert edit.payload["edit"] == {"message_id": copy.provider_id}


async def test_read_before_it_has_left_changes_what_leaves(room):
    """From the feed, while the outbox is still at work."""
    number = (await room.publish())["news"]
    await room.read(room.manager, number)
    [copy] = [r for r in await room.told() if r.receiver.id == room.manager.id]
    assert copy.payload["buttons"][0][0]["text"] == "✓ прочитано 13:00"
    assert "Продаём ПВХ" in copy.payload["text"]


@pytest.mark.parametrize("who", ["director", "retailer"])
async def test_whoever_is_no_reader_marks_nothing(room, who):
    """MUST-FAIL."""
    number = (await room.publish())["news"]
    with pytest.raises((NotFound, NotAllowed)):
        await room.read(getattr(room, who), number)
    assert not any(c.read_at for c in (await room.copies(number)).values())


async def test_a_run_that_was_none_or_another_announcement_is_nobody_s(room):
    number = (await room.publish())["news"]
    for wrong in ((number, 2), (number, 0), (number + 1, 1)):
        with pytest.raises(NotFound):
            await room.read(room.manager, *wrong)


async def test_after_its_term_nothing_is_marked(room):
    number = (await room.publish(expires_at=utc("2026-11-20T12:00")))["news"]
    room.clock.advance(2 * 3600)
    assert (await room.read(room.manager, number))["said"] == "expired"
    assert not any(c.read_at for c in (await room.copies(number)).values())
    assert [
        r.payload["buttons"] for r in await room.told() if r.receiver.id == room.manager.id
    ] == [[]]


async def test_the_author_s_card_counts_and_its_edits_are_coalesced(room):
    number = (await room.publish())["news"]
    assert await room.card() == (
        "📣 Объявление отправлено\nПродаём ПВХ\n\nПрочитали 0 из 4", ["Кто нет?", "Напомнить"],
    )  # fmt: skip
    await room.office.shown()
    for person in (room.manager, room.rival, room.head):
        await room.read(person, number)
    edits = [r for r in await room.told("news-edit") if r.receiver.id == room.director.id]
    assert len(edits) == 1
    assert "Прочитали 3 из 4" in (await room.card())[0]
    await room.office.shown()
    await room.read(room.sysadmin, number)
    edits = [r for r in await room.told("news-edit") if r.receiver.id == room.director.id]
    assert [row.state for row in edits] == [Sent.SENT, Sent.QUEUED]
    assert await room.card() == (
        "📣 Объявление отправлено\nПродаём ПВХ\n\nПрочитали 4 из 4", [],
    )  # fmt: skip


async def test_presses_at_the_same_moment_are_all_counted(room):
    number = (await room.publish())["news"]
    await room.office.shown()
    readers = (room.manager, room.rival, room.head, room.sysadmin)
    await asyncio.gather(*(room.read(person, number) for person in readers))
    assert "Прочитали 4 из 4" in (await room.card())[0]


async def test_who_has_not_read_it_is_told_by_name_to_those_who_publish(room):
    number = (await room.publish())["news"]
    await room.read(room.rival, number)
    told = await room.core.news.unread(room.director, number)
    assert (told["names"], told["read"], told["told"]) == (["Анна", "Глеб", "Семён"], 1, 4)
    with pytest.raises(NotAllowed):
        await room.core.news.unread(room.manager, number)


async def remind(room, number, actor=None, version=None):
    version = version or (await room.one(number)).version
    return await room.core.news.remind(actor or room.director, number, version, cause=cause())


async def test_only_those_who_have_not_read_are_reminded_and_once_an_hour(room):
    number = (await room.publish())["news"]
    await room.office.shown()
    await room.read(room.manager, number)
    stale = (await room.one(number)).version
    assert await remind(room, number) == 3
    reminders = [r for r in await room.told() if "reminder" in r.dedupe_key]
    assert {r.receiver.id for r in reminders} == {room.rival.id, room.head.id, room.sysadmin.id}
    assert "Прочитайте" in reminders[0].payload["text"]
    assert reminders[0].payload["buttons"][0][0]["text"] == "✓ Прочитал"
    with pytest.raises(Stale):
        await remind(room, number, version=stale)
    room.clock.advance(59 * 60)
    with pytest.raises(Reminded) as refused:
        await remind(room, number)
    assert refused.value.fields == {"minutes": 1}
    room.clock.advance(60)
    assert await remind(room, number) == 3


async def test_reading_marks_the_reminder_as_well(room):
    number = (await room.publish())["news"]
    await remind(room, number)
    for _ in range(2):
        await room.office.shown()
    await room.read(room.rival, number)
    edits = [r for r in await room.told("news-edit") if r.receiver.id == room.rival.id]
    assert len({row.payload["edit"]["message_id"] for row in edits}) == 2


async def test_nobody_is_reminded_when_all_have_read_or_it_is_over(room):
    audience = Audience(Kind.PEOPLE, ids=(room.manager.id,))
    number = (await room.publish(audience=audience))["news"]
    with pytest.raises(NotAllowed):
        await remind(room, number, actor=room.manager)
    await room.read(room.manager, number)
    with pytest.raises(AllHaveRead):
        await remind(room, number)
    over = (await room.publish(audience=audience, expires_at=utc("2026-11-20T11:00")))["news"]
    room.clock.advance(3600)
    before = len(await room.told())
    assert await remind(room, over) == 0
    assert len(await room.told()) == before
    assert (await room.card())[1] == ["Кто нет?"]


# -- the feed ------------------------------------------------------------------------------------


async def feed(room, person, **more):
    return [view["text"] for view in await room.core.news.page(person, **more)]


async def test_the_feed_is_one_s_own_newest_first_and_the_past_is_not_revealed(room):
    """I5: whoever comes later does not read what was said before."""
    await room.publish(text="Первое")
    room.clock.advance(60)
    only = Audience(Kind.ROLE, ("sales_head",))
    await room.publish(text="Только РОПу", audience=only)
    room.clock.advance(60)
    await room.publish(text="Третье")
    late = await room.office.person(Role.MANAGER, "Новый")
    assert await feed(room, room.manager) == ["Третье", "Первое"]
    assert await feed(room, room.head) == ["Третье", "Только РОПу", "Первое"]
    assert await feed(room, late) == []


async def test_whoever_publishes_finds_what_was_said_in_the_feed_and_others_of_them_do_not(room):
    """MUST-FAIL: after publishing the director is not told that there is no news."""
    audience = Audience(Kind.ROLE, ("sales_head",))
    number = (await room.publish(text="Своё", audience=audience))["news"]
    room.clock.advance(60)
    await room.publish(actor=room.sysadmin, text="Перезапуск")
    room.clock.advance(60)
    await room.publish(text="Позже", send_at=wall("2026-11-23 10:00"))
    assert await feed(room, room.director) == ["Перезапуск", "Своё"]
    assert await feed(room, room.sysadmin) == ["Перезапуск"]
    mine = (await room.core.news.page(room.director))[1]
    assert (mine["id"], "run" in mine, mine["told"]) == (number, False, 1)
    old = {"text": "Кончилось", "expires_at": utc("2026-11-20T11:00")}
    await room.publish(**old)
    room.clock.advance(3600)
    assert await feed(room, room.director) == ["Перезапуск", "Своё"]
    assert await feed(room, room.director, archive=True) == ["Кончилось"]


async def test_what_has_expired_stands_in_the_archive_only(room):
    await room.publish(text="Срочное", expires_at=utc("2026-11-20T12:00"))
    await room.publish(text="Вечное")
    assert set(await feed(room, room.manager)) == {"Вечное", "Срочное"}
    assert await feed(room, room.manager, archive=True) == []
    room.clock.advance(2 * 3600)
    assert await feed(room, room.manager) == ["Вечное"]
    assert await feed(room, room.manager, archive=True) == ["Срочное"]


async def test_one_announcement_opens_to_its_readers_and_to_those_who_publish(room):
    only = Audience(Kind.ROLE, ("sales_head",))
    number = (await room.publish(audience=only))["news"]
    assert (await room.core.news.one(room.head, number))["run"] == 1
    assert (await room.core.news.one(room.sysadmin, number))["told"] == 1
    for person in (room.manager, room.retailer):
        with pytest.raises(NotFound):
            await room.core.news.one(person, number)


# -- scheduled ----------------------------------------------------------------------------


async def test_what_is_scheduled_is_listed_changed_and_cancelled_by_version(room):
    draft = room.draft(send_at=wall("2026-11-23 10:00"))
    made = await room.publish(draft)
    assert (made["state"], made["at"]) == ("scheduled", "2026-11-23T07:00:00+00:00")
    [view] = await room.core.news.scheduled(room.director)
    number, version = view["id"], view["version"]
    new = room.draft("Иначе", send_at=wall("2026-11-23 14:00"))
    publishing = room.core.publishing
    changed = await publishing.change(room.director, number, version, new, cause=cause())
    assert changed["at"] == "2026-11-23T11:00:00+00:00"
    with pytest.raises(Stale):
        await publishing.change(room.director, number, version, new, cause=cause())
    with pytest.raises(NotAllowed):
        await publishing.cancel(room.manager, number, version + 1, cause=cause())
    said = await publishing.cancel(room.director, number, version + 1, cause=cause())
    assert said == "cancelled"
    with pytest.raises(NotScheduled):
        await publishing.cancel(room.director, number, version + 2, cause=cause())
    await room.tick("2026-11-23T11:00")
    assert await room.told() == []
    assert (await room.one(number)).state is State.CANCELLED


async def test_managers_have_no_list_of_what_is_scheduled(room):
    with pytest.raises(NotAllowed):
        await room.core.news.scheduled(room.manager)
    with pytest.raises(NotAllowed):
        await room.core.news.results(room.manager)
