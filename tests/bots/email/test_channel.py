"""Letters through a real server of e-mail, and through broken ones (faults 9 to 13, P7, P22)."""

import asyncio
import logging
from dataclasses import replace

import pytest

from bots.email import channel as channel_module
from bots.email import connection
from core.errors import Permanent, Temporary, Unknown
from core.policy.gate import GateClosed
from tests.bots.email.letters import READER, SENDER, channel, row, send, ticket
from tests.bots.email.server import Raw, Server
from tests.ports import free_port

HELLO = b"220 mx.test\r\n"
LONG = 60
"""Seconds; nothing that is bounded takes so long."""


@pytest.fixture
def impatient(monkeypatch):
    """Bounds short enough to wait for, and long beside the stalls of a busy machine."""
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 1.5)
    monkeypatch.setattr(connection, "ANSWER_SECONDS", 1.5)
    monkeypatch.setattr(connection, "QUIT_SECONDS", 0.2)
    monkeypatch.setattr(channel_module, "LETTER_SECONDS", 1.5)


async def failure(by, kind, one=None):
    with pytest.raises(kind) as told:
        await send(by, one or row())
    return told.value


async def test_a_letter_goes_from_the_firm_to_its_reader_and_nobody_else():
    async with Server() as server:
        sent = await send(channel(server.port), row())
        ((session, envelope),) = server.post.letters
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [READER])
    assert session.host_name == "firm.test"
    letter = server.post.last()
    assert letter["Subject"] == "Завтра истекает бронь"
    assert letter["From"] == f"Полимер-Тест <{SENDER}>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert sent.provider_ids == (letter["Message-ID"].strip("<>").partition("@")[0],)


async def test_without_the_gates_ticket_for_this_very_letter_nothing_leaves():
    async with Server() as server:
        by, one = channel(server.port), row()
        for wrong in (ticket(one, allowed=False), ticket(replace(one, payload_hash="f" * 64))):
            with pytest.raises(GateClosed):
                await by.send(one, wrong)
    assert server.post.letters == []


@pytest.mark.parametrize(
    ("step", "answer", "kind", "code", "whole"),
    [
        ("MAIL", "421 closing", Temporary, "smtp-421", True),
        ("MAIL", "550 not you", Temporary, "smtp-550", True),
        ("RCPT", "450 busy", Temporary, "smtp-450", False),
        ("RCPT", "421 closing", Temporary, "smtp-421", True),
        ("RCPT", "550 nobody here", Permanent, "smtp-550", None),
        ("RCPT", "530 log in first", Temporary, "auth", True),
        ("DATA", "451 later", Temporary, "smtp-451", False),
        ("DATA", "554 looks like spam", Permanent, "smtp-554", None),
    ],
)
async def test_a_refusal_is_temporary_or_for_ever_by_its_code(step, answer, kind, code, whole):
    async with Server() as server:
        server.post.answers[step] = answer
        told = await failure(channel(server.port), kind)
    assert getattr(told, "reason", None) == code or getattr(told, "code", None) == code
    assert getattr(told, "whole_account", None) is whole
    assert server.post.letters == []


async def test_a_server_that_hangs_up_after_the_letter_leaves_it_in_doubt():
    """Fault 10: it may have gone."""
    async with Server() as server:
        server.post.drop_at = "DATA"
        assert (await failure(channel(server.port), Unknown)).reason == "connection-lost"


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
async def test_a_server_that_hangs_up_before_the_letter_has_taken_nothing(step):
    async with Server() as server:
        server.post.drop_at = step
        assert (await failure(channel(server.port), Temporary)).whole_account


@pytest.mark.usefixtures("impatient")
async def test_a_slow_answer_to_the_letter_is_in_doubt_and_bounded():
    async with Server() as server:
        by = channel(server.port)
        async with asyncio.timeout(LONG):
            server.post.slow = 0.1
            await send(by, row())
            server.post.slow = LONG
            assert (await failure(by, Temporary)).reason == "connection-lost"
            server.post.slow = 0.0
            server.post._step = _slow_at_the_end
            assert (await failure(by, Unknown)).reason == "connection-lost"


