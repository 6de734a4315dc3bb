"""/quiet: one's own quiet hours and subscriptions."""

from bots.telegram.staff.actions.arguments import Commands, NoButton, Presses
from bots.telegram.staff.actions.naming import named_views
from bots.telegram.staff.forms.steps import Entry
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.hours import NIGHT, quiet_screen, subject
from core.digest.model import SubscriptionGone
from core.digest.wanted import KINDS
from core.ids import SubscriptionId


async def quiet(turn: Turn, rest: str = "") -> None:
    del rest
    duties = turn.office.duties
    held = await duties.quiet.mine(turn.person)
    mine = await duties.subscriptions.mine(turn.person)
    await turn.show(quiet_screen(turn.words, held, await named_views(turn, "subscription", mine)))


async def _set(turn: Turn, how: str) -> str:
    """What is set is told by the button itself, so that an old one does what it says."""
    service = turn.office.duties.quiet
    if how == "own":
        await turn.office.forms.start(turn, "quiet")
        return ""
    if how == "show":
        await quiet(turn)
        return ""
    if how == "firm":
        await service.as_firm(turn.person, turn.cause)
    elif how in {"night", "off"}:
        await service.set(turn.person, NIGHT if how == "night" else None, turn.cause)
    else:
        raise NoButton
    await quiet(turn)
    return turn.words("tg-quiet-changed")


async def _subscribe(turn: Turn, kind: str) -> str:
    """`new`: to what is asked first."""
    if kind not in KINDS and kind != "new":
        raise NoButton
    given = {"kind": Entry(kind, subject(turn.words, kind))} if kind in KINDS else {}
    await turn.office.forms.start(turn, "subscribe", given)
    return ""


async def _end(turn: Turn, public: str) -> str:
    """A second press finds it ended; the list is drawn as it stands."""
    number = await turn.office.names.resolve(turn.person, public, "subscription")
    try:
        await turn.office.duties.subscriptions.end(turn.person, SubscriptionId(number), turn.cause)
    except SubscriptionGone as error:
        await quiet(turn)
        return turn.told(error)
    await quiet(turn)
    return turn.words("tg-subscription-ended")


PRESSES: Presses = {"qh": (_set, 1), "sb": (_subscribe, 1), "sbx": (_end, 1)}
COMMANDS: Commands = {"quiet": quiet}
