"""An announcement comes at its hour once: late and marked, or left out and told (P10, fault 25)."""

from datetime import time

import pytest

from core.errors import NotFound
from core.news.model import Audience, Kind, State, marked, unlinked
from core.staff.model import Role
from otdel.bootstrap import build_core
from tests.core.newsroom import Newsroom, cause, utc, wall
from tests.core.office import settings


@pytest.fixture
async def room(office):
    return await Newsroom(office).opened()


async def test_at_its_hour_it_is_sent_once_and_on_time(room):
    await room.publish(send_at=wall("2026-11-23 10:00"))
    await room.tick("2026-11-23T06:59")
    assert await room.told() == []
    for _ in range(3):
        await room.tick("2026-11-23T07:00")
    rows = await room.told()
    assert len(rows) == 4
    assert "опозданием" not in rows[0].payload["text"]


async def test_down_for_three_hours_it_is_sent_late_and_says_so(room):
    await room.publish(send_at=wall("2026-11-23 10:00"))
    await room.tick("2026-11-23T10:00")
    rows = await room.told()
    assert len(rows) == 4
    assert rows[0].payload["text"].splitlines()[:2] == [
        "📣 Объявление · Дарья", "⏰ С опозданием: 3 ч",
    ]  # fmt: skip


@pytest.mark.parametrize("repeat", ["", "working"])
async def test_its_author_learns_that_it_came_late_and_reading_does_not_change_that(room, repeat):
    made = await room.publish(send_at=wall("2026-11-23 10:00"), repeat=repeat)
    await room.tick("2026-11-23T10:00")
    late = "⏰ С опозданием: назначено 23.11 10:00, отправлено 23.11 13:00"
    assert late in (await room.card())[0].splitlines()
    await room.read(room.manager, made["news"])
    assert late in (await room.card())[0].splitlines()


async def test_on_time_its_author_is_told_of_no_lateness(room):
    await room.publish(send_at=wall("2026-11-23 10:00"))
    await room.tick("2026-11-23T07:00:59")
    assert "опозданием" not in (await room.card())[0]


async def test_who_has_not_read_is_told_of_each_run_with_its_time(room):
    number = (await room.publish(send_at=wall("2026-11-23 10:00"), repeat="working"))["news"]
    await room.tick("2026-11-23T07:00")
    await room.read(room.manager, number)
    await room.tick("2026-11-24T07:00")
    last = await room.core.news.unread(room.director, number)
    first = await room.core.news.unread(room.director, number, run=1)
    assert (last["run"], last["read"], last["run_at"]) == (2, 0, utc("2026-11-24T07:00"))
    assert (first["run"], first["read"], first["run_at"]) == (1, 1, utc("2026-11-23T07:00"))
    assert "Анна" in last["names"]
    assert "Анна" not in first["names"]
    with pytest.raises(NotFound):
        await room.core.news.unread(room.director, number, run=3)


@pytest.mark.parametrize("moment", ["2026-11-23T13:01", "2026-11-25T07:00", "2026-12-10T07:00"])
async def test_after_six_hours_it_is_left_out_and_its_author_is_told(room, moment):
    made = await room.publish(send_at=wall("2026-11-23 10:00"))
    for _ in range(2):
        await room.tick(moment)
    assert await room.told() == []
    assert (await room.one(made["news"])).state is State.SKIPPED
    [told] = await room.told("news-missed")
    assert told.receiver.id == room.director.id
    assert "23.11 10:00" in told.payload["text"]
    assert "программа" not in told.payload["text"]


async def test_six_hours_late_to_the_minute_is_still_sent(room):
    await room.publish(send_at=wall("2026-11-23 10:00"))
    await room.tick("2026-11-23T13:00")
    assert len(await room.told()) == 4
    await room.tick("2026-11-23T14:00")
    assert await room.told("news-missed") == []


async def test_repeated_on_working_days_until_its_term(room):
    """Week-ends are left out; each run is read apart."""
    made = await room.publish(
        send_at=wall("2026-11-20 14:00"), repeat="working", expires_at=utc("2026-11-24T20:00")
    )
    number = made["news"]
    for day in range(20, 28):
        await room.tick(f"2026-11-{day}T11:00")
    runs = [row.dedupe_key.split(":")[2] for row in await room.told()]
    assert sorted(set(runs)) == ["1", "2", "3"]
    assert (await room.one(number)).state is State.SENT
    assert await room.told("news-missed") == []


