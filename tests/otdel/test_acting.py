"""Links in letters: looked at by anybody's scanner, they act once, for their owner, or not at all.

P17, P18, P19, fault 50.
"""

import asyncio
import re
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given
from hypothesis import strategies as st

from core.notices.buttons import EXTEND, RELEASE, TASK_DONE, TASK_LATER
from core.staff.model import Role
from otdel.act_links import ACTS, LIFE, LONGEST, ActLinks
from otdel.act_page import ActPage
from otdel.acting import ACTIONS, Acting
from tests.clock import FrozenClock
from tests.core.dealings import Dealings, cause, rub
from tests.core.office import Office

BASE = "https://firm.test"
KEY = b"k" * 32
DAY = 86_400


class Visit:
    """A firm, its page, and the links that its letters would hold."""

    def __init__(self, firm, client, links):
        self.firm, self.client, self.links = firm, client, links

    async def link(self, prefix, kind, number, version, person=None):
        person = person or self.firm.manager
        name = await self.firm.office.name(person, kind, number)
        data = f"{prefix}:{name}:{version}"
        return self.links.act(person.id, person.email or "", data).removeprefix(BASE)

    async def extending(self, one, person=None):
        return await self.link(EXTEND, "reservation", one.id, one.version, person)

    async def get(self, link):
        answer = await self.client.get(link)
        return answer.status, await answer.text()

    async def post(self, link):
        answer = await self.client.post(link)
        return answer.status, await answer.text()

    async def standing(self, one):
        async with self.firm.office.units.read() as unit:
            return await unit.reservations.get(one.id)


@pytest.fixture
async def visit(units, clock):
    office = Office(units, clock)
    firm = await Dealings(office).opened()
    links = ActLinks(lambda: KEY, BASE, clock)
    app = web.Application()
    app.add_routes(ActPage(lambda: Acting(office.core, links), "Полимер-Тест").routes())
    async with TestClient(TestServer(app)) as client:
        yield Visit(firm, client, links)


async def test_a_look_changes_nothing_however_often(visit):
    """Scanners of mail open every address."""
    one = await visit.firm.reserved()
    link = await visit.extending(one)
    for _ in range(3):
        status, page = await visit.get(link)
        assert status == 200
        assert (await visit.client.head(link)).status == 200
    for part in ("Полимер-Тест", "Продлить бронь", "ПЭНД 273", "5 т", "Анна", "<form"):
        assert part in page
    assert await visit.standing(one) == one


async def test_the_page_says_until_when_an_extension_would_last(visit):
    """Counted from now: two days before the lapse it wins five."""
    one = await visit.firm.reserved()
    visit.firm.office.later(5 * DAY)
    _, page = await visit.get(await visit.extending(one))
    assert "Бронь до 27.11 13:00" in page
    assert "Станет до 02.12 13:00" in page


async def test_a_press_that_wins_nothing_is_refused_and_costs_nothing(visit):
    one = await visit.firm.reserved()
    _, page = await visit.post(await visit.extending(one))
    assert "Бронь и так до 27.11 13:00" in page
    assert (await visit.standing(one)).extensions == 0


async def test_a_press_acts_and_a_second_one_answers_the_same(visit):
    one = await visit.firm.reserved()
    visit.firm.office.later(3 * DAY)
    link = await visit.extending(one)
    first, second = await visit.post(link), await visit.post(link)
    assert first == second
    assert "Бронь продлена до" in first[1]
    assert "<form" not in first[1]
    after = await visit.standing(one)
    assert (after.extensions, after.lapses_at) == (1, one.lapses_at + timedelta(days=3))


async def test_many_presses_at_once_act_once(visit):
    one = await visit.firm.reserved()
    visit.firm.office.later(DAY)
    link = await visit.extending(one)
    answers = await asyncio.gather(*(visit.post(link) for _ in range(8)))
    assert {status for status, _ in answers} == {200}
    assert (await visit.standing(one)).extensions == 1


