"""`otdel announce` and `otdel news list` (INTERFACE, B8): rights, times, rules, files."""

import pytest

from tests.otdel.commands import otdel

pytestmark = pytest.mark.xdist_group("commands")

NOON = "2026-11-20T12:00:00+03:00"
PEOPLE = (
    ["user", "add", "--role", "director", "--name", "Анна", "--telegram-id", "9001"],
    ["user", "add", "--role", "manager", "--name", "Борис", "--telegram-id", "9002"],
    ["user", "add", "--role", "retailer", "--name", "Глеб", "--telegram-id", "9003"],
    ["user", "add", "--role", "lawyer", "--name", "Нина"],
)  # fmt: skip
WHOLE = [
    "announce", "Не ниже!", "--to", "manager", "--at", "2026-11-23T10:00:00", "--as", "1",
    "--rule", "ПВХ", "--floor", "118 руб/кг", "--until", "2026-11-25", "--expires", "2026-11-30",
]  # fmt: skip
SENT = ["announce", "Сейчас", "--to", "staff", "--as", "1"]
REFUSED = {
    "retailers": (["announce", "Х", "--to", "retailers", "--as", "1"], "канал закрыт правилами"),
    "manager": (["announce", "Х", "--to", "staff", "--as", "2"], "otdel why"),
    "nobody": (["announce", "Х", "--to", "lawyer", "--as", "1"], "Получателей нет"),
    "group": (["announce", "Х", "--to", "никто", "--as", "1"], "никто"),
    "stranger": (["announce", "Х", "--to", "staff", "--as", "404"], "404"),
    "past": ([*SENT, "--at", "2026-11-20T11:59:00"], "время уже прошло"),
    "past utc": ([*SENT, "--at", "2026-11-20T08:59:00Z"], "время уже прошло"),
    "far": ([*SENT, "--at", "9999-12-31T23:59:59-12:00"], "далек"),
    "beginning": ([*SENT, "--at", "0001-01-01T00:00:00"], "время уже прошло"),
    "no time": ([*SENT, "--at", "завтра"], "not an ISO time"),
    "half a rule": ([*SENT, "--rule", "ПВХ", "--floor", "118 руб/кг"], "нужны все три"),
    "NaN": ([*SENT, "--rule", "ПВХ", "--floor", "NaN", "--until", "2026-11-25"], "цен"),
    "no product": (
        [*SENT, "--rule", "ПП", "--floor", "1 руб/кг", "--until", "2026-11-25"], "Товара «ПП» нет",
    ),
    "no file": ([*SENT, "--file", "nothing.pdf"], "--file"),
    "large file": ([*SENT, "--file", "large.bin"], "20"),
    "empty": (["announce", "  ", "--to", "staff", "--as", "1"], "Пустое объявление"),
    "long": (["announce", "x" * 100_000, "--to", "staff", "--as", "1"], "Слишком длинно"),
    "daily now": ([*SENT, "--daily"], "час"),
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("news")
    with (folder / "large.bin").open("wb") as large:
        large.truncate(50 * 1024 * 1024)
    (folder / "price.pdf").write_bytes(b"%PDF-1.4 price")
    settings = {
        "TELEGRAM_TOKEN": "1000001:staff-token-of-nobody-at-all-0000",
        "COMPANY_TZ": "Europe/Moscow",
    }
    at = ["--now", NOON]
    made = otdel(folder, "db upgrade", *PEOPLE, **settings)
    assert [one.code for one in made] == [0] * 5, made
    _product(folder, settings)
    asked = {
        "whole": [*WHOLE, "--json", *at],
        "offset": [*SENT, "--at", "2026-11-23T07:00:00+00:00", "--json", *at],
        "sent": [*SENT, "--file", "price.pdf", "--json", *at],
        **{name: [*words, *at] for name, (words, _) in REFUSED.items()},
        "plain": [*SENT, "--at", "2026-11-23T10:00:00", *at],
        "list": ["news", "list", "--json", *at],
        "table": ["news", "list", *at],
        "outbox": ["outbox", "list", "--json"],
        "denied": ["wall", "log", "--denied", "--json"],
    }
    return dict(zip(asked, otdel(folder, *asked.values(), **settings), strict=True))


def _product(folder, settings):
    from tests.e2e.shop import sheet  # noqa: PLC0415 - a sheet of goods, made once

    (folder / "goods.xlsx").write_bytes(sheet(("ПВХ", "Южный", 5, "т", 100_000, "RUB")))
    (made,) = otdel(folder, ["stock", "import", "goods.xlsx"], **settings)
    assert made.code == 0, made.err


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_is_refused_is_one_clear_line(told, name):
    said, words = told[name], REFUSED[name][1]
    assert said.code != 0
    assert said.out == ""
    assert words in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_wall_time_and_offset_name_the_same_moment(told):
    for name in ("whole", "offset"):
        assert told[name].json["at"] == "2026-11-23T07:00:00+00:00"
        assert told[name].json["state"] == "scheduled"


def test_without_a_time_it_leaves_at_once_to_those_who_have_telegram(told):
    assert told["sent"].json["state"] == "sent"
    rows = [row for row in told["outbox"].json if row["code"] == "news"]
    assert len(rows) == 1


def test_the_listing_tells_everything_newest_first(told):
    plain, sent, offset, whole = told["list"].json
    assert [one["state"] for one in (plain, offset, whole)] == ["scheduled"] * 3
    assert sent["state"] == "sent"
    assert (sent["files"], sent["told"], sent["read"]) == (["price.pdf"], 1, 0)
    assert whole["audience"] == {"kind": "role", "names": ["manager"], "ids": []}
    assert whole["rule"] == {
        "product": "ПВХ", "price_per_tonne": "118000.00", "vat": True,
        "until": "2026-11-25T20:59:00+00:00", "in_force": False,
    }  # fmt: skip
    assert whole["expires_at"] == "2026-11-30T20:59:00+00:00"


def test_the_table_fits_a_terminal_and_tells_the_firm_s_time(told):
    """Of a scheduled one when it comes, of a sent one when it came; read of told."""
    assert told["table"].code == 0
    lines = told["table"].out.splitlines()
    assert max(len(line) for line in lines) <= 80
    head, *rows = [
        [cell.strip() for cell in line.replace("┃", "│").split("│")[1:-1]]
        for line in lines
        if "│" in line or "┃" in line
    ]
    assert head == ["id", "at", "to", "text", "state", "read"]
    assert rows[1] == ["3", "2026-11-20 12:00", "staff", "Сейчас", "sent", "0/1"]
    assert rows[3] == ["1", "2026-11-23 10:00", "manager", "Не ниже!", "scheduled", "0/0"]


def test_the_answer_names_the_firm_s_time(told):
    """Not that of UTC: 10:00 was asked for."""
    assert "scheduled for 2026-11-23 10:00" in told["plain"].out


def test_the_refusal_of_the_retailers_feed_is_on_record_and_nothing_of_it_left(told):
    rules = [row["rule"] for row in told["denied"].json]
    assert "retailer-exit-closed" in rules
    # The retailer has Telegram as the manager has: a copy of his would be a second one.
    assert sorted(row["code"] for row in told["outbox"].json) == ["news", "news-result"]
