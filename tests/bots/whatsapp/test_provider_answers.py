import pytest

from bots.whatsapp import http_client
from bots.whatsapp.errors import refused
from core.errors import Permanent, Temporary, Unknown
from tests.bots.whatsapp.twilio_world import config


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (429, "", Temporary("rate", None, whole_account=True)),
        (400, '{"code": 63018}', Temporary("rate", None, whole_account=True)),
        (401, '{"code": 20003}', Temporary("auth", 60, whole_account=True)),
        (403, "<html>", Temporary("auth", 60, whole_account=True)),
        (403, '{"code": 21408}', Permanent("21408")),
        (400, '{"code": 21610}', Permanent("21610")),
        (404, "[]", Permanent("404")),
        (500, '{"code": 20500}', Unknown("http-500")),
        (302, "", Unknown("http-302")),
    ],
)
def test_every_answer_is_of_one_kind(status, body, error) -> None:
    got = refused(status, body, {}, changes=True)
    assert (type(got), vars(got)) == (type(error), vars(error))


@pytest.mark.parametrize(
    ("value", "seconds"), [("3600", 3600.0), ("", None), ("soon", None), ("-5", None)]
)
def test_the_wish_to_wait_is_read_or_left_out(value, seconds) -> None:
    assert refused(429, "", {"Retry-After": value}, changes=True).retry_after == seconds


def test_the_wish_to_wait_may_be_a_date() -> None:
    header = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
    assert refused(429, "", header, changes=True).retry_after == 0.0


def test_reading_that_fails_is_only_tried_again() -> None:
    assert isinstance(refused(502, "", {}, changes=False), Temporary)


def test_the_configuration_hides_its_token_and_refuses_plain_http() -> None:
    assert "t" * 32 not in repr(config())
    assert config(api_base="http://127.0.0.1:8090/twilio/").api_url.endswith("/twilio")
    for wrong in (
        {"api_base": "http://proxy.example"},
        {"api_base": "ftp://127.0.0.1"},
        {"whatsapp_from": "+70000000099"},
        {"auth_token": ""},
    ):
        with pytest.raises(ValueError, match="TWILIO_"):
            config(**wrong)


async def test_the_credential_follows_no_link_to_another_host(client) -> None:
    for address in ("http://127.0.0.1:9/x", "https://twilio.com.evil.example/x", "//x"):
        with pytest.raises(Permanent, match="foreign-host"):
            await client.request_async("GET", address)


def test_without_a_replacement_each_twilio_host_is_its_own() -> None:
    settings = config()
    http = http_client.TwilioHttp(settings, None)
    target = http._target("https://content.twilio.com/v1/Content?a=%2B1", {"To": "+7"})
    assert str(target) == "https://content.twilio.com/v1/Content?a=%2B1&To=%2B7"
    replaced = http_client.TwilioHttp(config(api_base="https://proxy.example/t"), None)
    target = replaced._target("https://content.twilio.com/v1/Content", {})
    assert str(target) == "https://proxy.example/t/v1/Content"
