"""STOP, START and HELP, obeyed as whole messages in both languages (CHANNELS, consent)."""

_WORDS = {
    "stop": "stop",
    "стоп": "stop",
    "отписаться": "stop",
    "unsubscribe": "stop",
    "start": "start",
    "старт": "start",
    "подписаться": "start",
    "help": "help",
    "помощь": "help",
}


def word(text: str) -> str | None:
    """ "stop", "start" or "help" when that is all the message says; a sentence is no command."""
    return _WORDS.get(text.strip().strip(".!").casefold())
