"""The bot itself: who it is, its commands and texts, the queries it answers."""

import json
from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.call import Call, method
from sandbox.telegram.errors import bad
from sandbox.telegram.state import member


@method("getMe")
def get_me(call: Call) -> dict[str, Any]:
    return {
        **call.bot.as_user(),
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": call.bot.topics,
    }


@method("logOut", "close")
def leave(_call: Call) -> bool:
    return True


@method("getUpdates")
async def get_updates(call: Call) -> list[dict[str, Any]]:
    return await call.bot.updates.poll(call.params)


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    """HTTPS only at the provider; here plain HTTP to loopback as well."""
    url: str = call.params.get("url", "")
    host = urlsplit(url).hostname or ""
    if url and not url.startswith("https://") and host not in ("127.0.0.1", "localhost"):
        raise bad("bad webhook: HTTPS url must be provided for webhook")
    updates = call.bot.updates
    updates.webhook_url = url
    updates.allow(call.params.get("allowed_updates"))
    call.bot.webhook = {
        "secret_token": call.params.get("secret_token"),
        "max_connections": call.params.get("max_connections", 40),
    }
    if call.params.get("drop_pending_updates"):
        updates.drop()
    updates.wake()
    return True


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    updates = call.bot.updates
    updates.webhook_url = ""
    call.bot.webhook = {}
    if call.params.get("drop_pending_updates"):
        updates.drop()
    updates.wake()
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> dict[str, Any]:
    updates = call.bot.updates
    shown = {
        "url": updates.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": updates.pending,
    }
    known = ("max_connections", "last_error_date", "last_error_message")
    shown |= {key: call.bot.webhook[key] for key in known if key in call.bot.webhook}
    if updates.allowed is not None:
        shown["allowed_updates"] = sorted(updates.allowed)
    return shown


def _scope(call: Call) -> str:
    scope = call.params.get("scope", {"type": "default"})
    return json.dumps([scope, call.params.get("language_code", "")], sort_keys=True)


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    commands: list[dict[str, Any]] = call.params["commands"]
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    scope = call.params.get("scope", {})
    if "chat_id" in scope and call.state.chat(call.bot, scope["chat_id"]) is None:
        raise bad("chat not found")
    call.bot.commands[_scope(call)] = commands
    return True


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    call.bot.commands.pop(_scope(call), None)
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[dict[str, Any]]:
    return call.bot.commands.get(_scope(call), [])


@method("setMyDescription", "setMyShortDescription", "setMyName")
def set_my_text(call: Call) -> bool:
    language = call.params.get("language_code", "")
    for name in ("description", "short_description", "name"):
        if name in call.params:
            call.bot.texts[(name, language)] = call.params[name]
    return True


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    button = call.params.get("menu_button", {"type": "default"})
    if button["type"] == "web_app" and not button["web_app"]["url"].startswith("https://"):
        raise bad("menu button Web App URL is invalid: Only HTTPS links are allowed")
    call.bot.menu_buttons[call.params.get("chat_id", 0)] = button
    return True


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    answer = {key: call.params.get(key) for key in ("text", "url")}
    answer["show_alert"] = call.params.get("show_alert", False)
    return call.queries.answer(call.params["callback_query_id"], answer)


@method("answerInlineQuery")
def answer_inline_query(call: Call) -> bool:
    results: list[dict[str, Any]] = call.params["results"]
    if len(results) > 50:
        raise bad("RESULTS_TOO_MUCH")
    if len({row["id"] for row in results}) < len(results):
        raise bad("RESULT_ID_DUPLICATE")
    return call.queries.answer(call.params["inline_query_id"], call.params)


@method("getFile")
def get_file(call: Call) -> dict[str, Any]:
    return call.files.get_file(call.bot.id, call.params["file_id"])


@method("getChat")
def get_chat(call: Call) -> dict[str, Any]:
    chat = call.state.seen_chat(call.bot, call.params["chat_id"])
    shown = {
        **chat.as_chat(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
             "gifts_from_channels"), False,
        ),
    }  # fmt: skip
    if chat.pinned:
        shown["pinned_message"] = chat.messages[chat.pinned[0]].message
    return shown


@method("getChatMember")
def get_chat_member(call: Call) -> dict[str, Any]:
    chat = call.state.seen_chat(call.bot, call.params["chat_id"])
    user_id: int = call.params["user_id"]
    bot = next((bot for bot in call.state.listeners(chat) if bot.id == user_id), None)
    if bot is not None:
        admin = chat.person is None and bot.name in chat.admins
        return _administrator(bot.as_user()) if admin else member(bot.as_user(), "member")
    person = call.state.people.get(user_id)
    if person is None or (chat.person is not None and chat.person.id != user_id):
        raise bad("PARTICIPANT_ID_INVALID")
    inside = chat.person is not None or user_id in chat.users
    return member(person.as_user(), "member" if inside else "left")


def _administrator(user: dict[str, Any]) -> dict[str, Any]:
    rights = (
        "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages",
        "can_manage_video_chats", "can_restrict_members", "can_promote_members",
        "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
        "can_delete_stories", "can_pin_messages", "can_manage_topics",
    )  # fmt: skip
    return {"user": user, "status": "administrator", **dict.fromkeys(rights, True)}


def readable_commands(commands: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """For the page: a row a scope and language."""
    rows = []
    for key, listed in commands.items():
        scope, language = json.loads(key)
        rows.append({"scope": scope, "language_code": language, "commands": listed})
    return rows
