"""What waits for a yes or a no: list and card; afterwards who decided and when (E5)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Any

from bots.telegram.screen import Button, Lines, Screen, Words
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import day, moment, money, number, price, weight
from bots.telegram.staff.screens.wa import pager
from bots.telegram.staff.services import View
from core.amounts import Price
from core.approvals.model import APPROVED, CONTRACT, REASONS, REJECTED, WAITING
from core.errors import DomainError
from core.messaging.text import cut

LABEL_LIMIT, FACT_LIMIT, FACTS, TALK = 60, 300, 20, 6

Named = Sequence[tuple[str, View]]


def approvals_screen(
    words: Words,
    found: Named,
    page: int,
    pages: int,
    zone: tzinfo,
    *,
    asked: Named = (),
    wanted: Sequence[Button] = (),
) -> Screen:
    """`asked`: the presser's own requests, whatever became of them; `wanted`: subscribing."""
    lines = Lines().line(words("tg-approvals-head"), "bold")
    if not found:
        lines.line(words("tg-approvals-none"))
    rows: list[list[Button]] = []
    for public, one in found:
        name = cut(str(one.get("asker") or "—"), LABEL_LIMIT)
        lines.line(f"{kind_of(words, one)} · {name} · {moment(one['since'], zone)}")
        rows.append([(f"{kind_of(words, one)} · {name}", f"ap:{public}")])
    if asked:
        lines.line().line(words("tg-approvals-mine"), "bold")
    for public, one in asked:
        state = words(f"tg-approval-state-{one['state']}")
        lines.line(f"{kind_of(words, one)} · {moment(one['since'], zone)} · {state}")
        rows.append([(f"{kind_of(words, one)} · {state}", f"ap:{public}")])
    rows += [pager("aps", page, pages), list(wanted)]
    return lines.screen("approvals", [*rows, home_row(words)])


def kind_of(words: Words, one: View) -> str:
    return words.either(f"approval-{one['kind']}", "tg-approval-other")


def title_of(words: Words, one: View) -> str:
    """Which request it is: kind, deal and client, as far as the reader sees them."""
    seen: dict[str, Any] = {}
    for values in (one.get("facts") or {}).values():
        seen |= values
    number = words("tg-number", id=str(seen["number"])) if seen.get("number") else ""
    client = str(seen.get("client") or seen.get("name") or "")
    return " · ".join(filter(None, [kind_of(words, one), number, cut(client, LABEL_LIMIT)]))


def approval_screen(words: Words, public: str, one: View, zone: tzinfo, client: str = "") -> Screen:
    """Kind, facts, who asks, waiting since; decided: who and when, and no buttons any more.

    `client`: the opaque name of whose papers are to be read first.
    """
    lines = Lines().line(kind_of(words, one), "bold")
    for label, value in facts(words, one.get("facts") or {}):
        lines.line(f"{label}: {cut(value, FACT_LIMIT)}")
    lines.line(words("tg-approval-asks", name=str(one.get("asker") or "—")))
    for word in list(one.get("talk") or ())[-TALK:]:
        lines.line(f"💬 {word['by']}: {cut(str(word['text']), FACT_LIMIT)}", "italic")
    if one["state"] != WAITING:
        lines.line(decided(words, one, zone), "bold")
        return lines.screen("approval", [home_row(words, "aps:0")])
    lines.line(words("tg-approval-since", at=moment(one["since"], zone)))
    card = [(words("tg-open-client"), f"c:{client}")] if client else []
    rows = [*_decide(words, public, one), card, home_row(words, "aps:0")]
    return lines.screen("approval", rows)


def _decide(words: Words, public: str, one: View) -> list[list[Button]]:
    """Nobody decides on his own request: there is nothing to press (E5)."""
    if one.get("own"):
        return [[(words("tg-approval-answer"), f"apa:{public}")]] if one.get("talk") else []
    if not one.get("may_decide"):
        return []
    at, contract = f"{public}:{one['version']}", one["kind"] == CONTRACT
    yes = words("tg-legal-yes" if contract else "tg-approval-yes")
    no = words("tg-legal-no" if contract else "tg-approval-no")
    clarify = [(words("tg-approval-clarify"), f"apq:{public}")]
    return [[(yes, f"apy:{at}"), (no, f"apn:{at}")], clarify]


