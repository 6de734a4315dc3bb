"""A client is searched for by what is typed next, also after a restart (MENUS)."""

from bots.telegram.screen import Button, Screen
from bots.telegram.staff.actions.naming import can, named_views
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Entry, Step, Talk, Values
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.find import SHOWN, find_screen
from core.errors import InvalidInput
from core.messaging.text import cut

FIND = "find"
TRIED = "tried"
"""What was asked for together with the command, and found nobody."""
NEW_CLIENT = "cnw"
SEARCH_LIMIT = 200


class Wanted(Step):
    async def typed(self, talk: Talk, text: str) -> Entry | None:
        del talk
        return Entry(cut(text, SEARCH_LIMIT), text)

    def ways(self, talk: Talk) -> list[Button]:
        made = can(talk.turn, "client:create")
        return [(talk.words("tg-client-new"), NEW_CLIENT)] if made else []


async def found(turn: Turn, text: str) -> Screen | None:
    """None where nobody is found."""
    wanted = cut(text, SEARCH_LIMIT)
    views = await turn.office.trade.registry.search(turn.person, wanted, SHOWN + 1)
    named = await named_views(turn, "client", views)
    return find_screen(turn.words, named, create=can(turn, "client:create")) if named else None


async def _search(talk: Talk) -> Screen:
    """The question stands until somebody is found; what is typed after that is no search."""
    screen = await found(talk.turn, str(talk.values["text"]))
    if screen is None:
        raise InvalidInput("find-none")
    return screen


def _never(values: Values) -> bool:
    del values
    return False


SEARCH = Form(
    name=FIND,
    title="tg-form-find",
    rights=("client:find",),
    steps=(
        Step(name=TRIED, label="tg-find-tried", ask="tg-find-ask", when=_never),
        Wanted(name="text", label="", ask="tg-find-ask"),
    ),
    finish=_search,
)
FORMS = (SEARCH,)
