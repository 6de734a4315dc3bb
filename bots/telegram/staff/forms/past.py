"""A press under a form that is not open any more."""

from collections.abc import Mapping
from typing import Any

from bots.telegram.staff.menu import home_row
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.figures import moment
from core.forms import ENDED, Draft


def mark_of(token: str, *, done: bool = False) -> Mapping[str, Any]:
    """What is remembered of a form that has ended."""
    return {"token": token, "done": done}


async def past(turn: Turn, draft: Draft | None, token: str) -> str:
    """The toast. The second of two taps leaves what the first one has shown, and tells of it.

    A form that nobody remembers still shows its question: that gives way to the menu.
    """
    if draft is not None and draft.name == ENDED and draft.state["token"] == token:
        return _ended(turn, draft)
    await turn.say("form", turn.words("tg-form-closed"), [home_row(turn.words)])
    return turn.words("tg-form-closed")


def _ended(turn: Turn, draft: Draft) -> str:
    if not draft.state["done"]:
        return turn.words("tg-form-over")
    return turn.words("tg-form-done", at=moment(draft.kept_at, turn.office.zone))