def decided(words: Words, one: View, zone: tzinfo) -> str:
    """Void: what was asked for has changed, so nothing was decided."""
    if one["state"] not in {APPROVED, REJECTED}:
        return words("tg-approval-void")
    who = str(one.get("decided_by") or "—")
    said = words(f"tg-approval-{one['state']}", name=who, at=moment(one["decided_at"], zone))
    reason = str(one.get("reason") or "")
    if not reason:
        return said
    return f"{said}\n{words('tg-approval-reason', text=reason_text(words, reason))}"


def decided_toast(words: Words, error: DomainError, zone: tzinfo) -> str:
    """A second press: who was first, and when."""
    if not error.fields.get("by") or not error.fields.get("at"):
        return words("tg-approval-void")
    state = str(error.fields.get("state"))
    at = moment(str(error.fields["at"]), zone)
    return words(f"tg-approval-{state}", name=str(error.fields["by"]), at=at)


def reason_text(words: Words, reason: str) -> str:
    """A chip's code in the reader's language, or the typed words as they are."""
    return words(f"reason-{reason}") if reason in REASONS else cut(reason, FACT_LIMIT)


def facts(words: Words, given: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Name and value of each fact, in the names of the table of fields."""
    for values in given.values():
        for name, value in list(values.items())[:FACTS]:
            if value is not None and value != "":
                yield words.either(f"tg-fact-{name}", "tg-fact-other"), _told(words, name, value)


def _told(words: Words, name: str, value: Any) -> str:
    """What is kept as a code is told in words."""
    if name == "contract" and isinstance(value, str):
        return words.either(f"tg-contract-{value}", "tg-contract-none")
    return fact(words, value)


def fact(words: Words, value: Any) -> str:
    """Facts that are more than words keep their kind: each reader's language shows them."""
    if isinstance(value, (list, tuple)):
        return ", ".join(fact(words, one) for one in value)
    if not isinstance(value, Mapping):
        return str(value)
    kind = next((known for known in _KINDS if known in value), "")
    if kind:
        return _KINDS[kind](words, value)
    return ", ".join(f"{name}: {fact(words, one)}" for name, one in value.items())


def _grams(words: Words, value: View) -> str:
    return weight(words, int(value["grams"]))


def _money(words: Words, value: View) -> str:
    return money(words, None if value["money"] is None else Decimal(value["money"]))


def _price(words: Words, value: View) -> str:
    return price(words, Price(Decimal(value["price"]), value["currency"], value["vat"]))


def _margin(words: Words, value: View) -> str:
    """A kilogram, and in all: a line for each currency whose rate is known."""
    known = value["margin"]
    if known is None:
        return "—"
    pairs = (
        [money(words, Decimal(amount), name) for amount in pair] for name, pair in known.items()
    )
    return "\n".join(words("figure-margin", kilogram=one, total=total) for one, total in pairs)


def _holder(words: Words, value: View) -> str:
    name = value["holder"]
    if name is None:
        return words("figure-nobody")
    return str(name) or words("figure-assigned")


def _below(words: Words, value: View) -> str:
    amount = money(words, Decimal(value["below"]) / 1000)
    return words("figure-below", amount=amount, percent=number(words, Decimal(value["percent"])))


def _change(words: Words, value: View) -> str:
    return f"{fact(words, value['before'] or '—')} → {fact(words, value['after'] or '—')}"


_KINDS: Mapping[str, Callable[[Words, View], str]] = {
    "grams": _grams,
    "money": _money,
    "price": _price,
    "before": _change,
    "margin": _margin,
    "below": _below,
    "holder": _holder,
    "day": lambda words, value: day(value["day"], UTC),  # noqa: ARG005 - written alike everywhere
}
