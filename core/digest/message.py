"""A digest on its way: a head, its parts, and under which conditions it may still leave."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from core.clients.model import Lane
from core.digest.lines import Part
from core.digest.parts import TODAY
from core.digest.ports import Unit
from core.ids import ClientId
from core.notices.bell import Bell, Notice, Press
from core.notices.speech import Speech
from core.policy.permissions import may
from core.schedule.model import Missed
from core.staff.model import Person

MISSED = Missed(late_after=timedelta(minutes=5), skip_after=timedelta(hours=3), coalesce=True)
"""At noon the morning is over; of several days without us only the newest is told (fault 28).

While the messenger is away a digest waits no longer, either.
"""


def _pairs(presses: Iterable[Press]) -> list[list[Press]]:
    """Two in a row."""
    found = list(presses)
    return [found[at : at + 2] for at in range(0, len(found), 2)]


def late_line(say: Speech, late: timedelta | None) -> tuple[str, ...]:
    """P10: late, but marked so."""
    return (say("notice-late", late=say.lasting(late)),) if late is not None else ()


async def ring(
    unit: Unit,
    bell: Bell,
    reader: Person,
    code: str,
    key: str,
    head: Sequence[str],
    parts: Sequence[Part],
    last: Sequence[Press] = (),
    needs: tuple[str, ...] = (),
    late: timedelta | None = None,
) -> bool:
    """`last`: under the buttons of the parts, before those that lead to their whole lists.

    False: the reader is not told.
    """
    lines = [*head, *(line for part in parts for line in part.lines)]
    opening = [*last, *(part.open for part in parts if part.open is not None)]
    rows = [*(row for part in parts for row in part.rows), *_pairs(dict.fromkeys(opening))]
    notice = Notice(
        reader,
        code,
        key,
        "\n".join(lines),
        rows,
        needs,
        lanes=await _lanes(unit, reader, {c for part in parts for c in part.clients}),
        lasts=MISSED.left(late),
    )
    return await bell.ring(unit, [notice])


async def _lanes(unit: Unit, reader: Person, clients: Iterable[ClientId]) -> tuple[Lane, ...]:
    """Of the reader's own clients: what is told of them is for him alone (A5)."""
    found = await unit.clients.lanes_of(clients)
    return tuple(lane for lane in found.values() if lane.owner_id == reader.id)


def today_row(reader: Person) -> tuple[Press, ...]:
    return (TODAY,) if may(reader, "task:read:own") else ()
