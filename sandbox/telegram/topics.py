from typing import Any

from sandbox.telegram.call import Call, method
from sandbox.telegram.errors import bad
from sandbox.telegram.state import Bot, Chat, Stored, Topic

COLORS = {7322096, 16766590, 13338331, 9367192, 16749490, 16478047}


def open_thread(bot: Bot, chat: Chat, thread: int | None) -> Topic | None:
    """The General topic has no id; an unknown or deleted topic refuses the message."""
    if thread is None:
        return None
    topic = chat.topics.get(thread)
    if topic is None or topic.deleted or not has_topics(bot, chat):
        raise bad("message thread not found")
    return topic


def has_topics(bot: Bot, chat: Chat) -> bool:
    return bot.topics if chat.person is not None else chat.is_forum


def add_topic(call_bot: Bot, chat: Chat, topic: Topic, now: int) -> Stored:
    """A topic's id is the id of the service message that created it."""
    created = {"name": topic.name, "icon_color": topic.icon_color}
    message = {
        "message_id": topic.id,
        "from": call_bot.as_user(),
        "chat": chat.as_chat(),
        "date": now,
        "message_thread_id": topic.id,
        "is_topic_message": True,
        "forum_topic_created": created,
    }
    chat.topics[topic.id] = topic
    chat.messages[topic.id] = Stored(message, bot=call_bot.name)
    return chat.messages[topic.id]


@method("createForumTopic")
def create_forum_topic(call: Call) -> dict[str, Any]:
    chat = call.state.writable_chat(call.bot, call.params["chat_id"])
    if not has_topics(call.bot, chat):
        raise bad("the chat is not a forum")
    name = call.params["name"].strip()
    if not name:
        raise bad("TOPIC_TITLE_EMPTY")
    color = call.params.get("icon_color", 7322096)
    if color not in COLORS:
        raise bad("TOPIC_ICON_COLOR_INVALID")
    icon = call.params.get("icon_custom_emoji_id")
    topic = Topic(chat.next_id(), name, color, icon)
    stored = add_topic(call.bot, chat, topic, int(call.state.world.now()))
    call.state.publish(call.bot, chat, stored)
    shown = {"message_thread_id": topic.id, "name": name, "icon_color": color}
    return {**shown, "icon_custom_emoji_id": icon} if icon else shown


@method("editForumTopic")
def edit_forum_topic(call: Call) -> bool:
    topic = _topic(call)
    name = call.params.get("name", topic.name).strip() or topic.name
    icon = call.params.get("icon_custom_emoji_id", topic.icon_custom_emoji_id)
    if (name, icon) == (topic.name, topic.icon_custom_emoji_id):
        raise bad("TOPIC_NOT_MODIFIED")
    topic.name, topic.icon_custom_emoji_id = name, icon
    return True


@method("closeForumTopic")
def close_forum_topic(call: Call) -> bool:
    return _set_closed(_topic(call), True)


@method("reopenForumTopic")
def reopen_forum_topic(call: Call) -> bool:
    return _set_closed(_topic(call), False)


def _set_closed(topic: Topic, closed: bool) -> bool:
    if topic.closed is closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    return True


@method("deleteForumTopic")
def delete_forum_topic(call: Call) -> bool:
    topic = _topic(call)
    chat = call.state.writable_chat(call.bot, call.params["chat_id"])
    remove_topic(chat, topic)
    return True


def remove_topic(chat: Chat, topic: Topic) -> None:
    """A topic takes its messages along."""
    topic.deleted = True
    for stored in chat.messages.values():
        if stored.message.get("message_thread_id") == topic.id:
            stored.deleted = True


def _topic(call: Call) -> Topic:
    chat = call.state.writable_chat(call.bot, call.params["chat_id"])
    if not has_topics(call.bot, chat):
        raise bad("the chat is not a forum")
    topic = chat.topics.get(call.params["message_thread_id"])
    if topic is None or topic.deleted:
        raise bad("TOPIC_ID_INVALID")
    return topic
