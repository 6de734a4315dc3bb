import secrets
from typing import Any

from sandbox.telegram.call import Call, method
from sandbox.telegram.entities import read_text
from sandbox.telegram.errors import bad
from sandbox.telegram.keyboards import split_markup
from sandbox.telegram.state import Chat, Message, Stored, one_level
from sandbox.telegram.topics import open_thread

CONTENT = (
    "text", "photo", "document", "voice", "audio", "video", "animation", "video_note", "sticker",
    "location", "venue", "contact", "caption", "entities", "caption_entities",
)  # fmt: skip
MEDIA = ("photo", "document", "voice", "audio", "video", "animation", "video_note", "sticker")


def post(call: Call, chat: Chat, content: Message) -> Stored:
    """Stores a message of the bot: thread, reply, markup and protection like the provider does."""
    params = call.params
    thread = open_thread(call.bot, chat, params.get("message_thread_id"))
    message: Message = {
        "message_id": chat.next_id(),
        "from": call.bot.as_user(),
        "chat": chat.as_chat(),
        "date": int(call.state.world.now()),
    }
    if thread is not None:
        message |= {"message_thread_id": thread.id, "is_topic_message": True}
    replied = _replied(call, chat)
    if replied is not None:
        message["reply_to_message"] = one_level(replied.message)
        if quote := params["reply_parameters"].get("quote"):
            message["quote"] = {"text": quote, "position": 0, "is_manual": True}
    message |= content
    if params.get("protect_content"):
        message["has_protected_content"] = True
    inline, keyboard = split_markup(params.get("reply_markup"))
    if inline is not None:
        message["reply_markup"] = inline
    stored = Stored(message, bot=call.bot.name, reply_keyboard=keyboard)
    if keyboard is not None:
        chat.keyboard = None if "remove_keyboard" in keyboard else keyboard
    chat.messages[message["message_id"]] = stored
    call.state.publish(call.bot, chat, stored)
    return stored


def _replied(call: Call, chat: Chat) -> Stored | None:
    reply = call.params.get("reply_parameters")
    if reply is None:
        return None
    found = chat.find(reply["message_id"])
    if found is None and not reply.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    quote = reply.get("quote")
    if found is not None and quote and quote not in (body_of(found.message) or ""):
        raise bad("QUOTE_TEXT_INVALID")
    return found


def body_of(message: Message) -> str | None:
    text: str | None = message.get("text", message.get("caption"))
    return text


def target(call: Call) -> Chat:
    return call.state.writable_chat(call.bot, call.params["chat_id"])


def text_content(call: Call) -> Message:
    text, entities = read_text(call.params)
    if not text:
        raise bad("message text is empty")
    return {"text": text, **({"entities": entities} if entities else {})}


def caption_content(params: dict[str, Any]) -> Message:
    text, entities = read_text(params, "caption")
    if not text:
        return {}
    return {"caption": text, **({"caption_entities": entities} if entities else {})}


@method("sendMessage")
def send_message(call: Call) -> Message:
    chat = target(call)
    return post(call, chat, text_content(call)).message


@method(
    "sendPhoto", "sendDocument", "sendVoice", "sendAudio", "sendVideo", "sendAnimation",
    "sendVideoNote", "sendSticker",
)  # fmt: skip
def send_media(call: Call) -> Message:
    chat = target(call)
    kind = next(kind for kind in MEDIA if kind in call.params)
    open_thread(call.bot, chat, call.params.get("message_thread_id"))
    caption = caption_content(call.params)
    return post(call, chat, {**call.media(kind, call.params[kind]), **caption}).message


@method("sendLocation")
def send_location(call: Call) -> Message:
    return post(call, target(call), {"location": _point(call)}).message


@method("sendVenue")
def send_venue(call: Call) -> Message:
    point = _point(call)
    venue = {"location": point, "title": call.params["title"], "address": call.params["address"]}
    return post(call, target(call), {"venue": venue, "location": point}).message


def _point(call: Call) -> dict[str, float]:
    latitude, longitude = call.params["latitude"], call.params["longitude"]
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad("wrong latitude or longitude specified")
    return {"latitude": latitude, "longitude": longitude}


@method("sendContact")
def send_contact(call: Call) -> Message:
    known = ("phone_number", "first_name", "last_name", "vcard")
    contact = {key: call.params[key] for key in known if key in call.params}
    return post(call, target(call), {"contact": contact}).message


@method("sendMediaGroup")
def send_media_group(call: Call) -> list[Message]:
    """An album: 2-10 items; documents and audio only among their own kind."""
    chat = target(call)
    items: list[dict[str, Any]] = call.params["media"]
    kinds = {item["type"] for item in items}
    if len(kinds) > 1 and kinds & {"document", "audio", "animation"}:
        raise bad("documents, audio and animations can't be mixed with other media types")
    open_thread(call.bot, chat, call.params.get("message_thread_id"))
    contents = [
        {**call.media(item["type"], item["media"]), **caption_content(item)} for item in items
    ]
    group = str(secrets.randbits(53))
    return [post(call, chat, {"media_group_id": group, **one}).message for one in contents]


@method("copyMessage")
def copy_message(call: Call) -> dict[str, int]:
    content = _repeatable(call, "copy")
    if "caption" in call.params and "text" not in content:
        content.pop("caption_entities", None)
        content |= caption_content(call.params)
    return {"message_id": post(call, target(call), content).message["message_id"]}


@method("forwardMessage")
def forward_message(call: Call) -> Message:
    content = _repeatable(call, "forward")
    source = call.state.seen_chat(call.bot, call.params["from_chat_id"])
    original = source.messages[call.params["message_id"]].message
    origin = {"type": "user", "sender_user": original["from"], "date": original["date"]}
    return post(call, target(call), {**content, "forward_origin": origin}).message


def _repeatable(call: Call, verb: str) -> Message:
    """A protected message is neither copied nor forwarded."""
    source = call.state.seen_chat(call.bot, call.params["from_chat_id"])
    found = source.find(call.params["message_id"])
    if found is None:
        raise bad(f"message to {verb} not found")
    if found.message.get("has_protected_content"):
        raise bad("message can't be copied" if verb == "copy" else "message can't be forwarded")
    content = {key: found.message[key] for key in CONTENT if key in found.message}
    if not content:
        raise bad(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return content


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    known = {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note",
        "upload_video_note",
    }  # fmt: skip
    open_thread(call.bot, target(call), call.params.get("message_thread_id"))
    if call.params["action"] not in known:
        raise bad("wrong parameter action in request")
    return True
