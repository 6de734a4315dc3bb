"""The live message of a form: what was entered, the question, the buttons."""

from collections.abc import Sequence
from dataclasses import replace

from bots.telegram.screen import Button, Lines, Screen
from bots.telegram.staff.forms.state import PAGE, Filling
from bots.telegram.staff.forms.steps import Choice, Confirm, Entry, Step, Talk
from core.errors import InvalidInput
from core.messaging.text import cut

SHOWN_LIMIT = 300
"""UTF-16 units of one answer; a long text is stored whole and shown cut."""
SKIP = "-"


async def picture(
    title: str, steps: Sequence[Step], talk: Talk, state: Filling
) -> tuple[Filling, Screen]:
    """The state as it is shown now, with what its buttons mean. Raises what the core raises."""
    step = state.step(steps)
    lines = Lines().line(talk.words(title), "bold")
    for one in steps:
        if one.label and one.name in state.shown:
            told = cut(state.shown[one.name] or "—", SHOWN_LIMIT)
            lines.line(f"{talk.words(one.label)}: {told}")
    if step is None:
        return replace(state, turn=state.turn + 1), lines.screen("form", [_ending(talk, state)])
    looked = await step.preview(talk)
    for line in looked:
        lines.line(line)
    found = await step.choices(talk, state.query)
    missed = bool(state.query) and not found
    if missed:  # the whole list again: a slip of the finger leaves nobody without buttons
        found = await step.choices(talk, "")
    shown = _turned(state, found)
    if found or not isinstance(step, Confirm):  # nothing to say yes to is no question
        lines.line().line(talk.words(step.ask))
    if state.error:
        _refused(lines, talk, state.error, looked)
    elif missed:
        lines.line().line(talk.words("tg-form-none", text=cut(state.query, SHOWN_LIMIT)))
    return shown, lines.screen("form", _rows(talk, step, shown, len(found)))


def _turned(state: Filling, found: Sequence[Choice]) -> Filling:
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(state.page, 0), pages - 1)
    offered = tuple(found[page * PAGE : (page + 1) * PAGE])
    return replace(state, turn=state.turn + 1, offered=offered, page=page)


def _refused(lines: Lines, talk: Talk, error: str, looked: Sequence[str]) -> None:
    """Once, where the last look has told the same."""
    told = talk.words("tg-form-error", text=error)
    if told not in looked:
        lines.line().line(told, "bold")


def _rows(talk: Talk, step: Step, state: Filling, total: int) -> list[list[Button]]:
    head = f"f:{state.token}:{state.turn}"
    rows: list[list[Button]] = [
        [(choice.label, f"{head}:{number}")] for number, choice in enumerate(state.offered)
    ]
    pages = -(-total // PAGE)
    turning = [("◀", f"{head}:p{state.page - 1}")] if state.page > 0 else []
    turning += [("▶", f"{head}:p{state.page + 1}")] if state.page + 1 < pages else []
    skip = [(_skip(talk, step), f"{head}:{SKIP}")] if step.optional else []
    return [*rows, turning, [*state.ways], [*step.ways(talk)], skip, _ending(talk, state)]


def _skip(talk: Talk, step: Step) -> str:
    stays = " ".join(step.stays(talk).split())
    return talk.words("tg-form-keep", value=stays) if stays else talk.words("tg-form-skip")


def _ending(talk: Talk, state: Filling) -> list[Button]:
    head = f"f:{state.token}:{state.turn}"
    back = [(talk.words("tg-back"), f"{head}:back")] if state.has_back else []
    return [*back, (talk.words("tg-form-cancel"), f"{head}:x")]


async def answer_of(talk: Talk, step: Step, state: Filling, what: str) -> Entry:
    """What a button meant in the picture that it stands under. Raises InvalidInput for a forged."""
    if what == SKIP and step.optional:
        return await step.skipped(talk)
    if what.isascii() and what.isdigit() and len(what) == 1 and int(what) < len(state.offered):
        return state.offered[int(what)].entry
    raise InvalidInput("form-press-wanted")
