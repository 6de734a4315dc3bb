"""Who is there: bots, people, chats with their messages and topics."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.errors import ApiError, bad, forbidden
from sandbox.telegram.updates import Updates
from sandbox.world import World

Message = dict[str, Any]


@dataclass
class Bot:
    name: str
    token: str
    username: str
    title: str
    topics: bool
    updates: Updates
    commands: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, dict[str, Any]] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.token.split(":", 1)[0])

    def as_user(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.title,
            "username": self.username,
        }


@dataclass
class Person:
    id: int
    data: dict[str, Any]
    started: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)

    def as_user(self) -> dict[str, Any]:
        known = ("first_name", "last_name", "username", "language_code")
        shown = {key: self.data[key] for key in known if self.data.get(key)}
        return {"id": self.id, "is_bot": False, "first_name": "", **shown}


@dataclass
class Stored:
    """A message as the chat keeps it, with what a Message does not tell."""

    message: Message
    bot: str | None = None
    edited: bool = False
    deleted: bool = False
    reactions: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    reply_keyboard: dict[str, Any] | None = None

    def as_row(self) -> Message:
        shown = [
            {"by": who, "emoji": reaction.get("emoji")}
            for who, given in self.reactions.items()
            for reaction in given
        ]
        return {
            **self.message,
            "reactions": shown,
            "edited": self.edited,
            "deleted": self.deleted,
            "from_bot": self.bot is not None,
        }


@dataclass
class Topic:
    id: int
    name: str
    icon_color: int = 7322096
    icon_custom_emoji_id: str | None = None
    closed: bool = False
    deleted: bool = False

    def as_row(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "closed": self.closed, "deleted": self.deleted}


@dataclass
class Chat:
    id: int
    type: str
    title: str = ""
    is_forum: bool = False
    bots: list[str] = field(default_factory=list)
    admins: list[str] = field(default_factory=list)
    users: list[int] = field(default_factory=list)
    person: Person | None = None
    migrated_to: int | None = None
    messages: dict[int, Stored] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboard: dict[str, Any] | None = None
    last_id: int = 0

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def as_chat(self) -> dict[str, Any]:
        if self.person is not None:
            user = self.person.as_user()
            named = {k: user[k] for k in ("first_name", "last_name", "username") if user.get(k)}
            return {"id": self.id, "type": "private", **named}
        shown: dict[str, Any] = {"id": self.id, "type": self.type, "title": self.title}
        return {**shown, "is_forum": True} if self.is_forum else shown

    def find(self, message_id: int | None) -> Stored | None:
        stored = self.messages.get(message_id or 0)
        return None if stored is None or stored.deleted else stored


class TelegramState:
    """Message ids count from 1 in every chat, so code that forgets the chat meets collisions."""

    def __init__(self, world: World, cast: dict[str, Any]) -> None:
        self.world = world
        self.bots: dict[str, Bot] = {}
        self.by_token: dict[str, Bot] = {}
        self.people: dict[int, Person] = {}
        self.groups: dict[int, Chat] = {}
        self._private: dict[tuple[str, int], Chat] = {}
        for row in cast.get("bots", ()):
            self._add_bot(row)
        for row in cast.get("users", ()):
            self.put_person(row)
        for row in cast.get("groups", ()):
            self.put_group(row)

    def _add_bot(self, row: dict[str, Any]) -> None:
        updates = Updates(self.world, 700_000_001 + 1_000_000 * len(self.bots))
        bot = Bot(
            row["name"], row["token"], row.get("username", f"{row['name']}_bot"),
            row.get("title", row["name"]), bool(row.get("topics")), updates,
        )  # fmt: skip
        self.bots[bot.name] = self.by_token[bot.token] = bot

    def put_person(self, row: dict[str, Any]) -> Person:
        person = self.people.setdefault(int(row["id"]), Person(int(row["id"]), {}))
        person.data.update({k: v for k, v in row.items() if k not in ("blocked", "started")})
        if "blocked" in row:
            self._block(person, set(row["blocked"]))
        person.started |= set(row.get("started", ()))
        return person

    def _block(self, person: Person, names: set[str]) -> None:
        """A bot is told by my_chat_member when someone blocks or unblocks it."""
        for name in person.blocked ^ names:
            bot = self.bots[name]
            was, now = ("kicked", "member") if name in person.blocked else ("member", "kicked")
            bot.updates.add(
                "my_chat_member",
                {
                    "chat": self.private(bot, person).as_chat(),
                    "from": person.as_user(),
                    "date": int(self.world.now()),
                    "old_chat_member": member(bot.as_user(), was),
                    "new_chat_member": member(bot.as_user(), now),
                },
            )
        person.blocked = names

    def put_group(self, row: dict[str, Any]) -> Chat:
        chat_id = int(row["id"])
        chat = self.groups.setdefault(chat_id, Chat(chat_id, row.get("type", "supergroup")))
        chat.title = row.get("title", chat.title)
        chat.is_forum = bool(row.get("is_forum", chat.is_forum))
        chat.bots = row.get("bots", chat.bots)
        chat.admins = row.get("admins", chat.admins or chat.bots)
        chat.users = row.get("users", chat.users)
        chat.migrated_to = row.get("migrate_to", chat.migrated_to)
        return chat

    def bot(self, name: str) -> Bot:
        if name not in self.bots:
            raise LookupError(f"no bot named {name!r} in the cast")
        return self.bots[name]

    def private(self, bot: Bot, person: Person) -> Chat:
        key = (bot.name, person.id)
        if key not in self._private:
            self._private[key] = Chat(person.id, "private", person=person, bots=[bot.name])
        return self._private[key]

    def chat(self, bot: Bot, chat_id: int | str) -> Chat | None:
        """The chat as this bot sees it, whether it may write there or not."""
        if isinstance(chat_id, str):
            named = (p.id for p in self.people.values() if f"@{p.data.get('username')}" == chat_id)
            chat_id = int(chat_id) if chat_id.lstrip("-").isdecimal() else next(named, 0)
        if chat_id in self.groups:
            return self.groups[chat_id]
        person = self.people.get(chat_id)
        return None if person is None else self.private(bot, person)

    def seen_chat(self, bot: Bot, chat_id: int | str) -> Chat:
        """For reading: a chat the bot never met does not exist."""
        chat = self.chat(bot, chat_id)
        if chat is None or (chat.person is not None and bot.name not in chat.person.started):
            raise bad("chat not found")
        if chat.person is None and bot.name not in chat.bots:
            raise bad("chat not found")
        return chat

    def writable_chat(self, bot: Bot, chat_id: int | str) -> Chat:
        chat = self.chat(bot, chat_id)
        if chat is None:
            raise bad("chat not found")
        if chat.migrated_to is not None:
            raise ApiError(
                "Bad Request: group chat was upgraded to a supergroup chat",
                parameters={"migrate_to_chat_id": chat.migrated_to},
            )
        if chat.person is None:
            if bot.name not in chat.bots:
                raise forbidden(f"bot is not a member of the {chat.type} chat")
            return chat
        if bot.name not in chat.person.started:
            raise forbidden("bot can't initiate conversation with a user")
        if bot.name in chat.person.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def publish(self, bot: Bot, chat: Chat, stored: Stored) -> None:
        """Tells the page."""
        self.world.publish(
            "telegram", {"bot": bot.name, "chat": chat.id, "message": stored.as_row()}
        )

    def listeners(self, chat: Chat) -> list[Bot]:
        return [self.bots[name] for name in chat.bots if name in self.bots]


def member(user: dict[str, Any], status: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"user": user, "status": status}
    return {**shown, "until_date": 0} if status == "kicked" else shown


def one_level(message: Message) -> Message:
    """A reply carries the message it answers, but not what that one answered."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}
