"""What somebody has typed, or sent, to the form that is open in its place."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bots.telegram.convert import content_of
from bots.telegram.staff.forms.state import Filling
from bots.telegram.staff.forms.steps import Confirm, Entry, Step, Talk, Upload
from bots.telegram.staff.office import Turn
from core.errors import InvalidInput

PASSING = timedelta(minutes=15)


def passed_by(turn: Turn, kept_at: datetime | None) -> bool:
    """Whoever types in a client's topic, or long after the question, writes to somebody else."""
    late = kept_at is not None and turn.office.clock.now() - kept_at > PASSING
    return late or turn.place.thread is not None


async def said(talk: Talk, step: Step) -> Entry | None:
    content = content_of(talk.turn.message)
    if content.files:
        return await step.file(talk, content.files[0])
    if not content.text.strip():
        raise InvalidInput("form-text-wanted")
    return await step.typed(talk, content.text.strip())


def album_goes_on(turn: Turn, state: Filling) -> bool:
    """Another file of the album whose first one was taken."""
    group = content_of(turn.message).group
    return group is not None and group == state.group


async def one_file(talk: Talk, step: Step) -> Entry | None:
    del talk, step
    raise InvalidInput("form-one-file")


def anew(turn: Turn, steps: Sequence[Step], state: Filling) -> Filling:
    """A file sent at the last look takes the place of the one before it."""
    if not (isinstance(state.step(steps), Confirm) and content_of(turn.message).files):
        return state
    uploads = [step.name for step in steps if isinstance(step, Upload)]
    return state.without(uploads[-1]) if uploads else state
