"""The reminder of a reservation in the mailbox, and its link that extends it with one tap (A4)."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.cast import MAIL_FROM
from tests.e2e.conftest import OpenFirm
from tests.e2e.firm import Firm, fetch, until
from tests.e2e.phones import Lead, client_id, lead
from tests.e2e.shop import HOUSE, Grade

MOSCOW = ZoneInfo("Europe/Moscow")
START = datetime(2027, 1, 18, 12, tzinfo=MOSCOW)
"""Noon of a Monday far from any holiday; each test goes on from where the last has stopped."""
SLOW = 40.0


@pytest.fixture(scope="module")
def firm(open_firm: OpenFirm) -> Iterator[Firm]:
    """Every manager has a mailbox."""
    with open_firm() as running:
        running.post("clock", offset=START.timestamp() - time.time())
        for person in running.json("user", "list"):
            if person["role"] == "manager":
                running.do("user", "email", person["id"], address(person))
                running.planted.add(address(person))
        yield running


def address(person: dict[str, Any]) -> str:
    return f"manager-{person['id']}@example.test"


class Held:
    """Five tonnes reserved for a client of one of the managers, and that manager's mailbox."""

    def __init__(self, firm: Firm) -> None:
        self.firm = firm
        self.grade = Grade(firm)
        self.client: Lead = lead(firm)
        (self.manager,) = [
            p for p in firm.json("user", "list") if p["telegram_id"] == self.client.phone.number
        ]
        self.address = address(self.manager)
        firm.do(
            "reservation", "place", "--product", self.grade.name, "--warehouse", HOUSE,
            "--quantity", "5т", "--client", client_id(firm, self.client.writer.name),
            "--as", self.manager["id"], "--now", self._moment(),
        )  # fmt: skip
        # The letter about the new lead has left before a test plants its faults.
        firm.quiet()

    def _moment(self) -> str:
        """By the firm's clock: the command line has the machine's."""
        return datetime.fromtimestamp(self.firm.post("clock")["now"], MOSCOW).isoformat()

    def row(self) -> dict[str, Any]:
        rows = self.firm.json("reservation", "list", "--now", self._moment())
        (found,) = [r for r in rows if r["product"] == self.grade.name]
        return dict(found)

    def lapse(self) -> datetime:
        return datetime.fromisoformat(self.row()["lapses_at"])

    def letters(self) -> list[dict[str, Any]]:
        found = self.firm.get("mail", to=self.address)
        return [one for one in found if self.grade.name in one["text"]]

    def reminded(self, count: int = 1) -> list[dict[str, Any]]:
        until(lambda: len(self.letters()) >= count, "the letter has come", SLOW)
        return self.letters()

    def to_the_day_before(self) -> None:
        """Ten o'clock of the day before its lapse has just passed."""
        day = self.lapse().astimezone(MOSCOW) - timedelta(days=1)
        ten = day.replace(hour=10, minute=0, second=5, microsecond=0)
        self.firm.post("clock", offset=ten.timestamp() - time.time())


def link(letter: dict[str, Any], label: str) -> str:
    (found,) = [one["url"] for one in letter["links"] if label in one["label"]]
    return str(found)


def press(url: str) -> tuple[int, str]:
    status, body = fetch(url, b"")
    return status, body.decode()


def test_the_reminder_comes_to_both_and_its_link_extends_once(firm: Firm):
    held = Held(firm)
    before = held.lapse()
    held.to_the_day_before()
    (letter,) = held.reminded()
    shown = held.client.phone.sees("Бронь снимется завтра", where=_about(held))
    assert letter["subject"].startswith("⏳ Бронь снимется завтра")
    assert (letter["from"], letter["to"]) == (f"Полимер-Тест <{MAIL_FROM}>", held.address)
    assert held.client.writer.name in letter["text"]
    extend = link(letter, "7 дней")
    for _ in range(3):
        status, page = fetch(extend)
        assert (status, held.lapse()) == (200, before)
        assert held.grade.name in page.decode()
    first = press(extend)
    assert first[0] == 200
    assert "Бронь продлена до" in first[1]
    after = held.lapse()
    assert after > before + timedelta(days=5)
    assert press(extend) == first
    assert held.lapse() == after
    until(
        lambda: "Бронь продлена" in _text(held, shown["message_id"]),
        "the copy in the chat is closed",
    )
    assert "С тех пор всё изменилось" in press(link(letter, "Снять"))[1]
    assert held.row()["state"] == "active"


