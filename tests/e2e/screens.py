"""Working with one screen of the staff bot: its live message is edited in place."""

from typing import Any

from tests.e2e.firm import SOON, until
from tests.e2e.phones import Message, Phone, buttons, words


class Hand:
    """One person at one live message."""

    def __init__(self, phone: Phone, message: Message) -> None:
        self.phone, self.number = phone, message["message_id"]

    @property
    def message(self) -> Message:
        return self.phone.message(self.number)

    @property
    def text(self) -> str:
        return words(self.message)

    @property
    def labels(self) -> list[str]:
        return list(buttons(self.message))

    def data(self, label: str) -> str:
        """Of the first button that holds these words."""
        found = buttons(self.message)
        fitting = [data for name, data in found.items() if label in name]
        assert fitting, f"no button {label!r} among {list(found)} under {self.text!r}"
        return fitting[0]

    def press(self, label: str) -> str:
        """The toast; the screen has changed when it comes."""
        return self.send(self.data(label))

    def send(self, data: str) -> str:
        """Any data, also such as no button carries now."""
        answer: dict[str, Any] = self.phone.press(self.message, data=data)
        return str(answer.get("text") or "")

    def types(self, text: str, shows: str, **more: Any) -> None:
        """Typed words and what the live message shows then: each picture has buttons of its own."""
        before = buttons(self.message)
        self.phone.say(text, **more)
        until(lambda: buttons(self.message) != before, "the screen is drawn anew")
        self.shows(shows)

    def shows(self, text: str, seconds: float = SOON) -> None:
        """In its words or on a button."""
        what = f"{self.phone.number}'s screen shows {text!r}"
        until(lambda: text in "\n".join([self.text, *self.labels]), what, seconds)


def opened(phone: Phone, command: str, text: str = "") -> Hand:
    """What the bot answers a command with."""
    return Hand(phone, phone.after(phone.say(command), text))
