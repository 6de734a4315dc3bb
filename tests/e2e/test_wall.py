"""The wall: staff numbers, retailers, an audit row for every byte that leaves (C2, C7, I10)."""

import pytest

from tests.e2e.cast import DIRECTOR, GLEB, ILYA, SECRETARY, SYSADMIN
from tests.e2e.checks import Tally, breaches, carries
from tests.e2e.files import photo
from tests.e2e.firm import Firm, until
from tests.e2e.phones import Writer, client_id, lead, phone, stranger, words

NEUTRAL = "Здравствуйте! Этот бот служебный и работает по приглашению."


def test_a_staff_phone_that_writes_to_the_clients_number_opens_no_lead(firm: Firm):
    """POLICY vii: a neutral line back, once; the administrators are told, without the text."""
    insider = Writer(firm, f"whatsapp:{SECRETARY.phone}", "Секретарь-под-маской")
    insider.writes("Проверяю, что видят менеджеры")
    insider.gets("Этот номер для клиентов. Ваше сообщение не обработано.")
    for member in (DIRECTOR, SYSADMIN):
        told = phone(firm, member).sees("написал на номер для клиентов")
        assert "Проверяю" not in words(told)
    insider.writes("И ещё раз проверяю")
    lead(firm)
    firm.quiet()
    assert len(insider.got()) == 1
    assert firm.json("client", "list", "Секретарь-под-маской") == []


def test_a_client_given_to_a_retailer_is_shown_to_nobody_and_administrators_are_told(firm: Firm):
    """POLICY: the exit to retailers is closed; nothing of the client leaves (C2, P25)."""
    agent = phone(firm, GLEB, bot="retailer")
    agent.say("/start")
    closed = agent.sees("Сообщения не принимаются")
    assert agent.press(closed, data="r:whatever")["text"] == words(closed)
    new = lead(firm)
    client = client_id(firm, new.writer.name)
    (gleb,) = [p for p in firm.json("user", "list") if p["telegram_id"] == GLEB.telegram]
    firm.do("client", "give", client, "--to", gleb["id"])
    secret = f"Секрет для агента {firm.number()}"
    new.writer.writes(secret)
    told = phone(firm, DIRECTOR).sees(f"клиента № {client} некому показать")
    assert secret not in words(told)
    firm.quiet()
    for bot in ("staff", "retailer"):
        shown = phone(firm, GLEB, bot).chat()["messages"]
        assert not [m for m in shown if secret in words(m) or new.writer.name in words(m)]
    assert new.phone.shown(secret) == []
    denied = [
        r for r in firm.json("wall", "log", "--denied") if r["rule"] == "retailer-exit-closed"
    ]
    assert denied
    assert "retailer-exit-closed" in firm.do("why", denied[0]["id"])
    name = 'otdel_policy_denied_total{rule="retailer-exit-closed"}'
    assert firm.metrics()[name] >= 1


def test_staff_and_strangers_are_told_apart_by_neither_bot(firm: Firm):
    """C3, I11: a retailer in the staff bot and a manager in the retailers' bot are strangers."""
    said = []
    for someone in (
        phone(firm, GLEB),
        phone(firm, ILYA, bot="retailer"),
        stranger(firm),
        stranger(firm, bot="retailer"),
    ):
        typed = someone.say("/start")
        said.append(words(someone.after(typed)))
    assert said == [NEUTRAL] * 4


def test_every_call_that_carries_words_has_its_audit_row_and_every_row_its_call(firm: Firm):
    """I10: sends without a row = 0; counted around a whole conversation."""
    firm.quiet()
    before = Tally(firm)
    new = lead(firm)
    new.writer.writes("", media=[photo(n) for n in range(2)])
    typed = new.answered("Ответ, который посчитают")
    guard = new.phone.after(typed, "уйдёт через")
    new.phone.press(guard, data="zz")
    new.phone.say("/wa")
    new.phone.say("/find никого")
    new.phone.say("/cancel")
    stranger(firm).say("Есть кто живой?")
    phone(firm, GLEB, bot="retailer").say("А мне ответят?")
    new.writer.gets("Ответ, который посчитают")
    new.phone.marked(typed, "👌")
    until(lambda: new.writer.got()[0]["status"] == "delivered", "the last receipt is out")
    firm.quiet()

    def counted() -> dict[str, int]:
        return Tally(firm) - before

    until(lambda: is_even(counted()), "as many calls as rows")
    count = counted()
    assert count["to_people"] >= 10
    assert count["to_clients"] == count["client_rows"] == 1


def is_even(count: dict[str, int]) -> bool:
    return count["to_people"] == count["people_rows"]


@pytest.mark.parametrize(
    ("method", "params", "files"),
    [
        ("forwardMessage", {"chat_id": 1, "from_chat_id": 1, "message_id": 1}, {}),
        ("sendMessage", {"chat_id": 1, "text": "x", "parse": "HTML"}, {}),
        ("sendMessage", {"text": "x"}, {}),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": 5}}, {}),
        ("sendTelepathy", {"chat_id": 1}, {}),
    ],
)
def test_the_checker_of_calls_finds_a_bad_one(method: str, params: dict, files: dict):
    """A check that never fails proves nothing."""
    row = {"n": 1, "method": method, "params": params, "files": files, "status": 200}
    assert len(breaches([row])) == 1
    assert carries(row)
