"""Resource x field x role x relation as one golden table: the projection of every surface (A5, A8).

Whoever changes fields.csv changes a line here, and is asked why.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ids import PersonId
from core.policy.fields import (
    FOREIGN,
    OWN,
    UNASSIGNED,
    owners_shown,
    relation,
    table,
    view_for,
    visible,
)
from core.staff.model import UNPLACED, Person, Role

# field, then who sees it of a record of one's own, of nobody's, of somebody else's.
# d director, s sysadmin, h head of sales, m manager, e secretary, l logistician, w lawyer,
# r retailer; - nobody.
GOLDEN = """
client.name dshmew dshmew dshmew
client.inn dshmew dshmew dshmew
client.responsible dshmew dshmew dshmew
client.same_inn dshmew dshew dshew
client.kind dshmew dshew dshew
client.status dshme dshe dshe
client.kpp dshmew dshew dshew
client.ogrn dshmew dshew dshew
client.country dshmew dshew dshew
client.registration dshmew dshew dshew
client.region dshme dshe dshe
client.address dshmew dshew dshew
client.delivery_address dshm dshe dsh
client.unloading_contact dshm dshe dsh
client.unloading_hours dshm dshe dsh
client.contacts dshm dshe dsh
client.identities dshm dshe dsh
client.peculiarities dshm dshe dsh
client.materials dshm dshe dsh
client.deferral_days dshmw dshw dshw
client.deferral_limit dshmw dshw dshw
client.prepayment_percent dshmw dshw dshw
client.competitor dshm dsh dsh
client.contract dshmew dshew dshew
client.contract_number dshmew dshew dshew
client.contract_date dshmew dshew dshew
client.contract_file dshmew dshew dshew
client.original_at dshmew dshew dshew
client.comments dshm dshe dsh
client.samples dshm dsh dsh
client.deals dshm dsh dsh
client.correspondence dshm dshe dsh
client.changes dshm dsh dsh
deal.number dshml dshl dshl
deal.client dshm dsh dsh
deal.responsible dshm dsh dsh
deal.stage dshml dshl dshl
deal.lines dshml dshl dshl
deal.prices dshm dsh dsh
deal.floors dshm dsh dsh
deal.total dshm dsh dsh
deal.terms dshm dsh dsh
deal.city dshml dshl dshl
deal.delivery_address dshml dshl dshl
deal.unloading_contact dshml dshl dshl
deal.unloading_hours dshml dshl dshl
deal.ship_on dshml dshl dshl
deal.shipments dshml dshl dshl
deal.freight dshml dshl dshl
deal.freight_file dshml dshl dshl
deal.payments dshm dsh dsh
deal.papers dshm dsh dsh
deal.profit dshm dsh dsh
deal.margin dshm dsh dsh
deal.below dshm dsh dsh
deal.note dshm dsh dsh
stock.product dshmelw dshmelw dshmelw
stock.warehouse dshmelw dshmelw dshmelw
stock.until dshmelw dshmelw dshmelw
stock.on_hand dshmelw dshmelw dshmelw
stock.reserved dshmelw dshmelw dshmelw
stock.free dshmelw dshmelw dshmelw
stock.lots dshe dshe dshe
stock.written_off dshe dshe dshe
stock.reason dshe dshe dshe
reservation.product dshm dsh dsh
reservation.warehouse dshm dsh dsh
reservation.grams dshme dshe dshe
reservation.client dshm dsh dsh
reservation.person dshme dshe dshe
reservation.deal dshm dsh dsh
reservation.placed_at dshm dsh dsh
reservation.lapses_at dshm dsh dsh
reservation.state dshm dsh dsh
reservation.extensions dshm dsh dsh
"""

INITIALS = dict(zip(Role, "dshmelwr", strict=True))


@dataclass(frozen=True)
class Record:
    owner_id: PersonId | None


MINE, NOBODYS, ANOTHERS = Record(PersonId(1)), Record(None), Record(PersonId(2))


def person(role, **more):
    return Person(PersonId(1), "Имя", Role(role), more.pop("group", role), **more)


def _who(resource, field, record):
    seeing = [role for role in Role if field in visible(person(role), resource, record)]
    return "".join(INITIALS[role] for role in seeing) or "-"


def test_the_golden_table_is_what_each_role_sees():
    fields = dict.fromkeys((resource, field) for resource, field, _ in table())
    lines = [
        " ".join(
            [f"{one}.{two}", *(_who(one, two, record) for record in (MINE, NOBODYS, ANOTHERS))]
        )
        for one, two in fields
    ]
    assert lines == GOLDEN.split("\n")[1:-1]


def test_the_file_itself_is_whole():
    """Every cell is one of four; a role that is missing from the head would see nothing quietly."""
    assert set(table().values()) <= {"any", "own", "unassigned", "-"}
    assert {role for _, _, role in table()} == set(Role)


RESOURCES = sorted({resource for resource, _, _ in table()})


def everything(resource):
    return {field: f"value of {field}" for one, field, _ in table() if one == resource}


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_retailer_sees_no_field_of_anything(resource):
    """C2: whatever the relation, through every surface that uses the projection."""
    for record in (MINE, NOBODYS, ANOTHERS, None):
        assert view_for(person("retailer"), resource, record, everything(resource)) == {}


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize(
    "lost", [{"group": UNPLACED}, {"dismissed_at": datetime(2026, 1, 1, tzinfo=UTC)}]
)
def test_somebody_without_a_place_sees_no_field_of_anything(resource, lost):
    """POLICY R1."""
    for role in Role:
        gone = person(role, **({"group": role} | lost))
        assert view_for(gone, resource, MINE, everything(resource)) == {}


def test_of_another_managers_client_three_fields_are_seen():
    """A5: name, INN and responsible; nothing more, and of another's deal nothing at all."""
    seen = view_for(person("manager"), "client", ANOTHERS, everything("client"))
    assert set(seen) == {"name", "inn", "responsible"}
    assert view_for(person("manager"), "deal", ANOTHERS, everything("deal")) == {}
    assert view_for(person("manager"), "reservation", ANOTHERS, everything("reservation")) == {}


