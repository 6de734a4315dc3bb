"""The same firm on PostgreSQL: one URL is the whole difference (F2)."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy.engine import make_url

from tests import postgres
from tests.e2e.conftest import OpenFirm
from tests.e2e.files import photo
from tests.e2e.firm import Firm, until
from tests.e2e.phones import buttons, client_id, lead, lead_shown, writer


@pytest.fixture(scope="module")
def database(postgres_url: str) -> str:
    """An empty database: `otdel db upgrade` does the rest."""
    server, name = make_url(postgres_url), f"e2e_{uuid4().hex[:12]}"
    asyncio.run(postgres.run_on(server, f"CREATE DATABASE {name}"))
    return server.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def office(open_firm: OpenFirm, database: str) -> Iterator[Firm]:
    with open_firm(database=database) as running:
        yield running


def test_a_question_is_answered_and_the_card_tells_all_of_it(office: Firm):
    """A19, A21: reply, mark, timeline."""
    new = lead(office, "Вопрос через PostgreSQL, сколько стоит?")
    typed = new.answered("Ответ через PostgreSQL")
    new.writer.gets("Ответ через PostgreSQL")
    new.phone.marked(typed, "👌")
    shown = office.json("client", "show", client_id(office, new.writer.name))
    assert [(x["direction"], x["text"]) for x in shown["timeline"]] == [
        ("in", "Вопрос через PostgreSQL, сколько стоит?"),
        ("out", "Ответ через PostgreSQL"),
    ]


def test_the_same_webhook_twenty_times_at_once_is_one_message(office: Firm):
    """Fault 17, on a database where writers really meet."""
    who = writer(office)
    assert who.writes("Двадцать раз в PostgreSQL", times=20)["statuses"] == [200] * 20
    new = lead_shown(office, who, "Двадцать раз в PostgreSQL")
    office.quiet()
    assert len(new.phone.shown("Двадцать раз в PostgreSQL")) == 1
    assert len(office.json("client", "show", client_id(office, who.name))["timeline"]) == 1


def test_an_album_of_ten_from_an_unknown_phone_is_one_client(office: Firm):
    """Fault 18: ten webhooks at once, 1 client, 10 media."""
    who = writer(office)
    who.writes("Альбом образцов", media=[photo(n) for n in range(10)])
    new = lead_shown(office, who, "Альбом образцов")

    def pictures() -> int:
        mine = [m for m in new.phone.chat()["messages"] if "photo" in m]
        return len([m for m in mine if m.get("message_thread_id") == new.thread])

    until(lambda: pictures() == 10, "ten pictures are shown")
    timeline = office.json("client", "show", client_id(office, who.name))["timeline"]
    assert [len(line["media"]) for line in timeline] == [1] * 10


def test_undo_zero_bytes_and_search_work_there_too(office: Firm):
    """NUL, which PostgreSQL refuses, becomes its picture; Cyrillic is found in any case."""
    new = lead(office, f"Нуль\x00внутри {office.number()}".replace("\x00", "\u2400"))
    new.writer.writes("Ещё один нуль\x00и конец")
    new.phone.sees("Ещё один нуль\u2400и конец")
    typed = new.answered("Этот ответ отменю")
    guard = new.phone.after(typed, "уйдёт через")
    assert "Отменено" in new.phone.press(guard, text="↩️ Отменить")["text"]
    asked = new.phone.say(f"/find {new.writer.name.upper()}")
    assert new.writer.name in "".join(buttons(new.phone.after(asked, "Найдено: 1")))
    office.quiet()
    assert new.writer.got() == []
