"""Groups with their communication rules, and what each role may (C5)."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2s

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from core.staff.model import Group, Role

LONGEST, KEY = 40, 16
"""Bytes of a name in a button, beside a person and a version; letters of its hash."""


def key_of(name: str) -> str:
    """What a button calls a group: its name, or the hash of one that would not fit."""
    told = name.encode()
    return name if len(told) <= LONGEST else blake2s(told, digest_size=KEY // 2).hexdigest()


def groups_screen(words: Words, groups: Sequence[Group]) -> Screen:
    lines = Lines().line(words("tg-groups-head", count=len(groups)), "bold")
    for one in groups:
        role = words(f"role-{one.role}")
        lines.line(words("tg-groups-line", name=one.name, role=role, count=one.members))
    rows = [[(one.name, f"gr:{key_of(one.name)}")] for one in groups if one.members or one.rules]
    return lines.line().add(words("tg-groups-how")).screen("groups", [*rows, home_row(words)])


def group_screen(words: Words, group: Group) -> Screen:
    """Its rules as they are typed: receiver.verb=cell."""
    lines = Lines().line(group.name, "bold")
    role = words(f"role-{group.role}")
    lines.line(words("tg-groups-line", name=group.name, role=role, count=group.members))
    lines.line(words("tg-group-version", version=group.version)).line()
    rules = [f"{r}.{verb}={cell}" for r, row in group.rules.items() for verb, cell in row.items()]
    for rule in rules:
        lines.line(rule, "code")
    if not rules:
        lines.line(words("tg-group-bare"))
    lines.line().add(words("tg-group-how", name=group.name))
    return lines.screen("group", [home_row(words, "grs")])


def roles_screen(words: Words, given: Mapping[Role, Collection[str]]) -> Screen:
    lines = Lines().line(words("tg-roles-head"), "bold")
    for role, permissions in given.items():
        name = words(f"role-{role}")
        lines.line(words("tg-roles-line", role=role.value, name=name, count=len(permissions)))
    return lines.line().add(words("tg-roles-how")).screen("roles", [home_row(words)])


def role_screen(words: Words, role: Role, permissions: Collection[str]) -> Screen:
    """Every permission by its name: the table itself, not a tale about it."""
    lines = Lines().line(words(f"role-{role}"), "bold")
    for permission in sorted(permissions):
        lines.line(permission, "code")
    if not permissions:
        lines.line(words("tg-role-bare"))
    return lines.screen("role", [home_row(words)])
