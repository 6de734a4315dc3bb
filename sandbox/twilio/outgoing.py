"""From an accepted request to the person's phone: checks, media, window, receipts."""

import asyncio
import re
from urllib.parse import urlsplit

import aiohttp
from multidict import MultiDictProxy

from sandbox.twilio.account import Account, Media, Sms, new_sid
from sandbox.twilio.content import Templates
from sandbox.twilio.errors import TwilioError, describe
from sandbox.twilio.signed import post_signed

PARAMETERS = {
    "To", "From", "MessagingServiceSid", "Body", "MediaUrl", "ContentSid", "ContentVariables",
    "StatusCallback", "ProvideFeedback", "Attempt", "ValidityPeriod", "ForceDelivery",
    "ContentRetention", "AddressRetention", "SmartEncoded", "PersistentAction", "ShortenUrls",
    "ScheduleType", "SendAt", "SendAsMms", "RiskCheck", "ApplicationSid", "MaxPrice",
    "TrafficType", "MessageIntent", "FallbackFrom",
}  # fmt: skip
MB = 1024 * 1024
MEDIA_LIMIT, PICTURE_LIMIT = 16 * MB, 5 * MB
BODY_LIMIT = 1600
PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
# A person without a shown phone number: country and id, as Meta gives it.
USER_ID = re.compile(r"[A-Z]{2}\.[0-9A-Za-z]{1,128}")
SENDABLE = (
    "image/jpeg", "image/png", "image/webp", "audio/", "video/mp4", "video/3gpp",
    "application/pdf", "application/msword", "application/vnd.", "text/plain", "text/vcard",
    "text/csv", "application/octet-stream",
)  # fmt: skip
Form = MultiDictProxy[str]


class Outgoing:
    def __init__(self, account: Account, templates: Templates) -> None:
        self._account = account
        self._templates = templates

    def create(self, form: Form) -> Sms:
        """Refuses at once what Twilio refuses at once; the rest fails by receipt."""
        for name in form:
            if name not in PARAMETERS:
                raise TwilioError(20001, words=f"Unknown parameter {name}")
        sender, to = self._addresses(form)
        body, urls = form.get("Body", ""), form.getall("MediaUrl", [])
        rendered = None
        if form.get("ContentSid"):
            rendered = self._templates.render(form["ContentSid"], form.get("ContentVariables"))
        self._check_content(body, urls, rendered is not None)
        callback = form.get("StatusCallback") or None
        if callback is not None and urlsplit(callback).scheme not in ("http", "https"):
            raise TwilioError(21609, about=callback)
        now = self._account.world.now()
        message = Sms(
            new_sid("MM" if urls else "SM"), "outbound-api", sender, to,
            rendered.body if rendered else body, "queued", now, now,
            num_media=len(urls), callback=callback, content_sid=form.get("ContentSid") or None,
        )  # fmt: skip
        self._account.add(message)
        early = rendered.error if rendered else None
        self._account.world.spawn(self._carry(message, urls, early))
        return message

    def _addresses(self, form: Form) -> tuple[str, str]:
        sender, to = form.get("From", ""), form.get("To", "")
        if not to:
            raise TwilioError(21604)
        bare = to.removeprefix("whatsapp:")
        if not PHONE.fullmatch(bare) and not (bare != to and USER_ID.fullmatch(bare)):
            raise TwilioError(21211, about=to)
        if not sender:
            raise TwilioError(21603)
        if not PHONE.fullmatch(sender.removeprefix("whatsapp:")):
            raise TwilioError(21212, about=sender)
        if sender.startswith("whatsapp:") is not to.startswith("whatsapp:"):
            raise TwilioError(21910)
        if sender not in self._account.senders:
            raise TwilioError(63007 if sender.startswith("whatsapp:") else 21606, about=sender)
        if sender == to:
            raise TwilioError(21266)
        if to in self._account.options.opted_out:
            raise TwilioError(21610)
        return sender, to

    def _check_content(self, body: str, urls: list[str], template: bool) -> None:
        if not body and not urls and not template:
            raise TwilioError(21602)
        if len(body.encode("utf-16-le")) // 2 > BODY_LIMIT:
            raise TwilioError(21617)
        if len(urls) > 10:
            raise TwilioError(21623)
        if any(urlsplit(url).scheme not in ("http", "https") for url in urls):
            raise TwilioError(21620)

    async def _carry(self, message: Sms, urls: list[str], early: int | None) -> None:
        await self._receipt(message, "queued")
        error = early or self._refused(message) or await self._fetch(message, urls)
        await asyncio.sleep(self._account.options.receipt_delay)
        if error is not None:
            await self._receipt(message, "failed", error)
            return
        await self._receipt(message, "sent")
        self._account.world.spawn(self._account.charge(message))
        await asyncio.sleep(self._account.options.receipt_delay)
        if message.status == "sent":
            await self._receipt(message, "delivered")

    def _refused(self, message: Sms) -> int | None:
        options = self._account.options
        if message.to in options.failures:
            return options.failures[message.to]
        if message.to in options.unreachable:
            return 63003
        freeform = message.whatsapp and message.content_sid is None
        if freeform and not self._account.window_open(message.to, message.sender):
            return 63016
        return None

    async def _fetch(self, message: Sms, urls: list[str]) -> int | None:
        """Twilio downloads without credentials: what it cannot get, it cannot send."""
        for url in urls:
            media = await self._download(url)
            if isinstance(media, int):
                return media
            message.media.append(media)
        return None

    async def _download(self, url: str) -> Media | int:
        try:
            async with self._account.world.http.get(
                url, timeout=aiohttp.ClientTimeout(total=20)
            ) as response:
                if response.status != 200:
                    return 63019
                body = await response.content.read(MEDIA_LIMIT + 1)
                while len(body) <= MEDIA_LIMIT and not response.content.at_eof():
                    body += await response.content.read(MEDIA_LIMIT + 1 - len(body))
                kind, name = response.content_type, urlsplit(url).path.rsplit("/", 1)[-1]
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return 63019
        if not kind.startswith(SENDABLE):
            return 12300
        if len(body) > (PICTURE_LIMIT if kind.startswith("image/") else MEDIA_LIMIT):
            return 63019
        return self._account.keep(body, kind, name)

    async def _receipt(self, message: Sms, status: str, error: int | None = None) -> None:
        """`receipts: none` loses the callback, not the state."""
        if message.status != status:
            self._account.set_status(message, status, error)
        if error is not None:
            message.error_message = describe(error)
        if self._account.options.receipts != "none":
            await self.post_receipt(message, status, error)

    async def post_receipt(self, message: Sms, status: str, error: int | None = None) -> int | None:
        if message.callback is None:
            return None
        fields = {
            "AccountSid": self._account.sid,
            "ApiVersion": "2010-04-01",
            "From": message.sender,
            "To": message.to,
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": status,
            "SmsStatus": status,
        }
        if message.whatsapp:
            fields |= {"ChannelPrefix": "whatsapp", "ChannelToAddress": message.to}
            fields["EventType"] = {"failed": "UNDELIVERED"}.get(status, status.upper())
        if error is not None:
            fields |= {"ErrorCode": str(error), "ErrorMessage": describe(error)}
        account = self._account
        return await post_signed(account.world, account.token, message.callback, fields)

    async def read_by(self, person: str) -> list[str]:
        """Read receipts for all that reached that person."""
        reached = [
            message for message in self._account.messages.values()
            if message.direction != "inbound" and message.to == person
            and message.status == "delivered"
        ]  # fmt: skip
        for message in reached:
            await self._receipt(message, "read")
        return [message.sid for message in reached]
