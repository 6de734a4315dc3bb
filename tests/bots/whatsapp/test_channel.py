import asyncio
import logging
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bots.whatsapp import http_client
from bots.whatsapp.channel import TwilioChannel, connect
from bots.whatsapp.convert import TwilioFeed
from core.errors import Permanent, Temporary, Unknown
from core.messaging.model import State
from core.policy.gate import GateClosed
from tests.bots.whatsapp.twilio_world import (
    ACCOUNT,
    HELLO,
    OUR_SMS,
    OURS,
    PERSON,
    config,
    eventually,
    row,
    ticket,
)
from tests.ports import free_port

NOBODY = frozenset()


async def test_a_text_leaves_from_the_corporate_number_and_comes_back_as_receipts(
    channel, other, product
) -> None:
    await other.inbound(body="Здравствуйте")
    sent = await channel.send(row("Добрый день"), ticket())
    (message,) = await other.outgoing()
    assert (message["from"], message["to"], message["body"]) == (OURS, PERSON, "Добрый день")
    assert sent.provider_ids == (message["sid"],)
    assert sent.state is State.SENT
    await eventually(lambda: len(product.intake.of_kind("status")) == 3)
    receipts = [TwilioFeed(ACCOUNT).convert(i) for i in product.intake.of_kind("status")]
    assert {r.state for r in receipts} == {State.SENT, State.DELIVERED}
    assert {(r.outbox_id, r.external_id) for r in receipts} == {(17, message["sid"])}


async def test_a_closed_window_comes_by_receipt(channel, product) -> None:
    sent = await channel.send(row("Вы ещё думаете?"), ticket())
    failed = await eventually(
        lambda: [
            r
            for item in product.intake.of_kind("status")
            if (r := TwilioFeed(ACCOUNT).convert(item)).state is State.FAILED
        ]
    )
    assert failed[0].error_code == "63016"
    assert failed[0].external_id == sent.provider_ids[0]


async def test_an_sms_leaves_from_the_sms_number(channel, other) -> None:
    await channel.send(row("ок", channel="sms", chat="+70000000100"), ticket())
    (message,) = await other.outgoing()
    assert (message["from"], message["to"]) == (OUR_SMS, "+70000000100")


async def test_a_template_leaves_with_its_variables_at_any_time(channel, other) -> None:
    payload = {"template": {"sid": HELLO, "variables": {"1": "Ольга"}}}
    await channel.send(row(payload=payload), ticket())
    (message,) = await other.outgoing()
    assert (message["body"], message["content_sid"]) == ("Здравствуйте, Ольга!", HELLO)


async def test_a_file_leaves_with_its_text_in_one_message(channel, other, product) -> None:
    await other.inbound(body="Пришлите")
    file = {"blob": "b" * 64, "name": "КП.pdf", "type": "application/pdf"}
    await channel.send(row(payload={"text": "Вот", "files": [file]}), ticket())
    (message,) = await other.outgoing()
    assert (message["body"], message["num_media"]) == ("Вот", "1")

    async def fetched():
        (message,) = await other.outgoing()
        return message["media"]

    async with asyncio.timeout(30):
        while not (media := await fetched()):
            await asyncio.sleep(0.02)
    assert media[0]["type"] == "application/pdf"


async def test_a_writer_without_a_phone_is_answered_at_the_same_address(channel, other) -> None:
    await other.inbound(**{"from": "whatsapp:US.1234", "body": "hi"})
    sent = await channel.send(row("Hello", chat="whatsapp:US.1234"), ticket())
    assert sent.state is State.SENT


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({}, "empty"),
        ({"text": ""}, "empty"),
        ({"files": [{"blob": "a"}, {"blob": "b"}]}, "one-file-a-message"),
        ({"text": "х", "edit": "SM1"}, "not-at-this-channel"),
        ({"delete": "SM1"}, "not-at-this-channel"),
    ],
)
async def test_what_the_channel_cannot_carry_is_told(channel, other, payload, code) -> None:
    with pytest.raises(Permanent) as refusal:
        await channel.send(row(payload=payload), ticket())
    assert refusal.value.code == code
    assert await other.outgoing() == []


async def test_without_an_sms_number_there_is_no_sms(http, product) -> None:
    settings = config(sms_from=None)
    channel = TwilioChannel(settings, connect(settings, http), product.media_url)
    with pytest.raises(Permanent, match="no-sender"):
        await channel.send(row(channel="sms", chat="+70000000100"), ticket())


async def test_nothing_leaves_without_the_gates_ticket(channel, client, other) -> None:
    for bad in (ticket(allowed=False), ticket("f" * 64)):
        with pytest.raises(GateClosed):
            await channel.send(row(), bad)
    with pytest.raises(GateClosed):
        await client.messages.create_async(to=PERSON, from_=OURS, body="х")
    with pytest.raises(GateClosed):
        await client.messages("SM1").delete_async()
    with http_client.admitted(ticket(allowed=False)), pytest.raises(GateClosed):
        await client.messages.create_async(to=PERSON, from_=OURS, body="х")
    assert await other.outgoing() == []


async def test_a_lost_answer_is_unknown_and_found_again(channel, other) -> None:
    await other.inbound(body="х")
    earlier = await channel.send(row("ок"), ticket())
    await other.fault("lost_answer")
    with pytest.raises(Unknown):
        await channel.send(row("ок"), ticket())
    known = frozenset(earlier.provider_ids)
    found = await channel.find_sent(row("ок"), known)
    last = (await other.outgoing())[-1]
    assert found.provider_ids == (last["sid"],)
    assert last["sid"] not in known
    assert await channel.find_sent(row("ок"), known | {last["sid"]}) is None


