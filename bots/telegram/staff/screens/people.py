"""People and their places, for administrators."""

from collections.abc import Sequence

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.groups import key_of
from core.messaging.text import cut
from core.staff.model import UNPLACED, Group, Person

PAGE = 8
NAME_LIMIT = 60


def people_screen(words: Words, people: Sequence[Person], page: int) -> Screen:
    """Eight a page; the dismissed stay on the list, struck off."""
    pages = max(1, -(-len(people) // PAGE))
    page = min(page, pages - 1)
    shown = people[page * PAGE : (page + 1) * PAGE]
    lines = Lines().line(words("tg-users-head", count=len(people)), "bold")
    for one in shown:
        lines.line(f"{_mark(one)} {_line(words, one)}")
    rows = [[(f"{one.name} · {words(f'role-{one.role}')}", f"up:{one.id}")] for one in shown]
    turning = [("⬅️", page - 1), ("➡️", page + 1)]
    turn = [(label, f"us:{to}") for label, to in turning if 0 <= to < pages]
    return lines.screen("users", [*rows, turn, home_row(words)])


def person_screen(words: Words, person: Person, groups: Sequence[Group]) -> Screen:
    """One person with the places that a press puts them in; the press carries the version."""
    lines = Lines().line(cut(person.name, NAME_LIMIT), "bold").line(_line(words, person))
    lines.line(words("tg-user-place", group=_group(words, person.group)))
    if person.dismissed_at is not None:
        return lines.screen("user", [home_row(words, "us:0")])
    lines.line(words("tg-user-email", email=person.email or "—", id=str(person.id)))
    lines.line().line(words("tg-user-move"))
    names = [group.name for group in groups if group.name != person.group]
    names += [UNPLACED] if person.group != UNPLACED else []
    head = f"upg:{person.id}:{person.version}"
    buttons = [(_group(words, name), f"{head}:{key_of(name)}") for name in names]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    return lines.screen("user", [*rows, home_row(words, "us:0")])


def _line(words: Words, person: Person) -> str:
    parts = [words("tg-number", id=str(person.id)), cut(person.name, NAME_LIMIT)]
    parts.append(words(f"role-{person.role}"))
    if person.group != person.role:
        parts.append(_group(words, person.group))
    return " · ".join(parts)


def _group(words: Words, name: str) -> str:
    """A role's own group is called like the role; one that somebody made, as they called it."""
    if name == UNPLACED:
        return words("tg-group-none")
    try:
        return words(f"role-{name}")
    except KeyError:
        return name


def _mark(person: Person) -> str:
    if person.dismissed_at is not None:
        return "✖️"
    return "🟢" if person.present and person.placed else "⚪️"
