"""A11, A12: what was sent, and the call that is due until somebody has made it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from core.clients.samples import CALL
from core.errors import InvalidInput, NotAllowed, NotFound, Stale
from core.staff.model import Role
from storage.tables import samples as sample_rows
from tests.core.office import Office
from tests.core.register import Register, cause

KILO = 1000


@pytest.fixture
async def register(office):
    made = await Register(office).team()
    made.client = await made.created()
    made.product_id = await made.product()
    return made


async def sent(register, actor=None):
    actor = actor or register.manager
    return await register.core.samples.send(
        actor, register.client, register.product_id, 2 * KILO, cause()
    )


async def due_times(register, sample):
    async with register.units.read() as unit:
        return await unit.due.open_of(CALL, "sample", sample)


async def test_a_sample_is_kept_with_product_quantity_date_and_who(register):
    now = register.office.clock.now()
    made = await sent(register)
    assert made["call_at"] == (now + timedelta(days=3)).isoformat()
    (row,) = await register.core.samples.of(register.manager, register.client)
    assert (row["product"], row["grams"], row["sent_at"]) == ("ПВХ-58", 2 * KILO, now)
    assert (row["person"], row["outcome"], row["version"]) == ("Борис", None, 1)
    assert await due_times(register, made["id"]) == [now + timedelta(days=3)]


async def test_the_days_until_the_call_are_a_setting(units, clock):
    register = await Register(Office(units, clock, sample_call_days=10)).team()
    register.client, register.product_id = await register.created(), await register.product()
    made = await sent(register)
    assert made["call_at"] == (clock.now() + timedelta(days=10)).isoformat()


async def test_the_call_is_due_for_whoever_answers_for_the_client_until_an_outcome(register):
    """A12."""
    made = await sent(register)
    samples, clock = register.core.samples, register.office.clock
    assert await samples.due(register.manager, clock.now()) == []
    register.office.later(3 * 24 * 3600)
    assert [s["client"] for s in await samples.due(register.manager, clock.now())] == [
        "ООО «Ромашка 0»"
    ]
    await register.core.handover.give(register.client, register.other.id)
    assert await samples.due(register.manager, clock.now()) == []
    assert [s["id"] for s in await samples.due(register.other, clock.now())] == [made["id"]]
    await samples.conclude(register.other, made["id"], 1, "подошёл", cause())
    assert await samples.due(register.other, clock.now()) == []
    assert await due_times(register, made["id"]) == []


async def test_the_second_outcome_is_told_who_was_first(register):
    made = await sent(register)
    once = cause()
    for _ in range(2):
        await register.core.samples.conclude(register.manager, made["id"], 1, "взяли", once)
    with pytest.raises(Stale) as stale:
        await register.core.samples.conclude(register.head, made["id"], 1, "нет", cause())
    assert stale.value.fields["by"] == "Борис"
    (row,) = await register.core.samples.of(register.manager, register.client)
    assert (row["outcome"], row["version"]) == ("взяли", 2)


async def test_samples_for_anothers_client_and_of_nothing_are_refused(register):
    made = await sent(register)
    with pytest.raises(NotAllowed):
        await sent(register, register.other)
    with pytest.raises(NotAllowed):
        await register.core.samples.conclude(register.other, made["id"], 1, "x", cause())
    with pytest.raises(NotFound, match="product-unknown"):
        await register.core.samples.send(register.manager, register.client, 404, KILO, cause())
    for grams in (0, -5, 10**15):
        with pytest.raises(InvalidInput, match="quantity-range"):
            await register.core.samples.send(
                register.manager, register.client, register.product_id, grams, cause()
            )
    for outcome in ("  ", "я" * 1001):
        with pytest.raises(InvalidInput):
            await register.core.samples.conclude(register.manager, made["id"], 1, outcome, cause())
    assert len(await register.core.samples.of(register.manager, register.client)) == 1


async def test_across_the_wall_no_sample_is_called_about_and_nobody_is_named(register):
    """POLICY xii, R6: what a retailer sent stays on the retailer's side."""
    retailer = await register.office.person(Role.RETAILER, "Агент")
    made = await sent(register)
    async with register.units._database.write() as connection:
        values = {"person_id": retailer.id, "outcome_by": retailer.id}
        await connection.execute(update(sample_rows).values(values))
    register.office.later(3 * 24 * 3600)
    now = register.office.clock.now()
    assert await register.core.samples.due(register.manager, now) == []
    assert (await register.core.agenda.today(register.manager))[0]["lines"] == []
    with pytest.raises(NotFound):
        await register.core.samples.conclude(register.manager, made["id"], 1, "взяли", cause())
    with pytest.raises(NotAllowed):
        await register.core.samples.due(retailer, now)
