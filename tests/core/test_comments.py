"""A3: the author's 24 hours, administrators always, no text lost."""

from datetime import UTC, datetime, timedelta

import pytest

from core.clients.errors import CommentLocked
from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.staff.model import Role
from tests.core.register import Register, cause

DAY = 24 * 3600


@pytest.fixture
async def register(office):
    made = await Register(office).team()
    made.client = await made.created()
    return made


async def written(register, text="позвонил", actor=None):
    actor = actor or register.manager
    return (await register.core.comments.write(actor, register.client, text, cause()))["id"]


async def test_a_comment_tells_until_when_it_may_be_edited(register):
    said = await register.core.comments.write(
        register.manager, register.client, " звонил ", cause()
    )
    until = register.office.clock.now() + timedelta(hours=24)
    assert said["editable_until"] == until.isoformat()
    page = await register.core.comments.listing(register.manager, register.client)
    (row,) = page.rows
    assert (row["text"], row["author"], row["editable"]) == ("звонил", "Борис", True)
    assert (row["editable_until"], row["edited"], page.total) == (until, False, 1)


@pytest.mark.parametrize(("seconds", "may"), [(0, True), (DAY, True), (DAY + 1, False)])
async def test_the_author_edits_up_to_24_hours_and_not_a_second_longer(register, seconds, may):
    """A3 MUST-FAIL at 24 h + 1 s."""
    comment = await written(register)
    register.office.later(seconds)
    edit = register.core.comments.edit(register.manager, comment, 1, "иначе", cause())
    if may:
        assert await edit == "changed"
    else:
        with pytest.raises(CommentLocked):
            await edit
    (row,) = (await register.core.comments.listing(register.head, register.client)).rows
    assert row["text"] == ("иначе" if may else "позвонил")


@pytest.mark.parametrize(("moment", "may"), [(DAY - 0.1, True), (DAY + 0.1, False)])
@pytest.mark.parametrize("written_at", ["2026-03-28T12:00", "2026-10-24T12:00"])
async def test_the_24_hours_are_hours_whatever_the_wall_clock_does(
    register, written_at, moment, may
):
    """P12, fault 30: in Kyiv the night in between has 23 hours, or 25."""
    register.office.clock._now = datetime.fromisoformat(written_at).replace(tzinfo=UTC)
    comment = await written(register)
    register.office.later(moment)
    edit = register.core.comments.edit(register.manager, comment, 1, "иначе", cause())
    if may:
        assert await edit == "changed"
    else:
        with pytest.raises(CommentLocked):
            await edit


async def test_administrators_edit_always_and_nobody_else_does(register):
    comment = await written(register)
    register.office.later(DAY * 400)
    for version, actor in enumerate((register.director, register.sysadmin), 1):
        await register.core.comments.edit(actor, comment, version, f"правка {version}", cause())
    for actor in (register.head, register.other, register.secretary):
        with pytest.raises(NotAllowed):
            await register.core.comments.edit(actor, comment, 3, "нет", cause())


async def test_every_edit_keeps_the_earlier_text(register):
    comment = await written(register, "первый")
    for version, text in enumerate(("второй", "третий"), 1):
        await register.core.comments.edit(register.manager, comment, version, text, cause())
    kept = await register.core.comments.versions(register.manager, comment)
    assert [(v["number"], v["text"], v["by"]) for v in kept.rows] == [
        (2, "второй", "Борис"), (1, "первый", "Борис"),
    ]  # fmt: skip
    with pytest.raises(Stale):
        await register.core.comments.edit(register.director, comment, 2, "поздно", cause())


async def test_earlier_texts_come_by_pages_newest_first_and_each_opens_whole(register):
    """A3: with many edits every one is reached; its number stays when another is written."""
    long = "я" * 4000
    comment = await written(register, long)
    for version in range(1, 20):
        await register.core.comments.edit(
            register.manager, comment, version, f"текст {version}", cause()
        )
    versions, version = register.core.comments.versions, register.core.comments.version
    pages = [await versions(register.manager, comment, n) for n in range(3)]
    numbers = [row["number"] for page in pages for row in page.rows]
    assert (numbers, pages[0].pages) == (list(range(19, 0, -1)), 3)
    assert (await version(register.manager, comment, 1))["text"] == long
    await register.core.comments.edit(register.manager, comment, 20, "ещё", cause())
    assert (await version(register.manager, comment, 2))["text"] == "текст 1"
    for missing in (0, 21):
        with pytest.raises(NotFound):
            await version(register.manager, comment, missing)


