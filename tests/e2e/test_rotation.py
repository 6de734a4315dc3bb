"""Who gets a new client: rotation, secretary, head of sales (E6, E11); no topics here."""

from collections.abc import Iterator

import pytest

from tests.e2e.cast import BORIS, DIRECTOR, HEAD, SECRETARY, ZOYA, Member
from tests.e2e.conftest import OpenFirm
from tests.e2e.firm import Firm, until
from tests.e2e.phones import client_id, phone, words, writer


@pytest.fixture(scope="module")
def office(open_firm: OpenFirm) -> Iterator[Firm]:
    """Two managers, a secretary and a head of sales; the staff bot has no topics."""
    people = (DIRECTOR, SECRETARY, HEAD, BORIS, ZOYA)
    with open_firm(people=people, topics=False) as running:
        yield running


@pytest.fixture(autouse=True)
def _everybody_present(office: Firm) -> Iterator[None]:
    yield
    for member in (BORIS, ZOYA):
        day(office, member, "start")


def day(firm: Firm, member: Member, which: str) -> None:
    one = phone(firm, member)
    one.after(one.say(f"/{which}_day"), "День")


def asked(firm: Firm, *members: Member) -> tuple[Member, str]:
    """A new client writes; which of these people is shown it."""
    who = writer(firm)
    text = f"Новый вопрос номер {firm.number()}"
    who.writes(text)
    phones = {member: phone(firm, member) for member in members}
    found = until(lambda: [m for m, p in phones.items() if p.shown(text)], f"{text} is shown")
    assert len(found) == 1
    return found[0], who.name


def owner(firm: Firm, name: str) -> str | None:
    (row,) = firm.json("client", "list", name)
    return row["responsible"] and row["responsible"]["name"]


def test_new_clients_go_round_among_those_present(office: Firm):
    """E11: each in turn; who has gone home is passed over and comes back with /start_day."""
    turns = [asked(office, BORIS, ZOYA)[0] for _ in range(4)]
    assert turns[0] != turns[1]
    assert turns == turns[:2] * 2
    day(office, ZOYA, "finish")
    assert [asked(office, BORIS, ZOYA)[0] for _ in range(2)] == [BORIS, BORIS]
    day(office, ZOYA, "start")
    assert {asked(office, BORIS, ZOYA)[0] for _ in range(2)} == {BORIS, ZOYA}
    people = {p["telegram_id"]: p["present"] for p in office.json("user", "list")}
    assert people[ZOYA.telegram] is True


def test_with_nobody_present_the_secretary_answers_what_is_unassigned(office: Firm):
    """E11, POLICY matrix: unassigned clients are the secretary's until somebody gets them."""
    for member in (BORIS, ZOYA):
        day(office, member, "finish")
    seen, name = asked(office, BORIS, ZOYA, SECRETARY, HEAD)
    assert seen == SECRETARY
    assert owner(office, name) is None
    desk = phone(office, SECRETARY)
    shown = desk.sees(name)
    desk.reply(shown, "Секретарь на связи, менеджер скоро будет")
    (row,) = office.json("client", "list", name)
    boris = next(p for p in office.json("user", "list") if p["telegram_id"] == BORIS.telegram)
    office.do("client", "give", row["id"], "--to", boris["id"])
    phone(office, BORIS).sees(f"Клиент {name} теперь ваш")
    late = desk.reply(shown, "А теперь уже не моё дело")
    desk.after(late, "У вас нет на это прав")


def test_without_topics_answers_go_by_reply_and_a_loose_text_asks_whom(office: Firm):
    """CHANNELS: the fallback where the bot has no topics is the plain chat."""
    seen, name = asked(office, BORIS, ZOYA)
    who = phone(office, seen)
    shown = who.sees(name)
    assert "message_thread_id" not in shown
    assert who.chat()["topics"] == []
    assert name in words(shown)
    typed = who.reply(shown, "Ответ без всяких тем")
    client = client_id(office, name)
    who.marked(typed, "👌")
    timeline = office.json("client", "show", client)["timeline"]
    assert [line["text"] for line in timeline][1:] == ["Ответ без всяких тем"]
    who.after(who.say("А это без адресата"), "Кому это?")


def test_without_a_secretary_the_head_of_sales_gets_what_nobody_can_take(office: Firm):
    """E11: last in line. The secretary is back afterwards."""
    for member in (BORIS, ZOYA):
        day(office, member, "finish")
    people = {p["telegram_id"]: p["id"] for p in office.json("user", "list") if not p["dismissed"]}
    office.do("user", "dismiss", people[SECRETARY.telegram], "--to", people[HEAD.telegram])
    seen, name = asked(office, BORIS, ZOYA, HEAD)
    assert seen == HEAD
    assert owner(office, name) == HEAD.name
    gone = phone(office, SECRETARY)
    assert "по приглашению" in words(gone.after(gone.say("/wa")))
    office.do(
        "user", "add", "--role", "secretary", "--name", SECRETARY.name,
        "--telegram-id", SECRETARY.telegram,
    )  # fmt: skip
