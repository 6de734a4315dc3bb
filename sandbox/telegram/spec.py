"""The official parameter list, compiled once into closures: a check costs microseconds."""

import functools
import json
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from sandbox.telegram.errors import ApiError, bad

Check = Callable[[Any, bool], Any]
DATA = Path(__file__).parents[1] / "data" / "bot_api.json"
# Judged after entity parsing by the code that parses, never on the raw string.
PARSED = {"text", "caption", "message_text", "explanation", "question", "quote"}
ACTIONLESS = {"text", "icon_custom_emoji_id", "style"}
NAMED_LIMITS = {
    ("InlineKeyboardButton", "callback_data"): "BUTTON_DATA_INVALID",
    ("BotCommand", "command"): "BOT_COMMAND_INVALID",
    ("BotCommand", "description"): "BOT_COMMAND_DESCRIPTION_INVALID",
    ("answerCallbackQuery", "text"): "MESSAGE_TOO_LONG",
    ("createForumTopic", "name"): "TOPIC_TITLE_INVALID",
    ("editForumTopic", "name"): "TOPIC_TITLE_INVALID",
    ("ReactionTypeEmoji", "emoji"): "REACTION_INVALID",
}
NAMED_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "file_id": "file_id not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
}
FILES = {"photo", "document", "voice", "audio", "video", "animation", "sticker", "video_note"}


class Mismatch(Exception):
    """The value is of another type."""


def utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


