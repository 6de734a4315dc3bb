"""Goal 7: names, INNs and phones are found by what people type, by an index (decision 0013)."""

import sqlite3

import pytest
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from core.clients.model import GLOBAL, Address, Identity
from core.errors import StorageUnavailable
from core.ids import IdentityId
from storage import schema
from storage.search import matching, name_key, named
from storage.tables import clients, contacts, identities, products
from tests import postgres


@pytest.fixture
def found(database):
    async def ask(typed, things=clients, most=None):
        dialect = database.dialect
        condition = (
            matching(dialect, typed, most) if things is clients else named(dialect, things, typed)
        )
        async with database.read() as connection:
            rows = await connection.execute(
                select(things.c.name).where(condition).order_by(things.c.id)
            )
            return list(rows.scalars())

    return ask


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("ромаш", ["ООО «Ромашка»"]),
        ("РОМАШКА", ["ООО «Ромашка»"]),
        ("ооо ромашка", ["ООО «Ромашка»"]),
        ('ооо "ром', ["ООО «Ромашка»"]),
        ("  ооо   ромашка ", ["ООО «Ромашка»"]),
        ("омашк", ["ООО «Ромашка»"]),
        ("р", ["ООО «Ромашка»"]),
        ("ро", ["ООО «Ромашка»"]),
        ("ма", []),
        ("ёлки", ["Ёлки-Палки (тест)"]),
        ("елки-пал", ["Ёлки-Палки (тест)"]),
        ("тест", ["Ёлки-Палки (тест)"]),
        ("zürich", ["Zürich Plastics, AG"]),
        ("plastics ag", ["Zürich Plastics, AG"]),
        ("50%", ["Скидка 50%"]),
        ("5", ["Скидка 50%"]),
        ("%", []),
        ("___", []),
        ('"', []),
        ("ром OR елки", []),
        ("NEAR(ром)", []),
        ("ром*", []),
        ("x" * 10_000, []),
        ("нет такого", []),
    ],
)
async def test_any_part_of_a_name_is_found_in_any_case(make, found, typed, names):
    for name in ("ООО «Ромашка»", "Ёлки-Палки (тест)", "Zürich Plastics, AG", "Скидка 50%"):
        await make.client(name)
    assert await found(typed) == names


async def test_products_are_found_by_the_same_rule(database, found, clock):
    async with database.write() as connection:
        for name in ("ПЭНД 276-73", "ПЭВД 15803-020", "Полистирол 525"):
            row = {"name": name, "name_key": name_key(name), "created_at": clock.now()}
            await connection.execute(products.insert(), row)
    assert await found("пэнд", products) == ["ПЭНД 276-73"]
    assert await found("276", products) == ["ПЭНД 276-73"]
    assert await found("803-020", products) == ["ПЭВД 15803-020"]
    assert await found("п", products) == ["ПЭНД 276-73", "ПЭВД 15803-020", "Полистирол 525"]


async def test_a_contacts_phone_finds_the_client_until_the_contact_is_removed(
    make, database, found, clock
):
    client = await make.client("ООО Ромашка")
    row = {"client_id": client.id, "name": "Иван", "phone": "+70001234567"}
    async with database.write() as connection:
        await connection.execute(contacts.insert(), row | {"created_at": clock.now()})
    for typed in ("+7 000 123-45-67", "80001234567", "4567", "1234"):
        assert await found(typed) == ["ООО Ромашка"]
    assert await found("567") == []
    async with database.write() as connection:
        await connection.execute(update(contacts).values(removed_at=clock.now()))
    assert await found("4567") == []


async def test_an_inn_is_found_by_its_beginning(make, found):
    await make.client("Один", inn="7701234567")
    await make.client("Два", inn="7799999999")
    assert await found("7701") == ["Один"]
    assert await found("7799999999") == ["Два"]
    assert await found("99999") == []


async def test_a_persons_number_finds_no_client(make, units, found, clock):
    person = await make.person()
    address = Address("phone", GLOBAL, "+70001112233", "+70001112233")
    async with units.begin() as unit:
        more = Identity(IdentityId(0), None, person.id, "whatsapp", address)
        await unit.clients.add_identities([more], clock.now())
    await make.client("Клиент")
    assert await found("+70001112233") == []