async def _slow_at_the_end(_server, name):
    await asyncio.sleep(LONG if name == "DATA" else 0)
    return "250 OK"


async def test_nobody_listens_then_the_whole_account_waits():
    """Fault 9: nothing is lost, nothing is counted against one letter."""
    port = free_port()
    told = await failure(channel(port), Temporary)
    assert (told.reason, told.whole_account) == ("unreachable", True)


async def _silent(reader, writer):
    await asyncio.sleep(LONG)


async def _trickling(reader, writer):
    for byte in HELLO * 20:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.2)


async def _closed(reader, writer):
    writer.close()


async def _nonsense(reader, writer):
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()
    await asyncio.sleep(0.1)


async def _busy(reader, writer):
    writer.write(b"421 too many connections\r\n")
    await writer.drain()
    await asyncio.sleep(0.1)


async def _endless(reader, writer):
    writer.write(HELLO)
    while True:
        writer.write(b"250-" + b"x" * 60_000 + b"\r\n")
        await writer.drain()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("talk", [_silent, _trickling, _closed, _nonsense, _busy, _endless])
async def test_a_server_that_cannot_be_talked_to_is_given_up_in_bounded_time(talk):
    """Fault 10: accept then silence, a byte at a time, nonsense."""
    async with Raw(talk) as server, asyncio.timeout(LONG):
        assert (await failure(channel(server.port), Temporary)).whole_account


@pytest.mark.usefixtures("impatient")
async def test_a_silent_good_bye_is_no_doubt_about_the_letter():
    async def talk(reader, writer):
        for said in (HELLO, b"250 mx\r\n", b"250 OK\r\n", b"250 OK\r\n", b"354 go\r\n"):
            writer.write(said)
            await reader.readline()
        while (await reader.readline()) != b".\r\n":
            pass
        writer.write(b"250 taken\r\n")
        await asyncio.sleep(LONG)

    async with Raw(talk) as server, asyncio.timeout(LONG):
        assert (await send(channel(server.port), row())).provider_ids


@pytest.mark.parametrize(
    ("more", "code"),
    [({"edit": {"message_id": "1"}}, "not-at-this-channel"), ({"text": ""}, "empty")],
)
async def test_what_no_letter_can_do_is_refused_for_ever(more, code):
    assert (await failure(channel(9), Permanent, row(**more))).code == code


@pytest.mark.parametrize("address", ["", "nobody", "a@b", "a b@c.test", "a@c.test\r\nRCPT TO:<x>"])
async def test_an_address_that_is_none_never_reaches_a_command(address):
    one = replace(row(), chat=address)
    assert (await failure(channel(9), Permanent, one)).code == "address-invalid"


async def test_nothing_personal_is_logged_or_told_in_a_failure(caplog):
    """P22."""
    caplog.set_level(logging.INFO)
    async with Server() as server:
        server.post.answers["RCPT"] = f"550 <{READER}> is unknown here"
        told = await failure(channel(server.port), Permanent)
    ours = [one.getMessage() for one in caplog.records if one.name != "mail.log"]
    said = f"{told!r} {told.__cause__!r} {ours}"
    assert READER not in said
    assert "273" not in said


async def test_the_same_row_is_the_same_letter_to_a_mail_program():
    """P2: a repeat can be told as one."""
    async with Server() as server:
        by = channel(server.port)
        for one in (row(), row(), row(number=18)):
            await send(by, one)
            assert await by.find_sent(one, frozenset()) is None
    names = [bytes(e.content).split(b"Message-ID:")[1].split()[0] for _, e in server.post.letters]
    assert len(set(names)) == 2
    assert names[0] == names[1]
    assert not by.can_tell
