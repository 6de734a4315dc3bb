"""Search from the typing line: "@bot ромашка" in the chat with the bot."""

from bots.telegram.screen import Offer
from bots.telegram.staff.actions.naming import named
from bots.telegram.staff.office import Turn
from bots.telegram.staff.refused import closed
from bots.telegram.staff.services import View
from core.errors import DomainError
from core.messaging.text import cut, storable

SHORTEST, TEXT_LIMIT, SHOWN = 2, 200, 16


async def found(turn: Turn, text: str) -> list[Offer]:
    """Own clients lead to their card; of another's: name, INN, responsible, nothing else (A5)."""
    wanted = cut(" ".join(storable(text).split()), TEXT_LIMIT)
    if len(wanted) < SHORTEST or closed(turn):
        return []
    try:
        views = list(await turn.office.goods.clients.search(turn.person, wanted))[:SHOWN]
    except DomainError:
        return []
    names = await named(turn, "client", [int(one["id"]) for one in views])
    return [_offer(turn, names[int(one["id"])], one, wanted) for one in views]


def _offer(turn: Turn, public: str, view: View, wanted: str) -> Offer:
    """What is picked is typed into the chat: a command that shows the card, or the search."""
    inn = str(view.get("inn") or "")
    about = [turn.words("tg-inn", inn=inn)] if inn else []
    about.append(_responsible(turn, view))
    typed = f"/card {public}" if view.get("own") else f"/find {inn or wanted}"
    return Offer(public, str(view["name"]), " · ".join(about), typed)


def _responsible(turn: Turn, view: View) -> str:
    """A responsible behind the wall is told of without a name (POLICY i)."""
    if view.get("responsible"):
        return turn.words("tg-responsible", name=str(view["responsible"]))
    return turn.words("tg-assigned" if view.get("assigned") else "tg-unassigned")