async def test_the_index_follows_every_change_of_a_row(make, units, database, found):
    client = await make.client("ООО Ромашка", phone="+70001112233")
    other = await make.client("ООО Ромашка Плюс")
    async with units.begin() as unit:
        await unit.clients.rename(client.id, "ООО Василёк")
    assert await found("ромашка") == ["ООО Ромашка Плюс"]
    assert await found("василек") == ["ООО Василёк"]
    async with database.write() as connection:
        await connection.execute(update(identities).values(phone="+70009998877"))
        await connection.execute(text("DELETE FROM lanes WHERE client_id = :id"), {"id": other.id})
        await connection.execute(clients.delete().where(clients.c.id == other.id))
    assert await found("ооо") == ["ООО Василёк"]
    assert await found("1112233") == []
    assert await found("9998877") == ["ООО Василёк"]
    async with database.write() as connection:
        await connection.execute(update(identities).values(phone=None))
        await connection.execute(update(identities).values(phone="+70005554433"))
    assert await found("5554433") == ["ООО Василёк"]


async def test_a_wide_search_ends_with_the_newest(make, found):
    for number in range(5):
        await make.client(f"Завод {number}")
    assert await found("завод", most=2) == ["Завод 3", "Завод 4"]
    await make.client("2345", inn="7701234567")
    assert await found("2345", most=2) == ["2345"]


_NAMES = ("ООО «Ромашка»", "ИП Ёжиков А. Б.", "Завод-12 (тест)", "AB_C 50%", "Ну, погоди!")
_RUN = 3


async def test_what_is_found_is_what_the_rule_says(make, found):
    """Typed at random from the letters of the names: both databases agree with plain Python."""
    for name in _NAMES:
        await make.client(name)
    asked = set()

    @settings(
        max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(st.text(alphabet="оромаИёеЖж12ABc_%\\'\"-., «", min_size=1, max_size=6))
    def gather(typed):
        asked.add(typed)

    gather()
    for typed in asked | {name[i : i + n] for name in _NAMES for i in range(9) for n in (1, 2, 4)}:
        assert set(await found(typed)) == {n for n in _NAMES if _should(typed, n)}, typed


def _should(typed, name):
    key, whole = name_key(typed), name_key(name)
    runs = "".join(c if c.isalnum() else " " for c in key).split()
    if not runs:
        return False
    if max(map(len, runs)) >= _RUN:
        return key in whole
    return f" {key}" in f" {whole}"


async def test_a_migration_fills_the_index_from_the_rows_that_stand_there(
    tmp_path, monkeypatch, clock
):
    url = f"sqlite+aiosqlite:///{tmp_path}/old.db"
    real = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, _: real(config, "0005"))
    await schema.upgrade(url)
    with sqlite3.connect(tmp_path / "old.db") as old:
        old.execute(
            "INSERT INTO clients (kind, name, name_key, status, created_at) "
            "VALUES ('lead', 'ООО «Ёлка»', 'ооо «ёлка»', 'pending', '2026-01-01')"
        )
        old.execute(
            "INSERT INTO identities (client_id, channel, provider, account, external_id, phone, "
            "created_at) VALUES (1, 'whatsapp', 'phone', '*', '1', '+70001112233', '2026-01-01')"
        )
    old.close()
    monkeypatch.undo()
    await schema.upgrade(url)
    with sqlite3.connect(tmp_path / "old.db") as new:
        for typed in ("елка", "ооо ел", "1112"):
            query = select(clients.c.name).where(matching("sqlite", typed))
            compiled = query.compile(compile_kwargs={"literal_binds": True})
            assert new.execute(str(compiled)).fetchall() == [("ООО «Ёлка»",)]
    new.close()


async def test_a_server_whose_letters_are_ascii_is_refused_with_what_it_needs(postgres_server):
    made = "CREATE DATABASE bare_c LC_CTYPE 'C' LC_COLLATE 'C' TEMPLATE template0"
    await postgres.run_on(postgres_server, made)
    url = postgres_server.set(database="bare_c").render_as_string(hide_password=False)
    try:
        with pytest.raises(StorageUnavailable, match="LC_CTYPE"):
            await schema.upgrade(url)
    finally:
        await postgres.run_on(postgres_server, "DROP DATABASE bare_c WITH (FORCE)")