def test_a_link_that_was_changed_on_its_way_opens_nothing(firm: Firm):
    held = Held(firm)
    held.to_the_day_before()
    (letter,) = held.reminded()
    url = link(letter, "Снять")
    for wrong in (url[:-1] + ("0" if url[-1] != "0" else "1"), url + "0", url.rpartition(".")[0]):
        assert fetch(wrong)[0] == press(wrong)[0] == 404
    assert held.row()["state"] == "active"
    assert "Бронь снята" in press(url)[1]
    assert held.row()["state"] == "released"


def test_a_letter_of_unknown_fate_is_repeated_under_its_own_name(firm: Firm):
    """P2, fault 10: none is lost, and a repeat can be told as one."""
    held = Held(firm)
    firm.fault(provider="smtp", kind="lost_answer", method="DATA", chat=held.address, count=1)
    held.to_the_day_before()
    first, second = held.reminded(2)
    assert first["message_id"] == second["message_id"]
    assert (first["repeat"], second["repeat"]) == (False, True)


def test_a_mailbox_that_is_none_costs_nobody_the_message_in_the_chat(firm: Firm):
    """P7: the letter ends as a dead one with its reason."""
    held = Held(firm)
    rule = {"kind": "status", "status": 550, "method": "RCPT", "chat": held.address, "count": 1}
    firm.fault(provider="smtp", **rule)
    held.to_the_day_before()
    held.client.phone.sees("Бронь снимется завтра", SLOW, where=_about(held))
    until(lambda: ("email", "smtp-550") in _dead(firm), "the letter is a dead one", SLOW)
    assert held.letters() == []
    firm.do("outbox", "retry", "--all")
    held.reminded()


def test_a_server_that_is_away_for_a_while_loses_no_letter(firm: Firm):
    """Fault 9."""
    held = Held(firm)
    firm.fault(provider="smtp", kind="reset_before", method="MAIL", count=4)
    held.to_the_day_before()
    (letter,) = held.reminded()
    assert not letter["repeat"]
    assert firm.get("faults")[-1]["hits"] == 4


def test_a_new_lead_is_told_by_mail_without_its_words(firm: Firm):
    """E12."""
    held = Held(firm)
    found = [
        one for one in firm.get("mail", to=held.address)
        if held.client.writer.name in one["subject"]
    ]  # fmt: skip
    assert len(found) == 1
    assert "Новый лид" in found[0]["subject"]
    assert held.client.text not in found[0]["text"]


def test_the_letters_are_counted_and_the_part_is_ready(firm: Firm):
    before = _counted(firm)
    Held(firm)
    status, body = fetch(f"{firm.base}/readyz")
    assert status == 200
    assert '"mail": "ok"' in body.decode()
    assert _counted(firm) > before


def _counted(firm: Firm) -> float:
    """Letters that a server has taken."""
    labels = ('channel="email"', 'state="sent"')
    return sum(
        value
        for name, value in firm.metrics().items()
        if name.startswith("otdel_outbound_total") and all(one in name for one in labels)
    )


def _dead(firm: Firm) -> list[tuple[str, str]]:
    rows = firm.json("outbox", "list", "--state", "dead")
    return [(row["channel"], row["error"]) for row in rows]


def _about(held: Held) -> Any:
    return lambda message: held.grade.name in str(message.get("text"))


def _text(held: Held, number: int) -> str:
    return str(held.client.phone.message(number).get("text"))
