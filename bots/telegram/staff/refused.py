"""A refusal of the core as the person reads it: with its number, so that `/why` explains it."""

from bots.telegram.staff.office import Turn
from core.errors import DomainError
from core.staff.model import Role

OPEN = frozenset({"as", "why"})
"""What works while an administrator looks with a retailer's eyes, who has nothing here."""


async def refused(turn: Turn, error: DomainError, what: str, public: str = "") -> str:
    """The text of it. The refused transaction is over; the record is one of its own (C7).

    `what`: the command or the prefix of the button; `public`: the opaque name that it carried.
    """
    said = turn.told(error)
    number = await turn.office.refusals.record(turn.person, error, what, turn.cause, public)
    return said if number is None else turn.words("tg-refused", text=said, id=str(number))


def closed(turn: Turn) -> bool:
    """Retailers have a bot of their own: through their eyes this one shows its one fixed line."""
    lens = turn.person.viewing
    return lens is not None and lens.role is Role.RETAILER
