"""A client changes hands, a person leaves: nothing is lost, nothing leaks (POLICY, I7, P18)."""

import json
from typing import Any

from tests.e2e.firm import Firm, until
from tests.e2e.phones import Lead, Phone, client_id, lead, stranger, words

NEUTRAL = "Здравствуйте! Этот бот служебный и работает по приглашению."


def person_at(firm: Firm, number: int) -> dict[str, Any]:
    return next(p for p in firm.json("user", "list") if p["telegram_id"] == number)


def colleague_of(firm: Firm, new: Lead) -> tuple[dict[str, Any], Phone]:
    """Another manager than the one who has the client."""
    rows = [
        p
        for p in firm.json("user", "list")
        if p["role"] == "manager" and not p["dismissed"] and p["present"]
        and p["telegram_id"] != new.phone.number
    ]  # fmt: skip
    return rows[0], Phone(firm, rows[0]["telegram_id"])


def test_the_queued_answer_of_the_earlier_owner_is_stopped_by_the_gate(firm: Firm):
    """I7: a change committed before a send prevents it; `why` explains it (C7)."""
    new = lead(firm)
    client = client_id(firm, new.writer.name)
    heir, other = colleague_of(firm, new)
    # Whenever it is tried first, it is put off: nothing hangs on the five seconds of undo.
    firm.fault(
        provider="twilio", method="POST Messages", chat=new.writer.address, kind="retry_after",
        retry_after=8, count=1,
    )  # fmt: skip
    typed = new.answered("Этот ответ опоздал к передаче")
    new.phone.was_marked(typed, "✍")
    firm.do("client", "give", client, "--to", heir["id"])
    other.sees(f"Клиент {new.writer.name} теперь ваш")
    new.phone.marked(typed, "😢")
    assert new.writer.texts() == []
    denied = [
        r
        for r in firm.json("wall", "log", "--denied")
        if r["stage"] == "send" and r["code"] == "answer"
    ]
    rule = denied[0]["rule"]
    assert rule in {"lane-closed", "not-own"}
    explained = firm.do("why", denied[0]["id"])
    assert f"DENY at send: {rule}" in explained
    assert new.writer.name not in explained
    late = new.answered("И этот тоже не уйдёт")
    new.phone.after(late, "У вас нет на это прав")


def test_a_show_still_queued_for_the_earlier_owner_is_stopped_too(firm: Firm):
    """Fault 62: judged again at the exit; the new owner is shown what is unanswered."""
    new = lead(firm)
    client = client_id(firm, new.writer.name)
    heir, other = colleague_of(firm, new)
    rule = firm.fault(
        provider="telegram", method="sendMessage", chat=new.phone.number, kind="retry_after",
        retry_after=10, count=1,
    )  # fmt: skip
    text = f"Тайна для нового хозяина {firm.number()}"
    new.writer.writes(text)
    until(lambda: hits(firm, rule) == 1, "the show is put off")
    firm.do("client", "give", client, "--to", heir["id"])
    other.sees(text)
    firm.quiet()
    assert new.phone.shown(text) == []
    stopped = [r for r in firm.json("wall", "log", "--denied") if r["code"] == "client-message"]
    assert stopped[0]["receiver_id"] == person_at(firm, new.phone.number)["id"]


def hits(firm: Firm, rule: int) -> int:
    return next(int(row["hits"]) for row in firm.get("faults") if row["id"] == rule)


def test_a_dismissed_person_loses_everything_at_once_and_the_clients_go_on(firm: Firm):
    """MENUS: one-step hand-over, the unanswered included; POLICY xiii: counts at once."""
    leaving, who = newcomer(firm)
    heir, other = colleague_of(firm, who)
    # Whenever it is tried first, it is put off: nothing hangs on the five seconds of undo.
    firm.fault(
        provider="twilio", method="POST Messages", chat=who.writer.address, kind="retry_after",
        retry_after=8, count=1,
    )  # fmt: skip
    typed = leaving.reply(who.message, "Последний ответ уволенного")
    leaving.was_marked(typed, "✍")
    gone = person_at(firm, leaving.number)
    said = firm.do("user", "dismiss", gone["id"], "--to", heir["id"])
    assert said.strip() == "handed over: 1"
    assert words(leaving.after(leaving.say("/wa"))) == NEUTRAL
    assert leaving.press(who.message, text="✍️ Ответить")["text"] == NEUTRAL
    assert words(leaving.after(leaving.reply(who.message, "Ещё попытка уволенного"))) == NEUTRAL
    other.sees(f"Клиент {who.writer.name} теперь ваш")
    shown = other.sees(who.text)
    other.reply(shown, "Теперь отвечаю я, преемник")
    who.writer.gets("Теперь отвечаю я, преемник")
    assert who.writer.texts() == ["Теперь отвечаю я, преемник"]
    before = len(leaving.chat()["messages"])
    who.writer.writes("Уволенный этого не увидит")
    other.sees("Уволенный этого не увидит")
    firm.quiet()
    assert len(leaving.chat()["messages"]) == before
    row = person_at(firm, leaving.number)
    assert (row["dismissed"], row["present"]) == (True, False)


def newcomer(firm: Firm) -> tuple[Phone, Lead]:
    """Somebody who stands outside the rotation and was given a client with an open question."""
    person = stranger(firm, f"Увольняемый-{firm.number()}")
    person.say("/start")
    words_ = ("--role", "manager", "--name", "Увольняемый Сотрудник", "--telegram-id")
    added = json.loads(firm.do("user", "add", *words_, person.number, "--json"))
    assert added["present"] is True
    person.after(person.say("/finish_day"), "День закончен")
    new = lead(firm)
    firm.do("client", "give", client_id(firm, new.writer.name), "--to", added["id"])
    return person, Lead(new.writer, person, person.sees(new.text), new.text)