async def test_a_release_frees_the_goods(visit):
    one = await visit.firm.reserved()
    link = await visit.link(RELEASE, "reservation", one.id, one.version)
    assert "Бронь снята" in (await visit.post(link))[1]
    assert (await visit.standing(one)).state == "released"


@pytest.mark.parametrize(
    ("prefix", "said", "done"),
    [(TASK_DONE, "Задача закрыта", True), (TASK_LATER, "Отложено до", False)],
)
async def test_a_task_is_done_or_put_off(visit, prefix, said, done):
    firm = visit.firm
    due = firm.office.clock.now() + timedelta(hours=1)
    task = await firm.core.tasks.add(
        firm.director, firm.manager.id, "Позвонить <Ромашке>", due, cause="task"
    )
    link = await visit.link(prefix, "task", task, 1)
    assert "Позвонить &lt;Ромашке&gt;" in (await visit.get(link))[1]
    assert said in (await visit.post(link))[1]
    view = await firm.core.tasks.one(firm.manager, task)
    assert (view["done_at"] is not None) is done


async def test_what_has_changed_since_is_not_touched(visit):
    """A stale version: the link of yesterday's letter after today's was pressed."""
    one = await visit.firm.reserved()
    visit.firm.office.later(DAY)
    old = await visit.link(RELEASE, "reservation", one.id, one.version)
    await visit.post(await visit.extending(one))
    status, page = await visit.post(old)
    assert status == 200
    assert "С тех пор всё изменилось" in page
    assert (await visit.standing(one)).state == "active"


async def test_what_has_lapsed_says_so(visit):
    one = await visit.firm.reserved()
    link = await visit.extending(one)
    visit.firm.office.later(8 * DAY)
    await visit.firm.core.booking.sweep(visit.firm.office.clock.now())
    status, page = await visit.post(link)
    assert status == 200
    assert "act-" not in page
    assert "error-" not in page
    assert (await visit.standing(one)).extensions == 0


async def test_the_page_of_a_link_that_was_used_has_no_button(visit):
    one = await visit.firm.reserved()
    visit.firm.office.later(DAY)
    extend, release = await visit.extending(one), await visit.link(
        RELEASE, "reservation", one.id, one.version
    )  # fmt: skip
    await visit.post(extend)
    for link in (extend, release):
        _, page = await visit.get(link)
        assert "С тех пор всё изменилось" in page
        assert "<form" not in page


async def test_the_page_of_a_reservation_that_was_released_says_so(visit):
    one = await visit.firm.reserved()
    link = await visit.link(RELEASE, "reservation", one.id, one.version)
    await visit.post(link)
    _, page = await visit.get(link)
    assert "Бронь уже снята" in page
    assert "<form" not in page


@pytest.mark.parametrize("swept", [True, False])
async def test_the_page_of_a_reservation_that_has_lapsed_says_so(visit, swept):
    """From the very moment, whether the sweep has come by or not."""
    one = await visit.firm.reserved()
    link = await visit.link(RELEASE, "reservation", one.id, one.version)
    visit.firm.office.later(7 * DAY)
    if swept:
        await visit.firm.core.booking.sweep(visit.firm.office.clock.now())
    _, page = await visit.get(link)
    assert "Бронь сгорела" in page
    assert "<form" not in page


async def test_the_page_of_a_reservation_in_an_order_has_no_button(visit):
    one = await visit.firm.reserved()
    link = await visit.extending(one)
    firm = visit.firm
    deal = await firm.core.deals.open(firm.manager, firm.client, cause())
    await firm.core.deals.take_reservation(firm.manager, one.id, deal, rub(130_000), cause=cause())
    await firm.do(firm.core.deals.confirm, deal)
    _, page = await visit.get(link)
    assert "подтверждённому заказу" in page
    assert "<form" not in page


@pytest.mark.parametrize("prefix", [TASK_DONE, TASK_LATER])
async def test_the_page_of_a_task_that_was_seen_to_has_no_button(visit, prefix):
    firm = visit.firm
    due = firm.office.clock.now() + timedelta(hours=1)
    task = await firm.core.tasks.add(firm.director, firm.manager.id, "Звонок", due, cause="task")
    link = await visit.link(prefix, "task", task, 1)
    await visit.post(link)
    _, page = await visit.get(link)
    assert "С тех пор всё изменилось" in page
    assert "<form" not in page


