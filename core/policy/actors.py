"""Who is asking, as the transaction sees it: rights are never taken from a cache (P18)."""

from core.errors import NotAllowed, NotFound
from core.policy.permissions import through
from core.staff.model import Person
from core.staff.ports import People


async def acting(people: People, actor: Person) -> Person:
    """For everything that changes something. Raises NotFound, NotAllowed while viewing as another.

    An administrator who looks through `/as` changes nothing until `/as off`. Also refused is an
    actor that was handed on from a look: its id may be the other person's.
    """
    person = await standing(people, actor)
    if person.viewing is not None or actor.viewing is not None:
        raise NotAllowed("viewing-only", permission="viewing-only")
    return person


async def staying(people: People, actor: Person) -> Person:
    """`acting` for whoever is given a client by it: placed until the end of the transaction."""
    await people.hold([actor.id])
    return await acting(people, actor)


async def looking(people: People, actor: Person) -> Person:
    """For everything that only shows: with `/as`, the rights of the role that is looked through."""
    return through(await standing(people, actor))


async def standing(people: People, actor: Person) -> Person:
    """The person itself, whatever is looked through: for what is the person's own.

    Raises NotFound without a place (POLICY R1).
    """
    person = await people.get(actor.id)
    if person is None or not person.placed:
        raise NotFound
    return person
