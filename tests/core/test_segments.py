"""A13: every combination of what is known of clients, counted, listed and exported."""

import itertools

import pytest

from core.clients.model import NewClient, Segment
from core.errors import NotAllowed, NotFound
from core.staff.model import Role
from tests.core.register import Register, cause

MATERIALS = (("ПВХ",), ("ПЭТ",), ("ПВХ", "ПЭТ"))


@pytest.fixture
async def register(office):
    """Twelve clients of two managers, no two of them alike."""
    made = await Register(office).team()
    made.known = {}
    for n in range(12):
        owner = (made.manager, made.other)[n % 2]
        client = await made.created(owner, NewClient(f"Клиент {n:02}"))
        facts = {
            "materials": list(MATERIALS[n % 3]),
            "region": ("Тула", "Орёл")[n // 6],
            "competitor": ("Полимер", "")[n % 4 == 0],
        }
        await made.registry.describe(owner, client, 1, facts, cause())
        async with made.units.begin() as unit:
            terms = {"deferral_days": 30 if n % 5 == 0 else 0, "prepayment_percent": n % 2 * 50}
            await unit.cards.set_facts(client, terms)
        made.known[client] = facts | terms | {"owner": owner.id}
    return made


def fits(facts, segment):
    return (
        (not segment.materials or set(segment.materials) & set(facts["materials"]))
        and (not segment.regions or facts["region"] in segment.regions)
        and (not segment.competitors or facts["competitor"] in segment.competitors)
        and (not segment.managers or facts["owner"] in segment.managers)
        and (segment.deferral is None or (facts["deferral_days"] > 0) is segment.deferral)
        and (segment.prepayment is None or (facts["prepayment_percent"] > 0) is segment.prepayment)
    )


async def test_every_combination_counts_lists_and_exports_the_same_clients(register):
    boss, segments = register.director, register.core.segments
    dimensions = itertools.product(
        ((), ("ПВХ",), ("ПЭТ", "ПВХ")), ((), ("Тула",)), (None, True, False),
        (None, True), ((), ("Полимер",)), ((), (register.other.id,)), ((), ("pending",)),
    )  # fmt: skip
    for values in itertools.islice(dimensions, 0, None, 7):
        segment = Segment(*values)
        wanted = {c for c, facts in register.known.items() if fits(facts, segment)}
        rows = await segments.rows(boss, segment)
        assert {row["id"] for row in rows} == wanted, segment
        assert await segments.count(boss, segment) == len(wanted)


async def test_a_manager_counts_and_sees_his_own_clients_only(register):
    """A5: in exports and counts, too."""
    segments = register.core.segments
    assert await segments.count(register.manager, Segment()) == 6
    own = {c for c, facts in register.known.items() if facts["owner"] == register.manager.id}
    for seen in (
        await segments.rows(register.manager, Segment()),
        (await segments.listing(register.manager, Segment())).rows,
    ):
        assert {row["id"] for row in seen} == own
        assert all(row["own"] for row in seen)
    assert await segments.rows(register.manager, Segment(managers=(register.other.id,))) == []
    values = await segments.values(register.manager)
    assert [(c.words, c.count) for c in values["managers"]] == [("Борис", 6)]


async def test_choices_come_with_counts(register):
    values = await register.core.segments.values(register.head)
    counts = {name: {c.value: c.count for c in choices} for name, choices in values.items()}
    assert counts["materials"] == {"ПВХ": 8, "ПЭТ": 8}
    assert counts["regions"] == {"Тула": 6, "Орёл": 6}
    assert counts["deferral"] == {True: 3, False: 9}
    assert counts["prepayment"] == {True: 6, False: 6}
    assert counts["competitors"] == {"Полимер": 9}
    assert counts["statuses"] == {"pending": 12}
    assert counts["managers"] == {register.manager.id: 6, register.other.id: 6}


async def test_a_list_comes_by_pages_of_eight_by_name(register):
    first = await register.core.segments.listing(register.head, Segment())
    last = await register.core.segments.listing(register.head, Segment(), 99)
    assert [row["name"] for row in first.rows] == [f"Клиент {n:02}" for n in range(8)]
    assert [row["name"] for row in last.rows] == [f"Клиент {n:02}" for n in range(8, 12)]
    assert (last.page, last.pages, last.total) == (1, 2, 12)


async def test_those_who_do_not_sell_have_no_segments(register):
    lawyer = await register.office.person(Role.LAWYER)
    for actor in (register.secretary, lawyer):
        for ask in (
            register.core.segments.values(actor),
            register.core.segments.rows(actor, Segment()),
        ):
            with pytest.raises(NotAllowed):
                await ask


async def test_to_staff_a_retailer_is_no_choice(register):
    """POLICY R6."""
    retailer = await register.office.person(Role.RETAILER, "Агент")
    client = next(iter(register.known))
    await register.core.handover.give(client, retailer.id)
    hidden = await register.core.segments.values(register.head)
    assert retailer.id not in [c.value for c in hidden["managers"]]
    told = await register.core.segments.values(register.director)
    assert retailer.id in [c.value for c in told["managers"]]
    with pytest.raises(NotFound):
        await register.core.segments.count(register.head, Segment(managers=(retailer.id,)))
    assert "Агент" not in str(await register.core.segments.rows(register.head, Segment()))
