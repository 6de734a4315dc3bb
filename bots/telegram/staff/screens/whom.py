"""Nobody was named: whom is this for? Nothing is guessed, nothing leaves before the choice."""

from bots.telegram.screen import Screen, Words, plain
from bots.telegram.staff.menu import home_row
from core.messaging.views import Answered, Choice


def whom_screen(words: Words, answered: Answered) -> Screen:
    rows = [
        [(_label(words, choice), f"to:{choice.public}:{answered.draft}")]
        for choice in answered.choices
    ]
    return plain("whom", words("tg-whom"), [*rows, home_row(words)])


def _label(words: Words, choice: Choice) -> str:
    channel = words.either(f"tg-channel-{choice.channel}", "tg-channel-other")
    return f"{choice.name} · {channel}"


def chosen_screen(words: Words, answered: Answered) -> Screen:
    """The buttons go, so that a second press cannot send it to somebody else as well."""
    return plain("whom", words("tg-chosen", name=answered.name))
