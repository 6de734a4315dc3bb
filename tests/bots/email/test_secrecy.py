"""The password: decoded, encrypted on its way, never shown (P17, fault 65)."""

import ssl
import subprocess

import pytest

from bots.email.config import smtp_config
from core.errors import Temporary
from tests.bots.email.letters import SENDER, channel, row, send
from tests.bots.email.server import Server

ANYWHERE = "0.0.0.0"
"""This machine, by a name that is not told as loopback."""
RIGHT, WRONG = "boris:right", "boris:wrong"


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    """A server's side of TLS, by a name that nobody vouches for."""
    folder = tmp_path_factory.mktemp("tls")
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mx.test -keyout key -out crt"
    subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "crt", folder / "key")
    return context


async def refused(by):
    with pytest.raises(Temporary) as told:
        await send(by, row())
    assert told.value.whole_account
    return told.value.reason


async def test_on_this_machine_a_password_may_go_in_clear():
    async with Server(auth=True) as server:
        await send(channel(server.port, user=RIGHT), row())
    assert server.post.logins == [("boris", "right", False)]


async def test_anywhere_else_it_never_does():
    """MUST-FAIL: the server offers a login and no encryption."""
    async with Server(ANYWHERE, auth=True) as server:
        by = channel(server.port, host=ANYWHERE, user=RIGHT)
        assert await refused(by) == "auth-unencrypted"
    assert server.post.logins == []
    assert server.post.letters == []


async def test_a_server_that_cannot_prove_its_name_gets_no_password(certified):
    """MUST-FAIL: somebody in between answers with a certificate of his own."""
    for scheme, more in (("smtp", {}), ("smtp+tls", {})):
        async with Server(ANYWHERE, starttls=certified, auth=True, **more) as server:
            by = channel(server.port, scheme, ANYWHERE, RIGHT)
            assert await refused(by) == "unreachable"
        assert server.post.logins == []
    async with Server(ANYWHERE, tls=certified, auth=True) as server:
        assert await refused(channel(server.port, "smtps", ANYWHERE, RIGHT)) == "unreachable"
    assert server.post.logins == []


async def test_where_encryption_is_offered_it_is_taken(certified):
    async with Server(starttls=certified, auth=True) as server:
        await send(channel(server.port, user=RIGHT), row())
        await send(channel(server.port, "smtp+tls", user=RIGHT), row())
    assert server.post.logins == [("boris", "right", True)] * 2
    async with Server(tls=certified, auth=True) as server:
        await send(channel(server.port, "smtps", user=RIGHT), row())
    assert [encrypted for _, _, encrypted in server.post.logins] == [True]


async def test_encryption_that_is_asked_for_and_not_offered_stops_the_account():
    async with Server() as server:
        assert await refused(channel(server.port, "smtp+tls")) == "unreachable"
    assert server.post.letters == []


async def test_a_wrong_password_makes_everything_wait_and_kills_nothing():
    async with Server(auth=True) as server:
        assert await refused(channel(server.port, user=WRONG)) == "auth"


def test_signs_in_user_and_password_are_written_with_percents():
    config = smtp_config("smtp+tls://boris%40firm.test:p%3Ass%2Fw%40rd@mx.test", "a@firm.test")
    assert (config.username, config.password) == ("boris@firm.test", "p:ss/w@rd")
    assert "p:ss" not in repr(config)
    ports = [smtp_config(f"{s}://mx.test", SENDER).port for s in ("smtp", "smtp+tls", "smtps")]
    assert ports == [25, 587, 465]


@pytest.mark.parametrize(
    "url",
    ["", "mx.test", "http://mx.test", "smtp://", "smtp://:secret@mx.test", "smtp://mx.test/box",
     "smtp://mx.test:no", "smtp://mx.test?a=secret", "smtp://user:sec/ret@mx.test"],
)  # fmt: skip
def test_a_broken_address_of_the_server_is_an_error_without_its_value(url):
    with pytest.raises(ValueError, match=r"SMTP_URL|[Pp]ort") as told:
        smtp_config(url, "a@firm.test")
    assert "secret" not in str(told.value)
