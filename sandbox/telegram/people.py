"""What persons do in their Telegram app."""

import asyncio
from typing import Any

from sandbox.telegram.callbacks import Queries
from sandbox.telegram.entities import check_bounds, found_by_server
from sandbox.telegram.errors import bad
from sandbox.telegram.files import Files
from sandbox.telegram.spec import Spec
from sandbox.telegram.state import Bot, Chat, Message, Person, Stored, TelegramState, one_level

Body = dict[str, Any]


class People:
    def __init__(self, state: TelegramState, files: Files, queries: Queries, spec: Spec) -> None:
        self._state = state
        self._files = files
        self._queries = queries
        self._reaction = spec.type_check("ReactionType")

    def _who(self, body: Body) -> tuple[Bot, Person, Chat]:
        bot = self._state.bot(body["bot"])
        person = self._state.people.get(int(body["user"]))
        if person is None:
            raise LookupError(f"no user {body['user']} in the cast")
        if body.get("chat") in (None, person.id):
            return bot, person, self._state.private(bot, person)
        chat = self._state.groups.get(int(body["chat"]))
        if chat is None:
            raise LookupError(f"no group {body['chat']}")
        return bot, person, chat

    def send(self, body: Body) -> dict[str, Any]:
        """Writing to a bot starts the chat and lifts a block, as the app does."""
        bot, person, chat = self._who(body)
        if chat.person is not None:
            person.started.add(bot.name)
            person.blocked.discard(bot.name)
        if body.get("edit") is not None:
            return self._edit(bot, person, chat, body)
        message = self._message(bot, person, chat, body)
        stored = Stored(message)
        chat.messages[message["message_id"]] = stored
        return self._deliver(bot, chat, stored, "message")

    def _deliver(self, bot: Bot, chat: Chat, stored: Stored, kind: str) -> dict[str, Any]:
        ids = {
            other.name: other.updates.add(kind, stored.message)
            for other in self._state.listeners(chat)
        }
        self._state.publish(bot, chat, stored)
        return {"message_id": stored.message["message_id"], "update_id": ids.get(bot.name)}

    def _message(self, bot: Bot, person: Person, chat: Chat, body: Body) -> Message:
        message: Message = {
            "message_id": chat.next_id(),
            "from": person.as_user(),
            "chat": chat.as_chat(),
            "date": int(self._state.world.now()),
        }
        if body.get("thread") is not None:
            message |= {"message_thread_id": body["thread"], "is_topic_message": True}
        if body.get("reply_to") is not None:
            replied = chat.find(body["reply_to"])
            if replied is None:
                raise bad("message to be replied not found")
            message["reply_to_message"] = one_level(replied.message)
        elif chat.is_forum and body.get("thread") in chat.messages:
            # In a forum whatever is no reply answers the service message that opened the topic.
            message["reply_to_message"] = one_level(chat.messages[body["thread"]].message)
        if body.get("media_group_id"):
            message["media_group_id"] = str(body["media_group_id"])
        message |= self._content(bot, person, body)
        return {**message, **body.get("raw", {})}

    def _content(self, bot: Bot, person: Person, body: Body) -> Message:
        content: Message = {}
        if body.get("media"):
            media = body["media"]
            content |= self._files.keep_bytes(bot.id, media)
            caption = media.get("caption") or body.get("text")
            content |= _marked("caption", caption, body.get("entities")) if caption else {}
        elif body.get("text") is not None:
            content |= _marked("text", body["text"], body.get("entities"))
        if body.get("contact") is True:
            shown = {k: v for k, v in person.as_user().items() if k in ("first_name", "last_name")}
            phone = str(person.data.get("phone", "")).lstrip("+")
            content["contact"] = {"phone_number": phone, "user_id": person.id, **shown}
        elif body.get("contact"):
            content["contact"] = body["contact"]
        if body.get("location"):
            content["location"] = body["location"]
        return content

    def _edit(self, bot: Bot, person: Person, chat: Chat, body: Body) -> dict[str, Any]:
        stored = chat.find(body["edit"])
        if stored is None or stored.message["from"]["id"] != person.id:
            raise bad("message to edit not found")
        dropped = {"text", "entities", "caption", "caption_entities"} if "text" in body else set()
        kept = {key: value for key, value in stored.message.items() if key not in dropped}
        new = body.get("raw", {})
        if "text" in body:
            name = "text" if "text" in stored.message else "caption"
            new = _marked(name, body["text"], body.get("entities")) | new
        stored.message = {**kept, **new, "edit_date": int(self._state.world.now())}
        stored.edited = True
        return self._deliver(bot, chat, stored, "edited_message")

    def delete(self, body: Body) -> dict[str, Any]:
        """A person's deletion reaches no bot."""
        bot, _person, chat = self._who(body)
        stored = chat.find(body["message_id"])
        if stored is None:
            raise bad("message to delete not found")
        stored.deleted = True
        if body["message_id"] in chat.pinned:
            chat.pinned.remove(body["message_id"])
        self._state.publish(bot, chat, stored)
        return {"message_id": body["message_id"]}

    def press(self, body: Body) -> tuple[int, asyncio.Future[dict[str, Any]]]:
        """A forged press carries any data; by `text` only a button that is really there."""
        bot, person, chat = self._who(body)
        stored = chat.messages.get(int(body["message_id"]))
        data = body.get("data")
        if data is None:
            data = _button_data(stored, body.get("text", ""))
        query_id, future = self._queries.open()
        query = {
            "id": query_id,
            "from": person.as_user(),
            "chat_instance": str(chat.id * 7919),
            "data": data,
            "message": stored.message
            if stored is not None and not stored.deleted
            else {"chat": chat.as_chat(), "message_id": int(body["message_id"]), "date": 0},
        }
        return bot.updates.add("callback_query", query) or 0, future

    def inline(self, body: Body) -> tuple[int, asyncio.Future[dict[str, Any]]]:
        bot, person, _chat = self._who(body)
        query_id, future = self._queries.open()
        query = {
            "id": query_id,
            "from": person.as_user(),
            "query": body.get("query", ""),
            "offset": body.get("offset", ""),
            "chat_type": body.get("chat_type", "sender"),
        }
        return bot.updates.add("inline_query", query) or 0, future

    def react(self, body: Body) -> dict[str, Any]:
        """Only bots that ask for `message_reaction` hear of it, in groups only administrators."""
        bot, person, chat = self._who(body)
        stored = chat.find(body["message_id"])
        if stored is None:
            raise bad("message to react not found")
        emoji = body.get("emoji")
        new = [{"type": "emoji", "emoji": emoji}] if emoji else []
        for reaction in new:
            self._reaction(reaction, False)
        event = {
            "chat": chat.as_chat(),
            "message_id": body["message_id"],
            "user": person.as_user(),
            "date": int(self._state.world.now()),
            "old_reaction": stored.reactions.get(person.id, []),
            "new_reaction": new,
        }
        stored.reactions[person.id] = new
        ids = {
            other.name: other.updates.add("message_reaction", event)
            for other in self._state.listeners(chat)
            if chat.person is not None or other.name in chat.admins
        }
        self._state.publish(bot, chat, stored)
        return {"update_id": ids.get(bot.name)}

    def raw_update(self, body: Body) -> dict[str, Any]:
        """Queries inside get their id registered, so that answering them works."""
        bot = self._state.bot(body["bot"])
        for kind in ("callback_query", "inline_query"):
            query = body["update"].get(kind)
            if isinstance(query, dict) and isinstance(query.get("id"), str):
                self._queries.open(query["id"])
        if body.get("update_id") is not None:
            bot.updates.restart_from(int(body["update_id"]))
        return {"update_id": bot.updates.add_raw(body["update"])}


def _marked(name: str, text: str, entities: list[dict[str, Any]] | None) -> Message:
    found = found_by_server(text) if entities is None else entities
    check_bounds(text, found)
    key = "entities" if name == "text" else "caption_entities"
    return {name: text, **({key: found} if found else {})}


def _button_data(stored: Stored | None, label: str) -> str:
    rows = stored.message.get("reply_markup", {}).get("inline_keyboard", []) if stored else []
    for row in rows:
        for button in row:
            if button["text"] == label and "callback_data" in button:
                data: str = button["callback_data"]
                return data
    raise LookupError(f"no button {label!r} under that message")
