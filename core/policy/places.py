"""Whose place may be taken away or changed: the firm keeps an administrator (C5)."""

from core.errors import InvalidInput
from core.staff.model import ADMINISTRATORS, Person
from core.staff.ports import People


async def replaceable(
    people: People, who: Person | None, person: Person, *, administers: bool = False
) -> None:
    """`administers`: whether he still will. `who` None: the command line.

    Under `People.lock_places`, or two administrators could take each other's place at once.
    Raises InvalidInput ("own-place", "last-administrator").
    """
    if who is not None and who.id == person.id:
        raise InvalidInput("own-place")
    if administers or not person.placed or person.role not in ADMINISTRATORS:
        return
    others = await people.of_roles(*ADMINISTRATORS)
    if all(one.id == person.id for one in others):
        raise InvalidInput("last-administrator")
