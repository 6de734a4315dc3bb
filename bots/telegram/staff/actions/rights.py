"""Commands and presses about places, other people's eyes and refusals."""

from collections.abc import Awaitable, Callable

from bots.telegram.screen import Screen
from bots.telegram.show import NEUTRAL
from bots.telegram.staff.actions.arguments import LARGEST, Presses, number, or_anew
from bots.telegram.staff.menu import menu, publish_commands
from bots.telegram.staff.office import Turn
from bots.telegram.staff.refused import closed
from bots.telegram.staff.screens.groups import (
    KEY,
    group_screen,
    groups_screen,
    key_of,
    role_screen,
    roles_screen,
)
from bots.telegram.staff.screens.lens import lens_screen
from bots.telegram.staff.screens.people import people_screen, person_screen
from bots.telegram.staff.screens.refusal import audit_screen, refusal_screen
from core.errors import InvalidInput
from core.ids import PersonId
from core.policy.permissions import VIEW_AS, require, through
from core.policy.roles import PERMISSIONS
from core.policy.wording import in_words
from core.staff.model import UNPLACED, Person, Role


async def as_(turn: Turn, rest: str) -> None:
    """`/as manager`, `/as manager 5`, `/as manager Борис`, `/as off`; alone it tells how."""
    role, _, whose = rest.strip().partition(" ")
    if role.lower() == "off":
        person = await turn.office.lenses.view_off(turn.person, turn.cause)
        await _anew(turn, person, "tg-as-off")
        return
    if not role:
        require(turn.person, VIEW_AS)
        await turn.show(lens_screen(turn.words, turn.person.viewing))
        return
    person = await turn.office.lenses.view_as(turn.person, role, _named(whose), turn.cause)
    await _anew(turn, person, "tg-as-on")


async def _anew(turn: Turn, person: Person, word: str) -> None:
    """The menu and the command list are those of the role from now on."""
    changed = turn.as_person(person)
    if closed(changed):
        await changed.say(NEUTRAL, changed.words("tg-neutral"))
        return
    await changed.show(menu(changed.office, person, changed.words(word)))
    await publish_commands(changed.office, person, changed.place.chat)


def _named(typed: str) -> PersonId | str | None:
    """A number, part of a name, or nobody in particular."""
    typed = typed.strip()
    if typed.lstrip("№#").strip().isdecimal():
        return PersonId(_digits(typed))
    return typed or None


def _digits(text: str) -> int:
    """A number as people type it. Raises InvalidInput."""
    text = text.strip().lstrip("№#").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= LARGEST):
        raise InvalidInput("number-unclear")
    return int(text)


async def why(turn: Turn, rest: str) -> None:
    """The last refusal, or the one of that number."""
    told = await turn.office.refusals.explain(turn.person, _digits(rest) if rest.strip() else None)
    rule = in_words(turn.office.texts, turn.words.language, told.rule, told.role)
    await turn.show(
        refusal_screen(turn.words, told, rule, turn.office.zone, turn.office.forms.title)
    )


async def users(turn: Turn, rest: str) -> None:
    """Alone the list; `/users email 5 boris@firm.ru` says where letters go."""
    words = rest.split()
    if words[:1] != ["email"]:
        await _users(turn, "0")
        return
    if len(words) != 3:  # noqa: PLR2004 - the word, somebody and an address
        raise InvalidInput("user-email-how")
    person = PersonId(_digits(words[1]))
    await turn.office.staff.set_email(turn.person, person, words[2], cause=turn.cause)
    await _person(turn, str(person))


async def groups(turn: Turn, rest: str) -> None:
    """Alone the list; a name its rules; with receiver.verb=cell they are changed."""
    words = rest.split()
    if not words:
        await _groups(turn)
    elif words[0] == "place":
        await _place_typed(turn, words[1:])
    elif len(words) == 1:
        await _group(turn, words[0])
    else:
        cells = dict(_cell(one) for one in words[1:])
        group = await turn.office.groups.change(turn.person, words[0], None, cells, turn.cause)
        await turn.show(group_screen(turn.words, group))


def _cell(typed: str) -> tuple[str, str]:
    name, equals, cell = typed.partition("=")
    if not equals or "." not in name:
        raise InvalidInput("group-rules-shape")
    return name, cell


async def _place_typed(turn: Turn, words: list[str]) -> None:
    """`/groups place 5 north`."""
    if len(words) != 2:  # noqa: PLR2004 - somebody and somewhere
        raise InvalidInput("group-place-how")
    person = await turn.office.groups.place(
        turn.person, PersonId(_digits(words[0])), words[1], None, turn.cause
    )
    await _person(turn, str(person.id))


async def roles(turn: Turn, rest: str) -> None:
    """What a role may, from the table itself."""
    require(through(turn.person), "group:read")
    wanted = rest.strip().lower()
    if wanted not in set(Role):
        await turn.show(roles_screen(turn.words, PERMISSIONS))
        return
    role = Role(wanted)
    await turn.show(role_screen(turn.words, role, PERMISSIONS[role]))


async def audit(turn: Turn, rest: str) -> None:
    del rest
    await _audit(turn)


async def _users(turn: Turn, page: str) -> str:
    people = await turn.office.groups.people(turn.person)
    await turn.show(people_screen(turn.words, people, number(page)))
    return ""


async def _person(turn: Turn, person: str) -> str:
    wanted = number(person)
    people = await turn.office.groups.people(turn.person)
    found = next((one for one in people if one.id == wanted), None)
    if found is None:
        raise InvalidInput("person-unknown", id=wanted)
    every = await turn.office.groups.listing(turn.person)
    await turn.show(person_screen(turn.words, found, every))
    return ""


async def _place(turn: Turn, person: str, version: str, key: str) -> str:
    async def placed() -> str:
        name = await _called(turn, key)
        who = PersonId(number(person))
        await turn.office.groups.place(turn.person, who, name, number(version), turn.cause)
        await _person(turn, person)
        return turn.words("tg-user-unplaced" if name == UNPLACED else "tg-user-placed")

    return await or_anew(turn, placed(), lambda: _person(turn, person))


async def _groups(turn: Turn) -> str:
    return await _put(
        turn, groups_screen(turn.words, await turn.office.groups.listing(turn.person))
    )


async def _group(turn: Turn, key: str) -> str:
    name = await _called(turn, key)
    return await _put(
        turn, group_screen(turn.words, await turn.office.groups.show(turn.person, name))
    )


async def _called(turn: Turn, key: str) -> str:
    """The name behind a button; what names no group is for the core to refuse."""
    if len(key) != KEY:
        return key
    every = await turn.office.groups.listing(turn.person)
    return next((one.name for one in every if key_of(one.name) == key), key)


async def _audit(turn: Turn) -> str:
    found = await turn.office.refusals.listing(turn.person)
    return await _put(
        turn, audit_screen(turn.words, found, turn.office.zone, turn.office.forms.title)
    )


async def _put(turn: Turn, screen: Screen) -> str:
    await turn.show(screen)
    return ""


COMMANDS: dict[str, Callable[[Turn, str], Awaitable[None]]] = {
    "as": as_,
    "why": why,
    "users": users,
    "groups": groups,
    "roles": roles,
    "audit": audit,
}

PRESSES: Presses = {
    "us": (_users, 1),
    "up": (_person, 1),
    "upg": (_place, 3),
    "grs": (_groups, 0),
    "gr": (_group, 1),
    "au": (_audit, 0),
}
