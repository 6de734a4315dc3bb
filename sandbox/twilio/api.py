"""The HTTP side of Twilio: credentials, routes, faults, log."""

import base64
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web
from multidict import MultiDict, MultiDictProxy

from sandbox.faults import Fault
from sandbox.misbehaviour import answer_through
from sandbox.twilio.account import Account, Media, Sms, rfc2822
from sandbox.twilio.content import Templates
from sandbox.twilio.errors import TwilioError
from sandbox.twilio.incoming import Incoming
from sandbox.twilio.listing import messages_page
from sandbox.twilio.outgoing import Outgoing
from sandbox.world import World

Answer = tuple[int, Any]
Handler = Callable[[web.Request, MultiDictProxy[str]], Answer]
ROOT = "/twilio/2010-04-01/Accounts/{account}"
NO_FORM: MultiDictProxy[str] = MultiDictProxy(MultiDict())


class TwilioApi:
    def __init__(self, world: World, cast: dict[str, Any]) -> None:
        self.world = world
        self.account = Account(world, cast)
        self.templates = Templates(self.account.sid, cast.get("templates", []))
        self.outgoing = Outgoing(self.account, self.templates)
        self.incoming = Incoming(self.account)

    def routes(self) -> list[web.RouteDef]:
        one = ROOT + "/Messages/{sid}"
        return [
            self._route("POST", ROOT + "/Messages.json", "POST Messages", self._create),
            self._route("GET", ROOT + "/Messages.json", "GET Messages", self._list),
            self._route("GET", one + "/Media.json", "GET Media list", self._media_list),
            self._route("GET", one + "/Media/{media}.json", "GET Media info", self._media_info),
            self._route("GET", one + "/Media/{media}", "GET Media", self._media),
            self._route("DELETE", one + "/Media/{media}.json", "DELETE Media", self._media_delete),
            self._route("DELETE", one + "/Media/{media}", "DELETE Media", self._media_delete),
            self._route("GET", one + ".json", "GET Message", self._fetch),
            self._route("POST", one + ".json", "POST Message", self._redact),
            self._route("DELETE", one + ".json", "DELETE Message", self._delete),
            self._route("GET", "/twilio/v1/Content", "GET Content", self._contents),
            self._route("GET", "/twilio/v1/Content/{sid}", "GET Content item", self._content),
            self._route(
                "GET", "/twilio/v1/Content/{sid}/ApprovalRequests", "GET ApprovalRequests",
                self._approval,
            ),
            self._route(
                "GET", "/twilio/v1/ContentAndApprovals", "GET ContentAndApprovals", self._approvals
            ),
            self._route("GET", "/twilio/v2/Channels/Senders", "GET Senders", self._senders),
            web.get("/twilio-cdn/{cdn}", self._cdn),
            self._route("*", "/twilio/{rest:.*}", "unknown", self._unknown),
        ]  # fmt: skip

    def _senders(self, request: web.Request, _: MultiDictProxy[str]) -> Answer:
        """The WhatsApp sender with the webhook that the console keeps for it."""
        if request.query.get("Channel") != "whatsapp":
            raise TwilioError(20001, 400, words="Channel is required")
        webhook = {"callback_url": self.account.options.webhook, "callback_method": "POST"}
        sender = {
            "sid": "XE" + self.account.sid[2:],
            "status": "ONLINE",
            "sender_id": self.account.whatsapp_from,
            "webhook": webhook,
        }
        meta = {"page": 0, "page_size": 50, "key": "senders", "next_page_url": None}
        return 200, {"senders": [sender], "meta": meta}

    def _route(self, verb: str, path: str, name: str, handler: Handler) -> web.RouteDef:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._handle(request, name, handler)

        return web.route(verb, path, handle)

    async def _handle(
        self, request: web.Request, name: str, handler: Handler
    ) -> web.StreamResponse:
        form = NO_FORM
        if request.method == "POST":
            posted = await request.post()
            form = MultiDictProxy(MultiDict((k, str(v)) for k, v in posted.items()))
        shown = _shown(request, form)
        fault = self.world.faults.pick("twilio", name, form.get("To"))
        kind = fault.kind if fault else None

        async def perform() -> web.Response:
            answer = self._answer(request, form, handler)
            return self._logged(request, name, shown, answer, kind)

        def refuse(rule: Fault) -> web.Response:
            error = TwilioError(20429, 429) if rule.kind == "retry_after" else None
            error = error or TwilioError(rule.status, rule.status, words="sandbox fault")
            response = self._logged(request, name, shown, (error.status, error.as_json()), kind)
            if rule.kind == "retry_after":
                response.headers["Retry-After"] = str(int(rule.retry_after))
            return response

        return await answer_through(self.world, request, fault, perform, refuse)

    def _answer(self, request: web.Request, form: MultiDictProxy[str], handler: Handler) -> Answer:
        try:
            self._authorize(request)
            return handler(request, form)
        except TwilioError as error:
            return error.status, error.as_json()

    def _authorize(self, request: web.Request) -> None:
        wanted = base64.b64encode(f"{self.account.sid}:{self.account.token}".encode()).decode()
        given = request.headers.get("Authorization", "")
        account = request.match_info.get("account", self.account.sid)
        if given != f"Basic {wanted}" or account != self.account.sid:
            raise TwilioError(20003, 401)
        if self.account.over_rate():
            raise TwilioError(20429, 429)

    def _logged(
        self, request: web.Request, name: str, params: dict[str, Any], answer: Answer,
        fault: str | None,
    ) -> web.Response:  # fmt: skip
        status, body = answer
        row = {
            "at": round(self.world.now(), 3),
            "method": name,
            "path": request.path,
            "params": params,
            "files": {},
            "status": status,
            "answer": body,
        }
        self.world.log_call("twilio", {**row, "fault": fault} if fault else row)
        if status == 307:
            return web.Response(status=307, headers={"Location": body["location"]})
        if status == 204:
            return web.Response(status=204)
        text = json.dumps(body, ensure_ascii=True)
        return web.Response(status=status, text=text, content_type="application/json")

    def _unknown(self, _request: web.Request, _form: MultiDictProxy[str]) -> Answer:
        raise TwilioError(20404, 404)

    def _create(self, _request: web.Request, form: MultiDictProxy[str]) -> Answer:
        return 201, self.account.as_json(self.outgoing.create(form))

    def _list(self, request: web.Request, _form: MultiDictProxy[str]) -> Answer:
        return 200, messages_page(self.account, request.query)

    def _message(self, request: web.Request) -> Sms:
        message = self.account.messages.get(request.match_info["sid"])
        if message is None:
            raise TwilioError(20404, 404)
        return message

    def _fetch(self, request: web.Request, _form: MultiDictProxy[str]) -> Answer:
        return 200, self.account.as_json(self._message(request))

    def _redact(self, request: web.Request, form: MultiDictProxy[str]) -> Answer:
        """Only an empty Body is allowed: it removes the text."""
        message = self._message(request)
        if form.get("Body"):
            raise TwilioError(20001, words="Body can only be redacted to an empty string")
        message.body = ""
        return 200, self.account.as_json(message)

    def _delete(self, request: web.Request, _form: MultiDictProxy[str]) -> Answer:
        del self.account.messages[self._message(request).sid]
        return 204, None

    def _media_of(self, request: web.Request) -> tuple[Sms, Media]:
        message = self._message(request)
        for media in message.media:
            if media.sid == request.match_info["media"]:
                return message, media
        raise TwilioError(20404, 404)

    def _media(self, request: web.Request, _form: MultiDictProxy[str]) -> Answer:
        """A redirect to the CDN, which takes no credentials."""
        _message, media = self._media_of(request)
        return 307, {"location": f"{self.world.url}/twilio-cdn/{media.cdn}"}

    def _media_info(self, request: web.Request, _form: MultiDictProxy[str]) -> Answer:
        return 200, self._media_json(*self._media_of(request))

    def _media_delete(self, request: web.Request, _form: MultiDictProxy[str]) -> Answer:
        message, media = self._media_of(request)
        message.media.remove(media)
        self.account.by_cdn.pop(media.cdn, None)
        media.disk.unlink(missing_ok=True)
        return 204, None

    def _media_json(self, message: Sms, media: Media) -> dict[str, Any]:
        return {
            "account_sid": self.account.sid,
            "content_type": media.type,
            "date_created": rfc2822(media.at),
            "date_updated": rfc2822(media.at),
            "parent_sid": message.sid,
            "sid": media.sid,
            "uri": f"{self.account.uri(message)}/Media/{media.sid}.json",
        }

    def _media_list(self, request: web.Request, _form: MultiDictProxy[str]) -> Answer:
        message = self._message(request)
        uri = f"{self.account.uri(message)}/Media.json"
        return 200, {
            "media_list": [self._media_json(message, media) for media in message.media],
            "first_page_uri": f"{uri}?PageSize=50&Page=0",
            "next_page_uri": None,
            "previous_page_uri": None,
            "page": 0, "page_size": 50, "start": 0, "end": max(len(message.media) - 1, 0),
            "uri": f"{uri}?PageSize=50&Page=0",
        }  # fmt: skip

    async def _cdn(self, request: web.Request) -> web.StreamResponse:
        """Like S3: a signed path together with an Authorization header is refused."""
        media = self.account.by_cdn.get(request.match_info["cdn"])
        if "Authorization" in request.headers:
            text = "<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed"
            return web.Response(status=400, text=f"{text}</Message></Error>")
        if media is None or not media.disk.exists():
            return web.Response(status=404, text="<Error><Code>NoSuchKey</Code></Error>")
        fault = self.world.faults.pick("twilio", "GET CDN")

        async def perform() -> web.Response:
            headers = {"Content-Type": media.type}
            return web.Response(body=media.disk.read_bytes(), headers=headers)

        def refuse(rule: Fault) -> web.Response:
            return web.Response(status=429 if rule.kind == "retry_after" else rule.status)

        return await answer_through(self.world, request, fault, perform, refuse)

    def _base(self) -> str:
        return f"{self.world.url}/twilio"

    def _content_page(self, request: web.Request, path: str, shown: list[Any]) -> Answer:
        size = min(max(int(request.query.get("PageSize", 50)), 1), 1000)
        page = int(request.query.get("Page", 0))
        url = f"{self._base()}{path}"
        more = (page + 1) * size < len(shown)
        after = f"{url}?PageSize={size}&Page={page + 1}&PageToken=PT{page + 1}"
        meta = {
            "first_page_url": f"{url}?PageSize={size}&Page=0",
            "key": "contents",
            "next_page_url": after if more else None,
            "page": page,
            "page_size": size,
            "previous_page_url": f"{url}?PageSize={size}&Page={page - 1}" if page else None,
            "url": f"{url}?PageSize={size}&Page={page}",
        }
        return 200, {"meta": meta, "contents": shown[page * size : (page + 1) * size]}

    def _contents(self, request: web.Request, _form: MultiDictProxy[str]) -> Answer:
        rows = [self.templates.as_json(row, self._base()) for row in self.templates.rows.values()]
        return self._content_page(request, "/v1/Content", rows)

    def _approvals(self, request: web.Request, _form: MultiDictProxy[str]) -> Answer:
        every = self.templates.rows.values()
        rows = [self.templates.with_approvals(row, self._base()) for row in every]
        return self._content_page(request, "/v1/ContentAndApprovals", rows)

    def _content(self, request: web.Request, _form: MultiDictProxy[str]) -> Answer:
        row = self.templates.get(request.match_info["sid"])
        return 200, self.templates.as_json(row, self._base())

    def _approval(self, request: web.Request, _form: MultiDictProxy[str]) -> Answer:
        row = self.templates.get(request.match_info["sid"])
        return 200, self.templates.approval_fetch(row, self._base())


def _shown(request: web.Request, form: MultiDictProxy[str]) -> dict[str, Any]:
    """Repeatable fields as lists, the others as sent."""
    both = MultiDict([*request.query.items(), *form.items()])
    return {
        key: both.getall(key) if key in ("MediaUrl", "PersistentAction") else both[key]
        for key in both
    }