class Spec:
    """Field names, types, required fields and limits of every official method."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.version: str = data["version"]
        self._types: dict[str, Any] = data["types"]
        self._compiled: dict[str, Check] = {}
        self.methods = {
            name.lower(): Fields(name, fields, self) for name, fields in data["methods"].items()
        }

    def type_check(self, name: str) -> Check:
        if name.startswith("Array of "):
            return _array(self.type_check(name[9:]))
        if name in SCALARS:
            return SCALARS[name]
        if name not in self._compiled:
            # A forward entry first: some types hold themselves.
            self._compiled[name] = self._later(name)
            self._compiled[name] = self._object(name)
        return self._compiled[name]

    def _later(self, name: str) -> Check:
        def check(value: Any, top: bool) -> Any:
            return self._compiled[name](value, top)

        return check

    def _object(self, name: str) -> Check:
        row = self._types[name]
        if row.get("subtypes"):
            return _one_of([(sub, self.type_check(sub)) for sub in row["subtypes"]], self, name)
        return _object(name, Fields(name, row["fields"], self))

    def names_in(self, type_name: str) -> set[str]:
        return set(self._types.get(type_name, {}).get("fields", ()))


class Fields:
    """The fields of one method or of one object."""

    def __init__(self, owner: str, rows: dict[str, Any], spec: Spec) -> None:
        self.owner = owner
        self.names = list(rows)
        self._checks = {name: _field(owner, name, row, spec) for name, row in rows.items()}
        self._required = [name for name, row in rows.items() if row.get("r")]

    def check(self, given: dict[str, Any], files: Collection[str] = ()) -> dict[str, Any]:
        """The typed values of a method's parameters; refuses with the provider's wording."""
        typed: dict[str, Any] = {}
        for name, value in given.items():
            check = self._checks.get(name)
            if check is None:
                raise bad(f"unknown parameter '{name}'")
            if value is not None and value != "":
                typed[name] = check(value, True)
        for name in files:
            if name in self._checks:
                typed[name] = f"attach://{name}"
        for name in self._required:
            if name not in typed:
                raise bad(_missing(name))
        return typed

    def check_object(self, given: dict[str, Any]) -> dict[str, Any]:
        typed: dict[str, Any] = {}
        for name, value in given.items():
            check = self._checks.get(name)
            if check is None and self.names:
                raise bad(f"unknown field '{name}' in {self.owner}")
            if value is not None:
                typed[name] = check(value, False) if check else value
        for name in self._required:
            if name not in typed:
                raise bad(f"can't parse {self.owner}: Can't find field \"{name}\"")
        return typed


def _missing(name: str) -> str:
    if name in FILES:
        return f"there is no {name} in the request"
    return NAMED_MISSING.get(name, f"parameter '{name}' is required")


def _field(owner: str, name: str, row: dict[str, Any], spec: Spec) -> Check:
    kinds: list[str] = row["t"]
    check = _union(kinds, spec, name)
    check = _limited(owner, name, row, check)

    def checked(value: Any, top: bool) -> Any:
        try:
            return check(value, top)
        except Mismatch:
            raise bad(f"field '{name}' of {owner} must be of type {' or '.join(kinds)}") from None

    return checked


def _union(kinds: list[str], spec: Spec, name: str) -> Check:
    if len(kinds) == 1:
        return spec.type_check(kinds[0])
    if all(kind.startswith("Array of ") for kind in kinds):
        # An album may mix its kinds: each item is judged by itself.
        return _array(_union([kind[9:] for kind in kinds], spec, name))
    return _one_of([(kind, spec.type_check(kind)) for kind in kinds], spec, name)


def _limited(owner: str, name: str, row: dict[str, Any], check: Check) -> Check:
    limit = None if name in PARSED and owner != "answerCallbackQuery" else row.get("l")
    allowed = frozenset(row["v"]) if "v" in row else None
    pattern = re.compile(row["p"]) if "p" in row else None
    if limit is None and allowed is None and pattern is None:
        return check
    refusal = bad(NAMED_LIMITS.get((owner, name), _limit_words(owner, name, row)))

    def limited(value: Any, top: bool) -> Any:
        value = check(value, top)
        if limit is not None and not limit[0] <= _size(value, limit[2]) <= limit[1]:
            raise ApiError(refusal.description)
        if isinstance(value, str) and allowed is not None and value not in allowed:
            raise ApiError(refusal.description)
        if isinstance(value, str) and pattern is not None and not pattern.fullmatch(value):
            raise ApiError(refusal.description)
        return value

    return limited


def _limit_words(owner: str, name: str, row: dict[str, Any]) -> str:
    if "l" not in row:
        return f"field '{name}' of {owner} has a value that is not allowed"
    low, high, unit = row["l"]
    unit = {"c": "characters", "b": "bytes", "n": "items"}[unit]
    return f"field '{name}' of {owner} must have {low}-{high} {unit}"


def _size(value: Any, unit: str) -> int:
    if isinstance(value, list):
        return len(value)
    if not isinstance(value, str):
        return 0
    return len(value.encode()) if unit == "b" else utf16(value)


def _integer(value: Any, top: bool) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if top and isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,19}", value):
        return int(value)
    raise Mismatch


def _float(value: Any, top: bool) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if top and isinstance(value, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value):
        return float(value)
    raise Mismatch


def _boolean(value: Any, top: bool) -> bool:
    if isinstance(value, bool):
        return value
    if top and isinstance(value, str) and value.lower() in ("true", "false", "1", "0"):
        return value.lower() in ("true", "1")
    raise Mismatch


def _string(value: Any, top: bool) -> str:
    if isinstance(value, str):
        return value
    if top and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    raise Mismatch


SCALARS: dict[str, Check] = {
    "Integer": _integer,
    "Float": _float,
    "Boolean": _boolean,
    "True": _boolean,
    "False": _boolean,
    "String": _string,
    "InputFile": _string,
}


def _decoded(value: Any, opening: str) -> Any:
    """Form bodies carry lists and objects as JSON text."""
    if isinstance(value, str) and value.lstrip()[:1] == opening:
        try:
            return json.loads(value)
        except ValueError:
            raise Mismatch from None
    return value


def _array(item: Check) -> Check:
    def check(value: Any, top: bool) -> list[Any]:
        value = _decoded(value, "[") if top else value
        if not isinstance(value, list):
            raise Mismatch
        return [item(one, False) for one in value]

    return check


def _object(name: str, fields: Fields) -> Check:
    button = name == "InlineKeyboardButton"

    def check(value: Any, top: bool) -> dict[str, Any]:
        value = _decoded(value, "{") if top else value
        if not isinstance(value, dict):
            raise Mismatch
        typed = fields.check_object(value)
        if button and len(typed.keys() - ACTIONLESS) != 1:
            raise bad(
                "can't parse inline keyboard button: Text buttons are unallowed in the inline "
                "keyboard; exactly one action is needed"
            )
        return typed

    return check


def _one_of(options: list[tuple[str, Check]], spec: Spec, owner: str) -> Check:
    """The first that fits; else the error of the one that shares most field names."""

    def check(value: Any, top: bool) -> Any:
        value = _decoded(value, "{") if top else value
        best: tuple[int, ApiError] | None = None
        for kind, option in options:
            try:
                return option(value, top)
            except Mismatch:
                continue
            except ApiError as error:
                if not isinstance(value, dict):
                    raise
                shared = len(spec.names_in(kind) & value.keys())
                if error.description.endswith("is not allowed"):
                    shared -= 100
                if best is None or shared > best[0]:
                    best = (shared, error)
        if best is not None:
            raise best[1]
        raise Mismatch

    check.__name__ = owner
    return check


@functools.cache
def load() -> Spec:
    return Spec(json.loads(DATA.read_text(encoding="utf-8")))