async def test_a_send_that_never_arrived_is_not_found(channel, other) -> None:
    await other.fault("reset_before")
    with pytest.raises(Unknown):
        await channel.send(row("ок"), ticket())
    assert await channel.find_sent(row("ок"), NOBODY) is None


async def test_another_text_file_or_person_is_not_taken_for_it(channel, other) -> None:
    await other.inbound(body="х")
    await channel.send(row("ок"), ticket())
    assert await channel.find_sent(row("не ок"), NOBODY) is None
    assert await channel.find_sent(row("ок", chat="whatsapp:+70000000101"), NOBODY) is None
    with_file = {"text": "ок", "files": [{"blob": "b", "type": "application/pdf"}]}
    assert await channel.find_sent(row(payload=with_file), NOBODY) is None
    assert await channel.find_sent(row("  ок \r\n"), NOBODY) is not None


async def test_what_was_sent_before_the_claim_is_not_taken_for_it(channel, other) -> None:
    await channel.send(row("ок"), ticket())
    await other.post("clock", advance=60)
    await channel.send(row("другое"), ticket())
    later = datetime.now(UTC) + timedelta(seconds=30)
    assert await channel.find_sent(row("ок", claimed_at=later), NOBODY) is None
    assert await channel.find_sent(row("другое", claimed_at=later), NOBODY) is not None


async def test_of_equal_texts_the_oldest_is_the_rows(channel, other) -> None:
    first = await channel.send(row("ок"), ticket())
    await channel.send(row("ок"), ticket())
    found = await channel.find_sent(row("ок"), NOBODY)
    assert found.provider_ids == first.provider_ids


async def test_a_template_is_found_by_its_rendered_text(channel, other) -> None:
    payload = {"template": {"sid": HELLO, "variables": {"1": "Ольга"}}}
    sent = await channel.send(row(payload=payload), ticket())
    shown = payload | {"text": "Здравствуйте, Ольга!"}
    assert (await channel.find_sent(row(payload=payload), NOBODY)) == sent
    assert (await channel.find_sent(row(payload=shown), NOBODY)) == sent
    assert await channel.find_sent(row(payload=payload | {"text": "Иное"}), NOBODY) is None


@pytest.mark.parametrize("kind", ["reset_after", "garbage", "truncated"])
async def test_a_broken_answer_is_unknown(channel, other, kind) -> None:
    await other.fault(kind)
    with pytest.raises(Unknown):
        await channel.send(row("ок"), ticket())
    assert (await channel.find_sent(row("ок"), NOBODY)) is not None


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_5xx_may_have_gone(channel, other, status) -> None:
    await other.fault("status", status=status)
    with pytest.raises(Unknown, match=f"http-{status}"):
        await channel.send(row("ок"), ticket())


async def test_silence_ends_and_may_have_gone(channel, other, monkeypatch) -> None:
    monkeypatch.setattr(channel._client.http_client, "_timeout", aiohttp.ClientTimeout(total=0.2))
    await other.fault("hang", seconds=3)
    with pytest.raises(Unknown):
        await channel.send(row("ок"), ticket())


async def test_too_many_requests_wait_as_long_as_told_for_the_whole_account(channel, other) -> None:
    await other.fault("retry_after", retry_after=35)
    with pytest.raises(Temporary) as wait:
        await channel.send(row("ок"), ticket())
    assert (wait.value.retry_after, wait.value.whole_account) == (35.0, True)
    assert await other.outgoing() == []


async def test_a_refused_connection_is_tried_again(product, http) -> None:
    settings = config(api_base=f"http://127.0.0.1:{free_port()}")
    channel = TwilioChannel(settings, connect(settings, http), product.media_url)
    with pytest.raises(Temporary, match="unreachable"):
        await channel.send(row("ок"), ticket())
    with pytest.raises(Temporary):
        await channel.find_sent(row("ок"), NOBODY)


async def test_a_wrong_token_kills_no_message(settings, http, product) -> None:
    wrong = config(api_base=settings.api_base, public_url=settings.public_url, auth_token="w" * 32)
    channel = TwilioChannel(wrong, connect(wrong, http), product.media_url)
    with pytest.raises(Temporary) as refusal:
        await channel.send(row("ок"), ticket())
    error = refusal.value
    assert (error.reason, error.retry_after, error.whole_account) == ("auth", 60, True)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"chat": "whatsapp:+1"}, "21211"),
        ({"text": "я" * 1601}, "21617"),
        ({"channel": "sms"}, "21910"),
        ({"payload": {"template": {"sid": "HX0", "variables": {}}}}, "21655"),
    ],
)
async def test_twilios_refusal_keeps_its_number_and_not_its_words(channel, changes, code) -> None:
    with pytest.raises(Permanent) as refusal:
        await channel.send(row(**changes), ticket())
    assert refusal.value.code == code
    assert "+" not in repr(refusal.value)


async def test_logs_and_errors_keep_secrets_and_people_out(channel, other, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    await channel.send(row("тайна"), ticket())
    with pytest.raises(Permanent) as refusal:
        await channel.send(row(chat="whatsapp:+1"), ticket())
    said = caplog.text + repr(refusal.value) + str(refusal.value)
    assert not any(secret in said for secret in ("t" * 32, "70000000100", "тайна"))
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None
