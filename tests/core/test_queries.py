"""What a member of staff may see is cut to the viewer in its own transaction (A5, fault 53)."""

import pytest

from core.errors import NotAllowed, NotFound, Permanent
from core.messaging.delivery import Outcome
from core.messaging.queries import PAGE, THREAD
from core.staff.model import Role


async def _foreign(office):
    """A client of somebody else, the viewer, the client's public name at the viewer."""
    owner = await office.person(name="Ольга Чужая")
    asked = await office.writes("тайный заказ")
    viewer = await office.person(present=False)
    return owner, viewer, asked, await office.name(viewer, "client", asked.client_id)


async def test_of_anothers_client_one_sees_name_inn_and_responsible_only(office):
    _, viewer, _asked, public = await _foreign(office)
    card = await office.core.queries.card(viewer, public)
    assert (card.name, card.inn, card.responsible, card.own) == ("Иван", None, "Ольга Чужая", False)
    assert (card.addresses, card.conversations, card.kind, card.status) == ((), (), "", "")
    (line,) = await office.core.queries.find(viewer, "Иван")
    assert (line.name, line.responsible, line.own) == ("Иван", "Ольга Чужая", False)
    assert "+7900" not in str((card, line))


async def test_ones_own_client_is_shown_whole(office):
    manager = await office.person()
    asked = await office.writes()
    public = await office.name(manager, "client", asked.client_id)
    card = await office.core.queries.card(manager, public)
    assert card.own
    assert card.addresses == (("whatsapp", "+79000000001"),)
    assert [c.channel for c in card.conversations] == ["whatsapp"]
    by_conversation = await office.reply_name(manager, asked)
    assert (await office.core.queries.card(manager, by_conversation)).name == card.name


async def _viewers(office, asked, *roles):
    """Each with the client's public name."""
    people = [await office.person(role, present=False) for role in roles]
    return [(who, await office.name(who, "client", asked.client_id)) for who in people]


async def test_anothers_correspondence_is_refused(office):
    *_, asked, _ = await _foreign(office)
    roles = (Role.MANAGER, Role.SECRETARY, Role.LAWYER, Role.LOGISTICIAN)
    for viewer, public in await _viewers(office, asked, *roles):
        with pytest.raises(NotAllowed):
            await office.core.queries.thread(viewer, public, 0)


async def test_who_does_not_search_clients_finds_and_opens_none(office):
    """A8: the logistician has orders, no clients."""
    *_, asked, _ = await _foreign(office)
    ((viewer, public),) = await _viewers(office, asked, Role.LOGISTICIAN)
    with pytest.raises(NotAllowed):
        await office.core.queries.find(viewer, "Иван")
    with pytest.raises(NotAllowed):
        await office.core.queries.card(viewer, public)


async def test_the_lawyer_finds_whose_papers_they_are_and_no_more_here(office):
    """POLICY, matrix: contract data only."""
    *_, asked, _ = await _foreign(office)
    ((viewer, public),) = await _viewers(office, asked, Role.LAWYER)
    (line,) = await office.core.queries.find(viewer, "Иван")
    card = await office.core.queries.card(viewer, public)
    assert (line.own, card.own, card.addresses, card.conversations) == (False, False, (), ())


async def test_a_responsible_retailer_has_a_name_for_administrators_only(office):
    """POLICY (i), (ii), R6, R7: not even for the head of sales."""
    await office.person()
    asked = await office.writes()
    retailer = await office.person(Role.RETAILER, name="Глеб Агентов")
    await office.core.handover.give(asked.client_id, retailer.id)
    administrators = (Role.DIRECTOR, Role.SYSADMIN)
    others = (Role.SALES_HEAD, Role.MANAGER, Role.SECRETARY)
    for viewer, public in await _viewers(office, asked, *administrators, *others):
        (line,) = await office.core.queries.find(viewer, "Иван")
        card = await office.core.queries.card(viewer, public)
        expected = "Глеб Агентов" if viewer.role in administrators else None
        assert (line.responsible, card.responsible) == (expected, expected), viewer.role


