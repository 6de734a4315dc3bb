"""Forms of money that has come: written down, and taken back where that was a mistake."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bots.telegram.screen import Screen
from bots.telegram.staff.forms.answers import words
from bots.telegram.staff.forms.card import any_day
from bots.telegram.staff.forms.deals import money
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Choice, Choose, Confirm, Talk, Typed
from bots.telegram.staff.forms.told import DEAL, deal_in, told_deal, version_in
from bots.telegram.staff.screens.deal import standing
from bots.telegram.staff.screens.figures import day
from bots.telegram.staff.screens.figures import money as money_text
from core.ids import PaymentId

PAYING = ("deal:pay:own", "deal:pay:any")


async def _over(talk: Talk) -> Decimal:
    """Roubles past what is still owed."""
    view = await talk.office.trade.orders.card(talk.person, deal_in(talk))
    total = view.get("total") or {}
    rest = max(Decimal(total.get("rest") or 0), Decimal(0))
    return Decimal(str(talk.values["amount"])) - rest


async def _doubt(talk: Talk) -> Sequence[str]:
    """An overpayment is legal, and more often a slip of the finger."""
    over = await _over(talk)
    return [talk.words("tg-pay-over", sum=money_text(talk.words, over))] if over > 0 else ()


async def _ways(talk: Talk) -> Sequence[Choice]:
    key = "tg-pay-over-yes" if await _over(talk) > 0 else "tg-form-yes"
    return (Choice(talk.words(key), value=True),)


async def _pay(talk: Talk) -> Screen:
    values = talk.values
    await talk.office.trade.shipping.pay(
        talk.person,
        deal_in(talk),
        version_in(talk),
        Decimal(str(values["amount"])),
        date.fromisoformat(str(values["paid_on"])),
        cause=talk.cause,
    )
    return await told_deal(talk, talk.words("tg-deal-paid-kept"))


async def _today(talk: Talk) -> list[Choice]:
    today = talk.office.today()
    return [Choice(talk.words("tg-day-today"), today.isoformat(), today.strftime("%d.%m.%Y"))]


async def _payments(talk: Talk) -> list[Choice]:
    """Those that stand, the newest first."""
    view = await talk.office.trade.orders.card(talk.person, deal_in(talk))
    return [Choice(_told(talk, one), int(one["id"])) for one in reversed(standing(view))]


def _told(talk: Talk, one: Mapping[str, Any]) -> str:
    parts = [money_text(talk.words, one["amount"]), day(one["paid_on"], talk.office.zone)]
    return " · ".join(filter(None, [*parts, one.get("person")]))


async def _take_back(talk: Talk) -> Screen:
    await talk.office.trade.shipping.take_back(
        talk.person,
        deal_in(talk),
        version_in(talk),
        PaymentId(int(talk.values["payment"])),
        str(talk.values["reason"]),
        cause=talk.cause,
    )
    return await told_deal(talk, talk.words("tg-payment-taken-back"))


PAY = Form(
    name="deal-pay",
    title="tg-form-pay",
    rights=PAYING,
    steps=(
        DEAL,
        Typed(name="amount", label="tg-field-amount", ask="tg-ask-amount", parse=money),
        Typed(
            name="paid_on", label="tg-field-date", ask="tg-ask-paid-on", parse=any_day,
            quick=_today,
        ),
        Confirm(say=_doubt, among=_ways),
    ),
    finish=_pay,
)  # fmt: skip
TAKE_BACK = Form(
    name="deal-unpay",
    title="tg-deal-unpay",
    rights=PAYING,
    steps=(
        DEAL,
        Choose(name="payment", label="tg-field-payment", ask="tg-ask-payment", among=_payments),
        Typed(name="reason", label="tg-field-reason", ask="tg-ask-unpay", parse=words),
        Confirm(),
    ),
    finish=_take_back,
)
FORMS = (PAY, TAKE_BACK)