async def test_one_comment_is_read_whole_by_those_who_read_the_client(register):
    comment = await written(register, "я" * 4000)
    assert (await register.core.comments.one(register.manager, comment))["text"] == "я" * 4000
    for attempt in (
        register.core.comments.one(register.other, comment),
        register.core.comments.version(register.other, comment, 1),
        register.core.comments.to_edit(register.other, comment, 1),
    ):
        with pytest.raises(NotAllowed):
            await attempt


async def test_what_may_not_be_changed_is_told_before_anything_is_typed(register):
    """As the edit itself would be refused."""
    comment, ask = await written(register), register.core.comments.to_edit
    assert (await ask(register.manager, comment, 1))["text"] == "позвонил"
    with pytest.raises(Stale):
        await ask(register.manager, comment, 2)
    with pytest.raises(NotAllowed):
        await ask(register.head, comment, 1)
    register.office.later(DAY + 1)
    with pytest.raises(CommentLocked):
        await ask(register.manager, comment, 1)
    assert (await ask(register.director, comment, 1))["editable"] is True


async def test_an_edit_that_is_handled_again_happens_once(register):
    comment, once = await written(register), cause()
    for _ in range(2):
        await register.core.comments.edit(register.manager, comment, 1, "иначе", once)
    assert (await register.core.comments.versions(register.manager, comment)).total == 1


@pytest.mark.parametrize("text", ["", "   ", "я" * 4001, "ф" * 100_000])
async def test_nothing_and_a_novel_are_refused(register, text):
    comment = await written(register)
    for attempt in (
        register.core.comments.write(register.manager, register.client, text, cause()),
        register.core.comments.edit(register.manager, comment, 1, text, cause()),
    ):
        with pytest.raises(InvalidInput):
            await attempt
    page = await register.core.comments.listing(register.manager, register.client)
    assert [row["text"] for row in page.rows] == ["позвонил"]


async def test_what_no_database_takes_is_kept_as_it_looks(register):
    await written(register, "a\x00b\ud800c")
    (row,) = (await register.core.comments.listing(register.manager, register.client)).rows
    assert row["text"] == "a\u2400b\ufffdc"


async def test_another_managers_client_is_not_commented_on(register):
    comment = await written(register)
    for attempt in (
        register.core.comments.write(register.other, register.client, "x", cause()),
        register.core.comments.versions(register.other, comment),
    ):
        with pytest.raises(NotAllowed):
            await attempt
    with pytest.raises(NotFound):
        await register.core.comments.edit(register.manager, 404, 1, "x", cause())


async def test_a_client_that_was_given_away_takes_its_comments_along(register):
    comment = await written(register)
    await register.core.handover.give(register.client, register.other.id)
    with pytest.raises(NotAllowed):
        await register.core.comments.edit(register.manager, comment, 1, "моё", cause())
    page = await register.core.comments.listing(register.other, register.client)
    assert [row["editable"] for row in page.rows] == [False]


async def test_across_the_wall_no_comment_is_seen(register):
    """POLICY xii: what was written on one side stays there; administrators see both."""
    retailer = await register.office.person(Role.RETAILER, "Агент")
    mine = await written(register, "сотрудникам")
    async with register.units.begin() as unit:
        now = register.office.clock.now()
        secret = await unit.cards.add_comment(register.client, retailer.id, "тайна", now)
    page = await register.core.comments.listing(register.manager, register.client)
    assert [row["text"] for row in page.rows] == ["сотрудникам"]
    with pytest.raises(NotFound):
        await register.core.comments.versions(register.head, secret)
    everything = await register.core.comments.listing(register.director, register.client)
    assert {row["id"] for row in everything.rows} == {mine, secret}


async def test_comments_come_by_pages_of_eight_newest_first(register):
    for n in range(10):
        register.office.later(1)
        await written(register, str(n))
    pages = [
        await register.core.comments.listing(register.manager, register.client, n)
        for n in (0, 1, 7)
    ]
    assert [row["text"] for row in pages[0].rows] == ["9", "8", "7", "6", "5", "4", "3", "2"]
    assert [row["text"] for row in pages[1].rows] == ["1", "0"]
    assert (pages[2].page, pages[2].pages, pages[2].total) == (1, 2, 10)