async def test_of_several_missed_runs_one_is_sent(room):
    made = await room.publish(send_at=wall("2026-11-23 10:00"), repeat="working")
    await room.tick("2026-11-26T08:00")
    assert len(await room.told()) == 4
    assert (await room.one(made["news"])).runs == 1
    await room.tick("2026-11-27T07:00")
    assert len(await room.told()) == 8


async def test_an_old_run_s_button_points_at_the_newest(room):
    number = (await room.publish(send_at=wall("2026-11-23 10:00"), repeat="working"))["news"]
    await room.tick("2026-11-23T07:00")
    await room.tick("2026-11-24T07:00")
    assert (await room.read(room.manager, number, 1))["said"] == "old"
    assert (await room.read(room.manager, number, 2))["said"] == "read"
    [view] = await room.core.news.page(room.manager)
    assert view["run"] == 2


async def test_a_changed_zone_moves_what_is_scheduled_to_its_own_hour_once(room):
    """Fault 27: 10:00 on the wall stays 10:00, whatever the zone does."""
    await room.publish(send_at=wall("2026-11-23 10:00"))
    room.core = build_core(settings(company_tz="Asia/Almaty"), room.office.units, room.clock)
    await room.tick("2026-11-23T05:00")
    assert len(await room.told()) == 4
    room.core = room.office.core
    await room.tick("2026-11-23T07:00")
    assert len(await room.told()) == 4


@pytest.mark.parametrize(
    ("send_at", "due"),
    [
        ("2027-03-28 03:30", "2027-03-28T01:30"),
        ("2027-10-31 03:30", "2027-10-31T00:30"),
    ],
)
async def test_an_hour_that_the_clocks_leave_out_or_repeat_comes_once(office, send_at, due):
    """Fault 27, in Kyiv."""
    room = Newsroom(office)
    room.core = build_core(settings(company_tz="Europe/Kyiv"), office.units, office.clock)
    await room.opened()
    await room.publish(send_at=wall(send_at))
    before = utc(due).timestamp() - room.clock.now().timestamp() - 1
    room.clock.advance(before)
    await room.tick()
    assert await room.told() == []
    for seconds in (1, 1800, 1800, 3600):
        room.clock.advance(seconds)
        await room.tick()
    assert len(await room.told()) == 4


async def test_whoever_has_left_meanwhile_is_not_told_and_not_counted(room):
    number = (await room.publish(send_at=wall("2026-11-23 10:00")))["news"]
    async with room.office.units.begin() as unit:
        await unit.people.dismiss(room.rival.id, room.clock.now())
    await room.tick("2026-11-23T07:00")
    assert set(await room.copies(number)) == {room.sysadmin.id, room.head.id, room.manager.id}
    assert "из 3" in (await room.card())[0]


async def test_whoever_leaves_afterwards_is_waited_for_no_more(room):
    number = (await room.publish())["news"]
    async with room.office.units.begin() as unit:
        await unit.people.dismiss(room.rival.id, room.clock.now())
    told = await room.core.news.unread(room.director, number)
    assert (told["names"], told["told"]) == (["Анна", "Глеб", "Семён"], 3)
    await room.read(room.manager, number)
    assert "Прочитали 1 из 3" in (await room.card())[0]


async def test_whoever_came_meanwhile_is_told(room):
    await room.publish(send_at=wall("2026-11-23 10:00"))
    late = await room.office.person(Role.MANAGER, "Новый")
    await room.tick("2026-11-23T07:00")
    assert late.id in {row.receiver.id for row in await room.told()}


@pytest.mark.parametrize("repeat", ["", "working"], ids=["once", "each working day"])
async def test_an_author_who_may_not_publish_any_more_publishes_nothing(room, repeat):
    """P18: the right is asked for when it leaves; the others who publish are told, once."""
    number = (await room.publish(send_at=wall("2026-11-23 10:00"), repeat=repeat))["news"]
    async with room.office.units.begin() as unit:
        await unit.people.dismiss(room.director.id, room.clock.now())
    await room.tick("2026-11-23T07:00")
    assert await room.told() == []
    assert (await room.one(number)).state is State.SKIPPED
    await room.tick("2026-11-24T07:00")
    (missed,) = await room.told("news-missed")
    assert missed.receiver.id == room.sysadmin.id
    assert "у автора больше нет права" in missed.payload["text"]


