"""Where letters to somebody go: one good address, set by an administrator or the command line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.emails import LONGEST, mailbox
from core.errors import InvalidInput, NotAllowed
from core.staff.model import Role


async def address_of(office, person):
    async with office.units.read() as unit:
        return (await unit.people.get(person.id)).email


async def test_an_administrator_sets_and_takes_away_an_address(office):
    director, boris = await office.person(Role.DIRECTOR), await office.person()
    staff = office.core.staff
    said = await staff.set_email(director, boris.id, " Boris@Firm.TEST ", cause="1")
    assert said == "Boris@firm.test"
    assert await address_of(office, boris) == "Boris@firm.test"
    assert await staff.set_email(director, boris.id, "-", cause="2") == ""
    assert await address_of(office, boris) is None
    # The first command, handled once more after a crash, does not come back (fault 17b).
    assert await staff.set_email(director, boris.id, "b@firm.test", cause="1") == "Boris@firm.test"
    assert await address_of(office, boris) is None


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SALES_HEAD, Role.SECRETARY, Role.RETAILER])
async def test_nobody_else_sets_anybodys_address(office, role):
    """MUST-FAIL: whoever sets it reads what is written to it."""
    actor, boris = await office.person(role), await office.person()
    for whose in (boris, actor):
        with pytest.raises(NotAllowed):
            await office.core.staff.set_email(actor, whose.id, "thief@example.test", cause="3")
        assert await address_of(office, whose) is None


async def test_nobody_has_no_address(office):
    with pytest.raises(InvalidInput) as told:
        await office.core.staff.set_email(None, 4_000, "a@firm.test", cause="4")
    assert told.value.code == "person-unknown"


async def test_a_newcomer_comes_with_a_good_address_or_not_at_all(office):
    added = await office.core.staff.add("manager", "Борис", email="boris@FIRM.test")
    assert added.email == "boris@firm.test"
    with pytest.raises(InvalidInput):
        await office.core.staff.add("manager", "Вера", email="vera")


@pytest.mark.parametrize("typed", ["a@b.test", "a.b+c@x-y.co.test", "o'neil@firm.test", "1@2.test"])
def test_plain_addresses_are_taken(typed):
    assert mailbox(typed) == typed


@pytest.mark.parametrize(
    "typed",
    ["", "a", "@b.test", "a@", "a@b", "a b@c.test", "a@b c.test", "<a@b.test>", "a@b.test>",
     "Борис <a@b.test>", "a@b.test,c@d.test", "a@b..test", ".a@b.test", "a@-b.test", "а@б.тест",
     "a@b.test\r\nRCPT TO:<c@d.test>", "a\n@b.test", "a@[127.0.0.1]", '"a b"@c.test',
     "x" * 65 + "@b.test", "a@" + "b." * LONGEST + "test"],
)  # fmt: skip
def test_anything_else_is_refused(typed):
    with pytest.raises(InvalidInput) as told:
        mailbox(typed)
    assert told.value.code == "email-invalid"


@given(st.text(st.characters(codec=None, exclude_categories=[]), max_size=300))
def test_what_is_taken_is_safe_in_a_command(typed):
    try:
        address = mailbox(typed)
    except InvalidInput:
        return
    assert address.isascii()
    assert not set(address) & set('\r\n <>,;:"\\()[]')
