"""What people write to us: stored in the Messages list, posted to the webhook."""

import asyncio
import base64
import json
from typing import Any

from sandbox.twilio.account import Account, Media, Sms, new_sid
from sandbox.twilio.outgoing import PHONE
from sandbox.twilio.signed import post_signed

Body = dict[str, Any]


class Incoming:
    def __init__(self, account: Account) -> None:
        self._account = account

    async def receive(self, body: Body) -> dict[str, Any]:
        """A WhatsApp album is one message a picture, all at once; an MMS carries them together."""
        media = [self._keep(one) for one in body.get("media", ())]
        whatsapp = body["from"].startswith("whatsapp:")
        groups = [[one] for one in media] if whatsapp and media else [media]
        messages = [self._store(body, group, first=not n) for n, group in enumerate(groups)]
        statuses: list[int] = []
        if body.get("deliver", True):
            posts = [self._post(m) for m in messages for _ in range(int(body.get("times", 1)))]
            statuses = list(await asyncio.gather(*posts))
        sids = [message.sid for message in messages]
        return {"sid": sids[0], "sids": sids, "statuses": statuses}

    async def replay(self, sid: str) -> int:
        """The very same webhook once more, as an attacker or a late retry would."""
        return await self._post(self._account.messages[sid])

    async def _post(self, message: Sms) -> int:
        account = self._account
        if not account.options.webhook:
            return 0
        return await post_signed(
            account.world, account.token, account.options.webhook, message.fields
        )

    def _keep(self, one: Body) -> Media:
        body = base64.b64decode(one.get("b64", ""), validate=True)
        return self._account.keep(body, one["type"], one.get("name", ""))

    def _store(self, body: Body, media: list[Media], *, first: bool) -> Sms:
        account = self._account
        whatsapp = body["from"].startswith("whatsapp:")
        to = body.get("to") or (account.whatsapp_from if whatsapp else account.sms_from)
        now = account.world.now()
        message = Sms(
            new_sid("MM" if media else "SM"), "inbound", body["from"], to,
            body.get("body", "") if first else "", "received", now, now, sent=now, media=media,
            num_media=len(media),
        )  # fmt: skip
        message.fields = self._fields(message, body)
        account.add(message)
        account.world.spawn(account.charge(message))
        return message

    def _fields(self, message: Sms, body: Body) -> dict[str, str]:
        fields = {
            "SmsMessageSid": message.sid,
            "NumMedia": str(message.num_media),
            "SmsSid": message.sid,
            "SmsStatus": "received",
            "Body": message.body,
            "To": message.to,
            "NumSegments": "1",
            "MessageSid": message.sid,
            "AccountSid": self._account.sid,
            "From": message.sender,
            "ApiVersion": "2010-04-01",
        }
        for n, media in enumerate(message.media):
            fields[f"MediaContentType{n}"] = media.type
            fields[f"MediaUrl{n}"] = (
                f"{self._account.world.url}/twilio{self._account.uri(message)}/Media/{media.sid}"
            )
        if message.whatsapp:
            fields |= self._whatsapp_fields(message, body)
        fields |= _gestures(message, body)
        return fields | {key: str(value) for key, value in body.get("extra", {}).items()}

    def _whatsapp_fields(self, message: Sms, body: Body) -> dict[str, str]:
        """A writer without a shown number has no WaId, only his ExternalUserId."""
        bare = message.sender.removeprefix("whatsapp:")
        name = body.get("profile_name", "")
        fields = {"MessageType": _message_type(message, body)}
        if name:
            fields["ProfileName"] = name
        if body.get("wa_id") or PHONE.fullmatch(bare):
            fields["WaId"] = body.get("wa_id") or bare.lstrip("+")
        if body.get("external_user_id") or "WaId" not in fields:
            fields["ExternalUserId"] = body.get("external_user_id") or bare
        context: dict[str, Any] = {"ProfileName": name}
        if "WaId" in fields:
            context["WaId"] = fields["WaId"]
        if "ExternalUserId" in fields:
            context["ExternalUserId"] = fields["ExternalUserId"]
        metadata = {"type": "whatsapp", "data": {"context": context}}
        return {**fields, "ChannelMetadata": json.dumps(metadata, ensure_ascii=False)}


def _message_type(message: Sms, body: Body) -> str:
    if body.get("location"):
        return "location"
    if body.get("button"):
        return "button"
    if not message.media:
        return "text"
    kind = message.media[0].type.split("/")[0]
    return kind if kind in ("image", "audio", "video") else "document"


def _gestures(message: Sms, body: Body) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, key in (
        ("Latitude", "latitude"), ("Longitude", "longitude"), ("Label", "label"),
        ("Address", "address"),
    ):  # fmt: skip
        if key in body.get("location", {}):
            fields[name] = str(body["location"][key])
    if body.get("button"):
        fields["ButtonText"] = body["button"].get("text", "")
        fields["ButtonPayload"] = body["button"].get("payload", "")
    if body.get("replied_sid"):
        fields["OriginalRepliedMessageSid"] = body["replied_sid"]
        fields["OriginalRepliedMessageSender"] = body.get("replied_sender", message.to)
    return fields
