from typing import Any

from aiohttp import web

from sandbox.control import Body, control
from sandbox.twilio.api import TwilioApi
from sandbox.twilio.errors import describe


class TwilioControl:
    def __init__(self, api: TwilioApi) -> None:
        self._api = api

    def routes(self) -> list[web.RouteDef]:
        return [
            control("twilio/inbound", self._inbound),
            control("twilio/replay", self._replay),
            control("twilio/read", self._read),
            control("twilio/receipt", self._receipt),
            control("twilio/options", self._options),
            control("twilio/template", self._template),
            control("twilio/messages", self._messages, "GET"),
        ]

    async def _inbound(self, body: Body) -> Any:
        return await self._api.incoming.receive(body)

    async def _replay(self, body: Body) -> Any:
        return {"status": await self._api.incoming.replay(body["sid"])}

    async def _read(self, body: Body) -> Any:
        return {"read": await self._api.outgoing.read_by(body["from"])}

    async def _receipt(self, body: Body) -> Any:
        """Exactly that callback, in whatever order a test wants."""
        message = self._api.account.messages[body["sid"]]
        code = int(body["error_code"]) if body.get("error_code") else None
        self._api.account.set_status(message, body["status"], code)
        if code is not None:
            message.error_message = describe(code)
        return {"status": await self._api.outgoing.post_receipt(message, body["status"], code)}

    async def _options(self, body: Body) -> Any:
        self._api.account.set_options(body)
        return vars(self._api.account.options)

    async def _template(self, body: Body) -> Any:
        """One template of the cast's shape: added or changed."""
        rows = self._api.templates.rows
        rows[body["sid"]] = {**rows.get(body["sid"], {}), **body}
        return rows[body["sid"]]

    async def _messages(self, _body: Body) -> Any:
        account = self._api.account
        return [account.as_row(message) for message in account.messages.values()]
