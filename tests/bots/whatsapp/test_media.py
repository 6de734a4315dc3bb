import asyncio
import base64
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web

from bots.whatsapp import media as module
from bots.whatsapp.addressing import is_public
from bots.whatsapp.config import MEDIA_HOSTS
from bots.whatsapp.convert import TwilioFeed
from bots.whatsapp.media import TwilioMedia
from core.errors import MediaRefused, Temporary
from tests.bots.whatsapp.twilio_world import ACCOUNT, MemoryBlobs, config, inbox_item

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (64).to_bytes(4) * 2 + b"rest of the picture"
PDF = b"%PDF-1.7 rest of the document"


@dataclass
class Trap:
    """A server that must not be reached, or only as told; it keeps what came."""

    url: str = ""
    host: str = ""
    hits: list[tuple[str, str | None]] = field(default_factory=list)
    answers: dict[str, tuple] = field(default_factory=dict)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.hits.append((request.path, request.headers.get("Authorization")))
        status, headers, body = self.answers.get(request.path, (200, {}, PDF))
        response = web.StreamResponse(status=status, headers=headers)
        await response.prepare(request)
        for chunk in [body] if isinstance(body, bytes) else body:
            await response.write(chunk)
        return response


async def listen(trap: Trap):
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", trap.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    trap.host = f"127.0.0.1:{runner.addresses[0][1]}"
    trap.url = f"http://{trap.host}"
    return runner


@pytest.fixture
async def trap():
    one = Trap()
    runner = await listen(one)
    yield one
    await runner.cleanup()


@pytest.fixture
async def api():
    """Our own stand-in for the API, pinned."""
    one = Trap()
    runner = await listen(one)
    yield one
    await runner.cleanup()


@pytest.fixture
def blobs() -> MemoryBlobs:
    return MemoryBlobs()


@pytest.fixture
def pinned(api, http) -> TwilioMedia:
    return TwilioMedia(config(api_base=api.url, media_hosts=(api.host,)), http)


async def refusal(source: TwilioMedia, address: str, blobs: MemoryBlobs) -> str:
    with pytest.raises(MediaRefused) as error:
        await source.fetch(address, blobs)
    assert blobs.kept == {}
    return error.value.code


async def test_a_clients_picture_is_fetched_through_the_redirect(
    settings, http, other, product, blobs
) -> None:
    """The emulator's store answers 400 to a request that carries the credential on."""
    picture = {"type": "image/png", "name": "../../x.png", "b64": base64.b64encode(PNG).decode()}
    await other.inbound(media=[picture])
    (item,) = product.intake.items.values()
    (file,) = TwilioFeed(ACCOUNT).convert(inbox_item(item)).files
    blob, size, kind = await TwilioMedia(settings, http).fetch(file.source, blobs)
    assert (blobs.kept[blob], size, kind) == (PNG, len(PNG), "image/png")


async def test_without_the_right_token_it_is_tried_again_later(
    settings, http, other, product, blobs
) -> None:
    await other.inbound(media=[{"type": "image/png", "b64": base64.b64encode(PNG).decode()}])
    (item,) = product.intake.items.values()
    (file,) = TwilioFeed(ACCOUNT).convert(inbox_item(item)).files
    wrong = config(
        api_base=settings.api_base, media_hosts=settings.media_hosts, auth_token="w" * 32
    )
    with pytest.raises(Temporary, match="media-401"):
        await TwilioMedia(wrong, http).fetch(file.source, blobs)


def foreign(port: str) -> list[str]:
    """Fault 48: every spelling of a host that is not ours."""
    return [
        f"http://127.0.0.1:{port}/x",
        f"https://127.0.0.1:{port}/x",
        f"http://localhost:{port}/x",
        f"http://[::1]:{port}/x",
        f"http://[::ffff:127.0.0.1]:{port}/x",
        f"http://2130706433:{port}/x",
        f"http://0x7f000001:{port}/x",
        f"http://127.1:{port}/x",
        f"http://0:{port}/x",
        f"https://api.twilio.com@127.0.0.1:{port}/x",
        f"https://api.twilio.com:pass@api.twilio.com:{port}/x",
        f"http://127.0.0.1:{port}\\@api.twilio.com/x",
        f"https://api.twilio.com.127.0.0.1.nip.io:{port}/x",
        f"https://api.twilio.com:{port}/x",
        "https://user@api.twilio.com/x",
        "http://api.twilio.com/x",
        "https://api.twilio.com./x",
        "https://evil.twilio.com/x",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "ftp://api.twilio.com/x",
        "gopher://api.twilio.com/x",
        "//api.twilio.com/x",
        "/etc/passwd",
        "data:text/plain,x",
        "https://[::1",
        "http://api.twilio.com:99999999/x",
        "",
        "\x00",
    ]


@pytest.mark.parametrize("number", range(len(foreign("0"))))
async def test_no_foreign_host_is_asked(trap, http, blobs, number) -> None:
    source = TwilioMedia(config(), http, look_up=to_the(trap))
    address = foreign(trap.host.rpartition(":")[2])[number]
    assert await refusal(source, address, blobs) == "foreign-host"
    assert trap.hits == []


def to_the(trap: Trap):
    async def look_up(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    return look_up


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "ff02::1",
        "no address",
    ],
)
async def test_a_pinned_name_that_leads_inside_is_not_followed(http, blobs, address) -> None:
    async def look_up(host: str, port: int) -> list[str]:
        return ["54.172.60.0", address]

    assert not is_public(address)
    source = TwilioMedia(config(), http, look_up)
    assert await refusal(source, "https://api.twilio.com/x", blobs) == "foreign-host"


