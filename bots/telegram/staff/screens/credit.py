"""What the client's card allows to owe, and what was asked and answered about more (E5)."""

from bots.telegram.screen import Words
from bots.telegram.staff.screens.approvals import reason_text
from bots.telegram.staff.screens.figures import money
from bots.telegram.staff.services import View
from core.approvals.model import REJECTED, WAITING


def credit_lines(words: Words, view: View | None) -> list[str]:
    """None: the card allows it, or somebody else does."""
    if not view:
        return []
    days, state = str(view["days"]), view["state"]
    over = [_limit(words, view)] if view["over"] else []
    if state == WAITING:
        return [words("tg-terms-waiting", days=days), *over]
    if state == REJECTED:
        why = reason_text(words, str(view["reason"]))
        return [words("tg-terms-rejected", days=days, reason=why), *over]
    longer = words("tg-terms-longer", days=days, allowed=str(view["allowed"]))
    return [*(over or [longer]), words("tg-terms-asks")]


def _limit(words: Words, view: View) -> str:
    limit, debt = money(words, view["limit"]), money(words, view["debt"])
    return words("tg-terms-over", limit=limit, debt=debt)
