from typing import Any

from sandbox.telegram.call import Call, method
from sandbox.telegram.errors import bad
from sandbox.telegram.keyboards import inline_only
from sandbox.telegram.sending import MEDIA, caption_content, text_content
from sandbox.telegram.state import Chat, Message, Stored

DELETABLE_FOR = 48 * 3600
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
SERVICE = {"forum_topic_created", "pinned_message", "new_chat_members", "left_chat_member"}


def _own(call: Call) -> tuple[Chat, Stored]:
    """A bot edits only what it sent itself."""
    if "inline_message_id" in call.params:
        raise bad("MESSAGE_ID_INVALID")
    if "chat_id" not in call.params:
        raise bad("chat_id is empty")
    if "message_id" not in call.params:
        raise bad("message identifier is not specified")
    chat = call.state.writable_chat(call.bot, call.params["chat_id"])
    stored = chat.find(call.params["message_id"])
    if stored is None:
        raise bad("message to edit not found")
    if stored.bot != call.bot.name or SERVICE & stored.message.keys():
        raise bad("message can't be edited")
    return chat, stored


def _apply(call: Call, chat: Chat, stored: Stored, drop: set[str], new: Message) -> Message:
    """An edit replaces the keyboard too: left out means removed; nothing changed is refused."""
    kept = {k: v for k, v in stored.message.items() if k not in drop | {"reply_markup"}}
    markup = inline_only(call.params.get("reply_markup"))
    changed = {**kept, **new, **({"reply_markup": markup} if markup else {})}
    if changed == stored.message:
        raise bad(SAME)
    content_same = {**changed, "reply_markup": 0} == {**stored.message, "reply_markup": 0}
    if not content_same:
        changed["edit_date"] = int(call.state.world.now())
        stored.edited = True
    stored.message = changed
    call.state.publish(call.bot, chat, stored)
    return changed


@method("editMessageText")
def edit_message_text(call: Call) -> Message:
    chat, stored = _own(call)
    if "text" not in stored.message:
        raise bad("there is no text in the message to edit")
    return _apply(call, chat, stored, {"text", "entities"}, text_content(call))


@method("editMessageCaption")
def edit_message_caption(call: Call) -> Message:
    chat, stored = _own(call)
    if not any(kind in stored.message for kind in MEDIA):
        raise bad("there is no caption in the message to edit")
    new = caption_content(call.params)
    return _apply(call, chat, stored, {"caption", "caption_entities"}, new)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Message:
    chat, stored = _own(call)
    return _apply(call, chat, stored, set(), {})


@method("editMessageMedia")
def edit_message_media(call: Call) -> Message:
    chat, stored = _own(call)
    media: dict[str, Any] = call.params["media"]
    new = {**call.media(media["type"], media["media"]), **caption_content(media)}
    drop = {*MEDIA, "text", "entities", "caption", "caption_entities"}
    return _apply(call, chat, stored, drop, new)


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """Within 48 hours; other people's messages in private chats or as an administrator."""
    chat = call.state.writable_chat(call.bot, call.params["chat_id"])
    stored = chat.find(call.params["message_id"])
    if stored is None:
        raise bad("message to delete not found")
    too_old = call.state.world.now() - stored.message["date"] > DELETABLE_FOR
    foreign = stored.bot != call.bot.name
    if too_old or "forum_topic_created" in stored.message:
        raise bad("message can't be deleted")
    if foreign and chat.person is None and call.bot.name not in chat.admins:
        raise bad("message can't be deleted")
    _delete(call, chat, stored)
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """Those that cannot be found are skipped."""
    chat = call.state.writable_chat(call.bot, call.params["chat_id"])
    for message_id in call.params["message_ids"]:
        stored = chat.find(message_id)
        if stored is not None:
            _delete(call, chat, stored)
    return True


def _delete(call: Call, chat: Chat, stored: Stored) -> None:
    stored.deleted = True
    if stored.message["message_id"] in chat.pinned:
        chat.pinned.remove(stored.message["message_id"])
    call.state.publish(call.bot, chat, stored)


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """The newest pin comes first."""
    chat = call.state.writable_chat(call.bot, call.params["chat_id"])
    message_id: int = call.params["message_id"]
    if chat.find(message_id) is None:
        raise bad("message to pin not found")
    if message_id in chat.pinned:
        chat.pinned.remove(message_id)
    chat.pinned.insert(0, message_id)
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call) -> bool:
    chat = call.state.writable_chat(call.bot, call.params["chat_id"])
    message_id = call.params.get("message_id", chat.pinned[0] if chat.pinned else None)
    if message_id not in chat.pinned:
        raise bad("message to unpin not found")
    chat.pinned.remove(message_id)
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(call: Call) -> bool:
    call.state.writable_chat(call.bot, call.params["chat_id"]).pinned.clear()
    return True


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """One standard emoji a bot: ✅ and ❗ are not among them, custom ones need Premium."""
    chat = call.state.writable_chat(call.bot, call.params["chat_id"])
    stored = chat.find(call.params["message_id"])
    if stored is None:
        raise bad("message to react not found")
    reaction = call.params.get("reaction", [])
    if len(reaction) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if any(one["type"] != "emoji" for one in reaction):
        raise bad("REACTION_INVALID")
    stored.reactions[call.bot.id] = reaction
    call.state.publish(call.bot, chat, stored)
    return True
