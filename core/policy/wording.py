"""A rule of the audit in words: its own text where there is one, else what its form tells."""

import re

from core.policy.refusals import roles_with
from core.ports import Texts


def in_words(texts: Texts, language: str, rule: str) -> str:
    """Never fails: a rule without a text is shown as it is."""
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
        names = ", ".join(role_name(texts, language, role) for role in roles)
        return texts.render("rule-permission", language, {"rule": rule, "roles": names})
    return texts.render("rule-other", language, {"rule": rule})


def role_name(texts: Texts, language: str, role: str) -> str:
    return _known(texts, language, f"role-{role}") or role


def _known(texts: Texts, language: str, key: str) -> str | None:
    try:
        return texts.render(key, language, {})
    except (KeyError, ValueError):
        return None
