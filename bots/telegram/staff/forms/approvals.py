"""Forms of a decision: a typed reason, a question to whoever asks, and the answer to it (E5)."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bots.telegram.screen import Screen
from bots.telegram.staff.actions.naming import name_of
from bots.telegram.staff.forms.answers import words
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import Choice, Step, Talk, Typed
from bots.telegram.staff.forms.told import version_in
from bots.telegram.staff.screens.approvals import approval_screen
from core.approvals.model import KINDS, AlreadyDecided, Outdated, reasons_of
from core.ids import ApprovalId

DECIDING = tuple(f"approval:decide:{kind}" for kind in KINDS)
_WHAT = Step(name="approval", label="tg-field-approval", ask="tg-ask-approval")


def _never(values: Mapping[str, Any]) -> bool:
    """Shown where the card knows it, never asked."""
    del values
    return False


def _number(talk: Talk) -> ApprovalId:
    return ApprovalId(int(talk.values["approval"]))


async def _card(talk: Talk) -> Screen:
    """The request as it stands now: who decided, when and why."""
    view = await talk.office.trade.approvals.one(talk.person, _number(talk))
    public = await name_of(talk.turn, "approval", _number(talk))
    return approval_screen(talk.words, public, view, talk.office.zone)


async def _reasons(talk: Talk) -> list[Choice]:
    codes = reasons_of(str(talk.values["kind"]))
    return [Choice(talk.words(f"reason-{code}"), code) for code in codes]


async def _reject(talk: Talk) -> Screen:
    """Where somebody was quicker, the card tells who, and when."""
    decision = (_number(talk), version_in(talk), False, str(talk.values["text"]))
    with suppress(AlreadyDecided, Outdated):
        await talk.office.trade.approvals.decide(talk.person, *decision, cause=talk.cause)
    return await _card(talk)


async def _ask(talk: Talk) -> Screen:
    await talk.office.trade.approvals.clarify(
        talk.person, _number(talk), str(talk.values["text"]), cause=talk.cause
    )
    return await _card(talk)


async def _answer(talk: Talk) -> Screen:
    await talk.office.trade.approvals.answer(
        talk.person, _number(talk), str(talk.values["text"]), cause=talk.cause
    )
    return await _card(talk)


REJECT = Form(
    name="approval-reject",
    title="tg-form-reject",
    rights=DECIDING,
    steps=(
        _WHAT,
        Typed(name="text", label="", ask="tg-reject-head", parse=words, quick=_reasons),
    ),
    finish=_reject,
    # It ends with the first words: those meant for a client would refuse what was asked for.
    replies=True,
)
CORRECT = Form(
    name="approval-correct",
    title="tg-form-correct",
    rights=DECIDING,
    steps=(_WHAT, Typed(name="text", label="", ask="tg-ask-correction", parse=words)),
    finish=_reject,
)
ASK = Form(
    name="approval-clarify",
    title="tg-form-clarify",
    rights=DECIDING,
    steps=(_WHAT, Typed(name="text", label="", ask="tg-ask-question", parse=words)),
    finish=_ask,
)
ANSWER = Form(
    name="approval-answer",
    title="tg-form-answer",
    rights=("task:set",),
    steps=(
        _WHAT,
        Step(name="question", label="tg-field-question", ask="tg-ask-question", when=_never),
        Typed(name="text", label="", ask="tg-ask-answer", parse=words),
    ),
    finish=_answer,
)
FORMS = (REJECT, CORRECT, ASK, ANSWER)
