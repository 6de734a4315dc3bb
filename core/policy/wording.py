"""A rule of the audit in words: its own text where there is one, else what its form tells."""

import re

from core.policy.refusals import roles_with, scope_of
from core.ports import Texts
from core.staff.model import Role


def in_words(texts: Texts, language: str, rule: str, role: Role | None = None) -> str:
    """Never fails: a rule without a text is shown as it is.

    `role`: of whoever was refused. Where it holds the permission in a scope only, that is the
    reason, told without a word of what was asked for: it may as well be no more (A5).
    """
    own = _known(texts, language, "rule-" + re.sub(r"[^a-z0-9_]+", "-", rule.lower()))
    if own is not None:
        return own
    kind, _, rest = rule.partition(":")
    if kind == "matrix" and rest.count("-") == 2:  # noqa: PLR2004 - sender-verb-receiver
        sender, verb, receiver = rest.split("-")
        sides = {"sender": sender, "receiver": receiver}
        named = {side: role_name(texts, language, role) for side, role in sides.items()}
        verb = _known(texts, language, f"verb-{verb}") or verb
        return texts.render("rule-matrix", language, named | {"verb": verb})
    if kind == "group":
        return texts.render("rule-group", language, {"rule": rest})
    roles = roles_with(rule)
    if roles:
        names = ", ".join(_with_scope(texts, language, one, rule) for one in roles)
        scope = scope_of(role, rule) if role is not None else ""
        told = {"rule": rule, "roles": names, "scope": scope}
        return texts.render("rule-scoped" if scope else "rule-permission", language, told)
    return texts.render("rule-other", language, {"rule": rule})


def _with_scope(texts: Texts, language: str, role: Role, rule: str) -> str:
    name, scope = role_name(texts, language, role), scope_of(role, rule)
    told = _known(texts, language, f"scope-{scope}") if scope else None
    return f"{name} ({told})" if told else name


def role_name(texts: Texts, language: str, role: str) -> str:
    return _known(texts, language, f"role-{role}") or role


def _known(texts: Texts, language: str, key: str) -> str | None:
    try:
        return texts.render(key, language, {})
    except (KeyError, ValueError):
        return None