async def test_a_place_lost_a_moment_ago_shows_nothing(office):
    """P18: the person object in the caller's hand is old."""
    manager = await office.person()
    asked = await office.writes()
    public = await office.name(manager, "client", asked.client_id)
    await office.core.handover.dismiss(manager.id, (await office.person()).id)
    q = office.core.queries
    for call in (
        q.wa_page(manager, 0), q.find(manager, "и"), q.card(manager, public),
        q.thread(manager, public, 0), q.dead(manager), q.resend(manager, 1, "c"),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            await call


async def test_another_persons_opaque_name_opens_nothing(office):
    manager, other = await office.person(), await office.person()
    asked = await office.writes()
    public = await office.name(manager, "client", asked.client_id)
    for name in (public, "", "forged0000", "'; --"):
        with pytest.raises(NotFound):
            await office.core.queries.card(other, name)
        with pytest.raises(NotFound):
            await office.core.queries.thread(other, name, 0)


async def test_a_thread_turns_from_the_newest_page_back_to_the_oldest(office):
    manager = await office.person()
    for n in range(THREAD * 2 + 3):
        asked = await office.writes(f"№ {n}")
        office.later(1)
    public = await office.name(manager, "client", asked.client_id)
    pages = [await office.core.queries.thread(manager, public, n) for n in (0, 1, 2, 10**18)]
    texts = [[line.text for line in page.lines] for page in pages]
    assert texts[0] == [f"№ {n}" for n in range(13, 23)]
    assert texts[1] == [f"№ {n}" for n in range(3, 13)]
    assert texts[2] == texts[3] == ["№ 0", "№ 1", "№ 2"]
    assert [(p.page, p.pages) for p in pages] == [(0, 2), (1, 3), (2, 3), (2, 3)]


async def test_the_list_of_conversations_pages_by_eight_with_what_is_new(office):
    manager = await office.person()
    for n in range(PAGE + 2):
        await office.writes("раз", f"+7900{n:07}")
        office.later(60)
    await office.writes("два", "+79000000000")
    first = await office.core.queries.wa_page(manager, 0)
    assert (len(first.lines), first.page, first.pages) == (PAGE, 0, 2)
    assert (first.lines[0].unanswered, first.lines[1].unanswered) == (2, 1)
    assert first.lines[0].window_left == 24 * 3600
    last = await office.core.queries.wa_page(manager, 99)
    assert (len(last.lines), last.page) == (2, 1)
    assert (await office.core.queries.wa_page(manager, -5)).page == 0
    names = [line.public for page in (first, last) for line in page.lines]
    assert len(set(names)) == PAGE + 2


async def test_a_list_holds_ones_own_and_the_secretarys_those_of_nobody(office):
    secretary = await office.person(Role.SECRETARY)
    await office.writes()
    manager = await office.person()
    await office.writes(phone="+79000000002")
    q = office.core.queries
    assert len((await q.wa_page(secretary, 0)).lines) == 1
    assert len((await q.wa_page(manager, 0)).lines) == 1
    assert (await q.wa_page(await office.person(Role.LAWYER), 0)).lines == ()


@pytest.mark.parametrize(("after", "left"), [(0, 86400), (86399, 1), (86400, 0), (999999, 0)])
async def test_the_time_left_in_the_window_is_shown(office, after, left):
    manager = await office.person()
    await office.writes()
    office.later(after)
    ((line,),) = [(await office.core.queries.wa_page(manager, 0)).lines]
    assert line.window_left == left


async def _dead_letter(office):
    manager = await office.person()
    asked = await office.writes("тайна")
    await office.answers(manager, asked, "тоже тайна")
    office.later(6)
    ((row, _),) = await office.taken()
    await office.delivery.settle([Outcome(row, Permanent("63024", "тайна +79000000001"))])
    return manager, row


async def test_the_list_of_dead_letters_has_codes_and_nobodys_words(office):
    """P22."""
    manager, row = await _dead_letter(office)
    sysadmin = await office.person(Role.SYSADMIN)
    (line,) = await office.core.queries.dead(sysadmin)
    assert (line.id, line.code, line.error_code, line.state) == (
        row.id, "answer", "63024", "failed",
    )  # fmt: skip
    assert "тайна" not in str(line)
    assert "Иван" not in str(line)
    with pytest.raises(NotAllowed):
        await office.core.queries.dead(manager)


async def test_a_dead_letter_is_resent_by_its_author_or_an_administrator(office):
    manager, row = await _dead_letter(office)
    other = await office.person()
    for who, number in ((other, row.id), (manager, 404)):
        with pytest.raises(NotFound):
            await office.core.queries.resend(who, number, "c1")
    sysadmin = await office.person(Role.SYSADMIN)
    assert await office.core.queries.resend(sysadmin, row.id, "c2") == "queued"
