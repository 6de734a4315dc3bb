"""What the doctor says of the server of e-mail, and how a red line is mended."""

import asyncio

import pytest

from bots.email import connection
from tests.bots.email.letters import SENDER
from tests.bots.email.server import Raw, Server
from tests.otdel.doctoring import examined, red


async def said(firm, url):
    firm(SMTP_URL=url, MAIL_FROM=SENDER, PUBLIC_URL="https://otdel.example.test")
    return (await examined()).get("e-mail")


async def test_a_server_that_can_be_talked_to_is_green_and_gets_no_letter(filled, firm):
    async with Server() as server:
        line = await said(firm, f"smtp://127.0.0.1:{server.port}")
    assert (line.good, line.detail) == (True, "not encrypted")
    assert server.post.letters == []


async def test_a_login_is_tried_and_its_password_unsaid(filled, firm):
    async with Server(auth=True) as server:
        good = await said(firm, f"smtp://otdel:right@127.0.0.1:{server.port}")
        bad = await said(firm, f"smtp://otdel:planted@127.0.0.1:{server.port}")
    assert (good.good, good.detail) == (True, "not encrypted, logged in")
    assert (bad.good, bad.detail) == (False, "auth")
    assert "SMTP_URL" in bad.mend
    assert "planted" not in str(bad)


async def test_a_password_is_not_given_away_to_find_out(filled, firm):
    async with Server("0.0.0.0", auth=True) as server:
        line = await said(firm, f"smtp://otdel:right@0.0.0.0:{server.port}")
    assert (line.good, line.detail) == (False, "auth-unencrypted")
    assert "smtps://" in line.mend
    assert server.post.logins == []


async def _silent(reader, writer):
    await asyncio.sleep(120)


async def test_a_server_that_is_away_or_silent_is_red_in_bounded_time(filled, firm, monkeypatch):
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.5)
    async with Raw(_silent) as server, asyncio.timeout(60):
        for port in (server.port, 9):
            line = await said(firm, f"smtp://127.0.0.1:{port}")
            assert (line.good, line.detail) == (False, "unreachable")
            assert "SMTP_URL" in line.mend


async def test_letters_without_an_address_to_come_back_to_have_no_buttons(filled, firm):
    """They would lead to the reader's own machine."""
    async with Server() as server:
        firm(SMTP_URL=f"smtp://127.0.0.1:{server.port}", MAIL_FROM=SENDER)
        line = (await examined())["e-mail"]
    assert line.good
    assert line.detail.endswith("letters without buttons: PUBLIC_URL is not set")


@pytest.mark.usefixtures("filled")
async def test_a_firm_without_mail_has_no_such_line():
    found = await examined()
    assert "e-mail" not in found
    assert red(found) == []
