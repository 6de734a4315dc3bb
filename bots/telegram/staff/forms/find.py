"""A client is searched for by what is typed next, also after a restart (MENUS)."""

from bots.telegram.screen import Button, Screen
from bots.telegram.staff.actions.naming import can, named_views
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Entry, Step, Talk
from bots.telegram.staff.office import Turn
from bots.telegram.staff.screens.find import SHOWN, find_screen, nobody_screen
from core.messaging.text import cut

FIND = "find"
NEW_CLIENT = "cnw"
SEARCH_LIMIT = 200


class Wanted(Step):
    """The question stands until somebody is found; what is typed after that is no search."""

    async def typed(self, talk: Talk, text: str) -> Entry | None:
        return Entry(text, text) if await found(talk.turn, text) is not None else None

    async def preview(self, talk: Talk) -> list[str]:
        """What is typed in a client's topic without a reply is the client's."""
        return [talk.words("tg-find-reply")] if talk.turn.place.thread is not None else []

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
    text = str(talk.values["text"])
    return await found(talk.turn, text) or nobody(talk.turn, text)


def nobody(turn: Turn, text: str) -> Screen:
    shown = cut(text, SEARCH_LIMIT)
    return nobody_screen(turn.words, shown, create=can(turn, "client:create"))


SEARCH = Form(
    name=FIND,
    title="tg-form-find",
    rights=("client:find",),
    steps=(Wanted(name="text", label="", ask="tg-find-ask"),),
    finish=_search,
    passing=True,
    aside="tg-find-aside",
)
FORMS = (SEARCH,)
