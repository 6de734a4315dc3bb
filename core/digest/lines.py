"""A line of a digest: a head with its number, and buttons that lead to the matters themselves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.ids import ClientId
from core.messaging.text import cut
from core.notices.bell import Press, Rows
from core.notices.buttons import APPROVAL, CARD, DEAL, RESERVATION, SAMPLE, TASK
from core.notices.speech import UNKNOWN, Speech

View = Mapping[str, Any]
SHOWN = 3
"""Buttons of one head; the whole list is one press away."""
NAME, LABEL = 28, 60


@dataclass(frozen=True, slots=True)
class Part:
    """`clients`: whom it names; it is stopped when one of them has changed hands (A5).

    `open`: leads to the whole list.
    """

    lines: tuple[str, ...]
    rows: Rows = ()
    clients: frozenset[ClientId] = frozenset()
    open: Press | None = None


def part(
    say: Speech, head: str, found: Sequence[View], limit: int, shown: int = SHOWN
) -> Part | None:
    """None where nothing is found. `limit`: what was read at most, so that it may be more."""
    if not found:
        return None
    count = f"{len(found)}+" if len(found) >= limit else str(len(found))
    return Part(
        (f"{head}: {count}",),
        tuple((press(say, one),) for one in found[:shown]),
        frozenset(one["client_id"] for one in found[:shown] if one.get("client_id") is not None),
    )


def press(say: Speech, one: View) -> Press:
    kind, prefix, label = _KINDS[one["kind"]]
    more = (one["version"],) if prefix == SAMPLE else ()
    return Press("", prefix, (kind, int(one["id"])), more, words=cut(label(say, one), LABEL))


def told(one: View, name: str) -> str:
    """A field that may be hidden, absent or empty."""
    return cut(str(one.get(name) or UNKNOWN), NAME)


def _reservation(say: Speech, one: View) -> str:
    parts = [say.moment(one["lapses_at"]), told(one, "product"), say.weight(one["grams"])]
    return "📌 " + " · ".join(parts)


def _sample(say: Speech, one: View) -> str:
    del say
    return f"📞 {told(one, 'client')} · {told(one, 'product')}"


def _deferral(say: Speech, one: View) -> str:
    mark = "🔴" if one["overdue"] else "💸"
    return f"{mark} {say.day(one['due_on'])} · {say.money(one['sum'])} · {told(one, 'client')}"


def _conversation(say: Speech, one: View) -> str:
    return f"💬 {told(one, 'client')} · {say('digest-new', count=one['unanswered'])}"


def _task(say: Speech, one: View) -> str:
    late = "🔴 " if one.get("overdue") else ""
    due = f"{say.moment(one['due_at'])} · " if one.get("due_at") else ""
    return f"☑️ {late}{due}{told(one, 'text')}"


def _approval(say: Speech, one: View) -> str:
    kind = say.either(f"approval-{one['of']}", str(one["of"]))
    return f"{kind} · {told(one, 'asker')}"


_KINDS: Mapping[str, tuple[str, str, Callable[[Speech, View], str]]] = {
    "reservation": ("reservation", RESERVATION, _reservation),
    "sample": ("sample", SAMPLE, _sample),
    "deferral": ("deal", DEAL, _deferral),
    "conversation": ("conversation", CARD, _conversation),
    "task": ("task", TASK, _task),
    "approval": ("approval", APPROVAL, _approval),
}
"""Kind of a line → kind of the record that its name stands for, its prefix, its label."""