async def test_no_more_extensions_than_the_role_may(visit):
    one = await visit.firm.reserved()
    for _ in range(3):
        visit.firm.office.later(DAY)
        one = await visit.standing(one)
        _, page = await visit.post(await visit.extending(one))
    assert "Бронь уже продлевали" in page
    assert (await visit.standing(one)).extensions == 2


async def test_a_forged_late_or_longer_link_is_a_page_of_nothing(visit):
    one = await visit.firm.reserved()
    link = await visit.extending(one)
    person, box, data, until, mac = link.removeprefix("/act/").split(".")
    of = f"{person}.{box}"
    other = visit.firm.rival.id
    wrong = [
        f"{other}.{box}.{data}.{until}.{mac}", f"{of}.{data}.{int(until) + 1}.{mac}",
        f"{of}.rvr{data[3:]}.{until}.{mac}", f"{of}.{data}.{until}.{mac[:-1]}",
        f"{person}.{box[::-1]}.{data}.{until}.{mac}", f"{person}.{data}.{until}.{mac}",
        f"{of}.{data}.{until}.", f"{of}.{data}.{until}", ".", "x" * (LONGEST + 1),
        "%00", "%F0%9F%98%80", "..%2F..%2Fetc", f"{of}.{data}.{until}.{mac}.{mac}",
    ]  # fmt: skip
    for token in wrong:
        for method in (visit.get, visit.post):
            status, page = await method(f"/act/{token}")
            assert status == 404, token
            assert "Анна" not in page
            assert "ПЭНД" not in page
    assert await visit.standing(one) == one


async def test_a_link_lives_for_two_weeks(visit):
    one = await visit.firm.reserved()
    link = await visit.extending(one)
    visit.firm.office.later(LIFE.total_seconds() + 1)
    assert (await visit.post(link))[0] == 404


async def test_another_key_signs_for_nobody(visit):
    one = await visit.firm.reserved()
    visit.links = ActLinks(lambda: b"o" * 32, BASE, visit.firm.office.clock)
    assert (await visit.post(await visit.extending(one)))[0] == 404


async def test_somebody_dismissed_does_nothing_any_more(visit):
    one = await visit.firm.reserved()
    link = await visit.extending(one)
    await visit.firm.core.handover.dismiss(visit.firm.manager.id, visit.firm.rival.id)
    before = await visit.standing(one)
    assert (await visit.get(link))[0] == (await visit.post(link))[0] == 404
    assert await visit.standing(one) == before


@pytest.mark.parametrize("typed", ["-", "new@example.test"])
async def test_a_link_from_a_mailbox_that_was_taken_away_does_nothing(visit, typed):
    """P18: whoever reads that mailbox now is somebody else."""
    firm = visit.firm
    admin = await firm.office.person(Role.SYSADMIN, "Семён")
    await firm.core.staff.set_email(admin, firm.manager.id, "anna@example.test", cause="first")
    async with firm.office.units.read() as unit:
        person = await unit.people.get(firm.manager.id)
    one = await firm.reserved()
    link = await visit.extending(one, person)
    assert (await visit.get(link))[0] == 200
    await firm.core.staff.set_email(admin, person.id, typed, cause="second")
    assert [(await visit.get(link))[0], (await visit.post(link))[0]] == [404, 404]
    assert await visit.standing(one) == one


@pytest.mark.parametrize("role", [Role.LOGISTICIAN, Role.RETAILER, Role.LAWYER])
async def test_somebody_moved_to_another_place_does_nothing_any_more(visit, role):
    """P18: judged by the role of this very moment."""
    one = await visit.firm.reserved()
    link = await visit.extending(one)
    manager = visit.firm.manager
    await visit.firm.office.person(role, "Первый на этом месте")
    async with visit.firm.office.units.begin() as unit:
        assert await unit.people.move(manager.id, manager.version, role, role.value)
    status, page = await visit.post(link)
    assert status in {200, 404}
    assert "продлена" not in page
    assert await visit.standing(one) == one


