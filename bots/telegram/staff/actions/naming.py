"""Records by their opaque names, and back: names are made at the edge, never by the core."""

from collections.abc import Sequence

from bots.telegram.staff.actions.arguments import LARGEST
from bots.telegram.staff.office import Turn
from bots.telegram.staff.services import View
from core.ids import ApprovalId, ClientId, CommentId, DealId, LineId, SampleId
from core.policy.permissions import may, through

INN_LENGTHS = (10, 12)


async def client_of(turn: Turn, public: str) -> ClientId:
    return ClientId(await turn.office.names.resolve(turn.person, public, "client"))


async def deal_of(turn: Turn, public: str) -> DealId:
    return DealId(await turn.office.names.resolve(turn.person, public, "deal"))


async def line_of(turn: Turn, public: str) -> LineId:
    return LineId(await turn.office.names.resolve(turn.person, public, "line"))


async def approval_of(turn: Turn, public: str) -> ApprovalId:
    return ApprovalId(await turn.office.names.resolve(turn.person, public, "approval"))


async def comment_of(turn: Turn, public: str) -> CommentId:
    return CommentId(await turn.office.names.resolve(turn.person, public, "comment"))


async def sample_of(turn: Turn, public: str) -> SampleId:
    return SampleId(await turn.office.names.resolve(turn.person, public, "sample"))


def deal_number(text: str) -> DealId | None:
    """Typed after a command: "412" or "№ 412"; of the length of an INN it names a client."""
    digits = text.lstrip("№# ")
    fits = digits.isascii() and digits.isdigit() and len(digits) <= LARGEST
    fits = fits and len(digits) not in INN_LENGTHS
    return DealId(int(digits)) if fits else None


async def name_of(turn: Turn, kind: str, number: int) -> str:
    return (await turn.office.names.of(turn.person, [(kind, number)]))[kind, number]


async def named(turn: Turn, kind: str, numbers: Sequence[int]) -> dict[int, str]:
    found = await turn.office.names.of(turn.person, [(kind, int(n)) for n in numbers])
    return {number: public for (_, number), public in found.items()}


async def named_views(turn: Turn, kind: str, views: Sequence[View]) -> list[tuple[str, View]]:
    """Each view with the name of its "id"."""
    names = await named(turn, kind, [view["id"] for view in views])
    return [(names[int(view["id"])], view) for view in views]


def can(turn: Turn, *permissions: str) -> bool:
    """Any of them, as `/as` sees it; for what a menu offers, never for what is done."""
    return any(may(through(turn.person), permission) for permission in permissions)


def pages_so_far(found: Sequence[View], page: int, size: int) -> int:
    """Of a list that is not counted: after a full page there may be another."""
    return page + (2 if len(found) >= size else 1)
