"""The emulator of e-mail: takes good letters only, shows them, and breaks as it is told."""

import asyncio
from email.message import EmailMessage
from email.policy import SMTP

import aiosmtplib
import pytest

READER = "boris@example.test"
LINK = "https://firm.test/act/7.rve:a:1"


def letter(to=READER, number=1, **more):
    made = EmailMessage(policy=SMTP)
    made["From"] = "Отдел <otdel@firm.test>"
    made["To"] = to
    made["Subject"] = "Завтра истекает бронь"
    made["Date"] = "Fri, 27 Nov 2026 10:00:00 +0300"
    made["Message-ID"] = f"<outbox-{number}@firm.test>"
    made.set_content("Завтра истекает бронь\nПЭНД 273")
    html = f'<p>Завтра</p><a href="{LINK}">Продлить</a><a href="javascript:x">нет</a>'
    made.add_alternative(html, subtype="html")
    for name, value in more.items():
        del made[name]
        if value:
            made[name] = value
    return made


async def send(box, made=None, to=READER):
    port = int(box.mail.url.rpartition(":")[2])
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, timeout=30) as client:
        content = made if isinstance(made, bytes) else (made or letter(to)).as_bytes()
        await client.sendmail("otdel@firm.test", [to], content)


async def test_a_letter_is_shown_as_its_reader_sees_it(sandbox, other):
    await send(sandbox)
    (shown,) = await other.get("mail")
    assert (shown["to"], shown["subject"]) == (READER, "Завтра истекает бронь")
    assert shown["text"] == "Завтра истекает бронь\nПЭНД 273"
    assert shown["from_name"] == "Отдел"
    assert shown["links"] == [{"label": "Продлить", "url": LINK}]
    assert shown["message_id"] == "<outbox-1@firm.test>"
    assert await other.get("mail", to="vera@example.test") == []


async def test_the_address_of_the_server_is_told_to_the_page(sandbox, other):
    state = await other.get("state")
    assert state["smtp"] == sandbox.mail.url
    assert state["smtp"].startswith("smtp://127.0.0.1:")


async def test_a_letter_that_came_before_is_marked(sandbox, other):
    for number in (1, 1, 2):
        await send(sandbox, letter(number=number))
    assert [one["repeat"] for one in await other.get("mail")] == [False, True, False]


@pytest.mark.parametrize("missing", ["Date", "Message-ID", "Subject", "From"])
async def test_a_letter_without_its_heads_is_refused(sandbox, other, missing):
    with pytest.raises(aiosmtplib.SMTPDataError) as told:
        await send(sandbox, letter(**{missing: None}))
    assert told.value.code == 554
    assert await other.get("mail") == []


async def test_a_letter_for_somebody_else_or_with_two_heads_is_refused(sandbox):
    doubled = letter().as_bytes().replace(b"Subject:", b"Subject: x\r\nSubject:", 1)
    for made in (letter("vera@example.test"), doubled):
        with pytest.raises(aiosmtplib.SMTPDataError):
            await send(sandbox, made)


@pytest.mark.parametrize(("method", "status"), [("RCPT", 550), ("RCPT", 450), ("DATA", 421)])
async def test_a_refusal_is_planted_for_one_address(sandbox, other, method, status):
    rule = {"kind": "status", "status": status, "method": method, "chat": READER}
    await other.post("faults", provider="smtp", **rule)
    with pytest.raises(aiosmtplib.SMTPException) as told:
        await send(sandbox)
    code = getattr(told.value, "code", None) or told.value.recipients[0].code
    assert code == status
    await send(sandbox, to="vera@example.test")
    assert [one["to"] for one in await other.get("mail")] == ["vera@example.test"]


@pytest.mark.parametrize(("kind", "arrived"), [("lost_answer", 1), ("reset_before", 0)])
async def test_a_line_is_cut_after_the_letter_or_before_it(sandbox, other, kind, arrived):
    await other.post("faults", provider="smtp", kind=kind, method="DATA", count=1)
    with pytest.raises(aiosmtplib.SMTPException):
        await send(sandbox)
    assert len(await other.get("mail")) == arrived


async def test_a_slow_server_answers_in_the_end(sandbox, other):
    await other.post("faults", provider="smtp", kind="slow", method="RCPT", seconds=0.2)
    began = asyncio.get_running_loop().time()
    await send(sandbox)
    assert asyncio.get_running_loop().time() - began >= 0.2


@pytest.mark.parametrize("kind", ["garbage", "truncated", "retry_after"])
async def test_a_fault_that_mail_does_not_know_is_refused(other, kind):
    assert "kind must be" in (await other.refused("faults", provider="smtp", kind=kind))


async def test_every_step_is_in_the_log_of_calls(sandbox, other):
    await send(sandbox)
    rows = await other.get("calls", provider="smtp")
    assert [row["method"] for row in rows] == ["MAIL", "RCPT", "DATA"]
