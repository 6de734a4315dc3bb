"""The HTTP side of the Bot API: token, body, check, faults, answer, log."""

import inspect
import json
import re
from typing import Any

from aiohttp import web

from sandbox.faults import Fault
from sandbox.misbehaviour import answer_through
from sandbox.telegram import account, editing, sending, spec, topics  # noqa: F401 - they register
from sandbox.telegram.body import read_body
from sandbox.telegram.call import METHODS, Call
from sandbox.telegram.callbacks import Queries
from sandbox.telegram.errors import ApiError, bad
from sandbox.telegram.files import Files, Part
from sandbox.telegram.limits import Limits
from sandbox.telegram.people import People
from sandbox.telegram.state import Bot, TelegramState
from sandbox.telegram.webhooks import Webhooks
from sandbox.world import World

ATTACHED = re.compile(r"attach://([^\"\s,}\]]+)")
Answer = tuple[int, dict[str, Any]]


class BotApi:
    def __init__(self, world: World, cast: dict[str, Any]) -> None:
        self.world = world
        self.state = TelegramState(world, cast)
        self.files = Files(world.media_dir / "telegram")
        self.queries = Queries(world)
        self.spec = spec.load()
        self.people = People(self.state, self.files, self.queries, self.spec)
        options = cast.get("options", {})
        self.limits = Limits(options)
        self._log_polling = bool(options.get("log_polling", False))
        self.webhooks = Webhooks(world, self.state, self._webhook_reply)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/telegram/bot{token:[^/]+}/{method}", self._handle),
            web.get("/telegram/file/bot{token:[^/]+}/{path:.+}", self._download),
        ]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        bot = self.state.by_token.get(request.match_info["token"])
        if bot is None:
            return _json(401, ApiError("Unauthorized", 401).as_json())
        method = request.match_info["method"]
        try:
            params, parts = await read_body(request, self.files)
        except ApiError as error:
            return self._logged(bot, (method, {}, {}), (error.status, error.as_json()))
        except UnicodeDecodeError:
            refusal = bad("strings must be encoded in UTF-8")
            return self._logged(bot, (method, {}, {}), (400, refusal.as_json()))
        except (ValueError, AssertionError):
            refusal = bad("can't parse the request body")
            return self._logged(bot, (method, {}, {}), (400, refusal.as_json()))
        chat = str(params["chat_id"]) if "chat_id" in params else None
        fault = self.world.faults.pick("telegram", method, chat)
        kind = fault.kind if fault else None

        async def perform() -> web.Response:
            answer = await self.perform(bot, method, params, parts)
            return self._logged(bot, (method, params, parts), answer, fault=kind)

        def refuse(rule: Fault) -> web.Response:
            return self._logged(bot, (method, params, parts), _refusal(rule), fault=kind)

        return await answer_through(self.world, request, fault, perform, refuse)

    async def perform(
        self, bot: Bot, method: str, params: dict[str, Any], parts: dict[str, Part]
    ) -> Answer:
        try:
            return 200, {"ok": True, "result": await self._result(bot, method, params, parts)}
        except ApiError as error:
            return error.status, error.as_json()
        except UnicodeEncodeError:
            return 400, bad("strings must be encoded in UTF-8").as_json()

    async def _result(
        self, bot: Bot, method: str, params: dict[str, Any], parts: dict[str, Part]
    ) -> Any:
        fields = self.spec.methods.get(method.lower())
        if fields is None:
            raise ApiError("Not Found", 404)
        typed = fields.check(params, parts)
        _check_attachments(params, parts)
        function = METHODS.get(method.lower())
        if function is None:
            raise bad("method is not emulated")
        self.limits.take(bot.name, method, typed.get("chat_id"))
        result = function(Call(self.state, self.files, self.queries, bot, typed, parts))
        return await result if inspect.isawaitable(result) else result

    def _logged(
        self,
        bot: Bot,
        call: tuple[str, dict[str, Any], dict[str, Part]],
        answer: Answer,
        *,
        fault: str | None = None,
    ) -> web.Response:
        method, params, parts = call
        if method.lower() != "getupdates" or self._log_polling:
            shown = {k: "hidden" if k == "secret_token" else v for k, v in params.items()}
            row = {
                "at": round(self.world.now(), 3),
                "bot": bot.name,
                "method": method,
                "params": shown,
                "files": {name: part.as_log() for name, part in parts.items()},
                "status": answer[0],
                "answer": answer[1],
            }
            self.world.log_call("telegram", {**row, "fault": fault} if fault else row)
        return _json(*answer)

    async def _webhook_reply(self, bot: Bot, body: dict[str, Any]) -> None:
        """A webhook's answer may itself be a call; its result goes nowhere."""
        method = str(body.pop("method"))
        answer = await self.perform(bot, method, body, {})
        self._logged(bot, (method, body, {}), answer)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """20 MB at most; the token is part of the path."""
        bot = self.state.by_token.get(request.match_info["token"])
        kept = self.files.by_path(request.match_info["path"])
        if bot is None or kept is None or not kept.disk.exists():
            status, words = (401, "Unauthorized") if bot is None else (404, "Not Found")
            return _json(status, ApiError(words, status).as_json())
        fault = self.world.faults.pick("telegram", "file")

        async def perform() -> web.Response:
            return web.Response(
                body=kept.disk.read_bytes(), content_type="application/octet-stream"
            )

        return await answer_through(
            self.world, request, fault, perform, lambda rule: _json(*_refusal(rule))
        )


def _check_attachments(params: dict[str, Any], parts: dict[str, Part]) -> None:
    for value in params.values():
        text = value if isinstance(value, str) else json.dumps(value)
        if "attach://" not in text or text.lstrip()[:1] not in ("[", "{", "a"):
            continue
        for name in ATTACHED.findall(text):
            if name not in parts:
                raise bad(f"can't find file part '{name}' of the attach:// reference")


def _refusal(fault: Fault) -> Answer:
    if fault.kind == "retry_after":
        wait = int(fault.retry_after)
        words = f"Too Many Requests: retry after {wait}"
        return 429, ApiError(words, 429, {"retry_after": wait}).as_json()
    known = {
        400: "Bad Request: chat not found",
        403: "Forbidden: bot was blocked by the user",
        409: "Conflict: terminated by other getUpdates request",
    }
    text = known.get(fault.status, "Internal Server Error: sandbox fault")
    return fault.status, ApiError(text, fault.status).as_json()


def _json(status: int, body: dict[str, Any]) -> web.Response:
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":"))
    return web.Response(status=status, text=text, content_type="application/json")