@pytest.mark.parametrize("address", ["54.172.60.0", "2600:1f18::1"])
def test_twilios_own_addresses_are_public(address) -> None:
    assert is_public(address)


async def test_the_address_that_was_judged_is_the_one_connected_to(
    http, blobs, monkeypatch
) -> None:
    """DNS rebinding: a second look-up would give another answer, so there is none."""
    asked, connected = [], []

    async def look_up(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["54.172.60.0"]

    class Refused(aiohttp.ClientError):
        pass

    def get(url, **options):
        connected.append((str(url), options["headers"]["Host"], options["server_hostname"]))
        assert options["allow_redirects"] is False
        raise Refused

    monkeypatch.setattr(http, "get", get)
    with pytest.raises(Temporary):
        await TwilioMedia(config(), http, look_up).fetch("https://api.twilio.com/a?b=1", blobs)
    assert asked == [("api.twilio.com", 443)]
    assert connected == [("https://54.172.60.0/a?b=1", "api.twilio.com", "api.twilio.com")]


@pytest.mark.parametrize(
    "location",
    [
        "{trap}/stolen",
        "//{traphost}/stolen",
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
        "https://evil.example/",
        "http://[::1",
        "https://user:pass@api.twilio.com/",
    ],
)
async def test_a_redirect_off_the_pinned_hosts_is_refused(
    api, trap, pinned, blobs, location
) -> None:
    to = location.format(trap=trap.url, traphost=trap.host)
    api.answers["/m"] = (307, {"Location": to}, b"")
    assert await refusal(pinned, f"{api.url}/m", blobs) == "redirect-refused"
    assert trap.hits == []


async def test_no_credential_crosses_a_redirect(api, trap, http, blobs) -> None:
    source = TwilioMedia(config(api_base=api.url, media_hosts=(api.host, trap.host)), http)
    api.answers["/m"] = (302, {"Location": f"{trap.url}/cdn"}, b"")
    trap.answers["/cdn"] = (301, {"Location": f"{api.url}/back"}, b"")
    assert (await source.fetch(f"{api.url}/m", blobs))[2] == "application/pdf"
    assert [bool(given) for _, given in api.hits] == [True, False]
    assert trap.hits == [("/cdn", None)]


async def test_a_pinned_store_gets_no_credential_even_first(api, trap, http, blobs) -> None:
    source = TwilioMedia(config(api_base=api.url, media_hosts=(api.host, trap.host)), http)
    await source.fetch(f"{trap.url}/file", blobs)
    assert trap.hits == [("/file", None)]


async def test_redirects_without_an_end_are_refused(api, pinned, blobs) -> None:
    api.answers["/m"] = (302, {"Location": "/m"}, b"")
    assert await refusal(pinned, f"{api.url}/m", blobs) == "redirect-refused"
    assert len(api.hits) == 4
    api.answers["/m"] = (302, {}, b"")
    assert await refusal(pinned, f"{api.url}/m", blobs) == "redirect-refused"


async def test_the_replaced_api_is_asked_for_twilios_own_address(api, pinned, blobs) -> None:
    await pinned.fetch("https://api.twilio.com/2010-04-01/Media/ME1", blobs)
    ((path, given),) = api.hits
    assert path == "/2010-04-01/Media/ME1"
    assert given is not None


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 503])
async def test_what_is_not_there_yet_is_tried_again(api, pinned, blobs, status) -> None:
    api.answers["/m"] = (status, {}, b"<html>")
    with pytest.raises(Temporary, match=str(status)):
        await pinned.fetch(f"{api.url}/m", blobs)
    assert blobs.kept == {}


async def test_a_connection_cut_short_keeps_nothing(api, pinned, blobs) -> None:
    api.answers["/m"] = (200, {"Content-Length": "1000"}, PDF)
    with pytest.raises(Temporary, match="media-unreachable") as error:
        await pinned.fetch(f"{api.url}/m", blobs)
    assert blobs.kept == {}
    assert error.value.__cause__ is None


async def test_silence_ends(http, blobs, monkeypatch) -> None:
    monkeypatch.setattr(module, "OVERALL_SECONDS", 0.2)

    async def silent(reader, writer):
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    source = TwilioMedia(config(api_base=f"http://{host}"), http)
    with pytest.raises(Temporary, match="media-unreachable"):
        await source.fetch(f"http://{host}/m", blobs)
    server.close()
    await server.wait_closed()


async def test_too_large_is_refused_before_and_while_it_streams(
    api, pinned, blobs, monkeypatch
) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 100_000)
    api.answers["/said"] = (200, {"Content-Length": "100001"}, PDF + bytes(100_001 - len(PDF)))
    assert await refusal(pinned, f"{api.url}/said", blobs) == "too-large"
    api.answers["/unsaid"] = (200, {}, [PDF, *[bytes(50_000)] * 3])
    assert await refusal(pinned, f"{api.url}/unsaid", blobs) == "too-large"
    api.answers["/just"] = (200, {}, PDF + bytes(100_000 - len(PDF)))
    assert (await pinned.fetch(f"{api.url}/just", blobs))[1] == 100_000


async def test_a_program_under_a_pictures_header_is_refused(api, pinned, blobs) -> None:
    api.answers["/m"] = (200, {"Content-Type": "image/png"}, b"MZ\x90\x00" + bytes(600))
    assert await refusal(pinned, f"{api.url}/m", blobs) == "type-refused"


def test_twilios_own_hosts_are_the_default() -> None:
    assert config().media_hosts == MEDIA_HOSTS
    assert "api.twilio.com" in MEDIA_HOSTS
