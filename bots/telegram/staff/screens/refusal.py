"""Why something was refused: the rule in words, when and what (C7)."""

from collections.abc import Sequence
from datetime import tzinfo

from bots.telegram.screen import Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.acts import Titles, act_name
from core.policy.refusals import ACT, Explanation

WHEN = "%d.%m.%Y %H:%M:%S"


def refusal_screen(
    words: Words, told: Explanation, rule: str, zone: tzinfo, titles: Titles
) -> Screen:
    """`rule`: in words; its name stands below for whoever keeps the policy."""
    head = "tg-why-allowed" if told.allowed else "tg-why-denied"
    at = told.at.astimezone(zone).strftime(WHEN)
    lines = Lines().line(words(head, id=str(told.number)), "bold").line(rule).line()
    lines.line(words("tg-why-when", at=at))
    lines.line(words("tg-why-what", what=_what(words, told, titles)))
    lines.line(words("tg-why-rule", rule=told.rule))
    return lines.screen("why", [home_row(words)])


def audit_screen(
    words: Words, found: Sequence[Explanation], zone: tzinfo, titles: Titles
) -> Screen:
    """The newest refusals of everybody: numbers and rules, nobody's words (P22)."""
    lines = Lines().line(words("tg-audit-head", count=len(found)), "bold")
    for one in found:
        at = one.at.astimezone(zone).strftime("%d.%m %H:%M")
        who = words("tg-number", id=str(one.who)) if one.who is not None else one.group
        what = _what(words, one, titles)
        lines.line(f"/why_{one.number} · {at} · {who} · {what} · {one.rule}")
    return lines.screen("audit", [[(words("tg-refresh"), "au")], home_row(words)])


def _what(words: Words, told: Explanation, titles: Titles) -> str:
    """The thing by its kind and number where one is known: administrators read those anyway."""
    what = words.either(f"tg-stage-{told.stage}", "tg-stage-other")
    if told.stage == ACT and told.what:
        return f"{what}: {act_name(words, told.what, titles)}"
    return f"{what} {told.what}" if told.what else what
