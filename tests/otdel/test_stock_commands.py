"""`stock show`, `stock import`, `reservation list`, `reservation place` as scripts use them."""

import asyncio

import pytest

from reports.spreadsheet import written
from storage.database import Database
from storage.unit_of_work import SqlUnits
from tests.clock import FrozenClock
from tests.core.goods import Goods
from tests.otdel.commands import otdel

pytestmark = pytest.mark.xdist_group("commands")

HEADER = ["product", "warehouse", "quantity", "unit", "purchase_price", "currency"]
ROWS = [
    ["ПВХ С-70", "Склад 1", "10", "т", "118000", "RUB"],
    ["ПВХ С-70", "Виртуальный", "500", "кг", "", ""],
    ["ПЭТ", "Склад 1", 2, "т", 90_000, "RUB"],
]
NOW = "2065-11-20T10:00:00+00:00"
"""Later than the tests: a sheet is imported at the real time, which sweeps what has lapsed."""
LATER = "2065-11-27T10:00:00+00:00"
PLACE = ["reservation", "place", "--product", "пвх с-70", "--warehouse", "Склад 1",
         "--client", "1", "--now", NOW]  # fmt: skip


def placing(quantity="5т", who="2", **other):
    words = [*PLACE, "--quantity", quantity, "--as", who]
    for name, value in other.items():
        words[words.index(f"--{name}") + 1] = value
    return words


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What each command said, in this order, in one process."""
    folder = tmp_path_factory.mktemp("stock")
    (folder / "goods.xlsx").write_bytes(written(HEADER, ROWS))
    wrong = [*ROWS, ["", "Склад 1", "1", "т", "", ""], ["ПЭТ", "Склад 1", "-5", "т", "", ""]]
    (folder / "wrong.xlsx").write_bytes(written(HEADER, wrong))
    (folder / "broken.xlsx").write_bytes(b"PK")
    (folder / "large.xlsx").write_bytes(b"PK" * 3_000_000)
    otdel(
        folder, "db upgrade", "user add --role director --name Анна",
        "user add --role manager --name Борис", "user add --role logistician --name Лёва",
    )  # fmt: skip
    asyncio.run(_client(folder))
    commands = {
        "empty": "stock show --json",
        "empty table": "stock show",
        "wrong": "stock import wrong.xlsx",
        "after wrong": "stock show --json",
        "import": "stock import goods.xlsx --json",
        "table": "stock show",
        "place": [*placing(), "--json"],
        "again": "stock import goods.xlsx",
        "stock": f"stock show --json --now {NOW}",
        "list": f"reservation list --json --now {NOW}",
        "list later": f"reservation list --json --now {LATER}",
        "stock later": f"stock show --json --now {LATER}",
        "list table": "reservation list",
        "plain": placing("100 кг"),
        "too much": placing("16 т"),
        "logistician": placing(who="3"),
        "nobody": placing(who="404"),
        "no client": placing(client="404"),
        "no product": placing(product="Никакой"),
        "no warehouse": placing(warehouse="Нигде"),
        "minus": placing(quantity="-5"),
        "power": placing(quantity="1e9 т"),
        "nan": placing(quantity="NaN"),
        "no unit": placing(quantity="5"),
        "no file": "stock import nowhere.xlsx",
        "broken": "stock import broken.xlsx",
        "large": "stock import large.xlsx",
        "folder": "stock import .",
        "clock": "stock show --now yesterday",
        "at the end": f"stock show --json --now {NOW}",
    }
    said = otdel(folder, *commands.values())
    return dict(zip(commands, said, strict=True))


async def _client(folder):
    database = Database(f"sqlite+aiosqlite:///{folder / 'data' / 'otdel.db'}")
    try:
        goods = Goods(SqlUnits(database, FrozenClock()), FrozenClock())
        async with goods.units.read() as unit:
            manager = next(p for p in await unit.people.listing() if p.name == "Борис")
        assert await goods.client(manager) == 1
    finally:
        await database.close()


def balances(said):
    return {
        (row["product"], row["warehouse"]): (row["on_hand_g"], row["reserved_g"], row["free_g"])
        for row in said.json
    }


def test_an_empty_firm_has_nothing(told):
    assert told["empty"].json == []
    assert told["empty table"].out == "nothing\n"


def test_a_sheet_with_wrong_rows_changes_nothing_and_names_them_in_one_line(told):
    said = told["wrong"]
    assert (said.code, said.out) == (1, "")
    assert said.err.count("\n") == 1
    assert "row 5" in said.err
    assert "row 6" in said.err
    assert told["after wrong"].json == []


def test_a_sheet_creates_what_is_missing_and_asks_nothing(told):
    assert told["import"].json == {"rows": 3, "products": 2, "warehouses": 2, "grams": 12_500_000}
    assert told["again"].out == "rows: 3, products: 0, warehouses: 0, grams: 12500000\n"
    assert "ПВХ С-70" in told["table"].out


def test_stock_and_reservations_are_shown_as_promised(told):
    assert told["stock"].json[0].keys() == {
        "product", "warehouse", "on_hand_g", "reserved_g", "free_g",
    }  # fmt: skip
    assert balances(told["stock"]) == {
        ("ПВХ С-70", "Виртуальный"): (1_000_000, 0, 1_000_000),
        ("ПВХ С-70", "Склад 1"): (20_000_000, 5_000_000, 15_000_000),
        ("ПЭТ", "Склад 1"): (4_000_000, 0, 4_000_000),
    }
    assert told["place"].json == {"id": 1, "lapses_at": LATER}
    assert told["list"].json == [
        {"id": 1, "product": "ПВХ С-70", "warehouse": "Склад 1", "quantity_g": 5_000_000,
         "client": {"id": 1, "name": "Ромашка"}, "manager": {"id": 2, "name": "Борис"},
         "placed_at": NOW, "lapses_at": LATER, "state": "active"},
    ]  # fmt: skip
    assert "Борис" in told["list table"].out


def test_a_later_clock_sees_it_lapsed_although_nobody_swept(told):
    assert told["list later"].json == [told["list"].json[0] | {"state": "lapsed"}]
    assert balances(told["stock later"])["ПВХ С-70", "Склад 1"] == (20_000_000, 0, 20_000_000)


def test_a_reservation_is_answered_with_its_number_and_its_end(told):
    assert told["plain"].out == f"reservation 2 until {LATER}\n"


@pytest.mark.parametrize(
    "refused",
    ["too much", "logistician", "nobody", "no client", "no product", "no warehouse", "minus",
     "power", "nan", "no unit", "no file", "broken", "large", "folder", "clock"],
)  # fmt: skip
def test_every_refusal_is_one_clear_line_and_changes_nothing(told, refused):
    said = told[refused]
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("otdel: ")
    assert said.err.count("\n") == 1
    assert "unexpected" not in said.err
    assert balances(told["at the end"])["ПВХ С-70", "Склад 1"] == (
        20_000_000, 5_100_000, 14_900_000,
    )  # fmt: skip


def test_what_is_refused_to_a_person_can_be_explained(told):
    """C7: by its number."""
    assert "otdel why" in told["logistician"].err
