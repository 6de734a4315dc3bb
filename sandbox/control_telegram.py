from typing import Any

from aiohttp import web

from sandbox.control import Body, control
from sandbox.telegram.account import readable_commands
from sandbox.telegram.api import BotApi
from sandbox.telegram.callbacks import answered
from sandbox.telegram.errors import bad
from sandbox.telegram.topics import remove_topic

ANSWER_WITHIN = 10


class TelegramControl:
    def __init__(self, api: BotApi) -> None:
        self._api = api

    def routes(self) -> list[web.RouteDef]:
        return [
            control("telegram/send", self._send),
            control("telegram/press", self._press),
            control("telegram/inline", self._inline),
            control("telegram/react", self._react),
            control("telegram/delete", self._delete),
            control("telegram/update", self._update),
            control("telegram/user", self._user),
            control("telegram/group", self._group),
            control("telegram/topic", self._topic),
            control("telegram/options", self._options),
            control("telegram/chat", self._chat, "GET"),
            web.get("/control/telegram/file", self._file),
        ]

    async def _send(self, body: Body) -> Any:
        return self._api.people.send(body)

    async def _press(self, body: Body) -> Any:
        update_id, future = self._api.people.press(body)
        return {"update_id": update_id, "answer": await answered(future, ANSWER_WITHIN)}

    async def _inline(self, body: Body) -> Any:
        update_id, future = self._api.people.inline(body)
        return {"update_id": update_id, "answer": await answered(future, ANSWER_WITHIN)}

    async def _react(self, body: Body) -> Any:
        return self._api.people.react(body)

    async def _delete(self, body: Body) -> Any:
        return self._api.people.delete(body)

    async def _update(self, body: Body) -> Any:
        return self._api.people.raw_update(body)

    async def _user(self, body: Body) -> Any:
        return self._api.state.put_person(body).as_user()

    async def _group(self, body: Body) -> Any:
        return self._api.state.put_group(body).as_chat()

    async def _topic(self, body: Body) -> Any:
        """A person deletes a topic; no bot hears of it."""
        chat = self._api.state.chat(self._api.state.bot(body["bot"]), int(body["chat"]))
        topic = chat.topics.get(int(body["thread"])) if chat else None
        if chat is None or topic is None:
            raise bad("TOPIC_ID_INVALID")
        remove_topic(chat, topic)
        return topic.as_row()

    async def _options(self, body: Body) -> Any:
        self._api.limits.set(body)
        for name, topics in body.get("topics", {}).items():
            self._api.state.bot(name).topics = bool(topics)
        return self._api.limits.as_json()

    async def _chat(self, body: Body) -> Any:
        bot = self._api.state.bot(body["bot"])
        chat = self._api.state.chat(bot, int(body["chat"]))
        if chat is None:
            raise LookupError(f"no chat {body['chat']}")
        return {
            "messages": [stored.as_row() for stored in chat.messages.values()],
            "topics": [topic.as_row() for topic in chat.topics.values()],
            "commands": readable_commands(bot.commands),
            "pinned": chat.pinned,
            "keyboard": chat.keyboard,
            "menu_button": bot.menu_buttons.get(chat.id) or bot.menu_buttons.get(0),
        }

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """A file by bot name and file_id, for the page: it must not know tokens."""
        bot = self._api.state.bots.get(request.query.get("bot", ""))
        if bot is None:
            raise web.HTTPNotFound
        kept = self._api.files.find(bot.id, request.query.get("file_id", ""))
        if kept is None:
            raise web.HTTPNotFound
        headers = {"Content-Type": kept.type, "X-Content-Type-Options": "nosniff"}
        return web.FileResponse(kept.disk, headers=headers)