async def test_a_task_is_nothing_to_somebody_who_has_become_a_retailer(visit):
    """P18: the link is good for two weeks, the right is that of now."""
    firm, doer = visit.firm, visit.firm.logistician
    task = await firm.core.tasks.add(firm.director, doer.id, "Позвонить", None, cause="task")
    link = await visit.link(TASK_DONE, "task", task, 1, doer)
    assert "Позвонить" in (await visit.get(link))[1]
    await firm.core.groups.place(None, doer.id, "retailer", None, "moved")
    for _, page in (await visit.get(link), await visit.post(link)):
        assert "Позвонить" not in page
    assert (await firm.core.tasks.one(firm.director, task))["done_at"] is None


async def test_a_name_given_to_one_person_names_nothing_for_another(visit):
    """A signed link of one's own with the opaque name of a colleague's button."""
    one = await visit.firm.reserved()
    name = await visit.firm.office.name(visit.firm.manager, "reservation", one.id)
    link = visit.links.act(visit.firm.rival.id, "", f"{EXTEND}:{name}:{one.version}")
    assert (await visit.post(link.removeprefix(BASE)))[0] == 404
    assert await visit.standing(one) == one


async def test_another_managers_reservation_stays_as_it_is(visit):
    """A5: he may not have it even under a name of his own."""
    one = await visit.firm.reserved()
    status, page = await visit.post(await visit.extending(one, visit.firm.rival))
    assert "продлена" not in page
    assert status in {200, 404}
    assert await visit.standing(one) == one


async def test_looking_through_another_s_eyes_changes_nothing(visit):
    """C7: refused on record, once for one press."""
    one = await visit.firm.reserved()
    firm = visit.firm
    link = await visit.extending(one, firm.director)
    await firm.core.lenses.view_as(firm.director, "manager", None, "as")
    for _ in range(2):
        assert "/as off" in (await visit.post(link))[1]
    assert await visit.standing(one) == one
    refused = [(row["rule"], row["author_id"]) for row in await firm.office.audit("deny")]
    assert refused == [("viewing-only", firm.director.id)]


async def test_the_page_asks_for_nothing_from_elsewhere_and_is_kept_nowhere(visit):
    one = await visit.firm.reserved()
    answer = await visit.client.get(await visit.extending(one))
    page = await answer.text()
    assert re.findall(r"(?:src|href|action)=|<script|url\(|@import", page) == []
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert 'name="viewport"' in page


def test_every_button_that_a_link_may_stand_for_has_its_action():
    assert ACTIONS.keys() == ACTS


@given(st.text(st.characters(codec=None, exclude_categories=[]), max_size=300))
def test_whatever_is_asked_for_is_answered(asked):
    """P19."""
    assert ActLinks(lambda: KEY, BASE, FrozenClock()).read(asked) is None


@pytest.mark.parametrize("data", ["rv:abc", "c:abc", "", "rve", "rve:abc", "rve:abc:1:2"])
def test_only_whole_data_of_a_button_that_acts_is_signed(data):
    assert ActLinks(lambda: KEY, BASE, FrozenClock()).act(7, "", data) is None


def test_the_key_is_read_only_when_it_is_needed():
    asked = []
    links = ActLinks(lambda: asked.append(1) or KEY, BASE, FrozenClock())
    links.act(7, "", "c:abc")
    assert asked == []
    assert len(links.act(7, "a@b.test", "rve:abc:1")) < len(BASE) + LONGEST
    assert asked == [1]


async def test_the_page_speaks_its_readers_language(visit):
    one = await visit.firm.reserved()
    visit.firm.office.later(DAY)
    link = await visit.extending(one)
    await visit.firm.core.staff.set_locale(visit.firm.manager, "en")
    assert "Extend the reservation" in (await visit.get(link))[1]
    assert '<html lang="en">' in (await visit.get(link))[1]
    assert "Reserved until" in (await visit.post(link))[1]