def test_the_logistician_sees_the_delivery_and_nothing_of_the_client():
    """A8: what delivery needs stays visible: address, unloading contact, hours."""
    who = person("logistician")
    seen = set(view_for(who, "deal", ANOTHERS, everything("deal")))
    assert seen >= {"delivery_address", "unloading_contact", "unloading_hours", "freight"}
    assert seen & {"client", "responsible", "prices", "total", "profit", "terms"} == set()
    assert view_for(who, "client", ANOTHERS, everything("client")) == {}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.LOGISTICIAN, Role.LAWYER])
def test_purchase_prices_are_for_those_who_keep_the_stock(role):
    assert "lots" not in view_for(person(role), "stock", None, everything("stock"))


def test_what_is_not_in_the_table_is_dropped():
    """I2: default deny, for a field, and for a whole resource."""
    values = {"name": "А", "shoe_size": 45}
    assert view_for(person("director"), "client", MINE, values) == {"name": "А"}
    assert view_for(person("director"), "spaceship", MINE, values) == {}


records = st.none() | st.builds(Record, st.none() | st.integers(1, 3))
resources = st.sampled_from(RESOURCES)
roles = st.sampled_from(list(Role))


@given(roles, resources, records)
def test_the_projection_is_idempotent_and_never_adds(role, resource, record):
    """I9."""
    values = everything(resource)
    seen = view_for(person(role), resource, record, values)
    assert seen.items() <= values.items()
    assert view_for(person(role), resource, record, seen) == seen


@given(roles, resources)
def test_a_nearer_relation_never_shows_less(role, resource):
    """I5: whatever is seen of another's record is seen of one's own and of nobody's."""
    foreign = visible(person(role), resource, ANOTHERS)
    assert foreign <= visible(person(role), resource, MINE)
    assert foreign <= visible(person(role), resource, NOBODYS)


@given(roles, resources, records)
def test_losing_the_place_never_shows_more(role, resource, record):
    placed = person(role)
    assert visible(replace(placed, group=UNPLACED), resource, record) == frozenset()


def test_relations_are_three():
    who = person("manager")
    assert [relation(who, one) for one in (MINE, NOBODYS, None, ANOTHERS)] == [
        OWN,
        UNASSIGNED,
        UNASSIGNED,
        FOREIGN,
    ]


@pytest.mark.parametrize("resource", RESOURCES)
def test_the_projection_shows_exactly_what_is_visible_of_that_record(resource):
    for role in Role:
        for record in (MINE, NOBODYS, ANOTHERS, None):
            seen = view_for(person(role), resource, record, everything(resource))
            assert seen.keys() == visible(person(role), resource, record)


@pytest.mark.parametrize("role", Role)
def test_whose_records_show_a_field_is_what_each_record_shows(role):
    who = person(role)
    for resource, field, _ in table():
        owners = owners_shown(who, resource, field)
        for record in (MINE, NOBODYS, ANOTHERS):
            shown = owners is None or record.owner_id in owners
            assert shown is (field in visible(who, resource, record)), (field, record)


def test_without_a_place_nobodys_records_show_anything():
    assert owners_shown(person(Role.DIRECTOR, group=UNPLACED), "client", "name") == ()