async def test_a_group_rule_that_forbids_it_lets_the_others_have_it(room):
    """The gate decides about each reader; nobody waits for those it stopped."""
    rules = {"sales_head": {"broadcast": "D"}}
    async with room.office.units.begin() as unit:
        group = await unit.groups.get("director", lock=True)
        await unit.groups.save(type(group)(group.name, group.role, rules, group.version))
    number = (await room.publish(audience=Audience(Kind.STAFF)))["news"]
    assert room.head.id not in await room.copies(number)
    assert len(await room.copies(number)) == 3
    assert [d["rule"] for d in await room.office.audit("deny")] == [
        "group:director-broadcast-sales_head"
    ]


async def test_changing_the_time_moves_it(room):
    made = await room.publish(send_at=wall("2026-11-23 10:00"))
    draft = room.draft(send_at=wall("2026-11-24 14:00"))
    await room.core.publishing.change(room.director, made["news"], 1, draft, cause=cause())
    await room.tick("2026-11-23T07:00")
    assert await room.told() == []
    await room.tick("2026-11-24T11:00")
    assert len(await room.told()) == 4


async def test_the_words_of_a_running_repeat_are_changed_for_its_next_runs(room):
    made = await room.publish(send_at=wall("2026-11-23 10:00"), repeat="working")
    await room.tick("2026-11-23T07:00")
    version = (await room.one(made["news"])).version
    draft = room.draft("Иначе", send_at=wall("2026-11-23 10:00"), repeat="working")
    await room.core.publishing.change(room.director, made["news"], version, draft, cause=cause())
    await room.tick("2026-11-23T08:00")
    assert len(await room.told()) == 4
    await room.tick("2026-11-24T07:00")
    texts = [row.payload["text"] for row in await room.told()]
    assert [("Иначе" in text) for text in texts] == [False] * 4 + [True] * 4


async def pressed(room, number, run=1):
    """[Напомнить] on the author's card of that run as it stands; how many are reminded."""
    first = (await room.office.rows(code="news-result"))[run - 1]
    order = [row for row in await room.office.rows() if row.order_key == first.order_key]
    *_, version = order[-1].payload["buttons"][0][-1]["data"].split(":")
    return await room.core.news.remind(room.director, number, int(version), cause=cause())


async def cancelled(room, number, version):
    await room.core.publishing.cancel(room.director, number, version, cause=cause())


async def reworded(room, number, version):
    draft = room.draft("Иначе", send_at=wall("2026-11-23 10:00"), repeat="working")
    await room.core.publishing.change(room.director, number, version, draft, cause=cause())


async def slept(room, number, version):
    """Tuesday's time is left out."""
    await room.tick("2026-11-24T14:00")
    assert (await room.one(number)).version > version


@pytest.mark.parametrize("event", [cancelled, reworded, slept])
async def test_its_card_reminds_whatever_has_become_of_the_next_runs(room, event):
    """MUST-FAIL: no button that answers "changed meanwhile" for ever."""
    number = (await room.publish(send_at=wall("2026-11-23 10:00"), repeat="working"))["news"]
    await room.tick("2026-11-23T07:00")
    await room.office.shown()
    await event(room, number, (await room.one(number)).version)
    assert await pressed(room, number) == 4


async def test_with_the_next_run_the_card_of_the_last_one_has_no_buttons(room):
    number = (await room.publish(send_at=wall("2026-11-23 10:00"), repeat="working"))["news"]
    for day in (23, 24):
        await room.tick(f"2026-11-{day}T07:00")
        await room.office.shown()
    (edit,) = await room.told("news-edit")
    assert edit.order_key == f"news-result:{number}:1"
    assert edit.payload["buttons"] == []
    assert await pressed(room, number, run=2) == 4


@pytest.mark.parametrize(
    ("hour", "expected"),
    [("14:00", "2026-11-20T14:00"), ("10:00", "2026-11-23T10:00"), ("13:00", "2026-11-23T13:00")],
)
async def test_an_hour_alone_is_the_next_one_of_a_working_day(room, hour, expected):
    """It is Friday, 13:00."""
    found = room.core.publishing.next_at(time.fromisoformat(hour))
    assert found == wall(expected)


def test_a_link_behind_words_is_written_out_after_them():
    entities = [
        {"type": "text_link", "offset": 3, "length": 5, "url": "https://a.test/1"},
        {"type": "bold", "offset": 9, "length": 4},
    ]
    text, marks = unlinked("😀 прайс тут", entities)
    assert text == "😀 прайс (https://a.test/1) тут"
    assert marked(text, marks) == ()
    entities[1]["length"] = 3
    text, marks = unlinked("😀 прайс тут", entities)
    assert marked(text, marks) == ({"type": "bold", "offset": 28, "length": 3},)
