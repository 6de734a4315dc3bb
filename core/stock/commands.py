"""What every command of this room does before its effect: who asks, may he, was it done."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from core.once import once, once_whole
from core.policy.actors import acting
from core.policy.permissions import require
from core.staff.model import Person
from core.stock.ports import Unit, Units

Effect = Callable[[Unit], Awaitable[str]]
WholeEffect = Callable[[Unit, Person], Awaitable[dict[str, Any]]]
"""The person as it stands in this transaction; the answer is fit for JSON."""


async def run_once(
    units: Units, actor: Person, permission: str, cause: str, now: datetime, effect: Effect
) -> str:
    """One transaction, tried again after a conflict; a replay is told what the first run was.

    Raises NotAllowed, NotFound.
    """

    async def work(unit: Unit) -> str:
        require(await acting(unit.people, actor), permission)
        return await once(unit, cause, now, lambda: effect(unit))

    return await units.run(work)


async def run_whole(
    units: Units, actor: Person, cause: str, now: datetime, effect: WholeEffect
) -> dict[str, Any]:
    """The same for an effect that judges the person by the record that it finds."""

    async def work(unit: Unit) -> dict[str, Any]:
        person = await acting(unit.people, actor)
        return await once_whole(unit, cause, now, lambda: effect(unit, person))

    return await units.run(work)
