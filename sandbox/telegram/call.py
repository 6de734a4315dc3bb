"""What a method sees of the call it answers, and the table of methods."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.callbacks import Queries
from sandbox.telegram.errors import bad
from sandbox.telegram.files import Files, Part
from sandbox.telegram.state import Bot, TelegramState


@dataclass
class Call:
    state: TelegramState
    files: Files
    queries: Queries
    bot: Bot
    params: dict[str, Any]
    parts: dict[str, Part]

    def media(self, kind: str, reference: str) -> dict[str, Any]:
        """The Message field for `attach://part` or a file_id; the emulator fetches no URL."""
        if reference.startswith("attach://"):
            part = self.parts.get(reference[9:])
            if part is None:
                raise bad(f"can't find file part '{reference[9:]}' of the attach:// reference")
            return self.files.keep(self.bot.id, kind, part)
        kept = self.files.by_id(self.bot.id, reference)
        if kept.kind != kind and not {kept.kind, kind} <= {"document", "video", "animation"}:
            raise bad(f"can't use file of type {kept.kind} as {kind}")
        return self.files.describe(self.bot.id, kept)


Method = Callable[[Call], Any]
METHODS: dict[str, Method] = {}


def method(*names: str) -> Callable[[Method], Method]:
    def register(function: Method) -> Method:
        for name in names:
            METHODS[name.lower()] = function
        return function

    return register
