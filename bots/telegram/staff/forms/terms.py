"""What becomes of a warehouse at its term: its goods are moved, written off, or it lives on (A16).

Warehouse and version come from the card: what has been seen to meanwhile says by whom and when.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bots.telegram.screen import Lines, Screen
from bots.telegram.staff.forms.answers import day, words
from bots.telegram.staff.forms.catalog import midnight
from bots.telegram.staff.forms.engine import Form
from bots.telegram.staff.forms.steps import (
    Choice,
    Choices,
    Choose,
    Confirm,
    Step,
    Talk,
    Typed,
)
from bots.telegram.staff.forms.told import version_in
from bots.telegram.staff.menu import home_row
from bots.telegram.staff.screens.figures import weight
from core.ids import WarehouseId

BOTH = ("warehouse:edit",)
SHOWN = 12
NEVER = "never"
"""The choice "no term any more"."""
HOUSE = Step(name="warehouse", label="tg-field-warehouse", ask="tg-ask-warehouse")


def _house(talk: Talk) -> WarehouseId:
    return WarehouseId(int(talk.values["warehouse"]))


async def _goods(talk: Talk) -> Sequence[Mapping[str, Any]]:
    view = await talk.office.goods.terms.look(talk.person, _house(talk))
    goods: Sequence[Mapping[str, Any]] = view["goods"]
    return goods


def _listed(talk: Talk, goods: Sequence[Mapping[str, Any]]) -> list[str]:
    if not goods:
        return [talk.words("tg-term-nothing")]
    lines = [_line(talk, one) for one in goods[:SHOWN]]
    if len(goods) > SHOWN:
        lines.append(talk.words("tg-term-more", count=len(goods) - SHOWN))
    return lines


def _line(talk: Talk, one: Mapping[str, Any]) -> str:
    key = "tg-term-held" if one["reserved"] else "tg-term-goods"
    hand, held = weight(talk.words, one["on_hand"]), weight(talk.words, one["reserved"])
    return talk.words(key, product=str(one["product"]), hand=hand, reserved=held)


def _reserved(goods: Sequence[Mapping[str, Any]]) -> int:
    return sum(int(one["reserved"]) for one in goods)


async def _moving(talk: Talk) -> Sequence[str]:
    goods = await _goods(talk)
    along = [talk.words("tg-term-along")] if _reserved(goods) else []
    return [*_listed(talk, goods), *along]


async def _targets(talk: Talk) -> Choices:
    found = await talk.office.goods.terms.targets(talk.person, _house(talk))
    return [Choice(one.name, int(one.id)) for one in found]


async def _move(talk: Talk) -> Screen:
    done = await talk.office.goods.terms.move_all(
        talk.person,
        _house(talk),
        version_in(talk),
        WarehouseId(int(talk.values["target"])),
        talk.values["reason"],
        cause=talk.cause,
    )
    target, grams = talk.shown["target"], weight(talk.words, done["grams"])
    lines = Lines().line(talk.words("tg-term-moved", grams=grams, target=target), "bold")
    if done["reserved"]:
        held = weight(talk.words, done["reserved"])
        lines.line(talk.words("tg-term-moved-held", reserved=held))
    return lines.screen("form", [home_row(talk.words)])


async def _zeroing(talk: Talk) -> Sequence[str]:
    goods = await _goods(talk)
    held = weight(talk.words, _reserved(goods))
    promised = [talk.words("tg-term-promised", reserved=held)] if _reserved(goods) else []
    return [*_listed(talk, goods), *promised]


async def _zero(talk: Talk) -> Screen:
    done = await talk.office.goods.terms.write_off_all(
        talk.person, _house(talk), version_in(talk), talk.values["reason"], cause=talk.cause
    )
    grams, house = weight(talk.words, done["grams"]), talk.shown["warehouse"]
    said = talk.words("tg-term-zeroed", grams=grams, warehouse=house)
    return Lines().line(said, "bold").screen("form", [home_row(talk.words)])


async def _never(talk: Talk) -> Choices:
    return [Choice(talk.words("tg-term-never"), NEVER)]


async def _extend(talk: Talk) -> Screen:
    last = talk.values["until"]
    until = None if last == NEVER else midnight(date.fromisoformat(last), talk)
    await talk.office.goods.terms.extend_term(
        talk.person, _house(talk), version_in(talk), until, cause=talk.cause
    )
    house = talk.shown["warehouse"]
    key = "tg-term-unlimited" if until is None else "tg-term-extended"
    said = talk.words(key, warehouse=house, until=talk.shown["until"])
    return Lines().line(said, "bold").screen("form", [home_row(talk.words)])


_REASON = Typed(name="reason", label="tg-field-reason", ask="tg-ask-reason", parse=words)
FORMS = (
    Form(
        name="term-move",
        title="tg-form-term-move",
        rights=BOTH,
        steps=(
            HOUSE,
            Choose(
                name="target", label="tg-field-target", ask="tg-ask-term-target", among=_targets
            ),
            _REASON,
            Confirm(say=_moving),
        ),
        finish=_move,
    ),
    Form(
        name="term-zero",
        title="tg-form-term-zero",
        rights=("approval:decide:write-off",),
        steps=(HOUSE, _REASON, Confirm(say=_zeroing)),
        finish=_zero,
    ),
    Form(
        name="term-extend",
        title="tg-form-term-extend",
        rights=BOTH,
        steps=(
            HOUSE,
            Typed(
                name="until", label="tg-field-until", ask="tg-ask-term-until", parse=day,
                quick=_never,
            ),
            Confirm(),
        ),
        finish=_extend,
    ),
)  # fmt: skip
